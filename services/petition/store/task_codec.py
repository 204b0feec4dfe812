"""How tasks and the catalogue are stored and told of: the record, and what queries need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from gov321.petition.events.v1.task_record_pb2 import CatalogueRecord, TaskRecord

from kit.envelope import Event
from kit.model.division import DivisionCode
from kit.mongo import Index
from kit.records import Document
from kit.vault import Vault
from services.petition.domain.catalogue import Catalogue, CatalogueEvent
from services.petition.domain.task import Task, TaskState, certificates_of
from services.petition.domain.task_events import TaskEvent
from services.petition.wire.task_facts import catalogue_message, task_message
from services.petition.wire.task_record import (
    from_catalogue,
    from_task,
    to_catalogue,
    to_task,
)

SLOT = Index("by_slot", ("slot",), unique=True)
"""No two tasks have one place in a quota, whoever counted at the same time."""

TASK_INDEXES = (
    SLOT,
    Index("by_position", ("position",)),
    Index("by_quota", ("quota",)),
    Index("by_year", ("year",)),
    Index("by_data", ("data",)),
    Index("by_timer", ("next_timer",), sparse=True),
)
"""What the questions of `ports/tasks.py` need."""


def quota_key(item: str, period: str) -> str:
    """Return what a quota is counted by."""
    return f"{item}/{period}"


def data_key(year: int, item: str) -> str:
    """Return what an earlier collection is found by."""
    return f"{year}/{item}"


def task_fields(task: Task, record: TaskRecord) -> Document:
    """Return the snapshot and the index fields."""
    fields: Document = {
        "snapshot": record.SerializeToString(),
        "slot": task.slot_key,
        "position": task.position,
        "quota": quota_key(task.item.code, task.period),
        "year": task.year,
        "unit": task.unit,
        "open": task.state is TaskState.OPEN,
        "counts": task.state is not TaskState.WITHDRAWN,
        "villages": [part.village.digits for part in task.villages],
        "data": [data_key(task.year, item) for item in task.data_items],
        "village_tasks": len(task.villages),
        "certificates": certificates_of(task),
        "held_items": len({held.item for held in task.held}),
    }
    if task.next_timer is not None:
        fields["next_timer"] = task.next_timer
    return fields


@dataclass(slots=True)
class TaskCodec:
    """Codec of the `tasks` collection; `topic` and `source` go into the events."""

    vault: Vault
    topic: str
    source: str
    _last: tuple[Task, int, TaskRecord] | None = field(default=None, init=False)

    def id_of(self, state: Task) -> str:
        """See `kit.commit.Codec`."""
        return state.id

    def home(self, state: Task) -> DivisionCode:
        """The county: its tasks are in one partition, in order."""
        return state.county

    def custodian(self, state: Task) -> DivisionCode:
        """The county center, also of what a village has to do."""
        return state.county

    def encode(self, state: Task, revision: int) -> Document:
        """Return the snapshot and the index fields."""
        return task_fields(state, self._record(state, revision))

    def decode(self, document: Document) -> Task:
        """Return the task; sealed fields are opened."""
        return to_task(TaskRecord.FromString(document["snapshot"]), self.vault)

    def publish(
        self, state: Task, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """Return one event per fact, each with the whole record."""
        record = self._record(state, revision)
        facts = cast("Sequence[TaskEvent]", happened)
        return [
            Event(
                topic=self.topic,
                key=record.home,
                type=name,
                subject=record.task_id,
                revision=revision,
                n=n,
                source=self.source,
                time=at,
                data=data,
            )
            for n, (name, data) in enumerate(task_message(fact, record, at) for fact in facts)
        ]

    def _record(self, state: Task, revision: int) -> TaskRecord:
        """One write encodes and publishes the same state: seal and build it once."""
        if self._last is None or self._last[0] is not state or self._last[1] != revision:
            self._last = (state, revision, from_task(state, revision, self.vault))
        return self._last[2]


@dataclass(frozen=True, slots=True)
class CatalogueCodec:
    """Codec of the `catalogues` collection, which has one document."""

    topic: str
    source: str

    def id_of(self, state: Catalogue) -> str:
        """See `kit.commit.Codec`."""
        return state.county.digits

    def home(self, state: Catalogue) -> DivisionCode:
        """See `kit.commit.Codec`."""
        return state.county

    def custodian(self, state: Catalogue) -> DivisionCode:
        """The county center; architecture §2."""
        return state.county

    def encode(self, state: Catalogue, revision: int) -> Document:
        """Return the snapshot."""
        return {"snapshot": from_catalogue(state, revision).SerializeToString()}

    def decode(self, document: Document) -> Catalogue:
        """Return the catalogue."""
        return to_catalogue(CatalogueRecord.FromString(document["snapshot"]))

    def publish(
        self, state: Catalogue, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """Return one event per fact, each with the whole catalogue."""
        record = from_catalogue(state, revision)
        facts = cast("Sequence[CatalogueEvent]", happened)
        return [
            Event(
                topic=self.topic,
                key=record.home,
                type=name,
                subject=record.county,
                revision=revision,
                n=n,
                source=self.source,
                time=at,
                data=data,
            )
            for n, (name, data) in enumerate(catalogue_message(fact, record, at) for fact in facts)
        ]
