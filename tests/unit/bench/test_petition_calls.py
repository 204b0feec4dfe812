"""What P15 counts: commands that were carried out, late answers, errors and when they end."""

from __future__ import annotations

import pytest

from bench.petition_calls import Call, Calls


def test_only_commands_that_were_carried_out_count_for_the_rate() -> None:
    made = [
        Call("submit", 1.0, 0.1),
        Call("accept", 1.2, 0.1),
        Call("assign", 1.4, 2.0, "DEADLINE_EXCEEDED"),
        Call("get", 1.5, 0.1),
        Call("list", 1.6, 0.1),
    ]

    assert Calls(made, 4.0).commands_per_second == 0.5


def test_a_late_error_counts_for_the_p95() -> None:
    answered = [Call("get", n, 0.1) for n in range(90)]
    failed = [Call("get", 100, 2.0, "DEADLINE_EXCEEDED")] * 10

    assert Calls(answered, 100).p95_ms() == pytest.approx(100)
    assert Calls([*answered, *failed], 100).p95_ms() == pytest.approx(2_000)


def test_the_p95_of_one_kind_leaves_out_the_others() -> None:
    made = [Call("get", 1, 0.1), Call("get", 2, 0.1), Call("list", 3, 0.9)]

    assert Calls(made, 3).p95_ms("get") == pytest.approx(100)
    assert Calls(made, 3).p95_ms("submit") == 0


def test_errors_are_counted_by_reason() -> None:
    made = [Call("get", 1, 0.1, "UNAVAILABLE"), Call("get", 2, 0.1), Call("list", 3, 2, "OTHER")]

    assert Calls(made, 3).errors == {"UNAVAILABLE": 1, "OTHER": 1}


def test_recovery_lasts_until_the_last_error_after_the_spike() -> None:
    made = [Call("get", 9, 0.1, "A"), Call("get", 14, 0.1, "A"), Call("get", 20, 0.1)]

    assert Calls(made).last_error(after=10) == 4
    assert Calls(made).last_error(after=15) == 0


def test_a_time_holds_what_was_answered_in_it() -> None:
    made = [Call("get", at, 0.1) for at in (1, 2, 3)]
    some = Calls(made).between(2, 3)

    assert [one.ended for one in some.made] == [2]
    assert some.seconds == 1
