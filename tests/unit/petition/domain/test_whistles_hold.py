"""Five thousand lives of a whistle: closed when every part has ended, and no deadline is lost."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.petition.domain import whistle_events as events
from services.petition.domain.clocks import ClockKind
from services.petition.domain.record_clocks import live
from services.petition.domain.whistle import ENDED, PartState, Whistle
from services.petition.domain.whistle_steps import PART_ROWS, RUNS
from services.petition.wire.whistle_record import from_whistle, to_whistle
from tests.support.profiles import many
from tests.support.registry_fakes import a_vault
from tests.support.whistle_builders import STEP_BYTES, WhistleWalk

SEQUENCES, SHARES = 5_000, 5
"""How many lives are tried, and among how many cases they are divided."""

STORIES = st.binary(min_size=10 * STEP_BYTES, max_size=24 * STEP_BYTES)
MANY = many(SEQUENCES, SHARES)
WAYS = {(before, row.to or before) for row in PART_ROWS for before in row.starts}


def problems(whistle: Whistle) -> list[str]:
    """Return what is wrong with a whistle, in words."""
    found: list[str] = []
    if (whistle.closed_at is not None) != all(part.state in ENDED for part in whistle.parts):
        found.append("closed and all parts ended are not the same")
    for part in whistle.parts:
        wanted = RUNS.get(part.state)
        if wanted is not None and live(part.clocks, wanted) is None:
            found.append(f"{part.unit} is {part.state.value} without its clock")
        if part.state in ENDED and any(clock.next_at for clock in part.clocks):
            found.append(f"{part.unit} has ended and a clock runs")
        if part.rating is not None and part.state not in ENDED:
            found.append(f"{part.unit} is rated before its part ended")
    return found


@pytest.mark.timeout(120)  # its share on a busy machine
@pytest.mark.parametrize("share", range(SHARES))
@MANY
@given(story=STORIES)
def test_a_whistle_is_closed_exactly_when_every_part_ended_and_every_open_part_has_a_clock(
    share: int,
    story: bytes,
) -> None:
    for before, after, told in WhistleWalk().live_through(story):
        assert problems(after) == []
        for old, new in zip(before.parts, after.parts, strict=True):
            assert old.state is new.state or (old.state, new.state) in WAYS
        assert before.closed_at in (None, after.closed_at)
        assert told or after == before


@many(300)
@given(story=STORIES)
def test_the_record_of_any_whistle_is_read_back_whole(story: bytes) -> None:
    walk, vault = WhistleWalk(), a_vault()
    for _ in walk.live_through(story):
        continue
    whistle = walk.builder.whistle
    assert to_whistle(from_whistle(whistle, 7, vault), vault) == whistle


def test_lives_reach_every_fact_and_every_state() -> None:
    dice = Random(321)
    told: set[type] = set()
    states: set[PartState] = set()
    late = refused = 0
    for _ in range(300):
        walk = WhistleWalk()
        for _, after, _ in walk.live_through(dice.randbytes(24 * STEP_BYTES)):
            states |= {part.state for part in after.parts}
        told |= {type(fact) for fact in walk.builder.happened}
        late += events.UnitReportedIn(walk.builder.part().unit, True) in walk.builder.happened
        refused += walk.refused
    assert told == set(events.WhistleEvent.__args__)
    assert states == set(PartState)
    assert late
    assert refused
    assert ClockKind.REPORT_IN in RUNS.values()
