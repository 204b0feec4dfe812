"""A task and the catalogue as the published and stored records: words of a task are sealed."""

from __future__ import annotations

from datetime import date

from gov321.petition.events.v1 import task_record_pb2 as pb

from kit.model.division import DivisionCode
from kit.tolerance import read_enum
from kit.vault import Vault
from kit.wire_time import from_day, from_day_or_none, timestamp, to_day, to_day_or_none
from services.petition.domain.catalogue import (
    Catalogue,
    CatalogueItem,
    QuotaPeriod,
    TaskKind,
    TaskList,
)
from services.petition.domain.ids import ItemCode, TaskId, UnitCode
from services.petition.domain.task import Held, Task, TaskState, VillagePart

from .clock_record import from_clock, instant, timestamp_or_none, to_clock
from .record_seals import Seals

_TITLE, _TEXT, _REASON, _NOTE = "title", "text", "reason", "note"


def from_task(task: Task, revision: int, vault: Vault) -> pb.TaskRecord:
    """Return the record of a task at a revision."""
    seals, county = Seals(vault, task.id), task.county.digits
    return pb.TaskRecord(
        task_id=task.id,
        revision=revision,
        home=county,
        custodian=county,
        unit=task.unit,
        item=from_item(task.item),
        period=task.period,
        slot=task.slot,
        state=task.state.value,
        send_time=timestamp(task.sent_at),
        asked_by=task.asked_by,
        due=from_day(task.due),
        villages=[_from_part(part, seals) for part in task.villages],
        title=seals.seal(task.title, _TITLE),
        text=seals.seal(task.text, _TEXT),
        approval=task.approval,
        data_items=task.data_items,
        held=[pb.HeldRecord(item=held.item, where=held.where) for held in task.held],
        clocks=[from_clock(clock) for clock in task.clocks],
        end_time=timestamp_or_none(task.ended_at),
        reason=seals.seal(task.reason, _REASON),
    )


def to_task(record: pb.TaskRecord, vault: Vault) -> Task:
    """Return the task of a record.

    Raises:
        CannotOpen: a sealed field does not open.
    """
    seals = Seals(vault, record.task_id)
    return Task(
        id=TaskId(record.task_id),
        county=DivisionCode.parse(record.home),
        unit=UnitCode(record.unit),
        item=to_item(record.item),
        period=record.period,
        slot=record.slot,
        state=read_enum(TaskState, record.state, TaskState.WITHDRAWN),
        sent_at=instant(record.send_time),
        asked_by=record.asked_by,
        due=to_day(record.due, "due"),
        villages=tuple(_to_part(part, seals) for part in record.villages),
        title=seals.open(record.title, _TITLE),
        text=seals.open(record.text, _TEXT),
        approval=record.approval,
        data_items=tuple(record.data_items),
        held=tuple(Held(held.item, held.where) for held in record.held),
        clocks=tuple(to_clock(clock) for clock in record.clocks),
        ended_at=instant(record.end_time) if record.HasField("end_time") else None,
        reason=seals.open(record.reason, _REASON),
    )


def from_catalogue(catalogue: Catalogue, revision: int) -> pb.CatalogueRecord:
    """Return the record of the catalogue at a revision."""
    county = catalogue.county.digits
    items = [from_item(item) for item in catalogue.items]
    return pb.CatalogueRecord(
        county=county, revision=revision, home=county, custodian=county, items=items
    )


def to_catalogue(record: pb.CatalogueRecord) -> Catalogue:
    """Return the catalogue of a record."""
    items = tuple(to_item(item) for item in record.items)
    return Catalogue(DivisionCode.parse(record.county), items)


def from_item(item: CatalogueItem) -> pb.CatalogueItemRecord:
    """Return the record of an item."""
    return pb.CatalogueItemRecord(
        code=item.code,
        name=item.name,
        list=item.list.value,
        kind=item.kind.value,
        basis=item.basis,
        valid_from=from_day(item.valid_from),
        valid_to=from_day_or_none(None if item.valid_to == date.max else item.valid_to),
        units=item.units,
        quota=item.quota,
        per=item.per.value,
        approver=item.approver,
    )


def to_item(record: pb.CatalogueItemRecord) -> CatalogueItem:
    """Return the item of a record; a list this version does not know admits nothing."""
    return CatalogueItem(
        code=ItemCode(record.code),
        name=record.name,
        list=read_enum(TaskList, record.list, TaskList.NEGATIVE),
        kind=read_enum(TaskKind, record.kind, TaskKind.WORK),
        basis=record.basis,
        valid_from=to_day(record.valid_from, "valid_from"),
        valid_to=to_day_or_none(record.valid_to, "valid_to") or date.max,
        units=tuple(UnitCode(unit) for unit in record.units),
        quota=record.quota,
        per=read_enum(QuotaPeriod, record.per, QuotaPeriod.YEAR),
        approver=record.approver,
    )


def _from_part(part: VillagePart, seals: Seals) -> pb.TaskVillageRecord:
    return pb.TaskVillageRecord(
        village=part.village.digits,
        done_time=timestamp_or_none(part.done_at),
        done_by=part.done_by,
        note=seals.seal(part.note, f"{_NOTE}/{part.village}"),
    )


def _to_part(record: pb.TaskVillageRecord, seals: Seals) -> VillagePart:
    return VillagePart(
        village=DivisionCode.parse(record.village),
        done_at=instant(record.done_time) if record.HasField("done_time") else None,
        done_by=record.done_by,
        note=seals.open(record.note, f"{_NOTE}/{record.village}"),
    )
