"""What `LineService` refuses at its edge, and for whom."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from gov321.common.v1.date_pb2 import Date
from gov321.grid.v1 import care_pb2, grid_pb2
from gov321.grid.v1 import line_service_pb2 as pb
from grpc import StatusCode

from kit.roles import Role
from services.grid.domain.colour.values import Colour
from services.grid.domain.lines import Line
from tests.support.builders import JIANGHE, YUHE, a_household
from tests.support.edge_calls import uuid_of
from tests.support.grid_cares import a_care
from tests.support.grid_edge import refused
from tests.support.grid_line_calls import (
    COUNTY,
    TOLD,
    appointing,
    holding,
    leaving,
    taking,
)
from tests.support.grid_line_site import Calls, LineSite, a_site, served
from tests.support.grid_lines import (
    CORE,
    MEMBER,
    PARTY,
    THIRD,
    a_staffed_village,
)


@pytest.fixture
def site() -> LineSite:
    """The site of the villages, empty."""
    return a_site()


@pytest.fixture
async def calls(site: LineSite, tmp_path: Path) -> AsyncIterator[Calls]:
    """The site served, with the staffed village and one household in it."""
    await site.villages.create(a_staffed_village())
    await site.hear(a_household("h1").with_members(1).build())
    async with served(site, tmp_path) as open_calls:
        yield open_calls


@dataclass(frozen=True)
class Bad:
    id: str
    method: str
    request: Any
    told: tuple[StatusCode, str]


INVALID = (StatusCode.INVALID_ARGUMENT, "INVALID_VALUE")
BAD = (
    Bad("no UUID", "TakePost", taking(request_id="1"), INVALID),
    Bad("a town for a village", "TakePost", taking(village="610921104000"), INVALID),
    Bad("no code", "TakePost", taking(village="江河村"), INVALID),
    Bad("nobody", "TakePost", taking(person_id=""), INVALID),
    Bad("no name", "TakePost", taking(name=" "), INVALID),
    Bad("a name without end", "TakePost", taking(name="甲" * 51), INVALID),
    Bad("a name with a control character", "TakePost", taking(name="甲\x07"), INVALID),
    Bad("no post", "TakePost", taking(post=0), INVALID),
    Bad("a post of a newer version", "TakePost", taking(post=99), INVALID),
    Bad("no day", "TakePost", taking(since=None), INVALID),
    Bad("no such day", "TakePost", taking(since=Date(year=2026, month=2, day=30)), INVALID),
    Bad("a day to come", "TakePost", taking(since=Date(year=2027, month=1, day=1)), INVALID),
    Bad(
        "a day before everybody's time",
        "TakePost",
        taking(since=Date(year=1899, month=12, day=31)),
        INVALID,
    ),
    Bad(
        "the first day there is",
        "LeavePost",
        leaving(on=Date(year=1, month=1, day=1)),
        INVALID,
    ),
    Bad("a reason that is none", "LeavePost", leaving(reason=0), INVALID),
    Bad(
        "a reason only the platform gives",
        "LeavePost",
        leaving(reason=grid_pb2.END_REASON_GRID_ENDED),
        INVALID,
    ),
    Bad(
        "a term that ends before it begins",
        "TakePost",
        taking(term_end=Date(year=2024, month=12, day=31)),
        INVALID,
    ),
    Bad(
        "another household than the person's",
        "TakePost",
        taking(person_id="somebody"),
        (StatusCode.NOT_FOUND, "NOT_IN_HOUSEHOLD"),
    ),
    Bad("no grid", "AppointLeader", appointing(grid="一组"), INVALID),
    Bad(
        "the wrong post",
        "AppointLeader",
        appointing(person_id=MEMBER),
        (StatusCode.FAILED_PRECONDITION, "POST_DOES_NOT_MATCH"),
    ),
    Bad(
        "a grid that never was",
        "AppointLeader",
        appointing(grid=THIRD.text[:-2] + "09"),
        (StatusCode.NOT_FOUND, "NOT_FOUND"),
    ),
    Bad(
        "a grid of a village the county does not have",
        "AppointLeader",
        appointing(grid="610921104999-01"),
        (StatusCode.NOT_FOUND, "NOT_FOUND"),
    ),
    Bad(
        "nobody leads",
        "ReleaseLeader",
        pb.ReleaseLeaderRequest(
            request_id=uuid_of("release"),
            grid=THIRD.text,
            on=TOLD,
            reason=grid_pb2.END_REASON_RESIGNED,
        ),
        (StatusCode.NOT_FOUND, "GRID_WITHOUT_LEADER"),
    ),
    Bad(
        "a Tuesday",
        "RecordSession",
        holding(on=Date(year=2026, month=3, day=3)),
        (
            StatusCode.INVALID_ARGUMENT,
            "NOT_RECEPTION_DAY",
        ),
    ),
    Bad("no kind", "RecordSession", holding(kind=0), INVALID),
    Bad("fewer than nobody came", "RecordSession", holding(attendance=-1), INVALID),
    Bad(
        "no deputy",
        "RecordSession",
        holding(deputy_id=PARTY),
        (StatusCode.FAILED_PRECONDITION, "DEPUTY_NOT_IN_OFFICE"),
    ),
    Bad("fewer matters than none", "RecordSession", holding(matters=-1), INVALID),
    Bad("contacts of nobody", "ListContacts", pb.ListContactsRequest(person_id=" "), INVALID),
    Bad(
        "a household the grid knows nothing of",
        "AssignContact",
        pb.AssignContactRequest(
            request_id=uuid_of("assign"),
            household_id="h1",
            person_id=CORE,
            line=care_pb2.LINE_CORE_HOUSEHOLDER,
            since=TOLD,
        ),
        (StatusCode.NOT_FOUND, "NOT_FOUND"),
    ),
    Bad(
        "a span without a day",
        "ListSchedule",
        pb.ListScheduleRequest(village=JIANGHE.digits, to=TOLD),
        INVALID,
    ),
    Bad(
        "a token of another list",
        "ListVacancies",
        pb.ListVacanciesRequest(division=COUNTY, page_token="AAAA"),
        INVALID,
    ),
    Bad(
        "a page of less than nothing",
        "ListPostings",
        pb.ListPostingsRequest(division=COUNTY, page_size=-1),
        INVALID,
    ),
    Bad(
        "a post nobody knows",
        "ListPostings",
        pb.ListPostingsRequest(division=COUNTY, post=99),  # pyright: ignore[reportArgumentType]
        INVALID,
    ),
    Bad(
        "a request id that is none",
        "AssignContactsByGrid",
        pb.AssignContactsByGridRequest(request_id="1", division=COUNTY),
        INVALID,
    ),
)


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.id)
async def test_bad_input_is_refused_in_words(calls: Calls, case: Bad) -> None:
    told = await refused(getattr(calls(), case.method)(case.request))
    assert told.told == case.told


async def test_who_works_elsewhere_is_refused(calls: Calls) -> None:
    told = await refused(calls(scope=YUHE.digits).TakePost(taking()))
    assert told.told == (StatusCode.PERMISSION_DENIED, "OUT_OF_SCOPE")


async def test_a_grid_leader_appoints_nobody(calls: Calls) -> None:
    told = await refused(calls(Role.GRID_LEADER).AppointLeader(appointing()))
    assert told.told == (StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED")


async def test_an_order_on_an_older_state_is_refused(calls: Calls) -> None:
    clerk = calls()
    await clerk.TakePost(taking())
    late = holding(revision=1)
    told = await refused(clerk.RecordSession(late))
    assert told.told == (StatusCode.ABORTED, "STALE_REVISION")


async def test_the_county_names_the_center_that_may_write(tmp_path: Path) -> None:
    async with served(a_site("county"), tmp_path) as calls:
        told = await refused(calls().AppointLeader(appointing()))
    assert told.told == (StatusCode.FAILED_PRECONDITION, "NOT_CUSTODIAN")
    assert JIANGHE.digits in told.text


async def test_who_works_elsewhere_does_not_learn_whom_somebody_looks_after(
    calls: Calls, site: LineSite
) -> None:
    await site.put(a_care("h1").in_force(Colour.RED).with_contact(PARTY, Line.PARTY, named=True))
    request = pb.ListContactsRequest(person_id=PARTY)
    at_home = await calls(Role.CLERK, JIANGHE.digits).ListContacts(request)
    assert (len(at_home.contacts), at_home.red_households) == (1, 1)
    elsewhere = await calls(Role.CLERK, YUHE.digits).ListContacts(request)
    assert (list(elsewhere.contacts), elsewhere.red_households) == ([], 0)
