"""Where tasks sent down are kept, and the catalogue that admits them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kit.authz import Range
from kit.commit import Decision, Request, Versioned
from kit.model.division import DivisionCode
from services.petition.domain.catalogue import Catalogue
from services.petition.domain.ids import ItemCode, TaskId, UnitCode
from services.petition.domain.task import Burden, Task
from services.petition.domain.task_sending import Collected

WHAT = "下达任务"
"""What a task is called when there is none."""

WHAT_CATALOGUE = "村级事务目录"
"""What a catalogue is called when there is none."""


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks a list shows; an empty field filters nothing."""

    unit: UnitCode | None = None
    open_only: bool = False


class TaskQueries(Protocol):
    """Reading tasks: at the county's site its own, elsewhere a copy."""

    async def get(self, id: TaskId) -> Versioned[Task] | None:
        """Return a task, None when there is none."""
        ...

    async def page(
        self, ranges: Sequence[Range], wanted: TaskFilter, after: str, limit: int
    ) -> list[Versioned[Task]]:
        """Return tasks that go to a village in the ranges, after a key of `position`."""
        ...

    async def burdens(self, year: int) -> list[Burden]:
        """Count what each department asks of villages in a year, by the departments' codes."""
        ...


class Tasks(TaskQueries, Protocol):
    """Tasks this site may write: at the county only."""

    async def used(self, item: ItemCode, period: str) -> int:
        """Return how many tasks of an item were sent in a period, withdrawn ones too."""
        ...

    async def collected(
        self, year: int, items: Sequence[str], villages: Sequence[DivisionCode]
    ) -> Collected:
        """Return which data items a task of the year collects from some of these villages.

        The earliest task is named; withdrawn ones are not.
        """
        ...

    async def create(
        self, id: TaskId, decide: Callable[[], Decision[Task]], request: Request
    ) -> bytes:
        """Create a task; a repeated request returns the first result.

        Raises:
            TaskSlotTaken: another task has its place in the quota: count anew.
            RequestReused: the request id came before with another body.
        """
        ...

    async def change(
        self,
        id: TaskId,
        decide: Callable[[Task], Decision[Task]],
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """Change a task; a timer has no request.

        Raises:
            NotFound, StaleRevision, RequestReused, TooMuchContention.
        """
        ...

    async def due(self, now: datetime, limit: int) -> list[Versioned[Task]]:
        """Return tasks whose next timer is due, the oldest first."""
        ...


class Catalogues(Protocol):
    """The catalogue of the county."""

    async def get(self, county: DivisionCode) -> Versioned[Catalogue] | None:
        """Return the catalogue, None while it has no item."""
        ...

    async def change(
        self,
        county: DivisionCode,
        decide: Callable[[Catalogue], Decision[Catalogue]],
        request: Request,
        revision: int | None = None,
    ) -> bytes:
        """Change the catalogue; the first item creates it.

        Raises:
            StaleRevision, RequestReused, TooMuchContention.
        """
        ...
