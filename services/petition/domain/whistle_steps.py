"""The life of one unit's part of a whistle as a table, and the one function that moves it.

A whistle has no state of its own: it is closed when, and only when, every part has ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import ClassVar

from .clocks import Clock, ClockKind
from .ids import UnitCode
from .petition import Rating
from .record_clocks import begun, fire, stopped
from .whistle import ENDED, Part, PartState, Whistle
from .whistle_calling import WhistleGround, require_caller
from .whistle_errors import (
    WhistleNotYourUnit,
    WhistleRatedAlready,
    WhistleStepNotAllowed,
    WhistleUnitNotCalled,
)
from .whistle_events import (
    PartClosed,
    PartWaived,
    UnitRated,
    UnitReportedIn,
    WhistleClosed,
    WhistleEvent,
    WhistleExpired,
    WhistleOutcome,
    WhistleWarned,
)

_P, _C = PartState, ClockKind


class PartStep(Enum):
    """What can be done to a part."""

    REPORT_IN = "report_in"  # 报到
    CLOSE = "close"  # 办结
    WAIVE = "waive"  # 免除
    RATE = "rate"  # 评价


class Doer(Enum):
    """Whose step it is."""

    UNIT = "unit"  # the officer of the unit
    CALLER = "caller"  # the staff of the center that called


@dataclass(frozen=True, slots=True)
class PartRow:
    """One step: from where, to where (None: it stays), whose it is, which clocks."""

    step: PartStep
    starts: frozenset[PartState]
    to: PartState | None
    doer: Doer
    stops: frozenset[ClockKind] = frozenset()
    begins: ClockKind | None = None


_CALLED, _REPORTED = frozenset({_P.CALLED}), frozenset({_P.REPORTED})
_REPORT_IN, _FINISH = frozenset({_C.REPORT_IN}), frozenset({_C.FINISH})

PART_ROWS = (
    PartRow(PartStep.REPORT_IN, _CALLED, _P.REPORTED, Doer.UNIT, _REPORT_IN, _C.FINISH),
    PartRow(PartStep.CLOSE, _REPORTED, _P.CLOSED, Doer.UNIT, _FINISH),
    PartRow(PartStep.WAIVE, _CALLED | _REPORTED, _P.WAIVED, Doer.CALLER, _REPORT_IN | _FINISH),
    PartRow(PartStep.RATE, ENDED, None, Doer.CALLER),
)

RUNS = {_P.CALLED: _C.REPORT_IN, _P.REPORTED: _C.FINISH}
"""The clock of an open part: nobody stops it without starting another or ending the part."""

STATE_LABELS = {
    _P.CALLED: "待报到",
    _P.REPORTED: "已报到",
    _P.CLOSED: "已办结",
    _P.WAIVED: "已免除",
}
STEP_LABELS = {
    PartStep.REPORT_IN: "报到",
    PartStep.CLOSE: "办结",
    PartStep.WAIVE: "免除",
    PartStep.RATE: "评价",
}


@dataclass(frozen=True, slots=True)
class PartOrder:
    """Which part an order is for."""

    step: ClassVar[PartStep]
    unit: UnitCode


@dataclass(frozen=True, slots=True)
class AnswerCall(PartOrder):
    """The unit is there."""

    step: ClassVar[PartStep] = PartStep.REPORT_IN


@dataclass(frozen=True, slots=True)
class ClosePart(PartOrder):
    """The unit has done its part."""

    step: ClassVar[PartStep] = PartStep.CLOSE
    result: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WaivePart(PartOrder):
    """The caller does without it, and says why."""

    step: ClassVar[PartStep] = PartStep.WAIVE
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RateUnit(PartOrder):
    """The caller says how the unit did."""

    step: ClassVar[PartStep] = PartStep.RATE
    rating: Rating
    note: str = field(default="", repr=False)


def take_part_step(whistle: Whistle, order: PartOrder, ground: WhistleGround) -> WhistleOutcome:
    """Return how a whistle stands after a step of one part, and what happened.

    Raises:
        Refusal: no such part, not the caller's to do, or not from where it stands.
    """
    part, row = _part_of(whistle, order.unit), _TABLE[order.step]
    _require_doer(whistle, part, row, ground)
    if part.state not in row.starts:
        raise _not_allowed(whistle, part, row)
    clocks = _clocks(whistle, part, row, ground)
    moved = replace(part, state=row.to or part.state, clocks=clocks)
    done, fact = _done(whistle, moved, order, ground)
    changed = _with(whistle, done)
    if changed.open_units or whistle.closed_at is not None:
        return changed, (fact,)
    return replace(changed, closed_at=ground.at), (fact, WhistleClosed())


def fire_due(whistle: Whistle, now: datetime) -> WhistleOutcome:
    """Return the whistle after a timer looked at it, and what it tells; nothing when none is due.

    A deadline that passes ends no part: who is late stays called, and is seen to be late.
    """
    facts: list[WhistleEvent] = []
    parts: list[Part] = []
    for part in whistle.parts:
        clocks, told = fire(part.clocks, now)
        parts.append(replace(part, clocks=clocks))
        facts += [
            WhistleExpired(part.unit, one.kind)
            if one.percent is None
            else WhistleWarned(part.unit, one.kind, one.percent)
            for one in told
        ]
    return (replace(whistle, parts=tuple(parts)), tuple(facts)) if facts else (whistle, ())


def check_part_table(rows: Iterable[PartRow]) -> None:
    """Pass when every step has one row, every open state is left, and none lacks its clock.

    Raises:
        ValueError: the table is wrong; it names the state or step.
    """
    rows = tuple(rows)
    if sorted(row.step.value for row in rows) != sorted(step.value for step in PartStep):
        raise ValueError("not one row for each step")
    ways = {(before, row.to) for row in rows for before in row.starts if row.to is not None}
    for state in PartState:
        if state is not _P.CALLED and all(to is not state for _, to in ways):
            raise ValueError(f"no way leads to {state.value}")
        if (state in ENDED) == any(before is state for before, _ in ways):
            raise ValueError(f"{state.value} is an end and is left, or is none and is not")
    for row in rows:
        wanted = RUNS.get(row.to) if row.to is not None else None
        if wanted is not None and row.begins is not wanted:
            raise ValueError(f"{row.step.value} leads to a state without its clock")
        if row.to in ENDED and not {RUNS[before] for before in row.starts} <= row.stops:
            raise ValueError(f"{row.step.value} ends a part whose clock runs")


def _part_of(whistle: Whistle, unit: UnitCode) -> Part:
    for part in whistle.parts:
        if part.unit == unit:
            return part
    raise WhistleUnitNotCalled(id=whistle.id, unit=unit)


def _require_doer(whistle: Whistle, part: Part, row: PartRow, ground: WhistleGround) -> None:
    if row.doer is Doer.UNIT and ground.unit != part.unit:
        raise WhistleNotYourUnit(id=whistle.id, unit=part.unit)
    if row.doer is Doer.CALLER:
        require_caller(whistle, ground)


def _clocks(whistle: Whistle, part: Part, row: PartRow, ground: WhistleGround) -> tuple[Clock, ...]:
    clocks = stopped(part.clocks, row.stops, ground.at)
    if row.begins is None:
        return clocks
    span = ground.policy.finish[whistle.level]
    return (*clocks, begun(row.begins, span, ground.at, ground.calendars))


def _done(
    whistle: Whistle, part: Part, order: PartOrder, ground: WhistleGround
) -> tuple[Part, WhistleEvent]:
    at, by, unit = ground.at, ground.by, part.unit
    match order:
        case ClosePart():
            ended = replace(part, ended_at=at, ended_by=by, result=order.result)
            return ended, PartClosed(unit)
        case WaivePart():
            ended = replace(part, ended_at=at, ended_by=by, result=order.reason)
            return ended, PartWaived(unit)
        case RateUnit():
            if part.rating is not None:
                raise WhistleRatedAlready(id=whistle.id, unit=unit)
            rated = replace(part, rating=order.rating, rating_note=order.note)
            return rated, UnitRated(unit, order.rating)
        case _:
            there = replace(part, reported_at=at, reported_by=by)
            return there, UnitReportedIn(unit, there.late(at))


def _with(whistle: Whistle, changed: Part) -> Whistle:
    parts = tuple(changed if part.unit == changed.unit else part for part in whistle.parts)
    return replace(whistle, parts=parts)


def _not_allowed(whistle: Whistle, part: Part, row: PartRow) -> WhistleStepNotAllowed:
    return WhistleStepNotAllowed(
        id=whistle.id,
        unit=part.unit,
        step=STEP_LABELS[row.step],
        state=STATE_LABELS[part.state],
        states="、".join(label for state, label in STATE_LABELS.items() if state in row.starts),
    )


_TABLE = {row.step: row for row in PART_ROWS}
check_part_table(PART_ROWS)
