"""Appeals for tests: taken in, accepted, assigned … by the real steps, at times a test can read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Self

from kit.model.division import DivisionCode
from kit.model.ids import derived_id
from kit.roles import Role
from services.petition.domain import handling, rating, taking
from services.petition.domain.actor import Actor
from services.petition.domain.events import Outcome, PetitionEvent
from services.petition.domain.ids import CategoryCode, PetitionId, UnitCode
from services.petition.domain.kinds import Channel, Disclosure, MatterType, Source, Urgency
from services.petition.domain.petition import Petition, Rating
from services.petition.domain.rules import Rules
from services.petition.domain.steps import Clocks
from services.petition.domain.submitting import NewPetitioner, SubmitPetition, submit
from services.petition.wire.policies import load_rules

COUNTY = DivisionCode.parse("610921000000")
TOWN = DivisionCode.parse("610921104000")
VILLAGE = DivisionCode.parse("610921104206")
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""9 o'clock in the county, on a working day with no holiday near."""

UNIT = UnitCode("water")
OTHER_UNIT = UnitCode("housing")
CATEGORY = CategoryCode("D08")
CLERK = Actor("clerk-1", roles=frozenset({Role.CLERK}))
REVIEWER = Actor("reviewer-1", roles=frozenset({Role.REVIEWER}))
ARBITER = Actor("command-1", roles=frozenset({Role.COMMAND}))
DISCIPLINE = Actor("discipline-1", roles=frozenset({Role.DISCIPLINE}))
GATEWAY = Actor("gateway", roles=frozenset({Role.SERVICE}))


def officer(unit: UnitCode = UNIT) -> Actor:
    """Return an officer of a unit."""
    return Actor(f"officer-{unit}", roles=frozenset({Role.HANDLER}), unit=unit)


@cache
def rules() -> Rules:
    """Return the rules that come with the service."""
    return load_rules()


def clocks(now: datetime = MONDAY) -> Clocks:
    """Return what clocks are set by at an instant."""
    return Clocks.of(rules(), now)


def a_submission(**changed: object) -> SubmitPetition:
    """Return an order a resident's channel would give, with some of it changed."""
    plain = SubmitPetition(
        center=VILLAGE,
        home=VILLAGE,
        place=VILLAGE,
        matter=MatterType.HELP,
        source=Source.PHONE,
        petitioners=(NewPetitioner(Disclosure.NAMED, "王小明", "13900000001"),),
        title="水管破裂",
        text="村口水管破裂，已停水两天。",
        category=CATEGORY,
    )
    return replace(plain, **changed)  # pyright: ignore[reportArgumentType]


@dataclass
class PetitionBuilder:
    """An appeal and the time of day; every step takes an hour. `build` returns the appeal."""

    petition: Petition
    now: datetime
    happened: list[PetitionEvent] = field(default_factory=list[PetitionEvent])

    @property
    def clocks(self) -> Clocks:
        """What clocks are set by at this time."""
        return clocks(self.now)

    def did(self, outcome: Outcome) -> Self:
        """Go on with what a step came to."""
        self.petition = outcome[0]
        self.happened += outcome[1]
        return self.later(hours=1)

    def later(self, **time: float) -> Self:
        """Let time pass."""
        self.now += timedelta(**time)
        return self

    def accepted(self, order: taking.Acceptance | None = None) -> Self:
        """Accept it."""
        told = order or taking.Acceptance()
        return self.did(taking.accept(self.petition, told, CLERK, self.now, self.clocks))

    def rejected(self) -> Self:
        """Reject it."""
        done = taking.reject(
            self.petition, "向法院起诉", REVIEWER, self.now, self.clocks, "涉法涉诉"
        )
        return self.did(done)

    def assigned(self, unit: UnitCode = UNIT, who: Actor = ARBITER) -> Self:
        """Assign it to a unit."""
        order = taking.AssignPetition(unit)
        return self.did(
            taking.assign(self.petition, order, None, who, self.now, self.clocks, "属其职责")
        )

    def contacted(self) -> Self:
        """Let its unit speak with the petitioner."""
        return self.did(
            taking.contact(self.petition, self._officer(), self.now, self.clocks, "已上门")
        )

    def returned(self) -> Self:
        """Let its unit give it back."""
        done = taking.give_back(
            self.petition, self._officer(), self.now, self.clocks, "不属本单位职责"
        )
        return self.did(done)

    def paused(self) -> Self:
        """Let its clocks stand."""
        return self.did(
            handling.pause(self.petition, self._officer(), self.now, self.clocks, "等待听证")
        )

    def resumed(self) -> Self:
        """Let its clocks go on."""
        return self.did(handling.resume(self.petition, self._officer(), self.now, self.clocks))

    def replied(self, text: str = "水管已修复。") -> Self:
        """Answer it."""
        return self.did(handling.reply(self.petition, text, self._officer(), self.now, self.clocks))

    def confirmed(self) -> Self:
        """Confirm the answer."""
        return self.did(handling.confirm(self.petition, CLERK, self.now, self.clocks))

    def closed(self) -> Self:
        """Close it."""
        return self.did(handling.close(self.petition, REVIEWER, self.now, self.clocks))

    def rated(self, number: int, given: Rating, above: DivisionCode | None = TOWN) -> Self:
        """Let the petitioner of this place in the list rate the answer."""
        who = self.petition.petitioners[number].id
        done = rating.rate(self.petition, who, given, "", GATEWAY, self.now, self.clocks, above)
        return self.did(done)

    def in_progress(self) -> Self:
        """Go on until its unit works on it."""
        return self.accepted().assigned().contacted()

    def answered(self) -> Self:
        """Go on until it is answered."""
        return self.in_progress().replied()

    def done(self) -> Self:
        """Go on until it is closed."""
        return self.answered().confirmed().closed()

    def build(self) -> Petition:
        """Return the appeal as it stands."""
        return self.petition

    def _officer(self) -> Actor:
        """Who may act for the unit that has it; the discipline channel acts for its own."""
        if self.petition.channel is Channel.DISCIPLINE:
            return DISCIPLINE
        return officer(self.petition.main_unit or UNIT)


def a_petition(
    name: str = "p-1", urgency: Urgency = Urgency.U3, now: datetime = MONDAY, **changed: object
) -> PetitionBuilder:
    """Return an appeal that was just taken in."""
    id = PetitionId(derived_id("petition", name))
    order = a_submission(urgency=urgency, **changed)
    who = DISCIPLINE if order.channel is Channel.DISCIPLINE else CLERK
    petition, happened = submit(id, order, who, now, clocks(now))
    return PetitionBuilder(petition, now + timedelta(hours=1), list(happened))
