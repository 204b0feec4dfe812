"""A task is sent to villages: what the catalogue allows, and what is collected already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kit.model.clock import local_date
from kit.model.division import DivisionCode, Tier

from .calendar import Calendars
from .catalogue import Catalogue, CatalogueItem, TaskKind, TaskList
from .catalogue_errors import ItemNotInCatalogue
from .clocks import ClockKind
from .ids import ItemCode, TaskId, UnitCode
from .record_clocks import begun_until
from .task import Held, Task, TaskState, VillagePart
from .task_errors import (
    TaskDueWrong,
    TaskNeedsApproval,
    TaskNeedsDataItems,
    TaskNotYourItem,
    TaskOnNegativeList,
    TaskOutOfPeriod,
    TaskOverQuota,
    TaskVillagesWrong,
)
from .task_events import TaskOutcome, TaskSent
from .task_held import held_by_platform

MOST_AHEAD = timedelta(days=366)
"""A task is of this year; what takes longer is no task sent down [prop]."""


@dataclass(frozen=True, slots=True)
class SendTask:
    """What a department asks of villages."""

    unit: UnitCode
    item: ItemCode
    villages: tuple[DivisionCode, ...]
    due: date
    title: str = field(repr=False)
    text: str = field(repr=False)
    approval: str = ""
    data_items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskGround:
    """What a step stands on: when, who, the county's days."""

    at: datetime
    by: str
    calendars: Calendars

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.at)


Collected = Mapping[str, TaskId]
"""Data items that a task of the same year collects from some of the same villages."""


def admitted(catalogue: Catalogue, order: SendTask, today: date) -> CatalogueItem:
    """Return the item a task is admitted by.

    Raises:
        Refusal: the catalogue does not allow it; each reason has its own.
    """
    versions = catalogue.versions(order.item)
    if not versions:
        raise ItemNotInCatalogue(code=order.item)
    item = catalogue.in_force(order.item, today)
    if item is None:
        raise TaskOutOfPeriod(code=order.item, day=today)
    if item.list is TaskList.NEGATIVE:
        raise TaskOnNegativeList(code=order.item)
    if item.units and order.unit not in item.units:
        raise TaskNotYourItem(code=order.item, unit=order.unit)
    if item.approver and not order.approval:
        raise TaskNeedsApproval(code=order.item, approver=item.approver)
    if (item.kind is TaskKind.DATA) != bool(order.data_items):
        raise TaskNeedsDataItems(code=order.item)
    return item


def send(
    id: TaskId,
    catalogue: Catalogue,
    order: SendTask,
    slot: int,
    collected: Collected,
    ground: TaskGround,
) -> TaskOutcome:
    """Return a task as it begins, in a place of its quota; what is held already is flagged.

    Raises:
        Refusal: as `admitted`, no place is left, or villages or day that cannot be.
    """
    item = admitted(catalogue, order, ground.today)
    period = item.period_of(ground.today)
    if slot > item.quota:
        raise TaskOverQuota(code=item.code, period=period, quota=item.quota)
    _require_order(order, ground.today)
    clock = begun_until(ClockKind.FINISH, order.due, ground.at, ground.calendars)
    task = Task(
        id=id,
        county=catalogue.county,
        unit=order.unit,
        item=item,
        period=period,
        slot=slot,
        state=TaskState.OPEN,
        sent_at=ground.at,
        asked_by=ground.by,
        due=order.due,
        villages=tuple(VillagePart(village) for village in sorted(order.villages)),
        clocks=(clock,),
        title=order.title,
        text=order.text,
        approval=order.approval,
        data_items=order.data_items,
        held=tuple(_held(order.data_items, collected)),
    )
    return task, (TaskSent(),)


def _held(items: Iterable[str], collected: Collected) -> Iterable[Held]:
    for item in items:
        where = held_by_platform(item)
        if where:
            yield Held(item, where)
        if item in collected:
            yield Held(item, f"task:{collected[item]}")


def _require_order(order: SendTask, today: date) -> None:
    villages = set(order.villages)
    if not villages or len(villages) < len(order.villages):
        raise TaskVillagesWrong(count=len(order.villages))
    if any(village.tier is not Tier.VILLAGE for village in villages):
        raise TaskVillagesWrong(count=len(order.villages))
    if not today <= order.due <= today + MOST_AHEAD:
        raise TaskDueWrong(day=order.due)
