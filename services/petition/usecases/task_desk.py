"""Where the catalogue is kept, departments send tasks, and villages report them done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from kit.access import Access
from kit.commit import Decision, Request, Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from kit.model.errors import NotFound, TooMuchContention
from kit.model.ids import derived_id
from kit.roles import Role
from services.petition.domain.catalogue import (
    Catalogue,
    CatalogueItem,
    end_item,
    found_catalogue,
    put_item,
)
from services.petition.domain.ids import ItemCode, TaskId, UnitCode
from services.petition.domain.rules import Rules
from services.petition.domain.task import Burden, Task
from services.petition.domain.task_errors import TaskNotYours, TaskSlotTaken, TaskUnitUnknown
from services.petition.domain.task_sending import SendTask, TaskGround, send
from services.petition.domain.task_steps import ReportDone, TaskOrder, take_task_step
from services.petition.ports.tasks import WHAT, Catalogues, TaskFilter, Tasks

_TRIES = 20
"""How often a place in a quota is looked for while others take them."""


@dataclass(frozen=True, slots=True)
class TaskTarget:
    """Which task a command is for, and the revision the caller decided on."""

    task: TaskId
    revision: int | None
    request: Request


@dataclass(frozen=True, slots=True)
class TaskDesk:
    """One desk for departments and villages, at the county's site."""

    tasks: Tasks
    catalogues: Catalogues
    custody: Custody
    clock: Clock
    rules: Rules

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    @property
    def county(self) -> DivisionCode:
        """The county, which has all of it in custody."""
        return self.custody.topology.county

    async def put_item(
        self, access: Access, item: CatalogueItem, request: Request, revision: int | None
    ) -> Versioned[Catalogue]:
        """Add an item, or let it hold anew from a day.

        Raises:
            Refusal: rights, custody, the item, a stale revision, or a reused request id.
        """
        today = self._require_county(access)

        def decide(catalogue: Catalogue) -> Decision[Catalogue]:
            for unit in item.units:
                self._require_known(unit)
            return Decision(*put_item(catalogue, item, today))

        await self.catalogues.change(self.county, decide, request, revision)
        return await self.catalogue()

    async def end_item(
        self, access: Access, code: ItemCode, last: date, request: Request, revision: int | None
    ) -> Versioned[Catalogue]:
        """Let an item end on a day.

        Raises:
            Refusal: as `put_item`, or no such item.
        """
        today = self._require_county(access)
        await self.catalogues.change(
            self.county,
            lambda catalogue: Decision(*end_item(catalogue, code, last, today)),
            request,
            revision,
        )
        return await self.catalogue()

    async def catalogue(self) -> Versioned[Catalogue]:
        """Return the catalogue, empty at revision 0 while it has no item."""
        found = await self.catalogues.get(self.county)
        return found or Versioned(found_catalogue(self.county), 0)

    async def send(self, access: Access, order: SendTask, request: Request) -> Versioned[Task]:
        """Send a task to villages, once however often it is asked.

        Raises:
            Refusal: rights, custody, the catalogue (each reason has its own), a reused request id.
        """
        id = TaskId(derived_id("task", request.id))
        for village in order.villages:
            access.require(village)
        self.custody.require(id, self.county)
        access.checked = True
        order = _by_unit(access, order)
        for _ in range(_TRIES):
            try:
                await self._create(id, access, order, request)
                return await self._found(id)
            except TaskSlotTaken:
                continue
        raise TooMuchContention(id=id)

    async def take_step(
        self, access: Access, target: TaskTarget, order: TaskOrder
    ) -> Versioned[Task]:
        """Let a village report, or the department withdraw, and return how the task stands.

        Raises:
            Refusal: rights, custody, the table, a stale revision, or a reused request id.
        """
        self._require_doer(access, (await self._found(target.task)).state, order)
        self.custody.require(target.task, self.county)
        ground = self._ground(access)
        await self.tasks.change(
            target.task,
            lambda task: Decision(*take_task_step(task, order, ground)),
            target.request,
            target.revision,
        )
        return await self._found(target.task)

    async def get(self, access: Access, id: TaskId) -> Versioned[Task]:
        """Return a task.

        Raises:
            NotFound: there is none, or none of its villages is in the caller's scope.
        """
        access.checked = True
        found = await self.tasks.get(id)
        if found is None or not _may_see(access, found.state):
            raise NotFound(what=WHAT, id=id)
        return found

    async def page(
        self, access: Access, division: DivisionCode, wanted: TaskFilter, after: str, size: int
    ) -> list[Versioned[Task]]:
        """Return a page of the tasks that go to villages of a division, oldest first."""
        return await self.tasks.page(access.ranges(division), wanted, after, size)

    async def burdens(self, access: Access, year: int) -> list[Burden]:
        """Return what each department asks of villages in a year; 0 is the present one."""
        access.require(self.county)
        return await self.tasks.burdens(year or local_date(self.now).year)

    async def _create(self, id: TaskId, access: Access, order: SendTask, request: Request) -> None:
        """Count, then write: the index of slots tells when somebody was faster."""
        catalogue, ground = (await self.catalogue()).state, self._ground(access)
        item = catalogue.in_force(order.item, ground.today)
        period = item.period_of(ground.today) if item else ""
        used = await self.tasks.used(order.item, period) if item else 0
        collected = await self.tasks.collected(ground.today.year, order.data_items, order.villages)

        def decide() -> Decision[Task]:
            self._require_known(order.unit)
            for village in order.villages:
                self.custody.divisions.get(village)
            return Decision(*send(id, catalogue, order, used + 1, collected, ground))

        await self.tasks.create(id, decide, request)

    async def _found(self, id: TaskId) -> Versioned[Task]:
        found = await self.tasks.get(id)
        if found is None:
            raise NotFound(what=WHAT, id=id)
        return found

    def _require_doer(self, access: Access, task: Task, order: TaskOrder) -> None:
        """A village reports for itself; who sent a task, or the county's command, withdraws it."""
        if isinstance(order, ReportDone):
            access.require(order.village)
            return
        access.checked = True
        if not _may_see(access, task):
            raise NotFound(what=WHAT, id=task.id)
        if is_officer(access) and access.principal.unit != task.unit:
            raise TaskNotYours(id=task.id, unit=task.unit)

    def _require_county(self, access: Access) -> date:
        access.require(self.county)
        self.custody.require(self.county.digits, self.county)
        return local_date(self.now)

    def _require_known(self, unit: UnitCode) -> None:
        if unit not in self.rules.reference.units:
            raise TaskUnitUnknown(unit=unit)

    def _ground(self, access: Access) -> TaskGround:
        calendars = self.rules.calendars(local_date(self.now))
        return TaskGround(self.now, access.principal.subject, calendars)


def is_officer(access: Access) -> bool:
    """Whether somebody acts for a department, and not for a center."""
    roles = access.principal.roles & access.operation.roles
    return Role.HANDLER in roles and Role.COMMAND not in roles


def _by_unit(access: Access, order: SendTask) -> SendTask:
    """An officer sends for the own department; another one named is a mistake."""
    if not is_officer(access):
        return order
    own = UnitCode(access.principal.unit)
    if order.unit not in ("", own):
        raise TaskUnitUnknown(unit=order.unit)
    return replace(order, unit=own)


def _may_see(access: Access, task: Task) -> bool:
    return any(access.principal.covers(part.village) for part in task.villages)
