"""What happened to a task or the catalogue, as the message that is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from gov321.petition.events.v1 import task_events_pb2 as pb
from gov321.petition.events.v1.task_record_pb2 import CatalogueRecord, TaskRecord

from kit.fact_types import carriers_of
from kit.wire_time import timestamp
from services.petition.domain import catalogue, task_events

_Detail = Callable[[Any], dict[str, Any]]


def _none(_: object) -> dict[str, Any]:
    return {}


_MESSAGES: Mapping[type, tuple[Callable[..., Message], _Detail]] = {
    task_events.TaskSent: (pb.TaskSent, _none),
    task_events.TaskDone: (
        pb.TaskVillageDone,
        lambda fact: {"village": fact.village.digits},
    ),
    task_events.TaskCompleted: (pb.TaskCompleted, _none),
    task_events.TaskWithdrawn: (pb.TaskWithdrawn, _none),
    task_events.TaskWarned: (
        pb.TaskClockWarned,
        lambda fact: {"kind": fact.kind.value, "percent": fact.percent},
    ),
    task_events.TaskExpired: (pb.TaskClockExpired, lambda fact: {"kind": fact.kind.value}),
}

_CATALOGUE: Mapping[type, Callable[..., Message]] = {
    catalogue.CatalogueItemPut: pb.CatalogueItemPut,
    catalogue.CatalogueItemClosed: pb.CatalogueItemClosed,
}

TASK_FACTS = carriers_of(pb.DESCRIPTOR, "task")
"""Full names of the facts that carry the record of a task."""

CATALOGUE_FACTS = carriers_of(pb.DESCRIPTOR, "catalogue")
"""Full names of the facts that carry the record of a catalogue."""


def task_message(
    fact: task_events.TaskEvent, record: TaskRecord, at: datetime
) -> tuple[str, bytes]:
    """Return the full type name and the bytes of a fact that carries the task's record."""
    build, detail = _MESSAGES[type(fact)]
    message = build(task=record, occur_time=timestamp(at), **detail(fact))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def task_republished(record: TaskRecord, at: datetime) -> tuple[str, bytes]:
    """Return the fact that says nothing but how the task stands."""
    message = pb.TaskRepublished(task=record, occur_time=timestamp(at))
    return message.DESCRIPTOR.full_name, message.SerializeToString()


def task_of(data: bytes) -> TaskRecord:
    """Return the record that any fact of a task carries."""
    return pb.TaskFact.FromString(data).task


def catalogue_message(
    fact: catalogue.CatalogueEvent, record: CatalogueRecord, at: datetime
) -> tuple[str, bytes]:
    """Return the full type name and the bytes of a fact that carries the catalogue."""
    build = _CATALOGUE[type(fact)]
    message = build(catalogue=record, occur_time=timestamp(at), code=fact.code)
    return message.DESCRIPTOR.full_name, message.SerializeToString()
