"""Whistles at the gRPC edge: called, reported in, closed, rated; who sees and who may."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from gov321.petition.v1 import petition_pb2, whistle_pb2
from gov321.petition.v1 import whistle_service_pb2 as pb
from gov321.petition.v1.whistle_service_pb2_grpc import WhistleServiceStub

from kit.model.division import Tier
from kit.model.ids import derived_id
from kit.roles import Role
from kit.wire_time import timestamp
from tests.support.dispute_site import DisputeSite, served
from tests.support.edge_calls import Calls, refused
from tests.support.petition_builders import MONDAY, TOWN, VILLAGE
from tests.support.whistle_builders import SECRETS

PART = whistle_pb2.WhistlePart
CODES = grpc.StatusCode


@pytest.fixture
async def site() -> DisputeSite:
    return DisputeSite()


@pytest.fixture
async def calls(site: DisputeSite, tmp_path: Path) -> AsyncIterator[Calls]:
    async with served(site, tmp_path) as edge:
        yield edge


def calling(name: str = "call", **changed: Any) -> pb.CallUnitsRequest:
    whole: dict[str, Any] = {
        "request_id": derived_id("test", name),
        "center": VILLAGE.digits,
        "trigger": whistle_pb2.Whistle.TRIGGER_JOINT_ENFORCEMENT,
        "level": whistle_pb2.Whistle.LEVEL_FOCUS,
        "title": "河道测试标题",
        "text": "河道被占测试",
        "lead": "water",
        "helpers": ["housing"],
        **changed,
    }
    return pb.CallUnitsRequest(**whole)


def clerk(calls: Calls) -> Any:
    return calls(WhistleServiceStub, Role.CLERK, VILLAGE.digits)


def officer(calls: Calls, unit: str = "water", scope: str = "610921") -> Any:
    return calls(WhistleServiceStub, Role.HANDLER, scope, Tier.COUNTY, unit)


@dataclass
class Call:
    """One whistle; every order has its own request id."""

    whistle: whistle_pb2.Whistle
    orders: int = 0

    async def did(self, stub: Any, method: str, unit: str = "water", **fields: Any) -> Any:
        self.orders += 1
        request = getattr(pb, f"{method}Request")(
            request_id=derived_id("test", f"{method}-{unit}-{self.orders}"),
            revision=self.whistle.revision,
            whistle_id=self.whistle.whistle_id,
            unit=unit,
            **fields,
        )
        self.whistle = (await getattr(stub, method)(request)).whistle
        return self.whistle


async def called(calls: Calls, **changed: Any) -> Call:
    return Call((await clerk(calls).CallUnits(calling(**changed))).whistle)


async def test_a_whistle_is_blown_reported_in_to_closed_and_rated(calls: Calls) -> None:
    call = await called(calls)
    states = [(part.unit, part.lead, part.state) for part in call.whistle.parts]
    assert states == [("water", True, PART.STATE_CALLED), ("housing", False, PART.STATE_CALLED)]
    await call.did(officer(calls), "AnswerCall")
    await call.did(officer(calls), "ClosePart", result="已清理测试")
    await call.did(clerk(calls), "WaivePart", "housing", reason="暂不需要测试")
    assert call.whistle.closed
    rating = petition_pb2.RATING_SATISFIED
    whistle = await call.did(clerk(calls), "RateUnit", rating=rating, note="来得快测试")
    assert [part.state for part in whistle.parts] == [PART.STATE_CLOSED, PART.STATE_WAIVED]
    assert (whistle.parts[0].rating, whistle.parts[0].rating_note) == (rating, "来得快测试")
    assert whistle.parts[1].result == "暂不需要测试"


async def test_a_late_unit_is_shown_as_late(site: DisputeSite, calls: Calls) -> None:
    call = await called(calls, report_by=timestamp(MONDAY + timedelta(minutes=30)))
    site.clock.advance(timedelta(hours=1))
    request = pb.GetWhistleRequest(whistle_id=call.whistle.whistle_id)
    whistle = (await clerk(calls).GetWhistle(request)).whistle
    assert [part.late for part in whistle.parts] == [True, True]
    await call.did(officer(calls), "AnswerCall")
    assert call.whistle.parts[0].late
    assert call.whistle.parts[0].HasField("report_time")


async def test_a_repeat_changes_nothing(calls: Calls) -> None:
    call = await called(calls)
    again = (await clerk(calls).CallUnits(calling())).whistle
    assert again == call.whistle
    request = pb.AnswerCallRequest(
        request_id=derived_id("test", "twice"), whistle_id=again.whistle_id, unit="water"
    )
    first, second = [(await officer(calls).AnswerCall(request)).whistle for _ in range(2)]
    assert first == second
    assert first.revision == 2


async def test_an_officer_sees_only_what_calls_the_unit(calls: Calls) -> None:
    call = await called(calls)
    await called(calls, name="other", lead="health", helpers=[])
    listing = pb.ListWhistlesRequest(division=VILLAGE.digits)
    [listed] = (await officer(calls).ListWhistles(listing)).whistles
    assert (listed.whistle_id, listed.text) == (call.whistle.whistle_id, "河道被占测试")
    assert len((await clerk(calls).ListWhistles(listing)).whistles) == 2
    foreign = pb.ListWhistlesRequest(division=VILLAGE.digits, unit="health")
    assert list((await officer(calls).ListWhistles(foreign)).whistles) == []
    assert list((await officer(calls, "").ListWhistles(listing)).whistles) == []
    request = pb.GetWhistleRequest(whistle_id=call.whistle.whistle_id)
    none = CODES.NOT_FOUND, "NOT_FOUND"
    assert await refused(officer(calls, "health").GetWhistle(request)) == none
    assert await refused(officer(calls, "water", "610921105").GetWhistle(request)) == none
    assert (await officer(calls, "housing").GetWhistle(request)).whistle == call.whistle


async def test_open_whistles_are_listed_page_by_page(calls: Calls) -> None:
    closed = await called(calls, helpers=[])
    await closed.did(clerk(calls), "WaivePart", reason="暂不需要测试")
    ids = {(await called(calls, name=name)).whistle.whistle_id for name in ("b", "c", "d")}
    found: list[str] = []
    token = ""
    while True:
        request = pb.ListWhistlesRequest(
            division=TOWN.digits, open_only=True, page_size=2, page_token=token
        )
        answer = await calls(WhistleServiceStub).ListWhistles(request)
        found += [whistle.whistle_id for whistle in answer.whistles]
        token = answer.next_page_token
        if not token:
            break
    assert (len(found), set(found)) == (3, ids)


@pytest.mark.parametrize("role", [Role.GRID_LEADER, Role.SERVICE])
async def test_others_see_how_it_stands_without_words(calls: Calls, role: Role) -> None:
    call = await called(calls)
    await call.did(clerk(calls), "WaivePart", reason="暂不需要测试")
    request = pb.GetWhistleRequest(whistle_id=call.whistle.whistle_id)
    whistle = (await calls(WhistleServiceStub, role).GetWhistle(request)).whistle
    assert whistle.parts[0].state == PART.STATE_WAIVED
    body = whistle.SerializeToString()
    assert [secret for secret in SECRETS if secret.encode() in body] == []


@dataclass(frozen=True)
class BadCall:
    id: str
    code: grpc.StatusCode
    reason: str
    call: Callable[[Calls], Any]


def _call(**changed: Any) -> Callable[[Calls], Any]:
    return lambda calls: clerk(calls).CallUnits(calling(**changed))


INVALID, DENIED = CODES.INVALID_ARGUMENT, CODES.PERMISSION_DENIED
BAD = (
    BadCall("no title", INVALID, "INVALID_VALUE", _call(title="")),
    BadCall("text too long", INVALID, "INVALID_VALUE", _call(text="长" * 50_000)),
    BadCall("no trigger", INVALID, "INVALID_VALUE", _call(trigger=0)),
    BadCall("no lead", INVALID, "INVALID_VALUE", _call(lead="")),
    BadCall("unknown unit", INVALID, "WHISTLE_UNIT_UNKNOWN", _call(helpers=["moon-office"])),
    BadCall("lead twice", INVALID, "WHISTLE_UNIT_TWICE", _call(helpers=["water"])),
    BadCall("until now", INVALID, "WHISTLE_DEADLINE_WRONG", _call(report_by=timestamp(MONDAY))),
    BadCall("outside the scope", DENIED, "OUT_OF_SCOPE", _call(center="610921104207")),
    BadCall(
        "by a unit",
        DENIED,
        "PERMISSION_DENIED",
        lambda calls: officer(calls).CallUnits(calling()),
    ),
    BadCall(
        "by a center above",
        DENIED,
        "WHISTLE_NOT_CALLER",
        lambda calls: calls(WhistleServiceStub, Role.COMMAND, tier=Tier.COUNTY).CallUnits(
            calling()
        ),
    ),
)


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.id)
async def test_a_bad_call_is_refused_with_its_reason_and_stores_nothing(
    site: DisputeSite, calls: Calls, case: BadCall
) -> None:
    assert await refused(case.call(calls)) == (case.code, case.reason)
    assert site.whistles.records.all() == []


async def test_each_side_takes_only_its_own_steps(calls: Calls) -> None:
    call = await called(calls)
    denied = DENIED, "WHISTLE_NOT_YOUR_UNIT"
    assert await refused(call.did(officer(calls, "housing"), "AnswerCall")) == denied
    assert await refused(call.did(officer(calls, ""), "AnswerCall")) == denied
    assert await refused(call.did(clerk(calls), "AnswerCall")) == (DENIED, "PERMISSION_DENIED")
    waive = call.did(officer(calls), "WaivePart", reason="不去")
    assert await refused(waive) == (DENIED, "PERMISSION_DENIED")
    elsewhere = officer(calls, "water", "610921105")
    assert await refused(call.did(elsewhere, "AnswerCall")) == (DENIED, "OUT_OF_SCOPE")
    unreasoned = call.did(clerk(calls), "WaivePart", reason=" ")
    assert await refused(unreasoned) == (INVALID, "INVALID_VALUE")
    assert call.whistle.revision == 1
