"""`LineService` at its edge: what is answered, and shown to whom."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from gov321.common.v1.date_pb2 import Date
from gov321.grid.v1 import care_pb2, grid_pb2
from gov321.grid.v1 import line_service_pb2 as pb

from kit.roles import Role
from kit.wire_time import from_day, to_day
from services.grid.domain.colour.values import Colour
from tests.support.builders import JIANGHE, a_household
from tests.support.edge_calls import uuid_of
from tests.support.grid_cares import a_care
from tests.support.grid_line_calls import COUNTY, SINCE, TOLD, appointing, holding, taking
from tests.support.grid_line_site import Calls, LineSite, a_site, served
from tests.support.grid_lines import (
    CORE,
    FIRST,
    PARTY,
    SECOND,
    THIRD,
    a_led_village,
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


async def test_a_post_is_taken_and_left(calls: Calls) -> None:
    clerk = calls()
    taken = (await clerk.TakePost(taking(term_end=from_day(date(2028, 1, 1))))).posting
    leave = pb.LeavePostRequest(
        request_id=uuid_of("leave"),
        village=JIANGHE.digits,
        person_id="h1-1",
        post=grid_pb2.POST_DEPUTY,
        on=TOLD,
        reason=grid_pb2.END_REASON_RESIGNED,
    )
    left = (await clerk.LeavePost(leave)).posting
    assert (taken.name, taken.household_id, taken.term_end.year) == ("测试甲乙", "h1", 2028)
    assert not taken.HasField("until")
    assert (left.until, left.end_reason) == (TOLD, grid_pb2.END_REASON_RESIGNED)


async def test_a_repeated_post_is_taken_once(calls: Calls) -> None:
    clerk = calls()
    first, again = [await clerk.TakePost(taking()) for _ in range(2)]
    listed = await clerk.ListPostings(pb.ListPostingsRequest(division=COUNTY))
    assert first == again
    assert len(listed.postings) == 6


async def test_a_leader_is_appointed_and_released(calls: Calls) -> None:
    clerk = calls()
    led = (await clerk.AppointLeader(appointing())).grid
    release = pb.ReleaseLeaderRequest(
        request_id=uuid_of("release"),
        grid=THIRD.text,
        on=TOLD,
        reason=grid_pb2.END_REASON_RESIGNED,
    )
    bare = (await clerk.ReleaseLeader(release)).grid
    assert (led.code, led.leader.person_id, led.leader.since) == (THIRD.text, CORE, SINCE)
    assert led.leader.name == "测试core"
    assert not led.leader.substitute
    assert not bare.HasField("leader")


async def test_a_substitute_is_told_as_one(calls: Calls) -> None:
    grid = (await calls().AppointLeader(appointing(person_id=PARTY))).grid
    assert grid.leader.substitute


async def test_posts_come_page_by_page(calls: Calls) -> None:
    clerk, people, token = calls(), list[str](), ""
    while True:
        request = pb.ListPostingsRequest(division=COUNTY, page_size=2, page_token=token)
        answer = await clerk.ListPostings(request)
        people += [posting.person_id for posting in answer.postings]
        token = answer.next_page_token
        if not token:
            break
    assert people == ["core", "deputy", "head", "member", "party"]


async def test_posts_of_one_kind(calls: Calls) -> None:
    request = pb.ListPostingsRequest(division=COUNTY, post=grid_pb2.POST_PARTY_MEMBER)
    assert [p.person_id for p in (await calls().ListPostings(request)).postings] == [PARTY]


@dataclass(frozen=True)
class Seen:
    id: str
    role: Role
    name: str


SEEN = (
    Seen("a clerk", Role.CLERK, "测试core"),
    Seen("a reviewer", Role.REVIEWER, "测试core"),
    Seen("the command", Role.COMMAND, "测试core"),
    Seen("a grid leader", Role.GRID_LEADER, "测****e"),
    Seen("a service", Role.SERVICE, "测****e"),
)


@pytest.mark.parametrize("case", SEEN, ids=lambda case: case.id)
async def test_names_are_masked_for_who_does_not_need_them(calls: Calls, case: Seen) -> None:
    request = pb.ListPostingsRequest(division=COUNTY, page_size=1)
    answer = await calls(case.role).ListPostings(request)
    assert answer.postings[0].name == case.name


async def test_what_waits_for_a_person_comes_page_by_page(calls: Calls, site: LineSite) -> None:
    await site.put(a_care("h1").in_leaf(THIRD).in_force(Colour.RED))
    clerk, found, token = calls(), list[pb.OpenVacancy](), ""
    while True:
        request = pb.ListVacanciesRequest(division=COUNTY, page_size=1, page_token=token)
        answer = await clerk.ListVacancies(request)
        found += answer.vacancies
        token = answer.next_page_token
        if not token:
            break
    assert [(item.grid, item.household_id) for item in found] == [
        (FIRST.text, ""),
        (SECOND.text, ""),
        (THIRD.text, ""),
        (THIRD.text, "h1"),
    ]
    assert {item.village for item in found} == {JIANGHE.digits}
    assert all(item.vacancy_id for item in found)


async def test_a_session_is_recorded_and_shown_in_the_calendar(calls: Calls) -> None:
    leader = calls(Role.GRID_LEADER, JIANGHE.digits)
    session = (await leader.RecordSession(holding())).session
    request = pb.ListScheduleRequest(
        village=JIANGHE.digits, to=Date(year=2026, month=3, day=31), **{"from": TOLD}
    )
    sessions = (await leader.ListSchedule(request)).sessions
    assert (session.held, session.attendance, session.matters) == (True, 7, 2)
    assert sessions[0] == session
    assert [to_day(item.day, "day").day for item in sessions] == [4, 11, 18, 25, 31]
    assert [item.kind for item in sessions][-1] == pb.SESSION_KIND_VOTER_MEETING


async def test_a_contact_is_assigned_listed_and_ended(calls: Calls, site: LineSite) -> None:
    await site.put(a_care("h1").in_leaf(THIRD).in_force(Colour.RED))
    clerk = calls()
    assign = pb.AssignContactRequest(
        request_id=uuid_of("assign"),
        household_id="h1",
        line=care_pb2.LINE_PARTY,
        person_id=PARTY,
        named=True,
        since=TOLD,
    )
    care = (await clerk.AssignContact(assign)).care
    contacts = await clerk.ListContacts(pb.ListContactsRequest(person_id=PARTY))
    end = pb.EndContactRequest(
        request_id=uuid_of("end"),
        household_id="h1",
        line=care_pb2.LINE_PARTY,
        on=TOLD,
        reason=grid_pb2.END_REASON_RESIGNED,
    )
    ended = (await clerk.EndContact(end)).care
    assert [(c.person_id, c.named) for c in care.contacts] == [(PARTY, True)]
    assert [(c.household_id, c.line, c.named) for c in contacts.contacts] == [
        ("h1", care_pb2.LINE_PARTY, True)
    ]
    assert (contacts.red_households, contacts.limit) == (1, 10)
    assert not ended.contacts
    assert ended.contact_vacancy_id


async def test_contacts_are_assigned_by_grid(tmp_path: Path) -> None:
    site = a_site()
    await site.villages.create(a_led_village())
    await site.put(a_care("h1").in_leaf(THIRD).in_force(Colour.RED))
    request = pb.AssignContactsByGridRequest(request_id=uuid_of("grid"), division=COUNTY)
    async with served(site, tmp_path) as calls:
        first = await calls().AssignContactsByGrid(request)
        again = await calls().AssignContactsByGrid(request)
    assert (first.assigned, first.named, first.left) == (1, 1, 0)
    assert (again.assigned, again.named, again.left) == (0, 0, 0)
