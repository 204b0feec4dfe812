"""Five thousand lives of a dispute: the table holds, and no clock is lost on the way."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.petition.domain.clocks import ClockState
from services.petition.domain.dispute import Dispute
from services.petition.domain.dispute_step import AGREED, FINAL, DisputeState, DisputeStep
from services.petition.domain.dispute_steps import ROWS, RUNS
from services.petition.domain.record_clocks import live
from services.petition.wire.dispute_record import from_dispute, to_dispute
from tests.support.dispute_builders import STEP_BYTES, DisputeWalk
from tests.support.profiles import many
from tests.support.registry_fakes import a_vault

SEQUENCES, SHARES = 5_000, 5
"""How many lives are tried, and among how many cases they are divided."""

STORIES = st.binary(min_size=14 * STEP_BYTES, max_size=30 * STEP_BYTES)
MANY = many(SEQUENCES, SHARES)


def ways() -> set[tuple[DisputeState, DisputeState]]:
    return {(before, row.to or before) for row in ROWS for before in row.starts}


def problems(dispute: Dispute) -> list[str]:
    """Return what is wrong with a dispute, in words."""
    return [what for what, wrong in (*clock_checks(dispute), *agreement_checks(dispute)) if wrong]


def clock_checks(dispute: Dispute) -> list[tuple[str, bool]]:
    wanted = RUNS.get(dispute.state)
    running = [c.kind for c in dispute.clocks if c.state is ClockState.RUNNING]
    ended = dispute.state in FINAL
    return [
        ("open without its clock", wanted is not None and live(dispute.clocks, wanted) is None),
        ("ended with a clock that runs", ended and dispute.next_timer is not None),
        ("two clocks of one kind run", len(running) != len(set(running))),
    ]


def agreement_checks(dispute: Dispute) -> list[tuple[str, bool]]:
    agreement = dispute.agreement
    written = agreement is not None and agreement.written
    effective = agreement is not None and agreement.effective_on is not None
    failed = dispute.state is DisputeState.FAILED
    unsigned = any(party.signed_at is None for party in dispute.parties)
    return [
        ("agreed is not in effect, or the reverse", (dispute.state in AGREED) != effective),
        ("failed without a route told", failed and not dispute.route),
        ("failed with an agreement in effect", failed and effective),
        ("an oral agreement went to court", dispute.court is not None and not written),
        ("in effect without a signature", written and effective and unsigned),
    ]


@pytest.mark.timeout(120)  # its share on a busy machine
@pytest.mark.parametrize("share", range(SHARES))
@MANY
@given(story=STORIES)
def test_no_dispute_is_both_agreed_and_failed_and_none_is_left_without_a_clock(
    share: int,
    story: bytes,
) -> None:
    allowed = ways()
    for before, after, told in DisputeWalk().live_through(story):
        assert problems(after) == []
        assert (before.state, after.state) in allowed or before.state is after.state
        assert told or after == before
        assert len(after.history) in (len(before.history), len(before.history) + 1)


@many(300)
@given(story=STORIES)
def test_the_record_of_any_dispute_is_read_back_whole(story: bytes) -> None:
    walk, vault = DisputeWalk(), a_vault()
    for _ in walk.live_through(story):
        continue
    dispute = walk.builder.dispute
    assert to_dispute(from_dispute(dispute, 7, vault), vault) == dispute


def test_lives_reach_every_state_and_every_step() -> None:
    dice = Random(321)
    states: set[DisputeState] = set()
    steps: set[DisputeStep] = set()
    refused = 0
    for _ in range(1500):
        walk = DisputeWalk()
        for _, after, _ in walk.live_through(dice.randbytes(30 * STEP_BYTES)):
            states.add(after.state)
        steps |= {entry.step for entry in walk.builder.dispute.history}
        refused += walk.refused
    assert states == set(DisputeState)
    assert steps == set(DisputeStep)
    assert refused > 0
