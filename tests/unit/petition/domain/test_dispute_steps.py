"""Mediation step by step: what each one does, needs, and refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.petition.domain import dispute_errors as errors
from services.petition.domain import dispute_events as events
from services.petition.domain import dispute_orders as orders
from services.petition.domain.clocks import ClockKind
from services.petition.domain.dispute import CourtOutcome, EndReason, Performance
from services.petition.domain.dispute_step import FINAL, DisputeState, DisputeStep
from services.petition.domain.dispute_steps import ROWS, check_table
from services.petition.domain.record_clocks import live
from tests.support.dispute_builders import (
    LI,
    ROUTE,
    TODAY,
    ZHANG,
    a_dispute,
    a_new_dispute,
    a_party,
)
from tests.support.petition_builders import COUNTY
from tests.support.petition_clocks import end

BOTH = orders.AskCourt(parties=(ZHANG, LI))
CONFIRMED = CourtOutcome.CONFIRMED


def test_a_written_agreement_is_effective_when_all_signed_and_it_is_sealed() -> None:
    builder = a_dispute().signing().signed()
    assert builder.dispute.state is DisputeState.SIGNING
    builder.did(orders.Seal())
    agreement = builder.dispute.agreement
    assert builder.dispute.state is DisputeState.EFFECTIVE
    assert agreement is not None
    assert agreement.effective_on == TODAY
    assert events.MediationAgreed(written=True) in builder.happened


def test_an_oral_agreement_is_effective_at_once_and_its_content_is_kept() -> None:
    builder = a_dispute().mediating()
    builder.did(builder.oral())
    agreement = builder.dispute.agreement
    assert agreement is not None
    assert (agreement.effective_on, agreement.content) == (TODAY, "各让一米测试")
    assert live(builder.dispute.clocks, ClockKind.COURT) is None


def test_the_clear_refusal_of_one_side_ends_it_and_routes_are_told() -> None:
    builder = a_dispute().signing().did(orders.Refuse(party=LI, route=ROUTE))
    dispute = builder.dispute
    assert (dispute.state, dispute.route) == (DisputeState.FAILED, ROUTE)
    assert builder.happened[-1] == events.MediationFailed(EndReason.REFUSED)
    assert dispute.next_timer is None


def test_the_target_is_a_month_and_the_agreement_stops_it() -> None:
    builder = a_dispute()
    clock = live(builder.dispute.clocks, ClockKind.FINISH)
    assert clock is not None
    assert clock.due_at == end("2026-04-01")
    builder.effective()
    assert live(builder.dispute.clocks, ClockKind.FINISH) is None
    performance = live(builder.dispute.clocks, ClockKind.PERFORMANCE)
    assert performance is not None
    assert performance.due_at == end("2026-03-12")


def test_timers_warn_twice_tell_the_end_once_and_move_nothing() -> None:
    builder = a_dispute().later(days=40).fired().fired()
    kind = ClockKind.FINISH
    assert builder.happened[1:] == [
        events.DisputeWarned(kind, 50),
        events.DisputeWarned(kind, 80),
        events.DisputeExpired(kind),
    ]
    assert builder.dispute.state is DisputeState.REGISTERED


def test_a_look_at_the_performance_starts_the_clock_to_the_next_look() -> None:
    builder = a_dispute().effective().later(days=20).fired()
    look = orders.LookAfter(performance=Performance.PARTLY, next=builder.today + timedelta(days=5))
    builder.did(look)
    clock = live(builder.dispute.clocks, ClockKind.PERFORMANCE)
    assert clock is not None
    assert clock.due_at == end("2026-03-27")
    builder.did(orders.Perform())
    assert builder.dispute.state is DisputeState.PERFORMED
    assert [one.performance.value for one in builder.dispute.follow_ups] == ["partly", "wholly"]


@pytest.mark.parametrize("days", [0, 30])
def test_the_parties_ask_a_court_together_within_thirty_days(days: int) -> None:
    builder = a_dispute().effective()
    builder.now = end(str(TODAY)) + timedelta(days=days, milliseconds=-1)
    builder.fired().did(BOTH)
    assert builder.dispute.court is not None
    assert live(builder.dispute.clocks, ClockKind.COURT) is None
    builder.did(orders.RecordCourt(outcome=CONFIRMED, decided_on=builder.today))
    assert builder.dispute.court is not None
    assert builder.dispute.court.outcome is CONFIRMED


@pytest.mark.parametrize("fired", [False, True], ids=["no timer yet", "told by a timer"])
def test_thirty_days_after_effect_no_court_is_asked(fired: bool) -> None:
    builder = a_dispute().effective()
    builder.now = end(str(TODAY)) + timedelta(days=30)
    if fired:
        builder.fired()
    with pytest.raises(errors.CourtTooLate) as refused:
        builder.did(BOTH)
    assert refused.value.fields["until"] == "2026-04-01"


def test_a_risk_opens_a_duty_to_report_until_it_was_reported() -> None:
    builder = a_dispute().did(orders.FlagRisk(note="扬言报复"))
    assert builder.dispute.report_due
    builder.did(orders.End(route=ROUTE))
    assert builder.dispute.report_due
    builder.did(orders.ReportRisk(reported_to="派出所"))
    assert not builder.dispute.report_due
    assert events.RiskFlagged() in builder.happened
    assert events.RiskReported() in builder.happened


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.step.value)
def test_a_step_starts_only_where_the_table_says(row: object) -> None:
    found = next(one for one in ROWS if one is row)
    order = orders.DisputeOrder.__new__(_ORDERS[found.step])
    for state in set(DisputeState) - found.starts:
        builder = a_dispute()
        builder.dispute = replace(builder.dispute, state=state)
        with pytest.raises(errors.DisputeStepNotAllowed):
            builder.did(order)


_ORDERS = {one.step: one for one in orders.DisputeOrder.__subclasses__()}


def test_there_is_an_order_for_every_row() -> None:
    assert set(_ORDERS) == {row.step for row in ROWS}


@pytest.mark.parametrize("count", [0, 1, 21])
def test_a_dispute_has_two_to_twenty_parties(count: int) -> None:
    with pytest.raises(errors.DisputeNeedsTwoParties):
        a_dispute(parties=tuple(a_party(ZHANG) for _ in range(count)))


def test_the_county_does_not_mediate() -> None:
    with pytest.raises(errors.DisputeAtCounty):
        a_dispute(center=COUNTY)


def without(step: DisputeStep) -> tuple[object, ...]:
    return tuple(row for row in ROWS if row.step is not step)


def changed(step: DisputeStep, **fields: object) -> list[object]:
    return [
        replace(row, **fields) if row.step is step else row  # pyright: ignore[reportArgumentType]
        for row in ROWS
    ]


def staying(*steps: DisputeStep) -> list[object]:
    return [replace(row, to=None) if row.step in steps else row for row in ROWS]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (staying(DisputeStep.PERFORM, DisputeStep.BREAK_OFF), "no way leads from effective"),
        (without(DisputeStep.SEAL), "seal has 0 rows"),
        ((*ROWS, ROWS[0]), "consent has 2 rows"),
        (changed(DisputeStep.BEGIN, to=None), "no way leads to mediating"),
        (changed(DisputeStep.BREAK_OFF, to=DisputeState.FAILED), "no way leads to broken"),
        (changed(DisputeStep.FOLLOW_UP, to=DisputeState.FAILED), "what was agreed fails"),
        (changed(DisputeStep.SEAL, begins=()), "seal leaves effective without its clock"),
        (changed(DisputeStep.END, stops=frozenset[ClockKind]()), "end ends with a clock that runs"),
        (changed(DisputeStep.REPORT_RISK, to=DisputeState.MEDIATING), "is an end and is left"),
    ],
)
def test_a_table_that_loses_a_dispute_does_not_load(rows: list[object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_table(rows)  # pyright: ignore[reportArgumentType]


def test_every_end_without_a_performed_agreement_tells_a_route() -> None:
    assert FINAL - {DisputeState.PERFORMED} == {DisputeState.BROKEN, DisputeState.FAILED}
    builder = a_dispute().effective().did(orders.BreakOff(route=ROUTE))
    assert builder.dispute.route == ROUTE
    assert builder.happened[-1] == events.MediationFailed(EndReason.NOT_PERFORMED)


def test_nothing_said_or_named_is_printed() -> None:
    builder = a_dispute().effective()
    printed = repr((builder.dispute, a_new_dispute(), builder.oral(), builder.a_session()))
    assert "测试" not in printed
    assert "13900000001" not in printed
