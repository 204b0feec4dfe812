"""Posts: who may take and leave them when, and what ends with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from kit.model.errors import Refusal
from services.grid.domain.events import LeaderReleased, LeaderVacancyOpened, PostLeft
from services.grid.domain.ids import PersonId
from services.grid.domain.leading import check, leader_of, vacancies_of
from services.grid.domain.lines import EndReason, Post, Posting, Session, SessionKind
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.postings import (
    LeavePost,
    TakePost,
    leave_post,
    people_gone,
    take_post,
    terms_over,
)
from services.grid.domain.schedule import record_session
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
    a_led_village,
    a_staffed_village,
    led,
    posted,
)

TOMORROW = TODAY + timedelta(days=1)
LATER = date(2025, 6, 1)


def the_posting(village: Village, person: PersonId, post: Post) -> Posting:
    return [p for p in village.postings if (p.person, p.post) == (person, post)][-1]


@dataclass(frozen=True)
class Take:
    id: str
    order: TakePost
    reason: str
    says: str


TAKES = (
    Take(
        "from tomorrow",
        TakePost(PARTY, "测试", Post.DEPUTY, TOMORROW),
        "INVALID_VALUE",
        "晚于今天",
    ),
    Take(
        "a term that ends before it begins",
        TakePost(PARTY, "测试", Post.DEPUTY, LATER, term_end=LATER - timedelta(days=1)),
        "INVALID_VALUE",
        "早于任职日期",
    ),
    Take(
        "a post that is held",
        TakePost(PARTY, "测试", Post.PARTY_MEMBER, LATER),
        "POST_HELD_ALREADY",
        "请先登记离任",
    ),
    Take(
        "an earlier spell that runs into the present one",
        TakePost(PARTY, "测试", Post.PARTY_MEMBER, date(2020, 1, 1), term_end=FOUNDED),
        "POST_HELD_ALREADY",
        "请先登记离任",
    ),
)


@pytest.mark.parametrize("case", TAKES, ids=lambda case: case.id)
def test_a_post_is_refused(case: Take) -> None:
    with pytest.raises(Refusal) as refused:
        take_post(a_staffed_village(), case.order, TODAY)
    assert refused.value.reason == case.reason
    assert case.says in refused.value.user_text


def test_one_person_may_hold_several_posts() -> None:
    village = posted(a_staffed_village(), PARTY, Post.DEPUTY)
    assert [p.post for p in village.postings if p.person == PARTY] == [
        Post.PARTY_MEMBER,
        Post.DEPUTY,
    ]


def test_a_term_may_end_on_its_first_day_and_be_followed_by_the_next() -> None:
    village = posted(a_staffed_village(), PARTY, Post.DEPUTY, LATER, term_end=LATER)
    again = posted(village, PARTY, Post.DEPUTY, LATER + timedelta(days=1))
    assert [p.since for p in again.postings if p.post is Post.DEPUTY and p.person == PARTY] == [
        LATER,
        LATER + timedelta(days=1),
    ]


def test_a_name_is_not_shown_by_accident() -> None:
    assert "测试" not in repr(a_staffed_village().postings)


@dataclass(frozen=True)
class Leave:
    id: str
    order: LeavePost
    reason: str


LEAVES = (
    Leave(
        "from tomorrow",
        LeavePost(CORE, Post.CORE_HOUSEHOLDER, TOMORROW, EndReason.RESIGNED),
        "INVALID_VALUE",
    ),
    Leave(
        "before it was taken",
        LeavePost(PARTY, Post.PARTY_MEMBER, FOUNDED - timedelta(days=1), EndReason.RESIGNED),
        "NOT_IN_POST",
    ),
    Leave(
        "another post than the person's",
        LeavePost(CORE, Post.DEPUTY, TODAY, EndReason.RESIGNED),
        "NOT_IN_POST",
    ),
    Leave(
        "nobody we know",
        LeavePost(PersonId("nobody"), Post.DEPUTY, TODAY, EndReason.RESIGNED),
        "NOT_IN_POST",
    ),
    Leave(
        "for a reason that comes by itself",
        LeavePost(CORE, Post.CORE_HOUSEHOLDER, TODAY, EndReason.GRID_ENDED),
        "INVALID_VALUE",
    ),
)


@pytest.mark.parametrize("case", LEAVES, ids=lambda case: case.id)
def test_leaving_is_refused(case: Leave) -> None:
    with pytest.raises(Refusal) as refused:
        leave_post(a_staffed_village(), case.order, TODAY)
    assert refused.value.reason == case.reason


def test_who_leaves_a_post_no_longer_leads_and_the_grid_waits_for_a_leader() -> None:
    order = LeavePost(CORE, Post.CORE_HOUSEHOLDER, LATER, EndReason.RESIGNED)
    village, facts = leave_post(a_led_village(), order, TODAY)
    (vacancy,) = vacancies_of(village)
    assert (vacancy.grid, vacancy.opened, vacancy.cause) == (THIRD, LATER, EndReason.RESIGNED)
    assert leader_of(village, THIRD) is None
    assert facts == (
        PostLeft(CORE, Post.CORE_HOUSEHOLDER, EndReason.RESIGNED),
        LeaderReleased(THIRD, CORE, EndReason.RESIGNED),
        LeaderVacancyOpened(vacancy.id, THIRD),
    )
    assert check(village) == ()


def test_a_post_is_not_left_before_the_day_its_holder_began_to_lead() -> None:
    village = led(a_staffed_village(), THIRD, CORE, LATER)
    order = LeavePost(CORE, Post.CORE_HOUSEHOLDER, LATER - timedelta(days=1), EndReason.RESIGNED)
    with pytest.raises(Refusal) as refused:
        leave_post(village, order, TODAY)
    assert refused.value.reason == "POST_STILL_NEEDED"
    assert str(LATER) in refused.value.user_text


def test_a_deputy_does_not_leave_before_a_session_that_was_held() -> None:
    held = Session(SessionKind.RECEPTION_DAY, TODAY, DEPUTY, 3)
    village, _ = record_session(a_staffed_village(), held, (DEFAULT_GRID_POLICY,), TODAY)
    with pytest.raises(Refusal) as refused:
        leave_post(village, LeavePost(DEPUTY, Post.DEPUTY, TODAY, EndReason.RESIGNED), TODAY)
    assert refused.value.reason == "POST_STILL_NEEDED"


def test_a_substitute_with_two_hats_leads_on_when_one_is_put_down() -> None:
    village = led(posted(a_staffed_village(), PARTY, Post.DEPUTY), THIRD, PARTY)
    left, _ = leave_post(village, LeavePost(PARTY, Post.DEPUTY, TODAY, EndReason.RESIGNED), TODAY)
    leader = leader_of(left, THIRD)
    assert leader is not None
    assert leader.person == PARTY
    assert check(left) == ()


def test_a_party_member_who_leaves_the_committee_does_not_stay_its_leader_unasked() -> None:
    village = posted(a_led_village(), MEMBER, Post.PARTY_MEMBER)
    left, _ = leave_post(
        village, LeavePost(MEMBER, Post.COMMITTEE_MEMBER, TODAY, EndReason.TERM_OVER), TODAY
    )
    assert [vacancy.grid for vacancy in vacancies_of(left)] == [FIRST]


@dataclass(frozen=True)
class Gone:
    id: str
    reason: EndReason


@pytest.mark.parametrize(
    "case",
    [Gone("died", EndReason.DIED), Gone("left", EndReason.LEFT)],
    ids=lambda case: case.id,
)
def test_a_leader_who_is_gone_loses_every_post_and_every_grid(case: Gone) -> None:
    village = led(posted(a_led_village(), HEAD, Post.DEPUTY), THIRD, HEAD)
    after, facts = people_gone(village, {HEAD: case.reason, PersonId("x"): case.reason}, TODAY)
    ended = [p for p in after.postings if p.person == HEAD]
    assert {(p.until, p.end_reason) for p in ended} == {(TODAY, case.reason)}
    assert {(v.grid, v.cause) for v in vacancies_of(after)} == {
        (SECOND, case.reason),
        (THIRD, case.reason),
    }
    assert sum(isinstance(fact, LeaderReleased) for fact in facts) == 2
    assert check(after) == ()


def test_people_without_a_post_go_without_a_fact() -> None:
    village = a_led_village()
    assert people_gone(village, {PersonId("x"): EndReason.DIED}, TODAY) == (village, ())


def test_somebody_gone_twice_changes_nothing_the_second_time() -> None:
    after, _ = people_gone(a_led_village(), {HEAD: EndReason.DIED}, TODAY)
    assert people_gone(after, {HEAD: EndReason.DIED}, TODAY) == (after, ())


def test_a_term_runs_out_on_the_day_after_its_last() -> None:
    village = led(
        posted(a_staffed_village(), PARTY, Post.CORE_HOUSEHOLDER, term_end=TODAY), THIRD, PARTY
    )
    assert terms_over(village, TODAY) == (village, ())
    over, facts = terms_over(village, TOMORROW)
    posting = the_posting(over, PARTY, Post.CORE_HOUSEHOLDER)
    assert (posting.until, posting.end_reason) == (TOMORROW, EndReason.TERM_OVER)
    assert PostLeft(PARTY, Post.CORE_HOUSEHOLDER, EndReason.TERM_OVER) in facts
    assert [v.grid for v in vacancies_of(over) if v.cause is EndReason.TERM_OVER] == [THIRD]


def test_terms_that_ran_out_long_ago_end_on_their_own_days() -> None:
    village = posted(a_staffed_village(), HEAD, Post.DEPUTY, term_end=LATER)
    village = posted(village, MEMBER, Post.DEPUTY, term_end=FOUNDED)
    over, _ = terms_over(village, TODAY)
    assert the_posting(over, HEAD, Post.DEPUTY).until == LATER + timedelta(days=1)
    assert the_posting(over, MEMBER, Post.DEPUTY).until == FOUNDED + timedelta(days=1)
    assert terms_over(over, TODAY) == (over, ())


def test_who_is_elected_again_without_a_gap_leads_on() -> None:
    village = led(
        posted(a_staffed_village(), PARTY, Post.CORE_HOUSEHOLDER, term_end=TODAY), THIRD, PARTY
    )
    again = TakePost(PARTY, "测试", Post.CORE_HOUSEHOLDER, TOMORROW)
    village, _ = take_post(village, again, TOMORROW)
    over, _ = terms_over(village, TOMORROW)
    leader = leader_of(over, THIRD)
    assert leader is not None
    assert leader.person == PARTY


def test_a_spell_of_long_ago_that_is_told_late_does_not_touch_who_leads_now() -> None:
    village = posted(
        a_led_village(), CORE, Post.CORE_HOUSEHOLDER, date(2020, 1, 1), date(2022, 1, 1)
    )
    over, _ = terms_over(village, TODAY)
    leader = leader_of(over, THIRD)
    assert leader is not None
    assert leader.person == CORE


def test_who_dies_after_the_term_held_the_post_to_the_end_of_the_term_only() -> None:
    village = posted(a_staffed_village(), HEAD, Post.DEPUTY, term_end=LATER)
    after, _ = people_gone(village, {HEAD: EndReason.DIED}, TODAY)
    assert the_posting(after, HEAD, Post.DEPUTY).until == LATER + timedelta(days=1)


def test_a_term_to_the_last_day_of_the_calendar_is_left_like_any_other() -> None:
    village = posted(a_staffed_village(), HEAD, Post.DEPUTY, term_end=date.max)
    order = LeavePost(HEAD, Post.DEPUTY, TODAY, EndReason.RESIGNED)
    left, _ = leave_post(village, order, TODAY)
    assert the_posting(left, HEAD, Post.DEPUTY).until == TODAY
