"""A deliberation step by step: what each needs, what it tells, what its clocks do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from kit.model.errors import Refusal
from services.petition.domain import deliberation_errors as errors
from services.petition.domain import deliberation_orders as orders
from services.petition.domain.clocks import ClockKind
from services.petition.domain.deliberation import Proposer, Stage, TalkKind
from services.petition.domain.deliberation_events import (
    DeliberationExpired,
    DeliberationMoved,
    DeliberationWarned,
    ExecutionChanged,
    NotAdoptedTold,
    VoteClosed,
)
from services.petition.domain.deliberation_step import DeliberationState
from services.petition.domain.record_clocks import live
from services.petition.domain.voting import Assembly, Basis, Choice, Result, Slip, VoteChannel
from tests.support.deliberation_builders import (
    DAY,
    LI,
    TODAY,
    WANG,
    DeliberationBuilder,
    a_call,
    a_deliberation,
    a_meeting,
    a_talk,
    slips,
    whole,
)
from tests.support.petition_builders import COUNTY, TOWN

S = DeliberationState
DONE = orders.CloseVote(present=20, decision="修路", execute_by=TODAY + DAY)


def told(builder: DeliberationBuilder) -> list[object]:
    return [fact for fact in builder.happened if not isinstance(fact, DeliberationMoved)]


def test_a_topic_goes_all_the_way_to_the_end_of_its_publicity() -> None:
    builder = a_deliberation().publicised()
    assert builder.build().state is S.PUBLICISED
    builder.later(days=7).did(orders.Close())
    assert builder.build().state is S.CLOSED
    assert builder.build().next_timer is None


def test_every_change_of_the_execution_names_the_proposers() -> None:
    builder = a_deliberation().decided()
    builder.happened.clear()
    builder.did(orders.Begin(on=TODAY), orders.Progress(on=TODAY, note="路基已成"))
    builder.did(orders.Delay(on=TODAY, execute_by=TODAY + 30 * DAY, note="下雨"))
    builder.did(orders.Complete(on=TODAY))
    stages = (Stage.BEGUN, Stage.ADVANCED, Stage.DELAYED, Stage.DONE)
    assert told(builder) == [ExecutionChanged((WANG, LI), stage) for stage in stages]


def test_whoever_is_not_adopted_is_told_why() -> None:
    builder = a_deliberation().did(orders.Decline(note="不属村级事务"))
    assert live(builder.build().clocks, ClockKind.FEEDBACK) is not None
    builder.did(orders.FeedBack(reason="属县级规划，已转交"))
    assert builder.build().state is S.FED_BACK
    assert told(builder)[-1] == NotAdoptedTold((WANG, LI))


@pytest.mark.parametrize(
    ("agree", "present", "state", "result"),
    [
        (11, 20, S.DECIDED, Result.CARRIED),
        (10, 20, S.NOT_ADOPTED, Result.LOST),
        (15, 19, S.ASSIGNED, Result.NO_QUORUM),
    ],
)
def test_the_count_says_where_it_goes(agree: int, present: int, state: S, result: Result) -> None:
    builder = a_deliberation().voting().did(orders.CastBallots(slips=slips(agree)))
    builder.did(replace(DONE, present=present))
    assert builder.build().state is state
    assert told(builder)[-1] == VoteClosed(result)


def test_without_a_quorum_the_assembly_is_called_again() -> None:
    assert [vote.result for vote in whole().build().votes] == [Result.NO_QUORUM, Result.CARRIED]


def test_what_ballots_say_is_told_only_when_the_vote_is_closed() -> None:
    builder = a_deliberation().voting().did(orders.CastBallots(slips=slips(20)))
    assert [count.choice for count in builder.build().votes[-1].counts] == [None]
    closed = builder.did(DONE).build().votes[-1]
    assert [count.choice for count in closed.counts] == [Choice.FOR]


def test_turnout_is_known_by_channel() -> None:
    mixed = (*slips(3), Slip("p", "voter-p", Choice.ABSTAIN, VoteChannel.PROXY, TODAY))
    double = Slip("x", "voter-p", Choice.FOR, VoteChannel.ONLINE, TODAY)
    cast = orders.CastBallots(slips=(*mixed, double))
    vote = a_deliberation().voting().did(cast).build().votes[-1]
    assert {c: n for c, n in vote.turnout.items() if n} == {
        VoteChannel.ON_SITE: 3,
        VoteChannel.PROXY: 1,
    }


def test_a_voided_ballot_stays_on_record_with_its_reason_and_frees_its_voter() -> None:
    builder = a_deliberation().voting().did(orders.CastBallots(slips=slips(2)))
    builder.did(orders.VoidBallot(ballot="slip-1", note="代签"))
    again = Slip("again", "voter-1", Choice.AGAINST, VoteChannel.ON_SITE, TODAY)
    vote = builder.did(orders.CastBallots(slips=(again,))).build().votes[-1]
    assert vote.took_part == 2
    assert [ballot.why for ballot in vote.ballots] == ["", "代签", ""]


@pytest.mark.parametrize(
    "order",
    [a_talk(), a_meeting(), orders.CastBallots(slips=slips(2))],
    ids=["talk", "meeting", "ballots"],
)
def test_what_a_device_sends_again_changes_nothing_wherever_the_topic_stands(
    order: orders.DeliberationOrder,
) -> None:
    builder = whole()
    before, facts = builder.build(), list(builder.happened)
    builder.did(order)
    assert builder.build() == before
    assert builder.happened == facts


def test_minutes_of_last_week_may_come_after_the_opinion() -> None:
    builder = a_deliberation(raised_on=TODAY - 9 * DAY).assigned()
    builder.did(a_talk("late", frozenset({TalkKind.RESIDENTS}), TODAY - 7 * DAY))
    assert builder.build().state is S.ASSIGNED
    assert [talk.on for talk in builder.build().talks] == [TODAY, TODAY - 7 * DAY]


def test_clocks_warn_and_end_and_move_nothing() -> None:
    builder = a_deliberation().decided().did(orders.Begin(on=TODAY))
    builder.happened.clear()
    builder.later(days=22).fired().fired()
    kind = ClockKind.PERFORMANCE
    assert builder.happened == [
        DeliberationWarned(kind, 50),
        DeliberationWarned(kind, 80),
        DeliberationExpired(kind),
    ]
    assert builder.build().state is S.EXECUTING


def test_a_delay_starts_the_clock_anew() -> None:
    builder = a_deliberation().decided().did(orders.Begin(on=TODAY))
    before = live(builder.build().clocks, ClockKind.PERFORMANCE)
    builder.did(orders.Delay(on=TODAY, execute_by=TODAY + 60 * DAY, note="雨季"))
    after = live(builder.build().clocks, ClockKind.PERFORMANCE)
    assert before is not None
    assert after is not None
    assert after.due_at - before.due_at == timedelta(days=39)


@dataclass(frozen=True)
class Case:
    id: str
    begin: Callable[[], DeliberationBuilder]
    order: orders.DeliberationOrder
    refusal: type[Refusal]


def voting() -> DeliberationBuilder:
    return a_deliberation().voting()


def major() -> DeliberationBuilder:
    return a_deliberation().assigned(major=True)


ONE_TALK = a_talk(kinds=frozenset({TalkKind.OFFICIALS}))
VILLAGERS, REPRESENTATIVES = Assembly.VILLAGERS, Assembly.REPRESENTATIVES
BALLOT = orders.CastBallots(slips=slips(1))
DECIDE = orders.Decide(decision="修路", execute_by=TODAY)
WRONG_DAY, VOTE_PRESENT = errors.DeliberationDateWrong, errors.VotePresentWrong
REFUSED = (
    Case("a talk of tomorrow", a_deliberation, a_talk(on=TODAY + DAY), WRONG_DAY),
    Case("a talk before the topic", a_deliberation, a_talk(on=TODAY - DAY), WRONG_DAY),
    Case(
        "a meeting after one of the talks",
        lambda: a_deliberation().did(ONE_TALK),
        a_meeting(),
        errors.DeliberationNeedsBothTalks,
    ),
    Case("a meeting before any", a_deliberation, a_meeting(), errors.DeliberationStepNotAllowed),
    Case("a decision on a major matter", major, DECIDE, errors.DeliberationNeedsVote),
    Case(
        "representatives by household",
        major,
        a_call(REPRESENTATIVES, Basis.HOUSEHOLD),
        errors.VoteBasisWrong,
    ),
    Case(
        "nine days of notice",
        major,
        a_call(VILLAGERS, held_on=TODAY + 9 * DAY),
        errors.VoteNoticeTooShort,
    ),
    Case("a notice of tomorrow", major, a_call(noticed_on=TODAY + DAY), WRONG_DAY),
    Case("nobody may vote", major, a_call(entitled=0), errors.VoteEntitledWrong),
    Case(
        "a vote in a far future",
        major,
        a_call(held_on=date(2060, 1, 1)),
        WRONG_DAY,
    ),
    Case("a ballot without a vote", major, BALLOT, errors.DeliberationStepNotAllowed),
    Case(
        "a ballot of tomorrow",
        voting,
        orders.CastBallots(slips=slips(1, on=TODAY + DAY)),
        WRONG_DAY,
    ),
    Case(
        "more ballots than may vote",
        voting,
        orders.CastBallots(slips=slips(31)),
        errors.VoteMoreThanEntitled,
    ),
    Case(
        "voiding what is not there", voting, orders.VoidBallot(ballot="x"), errors.BallotNotCounting
    ),
    Case(
        "fewer present than voted",
        lambda: voting().did(BALLOT),
        replace(DONE, present=0),
        VOTE_PRESENT,
    ),
    Case("more present than may vote", voting, replace(DONE, present=31), VOTE_PRESENT),
    Case(
        "a count before the meeting",
        lambda: major().did(a_call(VILLAGERS, held_on=TODAY + 10 * DAY)),
        DONE,
        errors.VoteNotHeldYet,
    ),
    Case(
        "carried without a decision",
        lambda: voting().did(orders.CastBallots(slips=slips(20))),
        orders.CloseVote(present=20),
        errors.VoteDecisionMissing,
    ),
    Case(
        "an end before the topic",
        lambda: a_deliberation().assigned(),
        replace(DECIDE, execute_by=TODAY - DAY),
        WRONG_DAY,
    ),
    Case(
        "a delay to an earlier day",
        lambda: a_deliberation().decided().did(orders.Begin(on=TODAY)),
        orders.Delay(on=TODAY, execute_by=TODAY),
        WRONG_DAY,
    ),
    Case(
        "an end of publicity on its last day",
        lambda: a_deliberation().publicised().later(days=6),
        orders.Close(),
        errors.DeliberationPublicityRuns,
    ),
)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_refused_steps_change_nothing(case: Case) -> None:
    builder = case.begin()
    before = builder.build()
    with pytest.raises(case.refusal):
        builder.did(case.order)
    assert builder.build() == before


def test_a_topic_needs_a_village_proposers_and_a_day_that_has_come() -> None:
    for center in (COUNTY, TOWN):
        with pytest.raises(errors.DeliberationNotAtVillage):
            a_deliberation(center=center)
    for proposers in ((), (Proposer(WANG), Proposer(WANG))):
        with pytest.raises(errors.DeliberationNeedsProposer):
            a_deliberation(proposers=proposers)
    with pytest.raises(errors.DeliberationDateWrong):
        a_deliberation(raised_on=TODAY + DAY)
