"""A task sent down to villages by a department, in the custody of the county center."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from kit.model.clock import local_date
from kit.model.division import DivisionCode

from .catalogue import CatalogueItem, TaskKind
from .clocks import Clock
from .ids import TaskId, UnitCode


class TaskState(Enum):
    """Where a task stands; the value is the wire name."""

    OPEN = "open"  # 已下达
    DONE = "done"  # 各村均已完成
    WITHDRAWN = "withdrawn"  # 已撤销


FINAL = frozenset({TaskState.DONE, TaskState.WITHDRAWN})
"""States that nothing leaves."""


@dataclass(frozen=True, slots=True)
class VillagePart:
    """What one village has to do; `note` is what it reported."""

    village: DivisionCode
    done_at: datetime | None = None
    done_by: str = ""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Held:
    """A data item that was collected already, and where it is: a wire name, or an earlier task."""

    item: str
    where: str


@dataclass(frozen=True, slots=True)
class Task:
    """One task. `item` is the item as it held that day, `slot` its place in the quota.

    `asked_by` is the subject of the token that sent it, `approval` the approver's document.
    """

    id: TaskId
    county: DivisionCode
    unit: UnitCode
    item: CatalogueItem
    period: str
    slot: int
    state: TaskState
    sent_at: datetime
    asked_by: str
    due: date
    villages: tuple[VillagePart, ...]
    clocks: tuple[Clock, ...]
    title: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    approval: str = ""
    data_items: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    ended_at: datetime | None = None
    reason: str = field(default="", repr=False)

    @property
    def year(self) -> int:
        """The year it burdens villages in."""
        return local_date(self.sent_at).year

    @property
    def slot_key(self) -> str:
        """What no other task may have: its item, period and place in the quota."""
        return slot_key(self.item, self.period, self.slot)

    @property
    def next_timer(self) -> datetime | None:
        """When a timer has to look at it next; None when no clock runs."""
        return min((c.next_at for c in self.clocks if c.next_at is not None), default=None)

    @property
    def open_villages(self) -> tuple[DivisionCode, ...]:
        """The villages that have not reported."""
        return tuple(part.village for part in self.villages if part.done_at is None)

    @property
    def position(self) -> str:
        """The sort key of lists: oldest first."""
        return f"{self.sent_at:%Y%m%d%H%M%S}/{self.id}"


@dataclass(frozen=True, slots=True)
class Burden:
    """What one department asks of villages in a year, by counting; withdrawn tasks left out.

    `village_tasks` counts a task once for each of its villages, `certificates` those of them that
    ask for a stamped certificate, `held_items` data items that were collected already.
    """

    unit: UnitCode
    tasks: int = 0
    village_tasks: int = 0
    certificates: int = 0
    held_items: int = 0


def slot_key(item: CatalogueItem, period: str, slot: int) -> str:
    """Return the key of a place in a quota."""
    return f"{item.code}/{period}/{slot}"


def burdens_of(tasks: Sequence[Task]) -> list[Burden]:
    """Return the burdens of tasks by department, in the order of their codes."""
    counting = [task for task in tasks if task.state is not TaskState.WITHDRAWN]
    units = sorted({task.unit for task in counting})
    return [_burden(unit, [task for task in counting if task.unit == unit]) for unit in units]


def certificates_of(task: Task) -> int:
    """Return how many stamped certificates a task asks for: one of each village."""
    return len(task.villages) if task.item.kind is TaskKind.CERTIFICATE else 0


def _burden(unit: UnitCode, tasks: Sequence[Task]) -> Burden:
    return Burden(
        unit,
        tasks=len(tasks),
        village_tasks=sum(len(task.villages) for task in tasks),
        certificates=sum(certificates_of(task) for task in tasks),
        held_items=sum(len({held.item for held in task.held}) for task in tasks),
    )
