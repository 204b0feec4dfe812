"""`TaskService`: the catalogue, tasks sent down, what villages report, burdens by department.

Mounted by `Mount(add_TaskServiceServicer_to_server, TaskRpc(desk))` with `TASKS`.
"""

from __future__ import annotations

from gov321.petition.v1 import task_pb2
from gov321.petition.v1 import task_service_pb2 as pb
from gov321.petition.v1.task_service_pb2_grpc import TaskServiceServicer

from kit.call import current_access
from kit.commit import Versioned
from kit.model.clock import local_date
from kit.model.division import DivisionCode
from kit.paging import page_of
from kit.requests import request_of
from kit.wire_time import to_day, to_day_or_none
from services.petition.domain.ids import TaskId
from services.petition.domain.task import Task
from services.petition.usecases.task_desk import TaskDesk
from services.petition.wire.task_orders import (
    code_of,
    item_of,
    report_of,
    task_filter,
    task_order,
    task_target,
    withdrawal_of,
)
from services.petition.wire.task_view import burden_view, item_view, task_view


class TaskRpc(TaskServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(self, desk: TaskDesk) -> None:
        self._desk = desk

    async def PutCatalogueItem(
        self, request: pb.PutCatalogueItemRequest, context: object
    ) -> pb.PutCatalogueItemResponse:
        """See the proto."""
        asked, item = request_of(request, request.request_id), item_of(request)
        found = await self._desk.put_item(current_access(), item, asked, request.revision or None)
        versions = [item_view(one) for one in found.state.versions(item.code)]
        return pb.PutCatalogueItemResponse(items=versions, revision=found.revision)

    async def EndCatalogueItem(
        self, request: pb.EndCatalogueItemRequest, context: object
    ) -> pb.EndCatalogueItemResponse:
        """See the proto."""
        code, last = code_of(request.code), to_day(request.valid_to, "valid_to")
        asked = request_of(request, request.request_id)
        access, revision = current_access(), request.revision or None
        found = await self._desk.end_item(access, code, last, asked, revision)
        versions = [item_view(one) for one in found.state.versions(code)]
        return pb.EndCatalogueItemResponse(items=versions, revision=found.revision)

    async def GetCatalogue(
        self, request: pb.GetCatalogueRequest, context: object
    ) -> pb.GetCatalogueResponse:
        """See the proto."""
        day = to_day_or_none(request.on, "on") or local_date(self._desk.now)
        found = await self._desk.catalogue()
        items = [item_view(item) for item in found.state.on(day)]
        return pb.GetCatalogueResponse(items=items, revision=found.revision)

    async def SendTask(self, request: pb.SendTaskRequest, context: object) -> pb.SendTaskResponse:
        """See the proto."""
        asked = request_of(request, request.request_id)
        found = await self._desk.send(current_access(), task_order(request), asked)
        return pb.SendTaskResponse(task=self._shown(found))

    async def ReportTaskDone(
        self, request: pb.ReportTaskDoneRequest, context: object
    ) -> pb.ReportTaskDoneResponse:
        """See the proto."""
        target, order = task_target(request, request), report_of(request)
        found = await self._desk.take_step(current_access(), target, order)
        return pb.ReportTaskDoneResponse(task=self._shown(found))

    async def WithdrawTask(
        self, request: pb.WithdrawTaskRequest, context: object
    ) -> pb.WithdrawTaskResponse:
        """See the proto."""
        target, order = task_target(request, request), withdrawal_of(request)
        found = await self._desk.take_step(current_access(), target, order)
        return pb.WithdrawTaskResponse(task=self._shown(found))

    async def GetTask(self, request: pb.GetTaskRequest, context: object) -> pb.GetTaskResponse:
        """See the proto."""
        found = await self._desk.get(current_access(), TaskId(request.task_id))
        return pb.GetTaskResponse(task=self._shown(found))

    async def ListTasks(
        self, request: pb.ListTasksRequest, context: object
    ) -> pb.ListTasksResponse:
        """See the proto."""
        page = page_of("ListTasks", request)
        found = await self._desk.page(
            current_access(),
            DivisionCode.parse(request.division),
            task_filter(request),
            page.after[0] if page.after else "",
            page.size,
        )
        response = pb.ListTasksResponse(tasks=[self._shown(item) for item in found])
        if len(found) == page.size:
            response.next_page_token = page.next_token((found[-1].state.position,))
        return response

    async def GetBurdens(
        self, request: pb.GetBurdensRequest, context: object
    ) -> pb.GetBurdensResponse:
        """See the proto."""
        found = await self._desk.burdens(current_access(), request.year)
        return pb.GetBurdensResponse(burdens=[burden_view(burden) for burden in found])

    def _shown(self, found: Versioned[Task]) -> task_pb2.Task:
        return task_view(found, self._desk.now)
