"""Figures: counted on one replica, shown as metrics, and files nobody wants swept away."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from kit.access_log import MemoryAccessLog
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import ManualClock
from services.petition.domain.ids import AttachmentId, PetitionId
from services.petition.domain.measuring import Deed, Matter, Passing, Standing
from services.petition.domain.petition import Attachment
from services.petition.metrics import METRICS, PetitionGauges, TimerGauges
from services.petition.ports.attachments import Upload
from services.petition.store.copies import standing_of_rows
from services.petition.usecases.attachments import Attachments
from services.petition.usecases.measuring import Measuring
from services.petition.usecases.sweeping import Sweeping
from tests.support.petition_builders import MONDAY, TOWN, VILLAGE
from tests.support.petition_desks import AppealSite
from tests.support.petition_files import MemoryObjects, MemoryUploads
from tests.support.petition_world import Meters

EVERY = timedelta(minutes=1)
MATTER = Matter("village", TOWN.digits, "D")
GO_ON = asyncio.Event


@dataclass
class Held:
    """A lease that is held or not, as the test says."""

    held: bool = True

    async def renew(self) -> bool:
        """See `WorkLease`."""
        return self.held


@dataclass
class Counted:
    """`OpenPetitions` that count how often they were asked."""

    asked: int = 0

    async def standing(self, now: datetime) -> list[Standing]:
        """See `OpenPetitions`."""
        self.asked += 1
        return [Standing(MATTER, self.asked, 0, 0)]

    async def passing(self, now: datetime) -> Passing:
        """See `OpenPetitions`."""
        return Passing(1, timedelta(seconds=5))


async def test_figures_are_counted_once_in_a_while() -> None:
    clock, meters, counted = ManualClock(MONDAY), Meters(), Counted()
    measuring = Measuring(counted, meters, Held(), clock, EVERY)
    for _ in range(3):
        assert not await measuring.work(GO_ON())
    assert counted.asked == 1
    clock.advance(EVERY)
    await measuring.work(GO_ON())
    assert meters.standing == [Standing(MATTER, 2, 0, 0)]
    assert meters.passing == Passing(1, timedelta(seconds=5))


async def test_a_replica_without_the_lease_shows_nothing_and_counts_anew_with_it() -> None:
    clock, meters, counted, lease = ManualClock(MONDAY), Meters(), Counted(), Held()
    measuring = Measuring(counted, meters, lease, clock, EVERY)
    await measuring.work(GO_ON())
    lease.held = False
    await measuring.work(GO_ON())
    assert meters.standing is None
    lease.held = True
    await measuring.work(GO_ON())
    assert meters.standing == [Standing(MATTER, 2, 0, 0)]


def shown(metrics: Metrics) -> dict[str, float]:
    """Return the petition service's series."""
    lines = metrics.exposition().decode().splitlines()
    found = (line.rpartition(" ") for line in lines if line.startswith("gov321_petition_"))
    return {name: float(value) for name, _, value in found if "_created" not in name}


def test_gauges_show_what_stands_and_nothing_of_before() -> None:
    metrics = Metrics(KIT_METRICS, METRICS)
    gauges = PetitionGauges(metrics)
    gauges.show([Standing(Matter("village", "x", "A"), 9, 9, 9)], Passing(9, timedelta(9)))
    gauges.show([Standing(MATTER, 3, 2, 1)], Passing(1, timedelta(seconds=7)))
    labels = f'{{category="D",tier="village",town="{TOWN}"}}'
    found = shown(metrics)
    assert {name: found[f"gov321_petition_{name}{labels}"] for name in ("open", "due", "overdue")}
    assert [found[f"gov321_petition_{n}{labels}"] for n in ("open", "due", "overdue")] == [3, 2, 1]
    assert found["gov321_petition_handoff_age_seconds"] == 7
    assert not [name for name in found if 'category="A"' in name]
    gauges.hide()
    assert shown(metrics)["gov321_petition_handoffs_in_flight"] == 0
    assert f"gov321_petition_open{labels}" not in shown(metrics)


def test_deeds_are_counted_by_what_they_are() -> None:
    metrics = Metrics(KIT_METRICS, METRICS)
    gauges = PetitionGauges(metrics)
    for deed in Deed:
        gauges.done(MATTER, deed)
    names = {name.partition("{")[0] for name, value in shown(metrics).items() if value == 1}
    assert names == {
        f"gov321_petition_{name}_total"
        for name in ("solved", "first_contacts", "reopened", "returned")
    }
    late = [name for name in shown(metrics) if 'in_time="no"' in name]
    assert len(late) == 1


def test_the_lag_of_timers_is_shown() -> None:
    metrics = Metrics(KIT_METRICS, METRICS)
    gauges = TimerGauges(metrics)
    gauges.show(timedelta(seconds=61), 2)
    gauges.failed(PetitionId("p"), ValueError("x"))
    found = shown(metrics)
    assert found["gov321_petition_timer_lag_seconds"] == 61
    assert found["gov321_petition_timers_failing"] == 2


def test_sums_of_villages_become_those_of_towns() -> None:
    def row(place: str, standing: str, open: int, soon: int, overdue: int) -> dict[str, object]:
        by = {"place": place, "standing": standing}
        return {"_id": by, "open": open, "soon": soon, "overdue": overdue}

    rows = [
        row(VILLAGE.digits, "open/village//D", 3, 2, 1),
        row("610921104207", "open/village//D", 2, 2, 2),
        row(TOWN.digits, "open/town//", 1, 0, 0),
    ]
    assert standing_of_rows(rows) == [
        Standing(MATTER, open=5, due=1, overdue=3),
        Standing(Matter("town", TOWN.digits, ""), open=1, due=0, overdue=0),
    ]


async def test_files_nobody_names_are_swept_once_an_hour() -> None:
    clock, uploads, objects = ManualClock(MONDAY), MemoryUploads(), MemoryObjects()
    lease, custody = Held(), AppealSite().custody
    attachments = Attachments(uploads, objects, custody, MemoryAccessLog(), clock)
    sweeping = Sweeping(attachments, lease, clock)

    async def uploaded(name: str) -> None:
        file = Attachment(AttachmentId(name), name, "image/png", 1, "0")
        await objects.put(name, b"x")
        await uploads.keep(Upload(file, VILLAGE, "clerk-1", clock.now()))

    await uploaded("old")
    clock.advance(timedelta(days=2))
    await uploaded("new")
    assert await sweeping.work(GO_ON())
    assert not await sweeping.work(GO_ON())
    assert set(objects.all) == {"new"}
    clock.advance(timedelta(days=2))
    lease.held = False
    assert not await sweeping.work(GO_ON())
    assert set(objects.all) == {"new"}
    lease.held = True
    assert await sweeping.work(GO_ON())
    assert objects.all == {}
