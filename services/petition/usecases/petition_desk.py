"""Where people move appeals: the center's desk, the units, the reviewer, the arbiter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kit.access import Access
from kit.commit import Decision, Versioned
from kit.model.clock import local_date
from kit.model.division import DivisionCode
from services.petition.domain import classifying, handling, reviewing, taking
from services.petition.domain.classifying import ClassifyPetition
from services.petition.domain.escalating import next_center
from services.petition.domain.events import HandoffReason
from services.petition.domain.handing import hand_off
from services.petition.domain.ids import PetitionId, UnitCode
from services.petition.domain.joining import join
from services.petition.domain.petition import Petition
from services.petition.domain.reference import Responsibility
from services.petition.domain.sending import sent_at_once
from services.petition.domain.steps import CENTER_DESK, Clocks
from services.petition.domain.submitting import require_category, require_unit
from services.petition.domain.taking import Acceptance, AssignPetition

from .petition_changes import PetitionChanges, PetitionTarget, actor_of


@dataclass(frozen=True, slots=True)
class PetitionDesk:
    """One method for each thing a person does to an appeal; `note` is the reason or opinion."""

    changes: PetitionChanges

    async def accept(
        self, access: Access, target: PetitionTarget, order: Acceptance, note: str
    ) -> Versioned[Petition]:
        """受理; what turns out to be 特急 or 检举控告 goes to the county in the same write."""
        require_category(order.category, self.changes.rules.reference)
        divisions = self.changes.custody.divisions
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: sent_at_once(
                taking.accept(petition, order, who, now, clocks, note), divisions, who, now
            ),
        )

    async def reject(
        self, access: Access, target: PetitionTarget, route: str, note: str
    ) -> Versioned[Petition]:
        """不予受理, with the legal route told."""
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: taking.reject(
                petition, route, who, now, clocks, note
            ),
        )

    async def assign(
        self, access: Access, target: PetitionTarget, order: AssignPetition, note: str
    ) -> Versioned[Petition]:
        """交办; what the table has no row for goes to the center's own desk."""
        for unit in (order.unit, *order.helpers):
            self._require_unit(unit)
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: taking.assign(
                petition, order, self._responsible(petition), who, now, clocks, note
            ),
        )

    async def contact(
        self, access: Access, target: PetitionTarget, note: str
    ) -> Versioned[Petition]:
        """首次联系, and speaking with the petitioner again."""
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: taking.contact(petition, who, now, clocks, note),
        )

    async def give_back(
        self, access: Access, target: PetitionTarget, note: str
    ) -> Versioned[Petition]:
        """退单."""
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: taking.give_back(petition, who, now, clocks, note),
        )

    async def transfer(
        self, access: Access, target: PetitionTarget, to: DivisionCode, note: str
    ) -> Versioned[Petition]:
        """移交 another center, up or down."""
        self.changes.custody.divisions.get(to)

        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, _: hand_off(
                petition, to, HandoffReason.MANUAL, who, now, note
            ),
        )

    async def extend(
        self, access: Access, target: PetitionTarget, days: int, note: str
    ) -> Versioned[Petition]:
        """延期, once."""
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: handling.extend(
                petition, days, who, now, clocks, note
            ),
        )

    async def pause(self, access: Access, target: PetitionTarget, note: str) -> Versioned[Petition]:
        """中止计时."""
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: handling.pause(petition, who, now, clocks, note),
        )

    async def resume(
        self, access: Access, target: PetitionTarget, note: str
    ) -> Versioned[Petition]:
        """恢复计时."""
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: handling.resume(petition, who, now, clocks, note),
        )

    async def reply(
        self, access: Access, target: PetitionTarget, text: str, note: str
    ) -> Versioned[Petition]:
        """答复."""
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: handling.reply(
                petition, text, who, now, clocks, note
            ),
        )

    async def confirm(
        self, access: Access, target: PetitionTarget, note: str
    ) -> Versioned[Petition]:
        """核实."""
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: handling.confirm(petition, who, now, clocks, note),
        )

    async def close(self, access: Access, target: PetitionTarget, note: str) -> Versioned[Petition]:
        """办结."""
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: handling.close(petition, who, now, clocks, note),
        )

    async def reopen(
        self, access: Access, target: PetitionTarget, note: str
    ) -> Versioned[Petition]:
        """重开, inside the window."""
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: reviewing.reopen(petition, who, now, clocks, note),
        )

    async def ask_review(
        self, access: Access, target: PetitionTarget, note: str
    ) -> Versioned[Petition]:
        """申请复查, then 复核."""
        divisions = self.changes.custody.divisions
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: reviewing.ask_review(
                petition, who, now, clocks, note, next_center(petition, divisions)
            ),
        )

    async def classify(
        self, access: Access, target: PetitionTarget, order: ClassifyPetition, note: str
    ) -> Versioned[Petition]:
        """改分类; clocks are told anew from their start."""
        require_category(order.category, self.changes.rules.reference)
        divisions = self.changes.custody.divisions
        return await self.changes.carry_out(
            access,
            target,
            lambda petition, who, now, clocks: sent_at_once(
                classifying.classify(petition, order, who, now, clocks, note), divisions, who, now
            ),
        )

    async def join(
        self, access: Access, target: PetitionTarget, into: PetitionId, note: str
    ) -> Versioned[Petition]:
        """并入另一件: two appeals in one transaction."""
        changes, who = self.changes, actor_of(access.principal)
        now = changes.clock.now()
        clocks = Clocks.of(changes.rules, now)
        if await changes.petitions.replayed(target.petition, target.request) is None:
            for id in (target.petition, into):
                changes.require(access, await changes.find(access, id))

        def decide(found: Mapping[str, Petition]) -> dict[str, Decision[Petition]]:
            for petition in found.values():
                changes.require(access, petition)
            gone, lead = join(found[target.petition], found[into], who, now, clocks, note)
            return {target.petition: Decision(*gone), into: Decision(*lead)}

        revision = target.revision
        expected: dict[str, int] = {} if revision is None else {target.petition: revision}
        await changes.petitions.change_many(
            [target.petition, into], decide, target.request, expected
        )
        return await changes.own(access, target.petition)

    def _require_unit(self, unit: UnitCode | None) -> None:
        if unit is not None and unit != CENTER_DESK:
            require_unit(unit, self.changes.rules.reference, "unit")

    def _responsible(self, petition: Petition) -> Responsibility | None:
        if petition.category is None:
            return None
        day = local_date(self.changes.clock.now())
        return self.changes.rules.reference.responsible(petition.category, petition.place, day)
