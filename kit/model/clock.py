"""Time as a value that is passed in, so that a test can say "three days later"."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

COUNTY_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Where a use-case gets the time from."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC, cut to the millisecond the store keeps."""
        instant = datetime.now(UTC)  # noqa: TID251 - the one place that reads the machine's clock
        return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


class ManualClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant it was last moved to."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move forward by a span."""
        self._now += by


def local_date(instant: datetime) -> date:
    """Return the calendar day in the county (Asia/Shanghai) at an instant."""
    return instant.astimezone(COUNTY_ZONE).date()
