"""What the edge refuses about cares: bad input in words, rights, scope."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from gov321.common.v1.date_pb2 import Date
from gov321.grid.v1 import care_pb2
from gov321.grid.v1 import care_service_pb2 as pb
from gov321.grid.v1.care_service_pb2_grpc import CareServiceStub

from kit.roles import Role
from services.grid.domain.colour.values import Colour
from tests.support.edge_calls import Calls, refused, uuid_of
from tests.support.grid_builders import JIANGHE
from tests.support.grid_care_site import DAY, CareSite, here, recording, served
from tests.support.grid_cares import says

RED = here().in_force(Colour.RED).with_contact(named=True)
INVALID = grpc.StatusCode.INVALID_ARGUMENT
PRECONDITION = grpc.StatusCode.FAILED_PRECONDITION


@pytest.fixture
async def site() -> CareSite:
    site = CareSite()
    await site.put(RED, here("h2").assessed(says(Colour.GREEN, year=2026)))
    return site


@pytest.fixture
async def calls(site: CareSite, tmp_path: Path) -> AsyncIterator[Calls]:
    async with served(site, tmp_path) as edge:
        yield edge


@dataclass(frozen=True)
class Bad:
    id: str
    call: Callable[[CareServiceStub], Awaitable[object]]
    code: grpc.StatusCode
    reason: str


def confirming(**fields: Any) -> pb.ConfirmColourRequest:
    whole: dict[str, Any] = {"request_id": uuid_of("a"), "revision": 1, "household_id": "h2"}
    return pb.ConfirmColourRequest(**(whole | fields))


def overriding(**fields: Any) -> pb.OverrideColourRequest:
    whole: dict[str, Any] = {
        "request_id": uuid_of("a"),
        "household_id": "h2",
        "colour": care_pb2.COLOUR_RED,
        "reason": "村集体评议决定",
        "expires": DAY,
    }
    return pb.OverrideColourRequest(**(whole | fields))


BAD = (
    Bad("no uuid", lambda s: s.ConfirmColour(confirming(request_id="x")), INVALID, "INVALID_VALUE"),
    Bad("no revision", lambda s: s.ConfirmColour(confirming(revision=0)), INVALID, "INVALID_VALUE"),
    Bad(
        "an old revision",
        lambda s: s.ConfirmColour(confirming(revision=9)),
        grpc.StatusCode.ABORTED,
        "STALE_REVISION",
    ),
    Bad(
        "nothing to confirm",
        lambda s: s.ConfirmColour(confirming(household_id="h1")),
        PRECONDITION,
        "NOTHING_TO_CONFIRM",
    ),
    Bad("no colour", lambda s: s.OverrideColour(overriding(colour=0)), INVALID, "INVALID_VALUE"),
    Bad(
        "a new colour", lambda s: s.OverrideColour(overriding(colour=99)), INVALID, "INVALID_VALUE"
    ),
    Bad("no reason", lambda s: s.OverrideColour(overriding(reason="")), INVALID, "INVALID_VALUE"),
    Bad(
        "no last day",
        lambda s: s.OverrideColour(overriding(expires=Date())),
        INVALID,
        "INVALID_VALUE",
    ),
    Bad(
        "no household",
        lambda s: s.RecordVisit(recording(household_id="")),
        INVALID,
        "INVALID_VALUE",
    ),
    Bad("no visit id", lambda s: s.RecordVisit(recording(visit_id="")), INVALID, "INVALID_VALUE"),
    Bad("no kind", lambda s: s.RecordVisit(recording(kind=0)), INVALID, "INVALID_VALUE"),
    Bad(
        "no such day",
        lambda s: s.RecordVisit(recording(on=Date(year=2026, month=2, day=30))),
        INVALID,
        "INVALID_VALUE",
    ),
    Bad(
        "tomorrow",
        lambda s: s.RecordVisit(recording(on=Date(year=2026, month=3, day=2))),
        INVALID,
        "VISIT_IN_FUTURE",
    ),
    Bad(
        "before the appointment",
        lambda s: s.RecordVisit(recording(on=Date(year=2026, month=2, day=28))),
        PRECONDITION,
        "VISIT_BEFORE_APPOINTMENT",
    ),
    Bad(
        "somebody else",
        lambda s: s.RecordVisit(recording(visitor_id="nobody")),
        PRECONDITION,
        "NOT_THE_VISITOR",
    ),
    Bad(
        "eleven needs",
        lambda s: s.RecordVisit(recording(needs=["修路"] * 11)),
        INVALID,
        "TOO_MANY_NEEDS",
    ),
    Bad("an empty need", lambda s: s.RecordVisit(recording(needs=[" "])), INVALID, "INVALID_VALUE"),
    Bad(
        "a bell in the text",
        lambda s: s.RecordVisit(recording(text="\a")),
        INVALID,
        "INVALID_VALUE",
    ),
    Bad("a novel", lambda s: s.RecordVisit(recording(text="字" * 2001)), INVALID, "INVALID_VALUE"),
    Bad(
        "ten thousand households",
        lambda s: s.BatchGetCares(
            pb.BatchGetCaresRequest(household_ids=[f"h{n}" for n in range(10_000)])
        ),
        INVALID,
        "INVALID_VALUE",
    ),
    Bad("no division", lambda s: s.ListCares(pb.ListCaresRequest()), INVALID, "INVALID_VALUE"),
    Bad(
        "no such grid",
        lambda s: s.ListCares(pb.ListCaresRequest(grid="01")),
        INVALID,
        "INVALID_VALUE",
    ),
    Bad(
        "nobody's household",
        lambda s: s.GetCare(pb.GetCareRequest(household_id="x")),
        grpc.StatusCode.NOT_FOUND,
        "NOT_FOUND",
    ),
)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.id)
async def test_bad_input_is_refused_in_words(site: CareSite, calls: Calls, bad: Bad) -> None:
    assert await refused(bad.call(calls(CareServiceStub))) == (bad.code, bad.reason)
    assert (await site.one("h1")).revision == (await site.one("h2")).revision == 1


@pytest.mark.parametrize("role", [Role.CLERK, Role.GRID_LEADER])
async def test_only_a_reviewer_decides_on_a_colour(calls: Calls, role: Role) -> None:
    stub = calls(CareServiceStub, role)
    code, _ = await refused(stub.ConfirmColour(confirming()))
    assert code is grpc.StatusCode.PERMISSION_DENIED


async def test_another_county_sees_nothing(calls: Calls) -> None:
    stub = calls(CareServiceStub, Role.REVIEWER, "610922")
    code, _ = await refused(stub.GetCare(pb.GetCareRequest(household_id="h1")))
    assert code is grpc.StatusCode.NOT_FOUND
    code, _ = await refused(stub.ListCares(pb.ListCaresRequest(division=JIANGHE.digits)))
    assert code is grpc.StatusCode.PERMISSION_DENIED
