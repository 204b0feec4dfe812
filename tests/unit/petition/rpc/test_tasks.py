"""Tasks sent down at the gRPC edge of the county: catalogue, admission, quota, burdens, rights."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from gov321.common.v1.date_pb2 import Date
from gov321.petition.v1 import task_pb2
from gov321.petition.v1 import task_service_pb2 as pb
from gov321.petition.v1.task_service_pb2_grpc import TaskServiceStub

from kit.roles import Role
from tests.support.deliberation_site import AffairsSite, served
from tests.support.edge_calls import Calls, refused, uuid_of
from tests.support.petition_builders import TOWN, VILLAGE
from tests.support.task_builders import FAR, YUHE

TODAY = Date(year=2026, month=3, day=2)
SOON = Date(year=2026, month=3, day=12)
STATE, ITEM = task_pb2.Task.State, task_pb2.CatalogueItem
CODES = grpc.StatusCode


@pytest.fixture
async def site() -> AffairsSite:
    return AffairsSite("county")


@pytest.fixture
async def calls(site: AffairsSite, tmp_path: Path) -> AsyncIterator[Calls]:
    async with served(site, tmp_path) as edge:
        yield edge


def an_item(code: str = "W-01", **changed: Any) -> task_pb2.CatalogueItem:
    whole: dict[str, Any] = {
        "code": code,
        "name": "饮水安全巡查",
        "list": ITEM.LIST_ASSIST,
        "kind": ITEM.KIND_WORK,
        "basis": "农村供水条例",
        "valid_from": TODAY,
        "quota": 2,
        "per": ITEM.PERIOD_YEAR,
        **changed,
    }
    return task_pb2.CatalogueItem(**whole)


def sending(name: str = "send", **changed: Any) -> pb.SendTaskRequest:
    whole: dict[str, Any] = {
        "request_id": uuid_of(name),
        "item": "W-01",
        "villages": [VILLAGE.digits, YUHE.digits],
        "due": SOON,
        "title": "巡查水窖",
        "text": "请看水窖是否清淤",
        **changed,
    }
    return pb.SendTaskRequest(**whole)


async def put(calls: Calls, *items: task_pb2.CatalogueItem) -> None:
    stub = calls(TaskServiceStub, Role.COMMAND)
    for item in items:
        asked = uuid_of(f"put {item.code}")
        await stub.PutCatalogueItem(pb.PutCatalogueItemRequest(request_id=asked, item=item))


def officer(calls: Calls, unit: str = "water") -> Any:
    return calls(TaskServiceStub, Role.HANDLER, unit=unit)


async def test_the_catalogue_is_kept_and_shown_by_day(calls: Calls) -> None:
    await put(calls, an_item(), an_item("N-01", list=ITEM.LIST_NEGATIVE, quota=0, basis=""))
    stub = calls(TaskServiceStub, Role.COMMAND)
    ended = pb.EndCatalogueItemRequest(request_id=uuid_of("end"), code="W-01", valid_to=SOON)
    answer = await stub.EndCatalogueItem(ended)
    assert ([item.valid_to for item in answer.items], answer.revision) == ([SOON], 3)
    shown = await calls(TaskServiceStub, Role.CLERK).GetCatalogue(pb.GetCatalogueRequest())
    assert [item.code for item in shown.items] == ["N-01", "W-01"]
    later = await stub.GetCatalogue(pb.GetCatalogueRequest(on=SOON))
    assert [item.code for item in later.items] == ["N-01"]


async def test_a_department_sends_villages_report_and_it_is_done(calls: Calls) -> None:
    await put(calls, an_item())
    task = (await officer(calls).SendTask(sending())).task
    assert (task.unit, task.slot, task.state) == ("water", 1, STATE.STATE_OPEN)
    for village in (VILLAGE, YUHE):
        stub = calls(TaskServiceStub, Role.CLERK, scope=village.digits)
        report = pb.ReportTaskDoneRequest(
            request_id=uuid_of(village.digits), task_id=task.task_id, village=village.digits
        )
        task = (await stub.ReportTaskDone(report)).task
    assert task.state == STATE.STATE_DONE


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"item": "X-99"}, "ITEM_NOT_IN_CATALOGUE"),
        ({"item": "N-01"}, "TASK_ON_NEGATIVE_LIST"),
        ({"item": "W-02"}, "TASK_OUT_OF_PERIOD"),
        ({"item": "W-03"}, "TASK_NOT_YOUR_ITEM"),
        ({"item": "C-01"}, "TASK_NEEDS_APPROVAL"),
        ({"unit": "housing"}, "TASK_UNIT_UNKNOWN"),
        ({"villages": []}, "TASK_VILLAGES_WRONG"),
        ({"villages": ["610921104299"]}, "NOT_FOUND"),
        ({"villages": ["1"]}, "INVALID_VALUE"),
        ({"text": "长" * 50_000}, "INVALID_VALUE"),
        ({"due": Date(year=2026, month=3, day=1)}, "TASK_DUE_WRONG"),
        ({"request_id": "1"}, "INVALID_VALUE"),
    ],
)
async def test_what_is_not_admitted_leaves_nothing_behind(
    site: AffairsSite, calls: Calls, changed: dict[str, Any], reason: str
) -> None:
    await put(
        calls,
        an_item(),
        an_item("N-01", list=ITEM.LIST_NEGATIVE),
        an_item("W-02", valid_from=SOON),
        an_item("W-03", units=["housing"]),
        an_item("C-01", kind=ITEM.KIND_CERTIFICATE, approver="县减负办"),
    )
    assert (await refused(officer(calls).SendTask(sending(**changed))))[1] == reason
    assert site.tasks.records.all() == []


async def test_a_quota_holds_when_many_send_at_the_same_time(calls: Calls) -> None:
    await put(calls, an_item())
    stub = officer(calls)
    sent = (stub.SendTask(sending(f"send {n}")) for n in range(6))
    answers = await asyncio.gather(*sent, return_exceptions=True)
    slots = sorted(one.task.slot for one in answers if not isinstance(one, BaseException))
    assert slots == [1, 2]
    assert (await refused(stub.SendTask(sending("late"))))[1] == "TASK_OVER_QUOTA"


async def test_a_repeat_takes_no_second_place_even_when_the_quota_is_used_up(calls: Calls) -> None:
    await put(calls, an_item(quota=1))
    stub = officer(calls)
    first, second = [(await stub.SendTask(sending())).task for _ in range(2)]
    assert first == second
    reused = stub.SendTask(sending(title="另一任务"))
    assert await refused(reused) == (CODES.ALREADY_EXISTS, "REQUEST_ID_REUSED")


async def test_data_collected_before_is_flagged_with_where_it_is(calls: Calls) -> None:
    await put(calls, an_item("D-01", kind=ITEM.KIND_DATA))
    stub = officer(calls)
    form = {"item": "D-01", "data_items": ["家庭收入", "水窖数"]}
    first = (await stub.SendTask(sending("one", **form))).task
    second = (await stub.SendTask(sending("two", **form))).task
    held = "gov321.registry.v1.Household.incomes"
    assert [(one.item, one.where) for one in first.held] == [("家庭收入", held)]
    assert [(one.item, one.where) for one in second.held] == [
        ("家庭收入", held),
        ("家庭收入", f"task:{first.task_id}"),
        ("水窖数", f"task:{first.task_id}"),
    ]


async def test_only_the_department_that_sent_a_task_or_the_command_withdraws_it(
    calls: Calls,
) -> None:
    await put(calls, an_item())
    task = (await officer(calls).SendTask(sending())).task
    asked = pb.WithdrawTaskRequest(
        request_id=uuid_of("w"), task_id=task.task_id, reason="与他处重复"
    )
    other = officer(calls, "housing").WithdrawTask(asked)
    assert await refused(other) == (CODES.PERMISSION_DENIED, "TASK_NOT_YOURS")
    withdrawn = (await calls(TaskServiceStub, Role.COMMAND).WithdrawTask(asked)).task
    assert (withdrawn.state, withdrawn.reason) == (STATE.STATE_WITHDRAWN, "与他处重复")


async def test_burdens_are_counted_for_each_department(calls: Calls) -> None:
    await put(calls, an_item(), an_item("C-01", kind=ITEM.KIND_CERTIFICATE))
    await officer(calls).SendTask(sending("one"))
    await officer(calls, "housing").SendTask(sending("two", item="C-01", villages=[FAR.digits]))
    stub = calls(TaskServiceStub, Role.AUDITOR)
    found = (await stub.GetBurdens(pb.GetBurdensRequest())).burdens
    figures = [(one.unit, one.tasks, one.village_tasks, one.certificates) for one in found]
    assert figures == [("housing", 1, 1, 1), ("water", 1, 2, 0)]
    assert list((await stub.GetBurdens(pb.GetBurdensRequest(year=2025))).burdens) == []


async def test_a_village_sees_its_tasks_in_pages_and_no_others(calls: Calls) -> None:
    await put(calls, an_item(quota=9))
    for n in range(3):
        await officer(calls).SendTask(sending(f"send {n}", villages=[VILLAGE.digits]))
    far = (await officer(calls).SendTask(sending("far", villages=[FAR.digits]))).task
    stub = calls(TaskServiceStub, Role.CLERK, scope=TOWN.prefix)
    request = pb.ListTasksRequest(division=TOWN.digits, unit="water", open_only=True, page_size=2)
    first = await stub.ListTasks(request)
    request.page_token = first.next_page_token
    second = await stub.ListTasks(request)
    assert (len(first.tasks), len(second.tasks)) == (2, 1)
    unseen = stub.GetTask(pb.GetTaskRequest(task_id=far.task_id))
    assert await refused(unseen) == (CODES.NOT_FOUND, "NOT_FOUND")
    foreign = pb.ReportTaskDoneRequest(
        request_id=uuid_of("f"), task_id=far.task_id, village=FAR.digits
    )
    assert (await refused(stub.ReportTaskDone(foreign)))[1] == "OUT_OF_SCOPE"


async def test_tasks_and_catalogue_are_the_countys(tmp_path: Path) -> None:
    async with served(AffairsSite(), tmp_path) as calls:
        sent = officer(calls).SendTask(sending())
        assert await refused(sent) == (CODES.FAILED_PRECONDITION, "NOT_CUSTODIAN")
        asked = pb.PutCatalogueItemRequest(request_id=uuid_of("p"), item=an_item())
        kept = calls(TaskServiceStub, Role.COMMAND).PutCatalogueItem(asked)
        assert (await refused(kept))[1] == "NOT_CUSTODIAN"
