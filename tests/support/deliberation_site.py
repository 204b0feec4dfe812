"""Deliberations and tasks of one site on the store in memory, and their gRPC edge."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gov321.petition.v1.deliberation_service_pb2_grpc import (
    add_DeliberationServiceServicer_to_server,
)
from gov321.petition.v1.task_service_pb2_grpc import add_TaskServiceServicer_to_server

from kit.aggregate import Aggregates
from kit.authz import Range
from kit.commit import Versioned
from kit.custody import Custody
from kit.memory import MemoryRecords
from kit.model.clock import Clock, ManualClock
from kit.model.division import DivisionCode
from kit.rpc_server import Mount
from services.petition.domain.deliberation import Deliberation
from services.petition.domain.ids import ItemCode, TaskId
from services.petition.domain.task import Burden, Task, TaskState, burdens_of
from services.petition.domain.task_sending import Collected
from services.petition.ports.deliberations import DeliberationFilter
from services.petition.ports.tasks import TaskFilter
from services.petition.rpc.deliberations import DeliberationRpc
from services.petition.rpc.operations_deliberation import DELIBERATIONS
from services.petition.rpc.operations_tasks import TASKS
from services.petition.rpc.tasks import TaskRpc
from services.petition.store.deliberation_codec import DeliberationCodec
from services.petition.store.task_codec import SLOT, CatalogueCodec, TaskCodec
from services.petition.store.tasks import RecordCatalogues, slot_taken
from services.petition.usecases.deliberation_desk import DeliberationDesk
from services.petition.usecases.task_desk import TaskDesk
from tests.support.edge_calls import Calls, edge_calls
from tests.support.memory_own import SOURCE, TOPIC, MemoryOwn, asleep, untraced
from tests.support.petition_builders import MONDAY, rules
from tests.support.registry_app import DIVISIONS, TOPOLOGY
from tests.support.registry_fakes import a_vault


def a_deliberation_codec() -> DeliberationCodec:
    """Return the real codec of deliberations."""
    return DeliberationCodec(a_vault(), TOPIC, SOURCE)


def a_task_codec() -> TaskCodec:
    """Return the real codec of tasks."""
    return TaskCodec(a_vault(), TOPIC, SOURCE)


class MemoryDeliberations(MemoryOwn[Deliberation]):
    """`Deliberations` in memory."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, a_deliberation_codec())

    async def page(
        self, ranges: Sequence[Range], wanted: DeliberationFilter, after: str, limit: int
    ) -> list[Versioned[Deliberation]]:
        """See `DeliberationQueries`."""
        states = wanted.states
        return self.within(ranges, after, lambda it: not states or it.state in states)[:limit]


class MemoryTasks(MemoryOwn[Task]):
    """`Tasks` in memory; the answers are worked out on the states themselves."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, a_task_codec())
        self.records = MemoryRecords({SLOT.name: SLOT.keys})
        self._aggregates = Aggregates(
            self.records, a_task_codec(), clock, asleep, on_duplicate=slot_taken
        )

    async def page(
        self, ranges: Sequence[Range], wanted: TaskFilter, after: str, limit: int
    ) -> list[Versioned[Task]]:
        """See `TaskQueries`."""
        found = [one for one in self._all() if _is_wanted(one.state, ranges, wanted)]
        ordered = sorted(found, key=lambda one: one.state.position)
        return [one for one in ordered if one.state.position > after][:limit]

    async def burdens(self, year: int) -> list[Burden]:
        """See `TaskQueries`."""
        return burdens_of([one.state for one in self._all() if one.state.year == year])

    async def used(self, item: ItemCode, period: str) -> int:
        """See `Tasks`."""
        tasks = (one.state for one in self._all())
        return sum(task.item.code == item and task.period == period for task in tasks)

    async def collected(
        self, year: int, items: Sequence[str], villages: Sequence[DivisionCode]
    ) -> Collected:
        """See `Tasks`."""
        first: dict[str, TaskId] = {}
        for one in sorted(self._all(), key=lambda one: one.state.position):
            task = one.state
            here = {part.village for part in task.villages} & set(villages)
            if here and task.year == year and task.state is not TaskState.WITHDRAWN:
                for item in set(task.data_items) & set(items):
                    first.setdefault(item, task.id)
        return first


@dataclass
class AffairsSite:
    """The site of the villages, or the county's, with the rules that come with the service."""

    here: str = "villages"
    clock: ManualClock = field(default_factory=lambda: ManualClock(MONDAY))

    def __post_init__(self) -> None:
        self.deliberations = MemoryDeliberations(self.clock)
        self.tasks = MemoryTasks(self.clock)
        codec = CatalogueCodec(TOPIC, SOURCE)
        self.catalogues = RecordCatalogues(MemoryRecords(), codec, self.clock, asleep, untraced)
        site = next(site for site in TOPOLOGY.sites if site.id == self.here)
        self.custody = Custody(TOPOLOGY, site, DIVISIONS)

    @cached_property
    def deliberation_desk(self) -> DeliberationDesk:
        own = self.deliberations
        return DeliberationDesk(own, own, self.custody, self.clock, rules())

    @cached_property
    def task_desk(self) -> TaskDesk:
        return TaskDesk(self.tasks, self.catalogues, self.custody, self.clock, rules())


@asynccontextmanager
async def served(site: AffairsSite, folder: Path) -> AsyncGenerator[Calls]:
    """Serve a site's deliberations and tasks on a free port of this machine."""
    desk = DeliberationRpc(site.deliberation_desk)
    mounts = (
        Mount(add_DeliberationServiceServicer_to_server, desk),
        Mount(add_TaskServiceServicer_to_server, TaskRpc(site.task_desk)),
    )
    operations = DELIBERATIONS | TASKS
    async with edge_calls("petition.gov321", mounts, operations, site.clock, folder) as calls:
        yield calls


def _is_wanted(task: Task, ranges: Sequence[Range], wanted: TaskFilter) -> bool:
    villages = [part.village.digits for part in task.villages]
    inside = any(low <= village < high for village in villages for low, high in ranges)
    if wanted.open_only and task.state is not TaskState.OPEN:
        return False
    return inside and wanted.unit in (None, task.unit)
