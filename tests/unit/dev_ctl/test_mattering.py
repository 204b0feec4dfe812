"""How the runner plays a day of appeals: which steps, at which site, and that it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from gov321.petition.v1 import petition_pb2
from gov321.petition.v1 import petition_service_pb2 as pb
from gov321.petition.v1 import whistle_service_pb2 as whistles
from gov321.petition.v1.whistle_pb2 import Whistle

from dev.ctl.client import County, county_at
from dev.ctl.endpoint import Endpoint
from dev.run.mattering import Mattering
from dev.run.problems import MatterStuck
from dev.sample.matters import KINDS, MATTERS, Matter, MatterKind, matters
from kit.model.division import Tier
from kit.roles import Role
from tests.support.fake_site_service import FakeSite

from .samples import VILLAGE

UNIT = "water"
NUMBER = "260304-104206-0417"
EASY = MatterKind("D08", "自来水管接头漏水。")
CALLED = ("urban-management", "ecology")


@dataclass
class OneAppeal:
    """A site with one appeal that moves as the steps say; `arrives` is False for a lost handoff."""

    site: FakeSite
    arrives: bool = True
    appeal: petition_pb2.Petition = field(
        default_factory=lambda: petition_pb2.Petition(petition_id="q-1", number=NUMBER)
    )

    def open(self) -> None:
        moves = {
            "AcceptPetition": petition_pb2.STATE_ACCEPTED,
            "ContactPetitioner": petition_pb2.STATE_IN_PROGRESS,
            "ReplyPetition": petition_pb2.STATE_REPLIED,
            "RatePetition": petition_pb2.STATE_CLOSED,
        }
        for method, state in moves.items():
            self.site.on(method, lambda _, m=method, s=state: self._moved(m, s))
        self.site.on("SubmitPetition", self._taken)
        self.site.on("GetPetition", self._shown)
        self.site.on("AssignPetition", self._assigned)
        self.site.on("ReturnPetition", self._returned)
        self.site.on("TransferPetition", self._sent)
        self.site.on("CallUnits", _called)
        self.site.on("AnswerCall", lambda _: whistles.AnswerCallResponse())
        self.site.on("ClosePart", lambda _: whistles.ClosePartResponse())

    def steps(self) -> list[str]:
        """Return what was ordered, in order."""
        return [name for name, _ in self.site.asked if name != "GetPetition"]

    def _moved(self, method: str, state: petition_pb2.State.ValueType) -> Any:
        self.appeal.state = state
        self.appeal.revision += 1
        return getattr(pb, f"{method}Response")()

    def _taken(self, request: pb.SubmitPetitionRequest) -> pb.SubmitPetitionResponse:
        if not self.appeal.state:
            self.appeal.state = petition_pb2.STATE_REGISTERED
            self.appeal.custodian = request.center
        receipt = pb.Receipt(number=NUMBER, query_code="12345678")
        return pb.SubmitPetitionResponse(petition=self.appeal, receipts=[receipt])

    def _shown(self, _: pb.GetPetitionRequest) -> pb.GetPetitionResponse:
        shown = pb.GetPetitionResponse(petition=self.appeal)
        self.appeal.in_flight = self.appeal.in_flight and not self.arrives
        return shown

    def _assigned(self, _: pb.AssignPetitionRequest) -> pb.AssignPetitionResponse:
        unit = "center" if self.appeal.assignments else UNIT
        self.appeal.assignments.add(unit=unit, main=True)
        return self._moved("AssignPetition", petition_pb2.STATE_ASSIGNED)

    def _returned(self, _: pb.ReturnPetitionRequest) -> pb.ReturnPetitionResponse:
        self.appeal.assignments[-1].return_time.CopyFrom(Timestamp(seconds=1))
        self.appeal.history.add(step="return")
        return self._moved("ReturnPetition", petition_pb2.STATE_ACCEPTED)

    def _sent(self, request: pb.TransferPetitionRequest) -> pb.TransferPetitionResponse:
        self.appeal.custodian, self.appeal.in_flight = request.to_center, True
        return self._moved("TransferPetition", petition_pb2.STATE_ACCEPTED)


def _called(_: whistles.CallUnitsRequest) -> whistles.CallUnitsResponse:
    return whistles.CallUnitsResponse(whistle=Whistle(whistle_id="w-1"))


@pytest.fixture
def one(registry: FakeSite) -> OneAppeal:
    site = OneAppeal(registry)
    site.open()
    return site


@dataclass
class Seats:
    """Notes who sat where; everybody sits at the one fake site."""

    county: County
    sat: list[tuple[Tier, Role, str]] = field(default_factory=list[tuple[Tier, Role, str]])

    async def seat(self, tier: Tier, role: Role, unit: str) -> County:
        self.sat.append((tier, role, unit))
        return self.county

    async def play(self, kind: MatterKind) -> int:
        """Play a day of one appeal."""
        matter = Matter(0, kind, VILLAGE, kind.called, "周明月")
        return await Mattering(self.seat, [matter], pause=no_pause).run(lambda _: None)


@pytest.fixture
async def seats(registry: FakeSite) -> AsyncGenerator[Seats]:
    async with county_at(Endpoint(registry.address, "a-token"), 5.0) as county:
        yield Seats(county)


async def no_pause(_seconds: float) -> None:
    await asyncio.sleep(0)


async def test_an_easy_matter_is_solved_in_its_village_by_the_unit_of_the_table(
    one: OneAppeal, seats: Seats
) -> None:
    assert await seats.play(EASY) == 5
    assert one.steps() == [
        "SubmitPetition",
        "AcceptPetition",
        "AssignPetition",
        "ContactPetitioner",
        "ReplyPetition",
        "RatePetition",
    ]
    assert (Tier.VILLAGE, Role.HANDLER, UNIT) in seats.sat
    assert {tier for tier, _, _ in seats.sat} == {Tier.VILLAGE}


async def test_a_matter_climbs_to_the_tier_that_can_solve_it(one: OneAppeal, seats: Seats) -> None:
    await seats.play(MatterKind("E09", "夜里有人在河道采砂。", Tier.COUNTY))
    centers = [sent.to_center for sent in one.site.requests("TransferPetition")]
    assert centers == ["610921104000", "610921000000"]
    assert (Tier.COUNTY, Role.HANDLER, UNIT) in seats.sat


async def test_what_a_unit_returns_is_handled_by_the_desk(one: OneAppeal, seats: Seats) -> None:
    await seats.play(MatterKind("D09", "入户路被冲了一个缺口。", returned=True))
    assert one.steps().count("ReturnPetition") == 1
    assert one.steps().count("AssignPetition") == 2
    assert one.appeal.state == petition_pb2.STATE_CLOSED


async def test_units_that_are_called_close_their_parts_before_the_answer(
    one: OneAppeal, seats: Seats
) -> None:
    await seats.play(MatterKind("E05", "河边有人倾倒垃圾。", Tier.TOWN, called=CALLED))
    steps = one.steps()
    assert steps[-3:] == ["ClosePart", "ReplyPetition", "RatePetition"]
    assert {part.unit for part in one.site.requests("ClosePart")} == set(CALLED)
    assert {(Tier.TOWN, Role.HANDLER, unit) for unit in CALLED} <= set(seats.sat)


async def test_what_is_done_is_not_done_again(one: OneAppeal, seats: Seats) -> None:
    await seats.play(EASY)
    before = len(one.steps())
    assert await seats.play(EASY) == 0
    assert one.steps()[before:] == ["SubmitPetition"]
    first, again = one.site.requests("SubmitPetition")
    assert first == again


async def test_what_stays_is_left_with_its_unit(one: OneAppeal, seats: Seats) -> None:
    await seats.play(MatterKind("D07", "老房子有裂缝。", stays=True))
    assert one.appeal.state == petition_pb2.STATE_IN_PROGRESS


async def test_a_matter_that_never_arrives_is_told_by_its_number(
    one: OneAppeal, seats: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dev.run.mattering.ARRIVES_WITHIN_S", 1.0)
    one.arrives = False
    with pytest.raises(MatterStuck) as stuck:
        await seats.play(MatterKind("C03", "承包地的边界不一致。", Tier.TOWN))
    assert NUMBER in stuck.value.user_text


def test_the_day_is_the_same_every_time_and_spread_over_the_villages() -> None:
    villages = [f"6109211{n:05}" for n in range(159)]
    day = matters(villages)
    assert day == matters(villages)
    assert len({matter.village for matter in day}) == MATTERS
    assert {matter.kind for matter in day} == set(KINDS)
    assert sum(bool(matter.called) for matter in day) == 1
