"""What every access log does, the one in memory and the one in the store."""

from __future__ import annotations

from abc import abstractmethod
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kit.access_log import AccessEntry, AccessFilter, AccessLog

START = datetime(2026, 11, 24, 8, tzinfo=UTC)
TOWN = (("610921104000", "610921105000"),)


def an_entry(minute: int, **changes: Any) -> AccessEntry:
    """Return an entry written at a minute."""
    whole: dict[str, Any] = {
        "at": START + timedelta(minutes=minute),
        "subject": "clerk-1",
        "roles": ("clerk",),
        "operation": "查看敏感信息",
        "record_id": "h-1",
        "field": "phone",
        "division": "610921104206",
        "purpose": "PETITION",
        "reason": "处理来访诉求",
    }
    return AccessEntry(**{**whole, **changes})


class AccessLogBehaviour:
    """Inherit and give the fixture `log`."""

    @pytest.fixture
    @abstractmethod
    def log(self) -> AccessLog:
        """An empty log."""

    async def test_an_entry_comes_back_as_it_was(self, log: AccessLog) -> None:
        await log.append(an_entry(1))
        assert (await log.list(AccessFilter(ranges=TOWN), 10)).entries == (an_entry(1),)

    async def test_pages_run_from_the_newest_to_the_oldest(self, log: AccessLog) -> None:
        for minute in range(5):
            await log.append(an_entry(minute))
        first = await log.list(AccessFilter(ranges=TOWN), 2)
        second = await log.list(AccessFilter(ranges=TOWN), 2, first.after)
        third = await log.list(AccessFilter(ranges=TOWN), 2, second.after)
        shown = [*first.entries, *second.entries, *third.entries]
        assert shown == [an_entry(minute) for minute in (4, 3, 2, 1, 0)]
        assert third.after == ""

    async def test_a_list_stays_inside_its_ranges(self, log: AccessLog) -> None:
        await log.append(an_entry(1, division="610921105206"))
        assert (await log.list(AccessFilter(ranges=TOWN), 10)).entries == ()
        assert (await log.list(AccessFilter(ranges=()), 10)).entries == ()

    async def test_an_auditor_can_look_for_a_person_a_record_and_a_time(
        self, log: AccessLog
    ) -> None:
        for minute, subject, record in ((1, "a", "h-1"), (2, "b", "h-1"), (3, "a", "h-2")):
            await log.append(an_entry(minute, subject=subject, record_id=record))
        wanted = {
            AccessFilter(ranges=TOWN, subject="a"): [3, 1],
            AccessFilter(ranges=TOWN, record_id="h-1"): [2, 1],
            AccessFilter(ranges=TOWN, since=START + timedelta(minutes=2)): [3, 2],
            AccessFilter(ranges=TOWN, until=START + timedelta(minutes=2)): [1],
        }
        for looked_for, minutes in wanted.items():
            page = await log.list(looked_for, 10)
            assert [(e.at - START).seconds // 60 for e in page.entries] == minutes

    async def test_a_time_bound_holds_on_every_page(self, log: AccessLog) -> None:
        for minute in range(5):
            await log.append(an_entry(minute))
        wanted = AccessFilter(ranges=TOWN, until=START + timedelta(minutes=3))
        first = await log.list(wanted, 2)
        second = await log.list(wanted, 2, first.after)
        assert [e.at for e in second.entries] == [START]
