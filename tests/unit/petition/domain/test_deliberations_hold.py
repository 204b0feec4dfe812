"""Five thousand lives of a deliberation: the table holds, votes add up, no clock is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.petition.domain.clocks import ClockState
from services.petition.domain.deliberation import Deliberation
from services.petition.domain.deliberation_events import DeliberationEvent, ExecutionChanged
from services.petition.domain.deliberation_step import FINAL, DeliberationState
from services.petition.domain.deliberation_steps import ROWS, RUNS
from services.petition.domain.record_clocks import live
from services.petition.domain.voting import PRESENT, Result, Vote, agreeing, counted, result_of
from services.petition.wire.deliberation_record import from_deliberation, to_deliberation
from services.petition.wire.deliberation_votes_record import ballot_book
from tests.support.deliberation_builders import STEP_BYTES, DeliberationWalk
from tests.support.profiles import many
from tests.support.registry_fakes import a_vault

SEQUENCES, SHARES = 5_000, 5
"""How many lives are tried, and among how many cases they are divided."""

STORIES = st.binary(min_size=14 * STEP_BYTES, max_size=34 * STEP_BYTES)
MANY = many(SEQUENCES, SHARES)
S = DeliberationState
DONE = frozenset({S.DECIDED, S.EXECUTING, S.EXECUTED, S.PUBLICISED, S.CLOSED})


def problems(it: Deliberation) -> list[str]:
    """Return what is wrong with a deliberation, in words."""
    checks = (*clock_checks(it), *step_checks(it))
    votes = [what for vote in it.votes for what, wrong in vote_checks(vote) if wrong]
    return [what for what, wrong in checks if wrong] + votes


def clock_checks(it: Deliberation) -> list[tuple[str, bool]]:
    wanted = RUNS.get(it.state)
    running = [c.kind for c in it.clocks if c.state is ClockState.RUNNING]
    return [
        ("open without its clock", wanted is not None and live(it.clocks, wanted) is None),
        ("ended with a clock that runs", it.state in FINAL and it.next_timer is not None),
        ("two clocks run", len(running) > 1),
    ]


def step_checks(it: Deliberation) -> list[tuple[str, bool]]:
    major = it.assignment is not None and it.assignment.major
    carried = bool(it.votes) and it.votes[-1].result is Result.CARRIED
    ids = [talk.id for talk in it.talks] + [meeting.id for meeting in it.meetings]
    return [
        ("major and decided without a vote", it.state in DONE and major and not carried),
        (
            "decided without words or an end",
            it.state in DONE and not (it.decision and it.execute_by),
        ),
        ("an open vote outside VOTING", (it.open_vote is not None) != (it.state is S.VOTING)),
        ("something is on record twice", len(ids) != len(set(ids))),
        ("told why without a reason", it.state is S.FED_BACK and not it.reason),
    ]


def vote_checks(vote: Vote) -> list[tuple[str, bool]]:
    counting = [ballot for ballot in vote.ballots if ballot.validity in PRESENT]
    closed, ids = vote.result is not None, [ballot.id for ballot in vote.ballots]
    found = result_of(vote.assembly, vote.basis, vote.entitled, vote.present, agreeing(vote))
    return [
        ("more count than may vote", len(counting) > vote.entitled),
        ("a voter counts twice", len({b.voter for b in counting}) != len(counting)),
        ("a ballot is there twice", len(set(ids)) != len(ids)),
        ("counts differ from ballots", vote.counts != counted(vote.ballots, told=closed)),
        ("turnout differs from ballots", vote.took_part != len(counting)),
        ("fewer present than voted", closed and vote.present < len(counting)),
        ("the result is another", closed and vote.result is not found),
    ]


def told_problems(
    before: Deliberation, after: Deliberation, told: tuple[DeliberationEvent, ...]
) -> list[str]:
    """Every change of the execution is told to every proposer, and nothing else is."""
    new = [change.stage for change in after.changes[len(before.changes) :]]
    facts = [fact for fact in told if isinstance(fact, ExecutionChanged)]
    if [fact.stage for fact in facts] != new:
        return ["a change of the execution was not told"]
    return [f"not told to {f.proposers}" for f in facts if f.proposers != after.proposer_ids]


@pytest.mark.timeout(120)  # its share on a busy machine
@pytest.mark.parametrize("share", range(SHARES))
@MANY
@given(story=STORIES)
def test_the_table_holds_votes_add_up_and_proposers_are_told(share: int, story: bytes) -> None:
    ways = {(before, row.to or before) for row in ROWS for before in row.starts}
    for before, after, told in DeliberationWalk().live_through(story):
        assert problems(after) == []
        assert told_problems(before, after, told) == []
        assert (before.state, after.state) in ways or before.state is after.state
        assert told or after == before
        assert len(after.history) in (len(before.history), len(before.history) + 1)


@many(200)
@given(story=STORIES)
def test_a_record_comes_back_as_it_was(story: bytes) -> None:
    vault = a_vault()
    for _, it, _ in DeliberationWalk().live_through(story[-20 * STEP_BYTES :]):
        last = it
        record = from_deliberation(last, 3, vault)
        assert to_deliberation(record, vault, ballot_book(last.votes)) == last
