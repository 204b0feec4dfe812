"""The desk of the lines: rights, custody, one write, and what a repeat does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from kit.access import OutOfScope
from kit.commit import Versioned
from kit.model.division import DivisionCode
from kit.model.errors import NotCustodian, NotFound, RequestReused, StaleRevision
from kit.roles import Role
from services.grid.domain.appointing import AppointLeader, ReleaseLeader
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.leading import leader_of
from services.grid.domain.line_errors import NotInHousehold, PostHeldAlready
from services.grid.domain.lines import EndReason, Post, Session, SessionKind
from services.grid.domain.postings import LeavePost, TakePost, posting_after
from services.grid.domain.village import Village
from services.grid.usecases.lines import VillageTarget
from services.registry.domain.household import Household, LeaveReason
from services.registry.domain.membership import RemoveMember, remove_member
from tests.support.builders import JIANGHE, YUHE, a_household
from tests.support.grid_builders import a_request
from tests.support.grid_line_site import LineSite, a_site, access_to
from tests.support.grid_lines import (
    CORE,
    DEPUTY,
    FOUNDED,
    THIRD,
    TODAY,
    a_staffed_village,
)

SECOND_MEMBER = PersonId("h1-2")
ORDER = AppointLeader(THIRD, CORE, FOUNDED)
LEAVE = LeavePost(CORE, Post.CORE_HOUSEHOLDER, TODAY, EndReason.RESIGNED)


def target(
    name: str = "first", revision: int | None = None, village: DivisionCode = JIANGHE
) -> VillageTarget:
    """江河村, under a request of this name."""
    return VillageTarget(village, revision, a_request(name))


async def appoint(
    site: LineSite, wanted: VillageTarget | None = None, scope: str = "610921"
) -> Versioned[Village]:
    access = access_to("AppointLeader", scope)
    return await site.desk.carry_out(access, wanted or target(), ORDER)


@pytest.fixture
async def villages() -> LineSite:
    """The site of the villages, with the staffed village in it."""
    site = a_site()
    await site.villages.create(a_staffed_village())
    return site


async def test_an_order_changes_the_village_and_shows_it(villages: LineSite) -> None:
    found = await appoint(villages)
    leader = leader_of(found.state, THIRD)
    assert leader is not None
    assert leader.person == CORE
    assert found.revision == 2


async def test_every_order_is_carried_out(villages: LineSite) -> None:
    await appoint(villages)
    release = ReleaseLeader(THIRD, TODAY, EndReason.RESIGNED)
    access = access_to("ReleaseLeader")
    released = await villages.desk.carry_out(access, target("release"), release)
    left = await villages.desk.carry_out(access_to("LeavePost"), target("leave"), LEAVE)
    assert leader_of(released.state, THIRD) is None
    assert posting_after(left.state, LEAVE).until == TODAY


async def test_a_repeated_order_happens_once_and_shows_the_village(villages: LineSite) -> None:
    first = await appoint(villages, target(revision=1))
    again = await appoint(villages, target(revision=1))
    assert first == again


async def test_a_request_id_with_another_body_is_refused(villages: LineSite) -> None:
    await appoint(villages)
    other = VillageTarget(JIANGHE, None, a_request("first", "another body"))
    with pytest.raises(RequestReused):
        await appoint(villages, other)


async def test_an_order_on_an_older_state_is_refused(villages: LineSite) -> None:
    await appoint(villages)
    with pytest.raises(StaleRevision):
        await villages.desk.carry_out(access_to("LeavePost"), target("leave", revision=1), LEAVE)


async def test_who_works_for_another_village_is_refused(villages: LineSite) -> None:
    with pytest.raises(OutOfScope):
        await appoint(villages, scope=YUHE.digits)


@pytest.mark.parametrize("here", ["towns", "county", "edge"])
async def test_a_site_that_does_not_keep_the_village_names_who_does(here: str) -> None:
    site = a_site(here)
    for attempt in (
        site.desk.carry_out(access_to("AppointLeader"), target(), ORDER),
        site.desk.take_post(access_to("TakePost"), target(), taking(CORE)),
    ):
        with pytest.raises(NotCustodian) as refused:
            await attempt
        assert refused.value.fields["custodian"] == JIANGHE.digits


async def test_a_village_nobody_told_of_is_not_found(villages: LineSite) -> None:
    with pytest.raises(NotFound):
        await villages.desk.carry_out(access_to("LeavePost"), target(village=YUHE), replace(LEAVE))


def taking(person: str, household: str = "h1", since: date = FOUNDED) -> TakePost:
    return TakePost(
        PersonId(person),
        "测试",
        Post.DEPUTY,
        since,
        HouseholdId(household) if household else None,
    )


async def take(
    site: LineSite, order: TakePost, wanted: VillageTarget | None = None
) -> Versioned[Village]:
    return await site.desk.take_post(access_to("TakePost"), wanted or target(), order)


async def test_who_lives_in_the_household_named_takes_the_post(villages: LineSite) -> None:
    await villages.hear(FAMILY)
    order = taking(SECOND_MEMBER)
    found = await take(villages, order)
    assert posting_after(found.state, order).household == "h1"


async def test_who_is_registered_elsewhere_takes_the_post_without_a_household(
    villages: LineSite,
) -> None:
    order = taking("somebody", household="")
    found = await take(villages, order)
    assert posting_after(found.state, order).household is None


FAMILY = a_household("h1").with_members(2).build()


def without(reason: LeaveReason) -> Household:
    """The family after its second member is gone."""
    return remove_member(
        FAMILY, RemoveMember(FAMILY.live_members[1].person.id, reason, TODAY), TODAY
    )[0]


@dataclass(frozen=True)
class Elsewhere:
    id: str
    household: Household | None


ELSEWHERE = (
    Elsewhere("a household nobody told of", None),
    Elsewhere("a household without this person", a_household("h1").with_members(1).build()),
    Elsewhere("another village", a_household("h1").with_members(2).in_village(YUHE).build()),
    Elsewhere("somebody who died", without(LeaveReason.DEATH)),
    Elsewhere("somebody who moved out", without(LeaveReason.MOVE_OUT)),
)


@pytest.mark.parametrize("case", ELSEWHERE, ids=lambda case: case.id)
async def test_who_does_not_live_in_the_household_named_is_refused(
    villages: LineSite, case: Elsewhere
) -> None:
    if case.household is not None:
        await villages.hear(case.household)
    with pytest.raises(NotInHousehold) as refused:
        await take(villages, taking(SECOND_MEMBER))
    assert refused.value.fields == {"person": SECOND_MEMBER, "household": "h1"}


async def test_a_repeat_after_the_person_moved_away_still_shows_the_post(
    villages: LineSite,
) -> None:
    await villages.hear(FAMILY)
    first = await take(villages, taking(SECOND_MEMBER))
    await villages.hear(without(LeaveReason.MOVE_OUT), revision=2)
    assert await take(villages, taking(SECOND_MEMBER)) == first


async def test_a_post_is_not_taken_twice_by_two_requests(villages: LineSite) -> None:
    await take(villages, taking("somebody", household=""))
    with pytest.raises(PostHeldAlready):
        await take(villages, taking("somebody", household=""), target("second"))


async def test_a_grid_leader_reports_a_reception_day(villages: LineSite) -> None:
    access = access_to("RecordSession", JIANGHE.digits, Role.GRID_LEADER)
    session = Session(SessionKind.RECEPTION_DAY, TODAY, DEPUTY, 4, 1)
    found = await villages.desk.record_session(access, target(), session)
    assert found.state.sessions == (session,)
