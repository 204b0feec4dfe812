"""Checks that orders about posts, leaders and sessions share."""

from __future__ import annotations

from datetime import date

from kit.model.errors import InvalidValue

from .lines import EndReason

FIRST_DAY = date(1900, 1, 1)
"""Nobody who holds a post today began before."""

OF_THEMSELVES = frozenset({EndReason.GRID_ENDED, EndReason.HOUSEHOLD_ENDED})
"""Reasons that follow from something else; nobody gives them in an order."""


def require_past(day: date, today: date, field: str) -> None:
    """Refuse a day after today, and one before everybody's time, which is a slip of the pen."""
    if day < FIRST_DAY:
        raise InvalidValue(field=field, why=f"{day} 早于 {FIRST_DAY}，请填写实际发生的日期")
    if day > today:
        raise InvalidValue(field=field, why=f"{day} 晚于今天，请填写实际发生的日期")


def require_given(reason: EndReason) -> None:
    """Refuse a reason that only follows from something else."""
    if reason in OF_THEMSELVES:
        raise InvalidValue(field="原因", why="该原因由系统随网格或户的变更自动登记，请选择其他原因")
