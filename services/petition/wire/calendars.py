"""Working days of a county by year, read from a JSON file that is completed every year.

`[{year, source, holidays: [day or first/last], make_up_days: [day]}]`, as the State Council's
yearly notice tells them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from services.petition.domain.calendar import WorkCalendar, days_between

from .data_file import Entry, read_list

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_SATURDAY = 5


def load_calendars(file: str = "") -> dict[int, WorkCalendar]:
    """Return the calendars by year.

    Raises:
        InvalidValue: the file or a key of it is wrong; the text names the key.
        OSError: it cannot be read.
    """
    found: dict[int, WorkCalendar] = {}
    for entry in read_list(file, "work-calendars.json", "工作日历"):
        calendar = _calendar(entry)
        if calendar.year in found:
            raise entry.wrong("year", f"{calendar.year} 年重复")
        found[calendar.year] = calendar
    return found


def _calendar(entry: Entry) -> WorkCalendar:
    entry.only(("year", "source", "holidays", "make_up_days"))
    year = entry.count("year", least=_FIRST_YEAR)
    if year > _LAST_YEAR:
        raise entry.wrong("year", f"须不晚于 {_LAST_YEAR}")
    holidays = frozenset(_days(entry, "holidays", year))
    make_up_days = frozenset(_days(entry, "make_up_days", year))
    if not holidays:
        raise entry.wrong("holidays", "须列出放假的日期")
    for day in sorted(make_up_days):
        if day.weekday() < _SATURDAY or day in holidays:
            raise entry.wrong("make_up_days", f"{day} 不是需要上班的周末")
    return WorkCalendar(year, holidays, make_up_days, entry.text("source"))


def _days(entry: Entry, key: str, year: int) -> Iterator[date]:
    for item in entry.items(key):
        first, _, last = str(item).partition("/")
        begin, end = entry.day_of(key, first), entry.day_of(key, last or first)
        if begin > end or {begin.year, end.year} != {year}:
            raise entry.wrong(key, f"{item} 须为 {year} 年内的一天或“首日/末日”")
        yield from days_between(begin, end + timedelta(days=1))
