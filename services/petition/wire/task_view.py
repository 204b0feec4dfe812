"""Tasks, the catalogue and burdens as they are shown; none of it is about a resident."""

from __future__ import annotations

from datetime import date, datetime

from gov321.petition.v1 import task_pb2 as pb

from kit.commit import Versioned
from kit.wire_enum import reverse
from kit.wire_time import from_day, from_day_or_none, timestamp
from services.petition.domain.catalogue import CatalogueItem
from services.petition.domain.task import Burden, Task, VillagePart

from .clock_record import timestamp_or_none
from .clock_view import clock_view
from .task_enums import QUOTA_PERIOD, TASK_KIND, TASK_LIST, TASK_STATE

_LIST, _KIND = reverse(TASK_LIST), reverse(TASK_KIND)
_PERIOD, _STATE = reverse(QUOTA_PERIOD), reverse(TASK_STATE)


def task_view(found: Versioned[Task], now: datetime) -> pb.Task:
    """Return a task as it stands."""
    task = found.state
    return pb.Task(
        task_id=task.id,
        revision=found.revision,
        unit=task.unit,
        item=item_view(task.item),
        period=task.period,
        slot=task.slot,
        state=_STATE[task.state],
        send_time=timestamp(task.sent_at),
        asked_by=task.asked_by,
        due=from_day(task.due),
        villages=[_village(part) for part in task.villages],
        title=task.title,
        text=task.text,
        approval=task.approval,
        data_items=task.data_items,
        held=[pb.HeldDataItem(item=held.item, where=held.where) for held in task.held],
        clocks=[clock_view(clock, now) for clock in task.clocks],
        end_time=timestamp_or_none(task.ended_at),
        reason=task.reason,
    )


def item_view(item: CatalogueItem) -> pb.CatalogueItem:
    """Return an item of the catalogue."""
    return pb.CatalogueItem(
        code=item.code,
        name=item.name,
        list=_LIST[item.list],
        kind=_KIND[item.kind],
        basis=item.basis,
        valid_from=from_day(item.valid_from),
        valid_to=from_day_or_none(None if item.valid_to == date.max else item.valid_to),
        units=item.units,
        quota=item.quota,
        per=_PERIOD[item.per],
        approver=item.approver,
    )


def burden_view(burden: Burden) -> pb.DepartmentBurden:
    """Return what one department asks of villages."""
    return pb.DepartmentBurden(
        unit=burden.unit,
        tasks=burden.tasks,
        village_tasks=burden.village_tasks,
        certificates=burden.certificates,
        held_items=burden.held_items,
    )


def _village(part: VillagePart) -> pb.TaskVillage:
    return pb.TaskVillage(
        village=part.village.digits,
        done_time=timestamp_or_none(part.done_at),
        done_by=part.done_by,
        note=part.note,
    )
