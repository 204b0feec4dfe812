"""Calendar days and instants on the wire."""

from __future__ import annotations

from datetime import date, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from gov321.common.v1.date_pb2 import Date

from kit.model.errors import InvalidValue


def to_day(message: Date, field: str) -> date:
    """Return the day of a message.

    Raises:
        InvalidValue: there is no such day.
    """
    try:
        return date(message.year, message.month, message.day)
    except ValueError:
        raise InvalidValue(
            field=field, why=f"{message.year}-{message.month}-{message.day} 不是有效日期"
        ) from None


def to_day_or_none(message: Date, field: str) -> date | None:
    """Return the day, None for a message that was left out (all zero)."""
    return to_day(message, field) if message.year or message.month or message.day else None


def from_day(day: date) -> Date:
    """Return the message of a day."""
    return Date(year=day.year, month=day.month, day=day.day)


def from_day_or_none(day: date | None) -> Date | None:
    """Return the message, None where there is no day."""
    return None if day is None else from_day(day)


def timestamp(at: datetime) -> Timestamp:
    """Return the message of an instant."""
    message = Timestamp()
    message.FromDatetime(at)
    return message
