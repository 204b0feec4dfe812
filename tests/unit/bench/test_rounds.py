"""Rounds are interleaved, and their ratios are taken round by round."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.rounds import Samples, Variant, interleaved


class Recorder:
    """Variants that say in which order they ran."""

    def __init__(self) -> None:
        self.order: list[str] = []

    def variant(self, name: str, figures: Iterator[float]) -> Variant:
        def run() -> float:
            self.order.append(name)
            return next(figures)

        return run


def test_each_round_begins_with_the_next_variant() -> None:
    recorder = Recorder()
    variants = {name: recorder.variant(name, iter([1.0] * 3)) for name in ("a", "b", "c")}
    interleaved(variants, 3, warm=False)

    assert recorder.order == ["a", "b", "c", "b", "c", "a", "c", "a", "b"]


def test_the_first_pass_warms_up_and_is_not_counted() -> None:
    recorder = Recorder()
    samples = interleaved({"a": recorder.variant("a", iter([100.0, 1.0, 2.0, 3.0]))}, 3)

    assert samples.by_name == {"a": (1.0, 2.0, 3.0)}


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    # the second round was busy: both took ten times as long
    samples = Samples({"ours": (2.0, 20.0, 3.0), "bare": (1.0, 10.0, 1.0)})

    assert samples.ratio("ours", "bare") == 2.0


def test_medians_leave_out_what_is_shown_elsewhere() -> None:
    samples = Samples({"ours": (1.0, 3.0, 2.0), "bare": (1.0, 1.0, 1.0), "naive": (7.0, 9.0, 8.0)})

    assert samples.medians("ours", "bare") == {"naive": 8.0}


def test_variants_of_different_length_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="argument"):
        Samples({"ours": (1.0,), "bare": (1.0, 2.0)}).ratio("ours", "bare")
