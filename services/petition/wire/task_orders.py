"""What people order about tasks and the catalogue, from the requests of the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from google.protobuf.message import Message
from gov321.petition.v1 import task_service_pb2 as pb

from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue
from kit.requests import request_of
from kit.text_limits import LINE, NAME, PARAGRAPH, require_text
from kit.wire_enum import known
from kit.wire_time import to_day, to_day_or_none
from services.petition.domain.catalogue import CatalogueItem
from services.petition.domain.ids import ItemCode, TaskId, UnitCode
from services.petition.domain.task_sending import SendTask
from services.petition.domain.task_steps import ReportDone, Withdraw
from services.petition.ports.tasks import TaskFilter
from services.petition.usecases.task_desk import TaskTarget

from .task_enums import QUOTA_PERIOD, TASK_KIND, TASK_LIST

MOST_VILLAGES = 1_000
"""No county has more villages [prop]."""

MOST_DATA_ITEMS = 100
"""A longer form is more than one task [prop]."""

_REASON_LEAST = 4


class _OnTask(Protocol):
    """Every command on a task has these fields."""

    request_id: str
    revision: int
    task_id: str


def task_target(message: Message, request: _OnTask) -> TaskTarget:
    """Return which task a command is for; revision 0 takes the present one.

    Raises:
        InvalidValue: no task, or the request id is not a UUID.
    """
    task = require_text("task_id", request.task_id, NAME, least=1)
    asked = request_of(message, request.request_id)
    return TaskTarget(TaskId(task), request.revision or None, asked)


def item_of(request: pb.PutCatalogueItemRequest) -> CatalogueItem:
    """Return the item to put into the catalogue."""
    item = request.item
    return CatalogueItem(
        code=code_of(item.code),
        name=require_text("name", item.name, NAME, least=1),
        list=known(TASK_LIST, item.list, "list"),
        kind=known(TASK_KIND, item.kind, "kind"),
        basis=require_text("basis", item.basis, LINE),
        valid_from=to_day(item.valid_from, "valid_from"),
        valid_to=to_day_or_none(item.valid_to, "valid_to") or date.max,
        units=tuple(UnitCode(unit) for unit in _texts("units", item.units, MOST_VILLAGES)),
        quota=item.quota,
        per=known(QUOTA_PERIOD, item.per, "per"),
        approver=require_text("approver", item.approver, NAME),
    )


def code_of(text: str) -> ItemCode:
    """Return the code of an item."""
    return ItemCode(require_text("code", text, NAME, least=1))


def task_order(request: pb.SendTaskRequest) -> SendTask:
    """Return what a department asks of villages."""
    if len(request.villages) > MOST_VILLAGES:
        raise InvalidValue(field="villages", why=f"最多 {MOST_VILLAGES} 个村")
    return SendTask(
        unit=UnitCode(require_text("unit", request.unit, NAME)),
        item=code_of(request.item),
        villages=tuple(DivisionCode.parse(village) for village in request.villages),
        due=to_day(request.due, "due"),
        title=require_text("title", request.title, NAME, least=1),
        text=require_text("text", request.text, PARAGRAPH, least=1),
        approval=require_text("approval", request.approval, NAME),
        data_items=_texts("data_items", request.data_items, MOST_DATA_ITEMS),
    )


def report_of(request: pb.ReportTaskDoneRequest) -> ReportDone:
    """Return which village has done its part."""
    village = DivisionCode.parse(request.village)
    return ReportDone(village, require_text("note", request.note, LINE))


def withdrawal_of(request: pb.WithdrawTaskRequest) -> Withdraw:
    """Return why a task is taken back."""
    return Withdraw(require_text("reason", request.reason, LINE, least=_REASON_LEAST))


def task_filter(request: pb.ListTasksRequest) -> TaskFilter:
    """Return which tasks a list shows."""
    unit = require_text("unit", request.unit, NAME)
    return TaskFilter(UnitCode(unit) if unit else None, request.open_only)


def _texts(field: str, texts: Iterable[str], most: int) -> tuple[str, ...]:
    """Return short texts, each once."""
    found = tuple(dict.fromkeys(require_text(field, text, LINE, least=1) for text in texts))
    if len(found) > most:
        raise InvalidValue(field=field, why=f"最多 {most} 项")
    return found
