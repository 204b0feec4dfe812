"""A whistle is blown: who is called, and until when each unit has to report in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kit.model.division import DivisionCode, Tier

from .calendar import Calendars
from .clocks import Clock, ClockKind, Span, TimeKind
from .ids import PetitionId, UnitCode, WhistleId
from .record_clocks import begun, begun_to
from .whistle import Level, Part, PartState, Trigger, Whistle
from .whistle_errors import (
    WhistleDeadlineWrong,
    WhistleFromCounty,
    WhistleNotCaller,
    WhistleTooManyUnits,
    WhistleUnitTwice,
)
from .whistle_events import UnitsCalled, WhistleOutcome

MOST_UNITS = 20
"""Lead and helpers of one whistle [prop]."""

MOST_DAYS = 30
"""A caller may name a deadline this far ahead [prop]."""

REPORT_IN: Mapping[Trigger, Span] = {
    Trigger.EMERGENCY: Span(120, TimeKind.ELAPSED),
    Trigger.JOINT_ENFORCEMENT: Span(1, TimeKind.WORKING_DAYS),
    Trigger.CANNOT_SOLVE: Span(1, TimeKind.WORKING_DAYS),
}
"""[prop] An emergency like the first contact of U1 (2 h), else sign-in within a day (§4.2)."""

FINISH: Mapping[Level, Span] = {
    Level.ROUTINE: Span(1, TimeKind.WORKING_DAYS),
    Level.FOCUS: Span(3, TimeKind.WORKING_DAYS),
    Level.HARD: Span(10, TimeKind.WORKING_DAYS),
}
"""[prop] Simple ones at once, 2–3 days on average, hard ones at most 10 working days (§1.5)."""


@dataclass(frozen=True, slots=True)
class WhistlePolicy:
    """What a county sets: how soon units report in and finish."""

    report_in: Mapping[Trigger, Span] = field(default_factory=lambda: REPORT_IN)
    finish: Mapping[Level, Span] = field(default_factory=lambda: FINISH)


@dataclass(frozen=True, slots=True)
class WhistleGround:
    """What a step stands on: when, who (`tier` of their token, `unit` of an officer), the rules."""

    at: datetime
    by: str
    tier: Tier
    calendars: Calendars
    unit: UnitCode | None = None
    policy: WhistlePolicy = field(default_factory=WhistlePolicy)


@dataclass(frozen=True, slots=True)
class CallUnits:
    """Who is called, and why; `report_by` in place of the county's rule."""

    center: DivisionCode
    trigger: Trigger
    level: Level
    lead: UnitCode
    helpers: tuple[UnitCode, ...]
    title: str = field(repr=False)
    text: str = field(repr=False)
    petition: PetitionId | None = None
    report_by: datetime | None = None

    @property
    def units(self) -> tuple[UnitCode, ...]:
        """All of them, the lead first."""
        return (self.lead, *self.helpers)


def call(id: WhistleId, order: CallUnits, ground: WhistleGround) -> WhistleOutcome:
    """Return a whistle as it begins: every part has a clock that runs.

    Raises:
        Refusal: by a county or for another center, or units or deadline that cannot be.
    """
    if order.center.tier is Tier.COUNTY:
        raise WhistleFromCounty(center=order.center)
    _require_units(order.units)
    clock = _report_in(order, ground)
    whistle = Whistle(
        id=id,
        center=order.center,
        trigger=order.trigger,
        level=order.level,
        called_at=ground.at,
        called_by=ground.by,
        parts=tuple(
            Part(unit, n == 0, PartState.CALLED, (clock,)) for n, unit in enumerate(order.units)
        ),
        title=order.title,
        text=order.text,
        petition=order.petition,
    )
    require_caller(whistle, ground)
    return whistle, (UnitsCalled(),)


def require_caller(whistle: Whistle, ground: WhistleGround) -> None:
    """Pass when somebody is of the tier of the center that called; its scope is the edge's.

    Raises:
        WhistleNotCaller: a center above, or an officer of a unit.
    """
    if ground.unit is not None or ground.tier is not whistle.center.tier:
        raise WhistleNotCaller(id=whistle.id, center=whistle.center)


def _require_units(units: tuple[UnitCode, ...]) -> None:
    if len(units) > MOST_UNITS:
        raise WhistleTooManyUnits(count=len(units), most=MOST_UNITS)
    for n, unit in enumerate(units):
        if unit in units[:n]:
            raise WhistleUnitTwice(unit=unit)


def _report_in(order: CallUnits, ground: WhistleGround) -> Clock:
    if order.report_by is None:
        span = ground.policy.report_in[order.trigger]
        return begun(ClockKind.REPORT_IN, span, ground.at, ground.calendars)
    if not ground.at < order.report_by <= ground.at + timedelta(days=MOST_DAYS):
        raise WhistleDeadlineWrong(by=order.report_by.isoformat(), days=MOST_DAYS)
    return begun_to(ClockKind.REPORT_IN, order.report_by, ground.at, ground.calendars)
