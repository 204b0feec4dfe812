"""A whistle step by step: who is called until when, whose step it is, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from kit.model.division import Tier
from kit.model.errors import Refusal
from services.petition.domain import whistle_errors as errors
from services.petition.domain import whistle_events as events
from services.petition.domain.clocks import ClockKind
from services.petition.domain.ids import UnitCode
from services.petition.domain.petition import Rating
from services.petition.domain.record_clocks import live
from services.petition.domain.whistle import Level, PartState, Trigger
from services.petition.domain.whistle_calling import WhistleGround, call
from services.petition.domain.whistle_steps import (
    PART_ROWS,
    AnswerCall,
    ClosePart,
    PartOrder,
    PartStep,
    RateUnit,
    WaivePart,
    check_part_table,
)
from tests.support.petition_builders import COUNTY, MONDAY, TOWN
from tests.support.petition_clocks import at, end
from tests.support.whistle_builders import (
    HEALTH,
    HOUSING,
    WATER,
    WHISTLE,
    WhistleBuilder,
    a_call,
    a_whistle,
    caller,
    officer,
)


@pytest.mark.parametrize(
    ("trigger", "due"),
    [
        (Trigger.EMERGENCY, at("2026-03-02 11:00")),
        (Trigger.JOINT_ENFORCEMENT, end("2026-03-03")),
        (Trigger.CANNOT_SOLVE, end("2026-03-03")),
    ],
)
def test_every_unit_called_has_a_deadline_to_report_in(trigger: Trigger, due: datetime) -> None:
    whistle = a_whistle(trigger=trigger).whistle
    assert [(part.unit, part.lead) for part in whistle.parts] == [(WATER, True), (HOUSING, False)]
    for part in whistle.parts:
        clock = live(part.clocks, ClockKind.REPORT_IN)
        assert clock is not None
        assert clock.due_at == due


def test_the_caller_may_name_the_deadline() -> None:
    whistle = a_whistle(report_by=MONDAY + timedelta(minutes=30)).whistle
    assert whistle.next_timer == MONDAY + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("level", "due"),
    [
        (Level.ROUTINE, end("2026-03-03")),
        (Level.FOCUS, end("2026-03-05")),
        (Level.HARD, end("2026-03-16")),
    ],
)
def test_who_reported_in_has_a_deadline_to_finish(level: Level, due: datetime) -> None:
    part = a_whistle(level=level).reported().part()
    clock = live(part.clocks, ClockKind.FINISH)
    assert clock is not None
    assert clock.due_at == due
    assert live(part.clocks, ClockKind.REPORT_IN) is None


def test_a_whistle_closes_with_its_last_part_closed_or_waived() -> None:
    builder = a_whistle(helpers=(HOUSING, HEALTH)).reported(WATER, HOUSING)
    builder.closed(WATER).waived(HEALTH)
    assert builder.whistle.closed_at is None
    assert builder.whistle.open_units == (HOUSING,)
    builder.closed(HOUSING)
    assert builder.whistle.closed_at is not None
    assert builder.happened[-1] == events.WhistleClosed()
    assert builder.whistle.next_timer is None


@pytest.mark.parametrize(("days", "late"), [(1, False), (2, True)])
def test_a_late_report_is_seen_before_and_after_it_was_made(days: int, late: bool) -> None:
    builder = a_whistle().later(days=days)
    assert builder.part().late(builder.now) is late
    builder.fired().reported()
    assert builder.part().late(builder.now) is late
    assert events.UnitReportedIn(WATER, late) in builder.happened


def test_a_deadline_is_told_once_for_each_unit_and_moves_nothing() -> None:
    builder = a_whistle().reported(WATER).later(days=2).fired().fired()
    expired = [fact for fact in builder.happened if isinstance(fact, events.WhistleExpired)]
    assert expired == [events.WhistleExpired(HOUSING, ClockKind.REPORT_IN)]
    assert builder.part(HOUSING).state is PartState.CALLED


def test_the_caller_rates_a_unit_whose_part_has_ended() -> None:
    builder = a_whistle().reported().closed().rated().waived(HOUSING)
    builder.rated(HOUSING, Rating.DISSATISFIED)
    assert [part.rating for part in builder.whistle.parts] == [
        Rating.SATISFIED,
        Rating.DISSATISFIED,
    ]


STAFF = caller()


@dataclass(frozen=True)
class NotCalled:
    id: str
    refusal: type[Refusal]
    changed: dict[str, object]
    ground: WhistleGround = STAFF


NOT_CALLED = (
    NotCalled(
        "by a county", errors.WhistleFromCounty, {"center": COUNTY}, caller(tier=Tier.COUNTY)
    ),
    NotCalled("for a center below", errors.WhistleNotCaller, {}, caller(tier=Tier.TOWN)),
    NotCalled("for a center above", errors.WhistleNotCaller, {"center": TOWN}),
    NotCalled("by an officer", errors.WhistleNotCaller, {}, replace(officer(), tier=Tier.VILLAGE)),
    NotCalled("a unit twice", errors.WhistleUnitTwice, {"helpers": (HOUSING, WATER)}),
    NotCalled(
        "too many",
        errors.WhistleTooManyUnits,
        {"helpers": tuple(UnitCode(f"unit-{n}") for n in range(20))},
    ),
    NotCalled("until now", errors.WhistleDeadlineWrong, {"report_by": MONDAY}),
    NotCalled(
        "until next year",
        errors.WhistleDeadlineWrong,
        {"report_by": MONDAY + timedelta(days=300)},
    ),
)


@pytest.mark.parametrize("case", NOT_CALLED, ids=lambda case: case.id)
def test_a_call_that_cannot_be_is_refused(case: NotCalled) -> None:
    with pytest.raises(case.refusal):
        call(WHISTLE, a_call(**case.changed), case.ground)


@dataclass(frozen=True)
class Refused:
    id: str
    refusal: type[Refusal]
    before: Callable[[], WhistleBuilder]
    order: PartOrder
    ground: WhistleGround


CLOSE, WAIVE, RATE = ClosePart(WATER, "完"), WaivePart(WATER, "免"), RateUnit(WATER, Rating.FAIRLY)
NOT_ALLOWED = errors.WhistleStepNotAllowed
REFUSED = (
    Refused(
        "a stranger", errors.WhistleUnitNotCalled, a_whistle, AnswerCall(HEALTH), officer(HEALTH)
    ),
    Refused(
        "for another", errors.WhistleNotYourUnit, a_whistle, AnswerCall(WATER), officer(HOUSING)
    ),
    Refused("staff report in", errors.WhistleNotYourUnit, a_whistle, AnswerCall(WATER), caller()),
    Refused("a unit waives", errors.WhistleNotCaller, a_whistle, WAIVE, officer()),
    Refused("the town waives", errors.WhistleNotCaller, a_whistle, WAIVE, caller(tier=Tier.TOWN)),
    Refused("close unreported", NOT_ALLOWED, a_whistle, CLOSE, officer()),
    Refused(
        "report twice", NOT_ALLOWED, lambda: a_whistle().reported(), AnswerCall(WATER), officer()
    ),
    Refused("close what is waived", NOT_ALLOWED, lambda: a_whistle().waived(), CLOSE, officer()),
    Refused(
        "waive what is closed",
        NOT_ALLOWED,
        lambda: a_whistle().reported().closed(),
        WAIVE,
        caller(),
    ),
    Refused("rate too early", NOT_ALLOWED, lambda: a_whistle().reported(), RATE, caller()),
    Refused(
        "rate twice",
        errors.WhistleRatedAlready,
        lambda: a_whistle().waived().rated(),
        RATE,
        caller(),
    ),
)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_what_cannot_be_is_refused_and_changes_nothing(case: Refused) -> None:
    builder = case.before()
    before = builder.whistle
    with pytest.raises(case.refusal):
        builder.did(case.order, case.ground)
    assert builder.whistle is before


def changed(step: PartStep, **fields: object) -> list[object]:
    return [
        replace(row, **fields) if row.step is step else row  # pyright: ignore[reportArgumentType]
        for row in PART_ROWS
    ]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (list[object](PART_ROWS[1:]), "not one row for each step"),
        (changed(PartStep.WAIVE, to=PartState.CLOSED), "no way leads to waived"),
        (changed(PartStep.RATE, to=PartState.CALLED), "is an end and is left"),
        (changed(PartStep.REPORT_IN, begins=None), "to a state without its clock"),
        (changed(PartStep.CLOSE, stops=frozenset[ClockKind]()), "a part whose clock runs"),
    ],
)
def test_a_table_that_loses_a_part_does_not_load(rows: list[object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_part_table(rows)  # pyright: ignore[reportArgumentType]


def test_nothing_said_is_printed() -> None:
    builder = a_whistle().reported().closed().rated().waived(HOUSING)
    assert "测试" not in repr((builder.whistle, a_call(), CLOSE, WAIVE, RATE))
