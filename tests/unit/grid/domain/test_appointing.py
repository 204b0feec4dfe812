"""Orders about leaders: the post must match the level, and the days must be in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from kit.model.errors import Refusal
from services.grid.domain.appointing import (
    AppointLeader,
    ReleaseLeader,
    appoint_leader,
    release_leader,
)
from services.grid.domain.events import LeaderAppointed, LeaderReleased, LeaderVacancyOpened
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import PersonId
from services.grid.domain.leading import after_structure_change, check, leader_of, vacancies_of
from services.grid.domain.lines import EndReason, Post
from services.grid.domain.postings import LeavePost, leave_post
from services.grid.domain.structure import with_grids
from services.grid.domain.village import Village
from tests.support.grid_lines import (
    CORE,
    DEPUTY,
    FIRST,
    FOUNDED,
    HEAD,
    MEMBER,
    PARTY,
    SECOND,
    THIRD,
    TODAY,
    a_divided_village,
    a_led_village,
    a_staffed_village,
    led,
    posted,
)

YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
LATER = date(2025, 6, 1)


def without(village: Village, *codes: GridCode) -> Village:
    """The village after grids ended today."""
    return after_structure_change(with_grids(village, frozenset(codes), (), TODAY), TODAY)[0]


@dataclass(frozen=True)
class Appointment:
    id: str
    grid: GridCode
    person: PersonId
    substitute: bool


APPOINTMENTS = (
    Appointment("a committee member leads the village", FIRST, MEMBER, False),
    Appointment("a group head leads the group", SECOND, HEAD, False),
    Appointment("a core householder leads a part", THIRD, CORE, False),
    Appointment("a party member stands in", THIRD, PARTY, True),
    Appointment("a deputy stands in", SECOND, DEPUTY, True),
)


@pytest.mark.parametrize("case", APPOINTMENTS, ids=lambda case: case.id)
def test_a_grid_is_led_by_the_post_of_its_level_or_a_substitute(case: Appointment) -> None:
    order = AppointLeader(case.grid, case.person, LATER)
    village, facts = appoint_leader(a_staffed_village(), order, TODAY)
    leader = leader_of(village, case.grid)
    assert leader is not None
    assert (leader.person, leader.since, leader.substitute) == (
        case.person,
        LATER,
        case.substitute,
    )
    assert facts == (LeaderAppointed(case.grid, case.person),)
    assert case.grid not in {vacancy.grid for vacancy in vacancies_of(village)}
    assert {v.filled for v in village.vacancies if v.grid == case.grid} == {LATER}
    assert check(village) == ()


def test_who_has_the_right_post_besides_is_no_substitute() -> None:
    village = posted(a_staffed_village(), CORE, Post.PARTY_MEMBER)
    leader = leader_of(led(village, THIRD, CORE), THIRD)
    assert leader is not None
    assert not leader.substitute


@dataclass(frozen=True)
class Refused:
    id: str
    village: Village
    order: AppointLeader
    reason: str
    says: str


STAFFED, LED = a_staffed_village(), a_led_village()
RESIGNED = leave_post(
    STAFFED, LeavePost(CORE, Post.CORE_HOUSEHOLDER, LATER, EndReason.RESIGNED), TODAY
)[0]
REFUSED = (
    Refused(
        "a group head for the village",
        STAFFED,
        AppointLeader(FIRST, HEAD, LATER),
        "POST_DOES_NOT_MATCH",
        "须为村委班子成员",
    ),
    Refused(
        "a core householder for the group",
        STAFFED,
        AppointLeader(SECOND, CORE, LATER),
        "POST_DOES_NOT_MATCH",
        "须为村民小组组长",
    ),
    Refused(
        "a committee member for a part",
        STAFFED,
        AppointLeader(THIRD, MEMBER, LATER),
        "POST_DOES_NOT_MATCH",
        "须为中心户长",
    ),
    Refused(
        "somebody without a post",
        STAFFED,
        AppointLeader(THIRD, PersonId("nobody"), LATER),
        "HOLDS_NO_POST",
        "请先登记任职",
    ),
    Refused(
        "somebody who has left the post",
        RESIGNED,
        AppointLeader(THIRD, CORE, LATER),
        "HOLDS_NO_POST",
        "请先登记任职",
    ),
    Refused(
        "somebody whose term is over",
        posted(STAFFED, HEAD, Post.CORE_HOUSEHOLDER, term_end=YESTERDAY),
        AppointLeader(THIRD, HEAD, YESTERDAY),
        "POST_DOES_NOT_MATCH",
        "须为中心户长",
    ),
    Refused(
        "before the post began",
        posted(STAFFED, HEAD, Post.CORE_HOUSEHOLDER, LATER),
        AppointLeader(THIRD, HEAD, LATER - timedelta(days=1)),
        "LEADER_BEFORE_POST",
        "2025-06-01",
    ),
    Refused(
        "from tomorrow",
        STAFFED,
        AppointLeader(THIRD, CORE, TOMORROW),
        "INVALID_VALUE",
        "晚于今天",
    ),
    Refused(
        "a grid that has ended",
        without(STAFFED, THIRD),
        AppointLeader(THIRD, CORE, TODAY),
        "GRID_HAS_ENDED",
        "已于 2026-03-04 撤销",
    ),
    Refused(
        "a grid that never was",
        STAFFED,
        AppointLeader(SECOND.below(9), CORE, TODAY),
        "NOT_FOUND",
        "没有找到网格",
    ),
    Refused(
        "who leads it already",
        LED,
        AppointLeader(THIRD, CORE, TODAY),
        "LEADS_ALREADY",
        "无需重复任命",
    ),
    Refused(
        "before the present leader began",
        led(LED, THIRD, PARTY, LATER),
        AppointLeader(THIRD, DEPUTY, LATER - timedelta(days=1)),
        "LEADER_OUT_OF_ORDER",
        "2025-06-01",
    ),
    Refused(
        "before the grid began",
        posted(a_divided_village(), CORE, since=date(2020, 1, 1)),
        AppointLeader(THIRD, CORE, date(2024, 1, 1)),
        "LEADER_OUT_OF_ORDER",
        "2025-01-01",
    ),
)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_an_appointment_is_refused_with_what_to_do(case: Refused) -> None:
    with pytest.raises(Refusal) as refused:
        appoint_leader(case.village, case.order, TODAY)
    assert refused.value.reason == case.reason
    assert case.says in refused.value.user_text


def test_the_present_leader_is_replaced_without_a_vacancy() -> None:
    village, facts = appoint_leader(a_led_village(), AppointLeader(THIRD, PARTY, LATER), TODAY)
    before = next(item for item in village.leaderships if item.person == CORE)
    assert (before.until, before.end_reason) == (LATER, EndReason.REPLACED)
    assert facts == (
        LeaderReleased(THIRD, CORE, EndReason.REPLACED),
        LeaderAppointed(THIRD, PARTY),
    )
    assert vacancies_of(village) == ()
    assert check(village) == ()


def test_a_released_leader_leaves_a_vacancy_that_says_why() -> None:
    order = ReleaseLeader(THIRD, LATER, EndReason.RESIGNED)
    village, facts = release_leader(a_led_village(), order, TODAY)
    (vacancy,) = vacancies_of(village)
    assert (vacancy.grid, vacancy.opened, vacancy.cause) == (THIRD, LATER, EndReason.RESIGNED)
    assert facts == (
        LeaderReleased(THIRD, CORE, EndReason.RESIGNED),
        LeaderVacancyOpened(vacancy.id, THIRD),
    )


@dataclass(frozen=True)
class Release:
    id: str
    village: Village
    order: ReleaseLeader
    reason: str


RELEASES = (
    Release(
        "from tomorrow", LED, ReleaseLeader(THIRD, TOMORROW, EndReason.RESIGNED), "INVALID_VALUE"
    ),
    Release(
        "before they began",
        led(LED, THIRD, PARTY, LATER),
        ReleaseLeader(THIRD, FOUNDED, EndReason.RESIGNED),
        "LEADER_OUT_OF_ORDER",
    ),
    Release(
        "nobody leads it",
        STAFFED,
        ReleaseLeader(THIRD, TODAY, EndReason.RESIGNED),
        "GRID_WITHOUT_LEADER",
    ),
    Release(
        "a grid that has ended",
        without(LED, THIRD),
        ReleaseLeader(THIRD, TODAY, EndReason.RESIGNED),
        "GRID_HAS_ENDED",
    ),
    Release(
        "for a reason that comes by itself",
        LED,
        ReleaseLeader(THIRD, TODAY, EndReason.GRID_ENDED),
        "INVALID_VALUE",
    ),
)


@pytest.mark.parametrize("case", RELEASES, ids=lambda case: case.id)
def test_a_release_is_refused(case: Release) -> None:
    with pytest.raises(Refusal) as refused:
        release_leader(case.village, case.order, TODAY)
    assert refused.value.reason == case.reason
