"""A redrive of a selection remembers exactly what it did."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kit.dlq_progress import Progress, read_progress

OFFSETS = st.sets(st.integers(0, 60), max_size=30)


def test_watermark_stops_at_the_first_record_that_is_not_done() -> None:
    progress = Progress().plus({0, 1, 3, 4, 6}, range(8))
    assert (progress.watermark, progress.metadata) == (2, "3-4,6")


def test_watermark_passes_offsets_that_hold_no_record() -> None:
    progress = Progress().plus({10, 14}, [10, 14, 15])
    assert (progress.watermark, progress.metadata) == (15, "")


def test_group_without_a_commit_has_done_nothing() -> None:
    assert 0 not in read_progress(-1, "")


@given(st.lists(OFFSETS, max_size=5), OFFSETS)
def test_exactly_what_was_done_is_remembered(rounds: list[set[int]], missing: set[int]) -> None:
    present = set(range(61)) - missing
    progress, done = Progress(), set[int]()
    for chosen in rounds:
        progress = progress.plus(chosen & present, present)
        progress = read_progress(progress.watermark, progress.metadata)
        done |= chosen & present
    assert {offset for offset in present if offset in progress} == done
