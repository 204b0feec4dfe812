"""Catalogues and tasks for tests: admitted, sent and reported by the real rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from kit.model.clock import local_date
from kit.model.division import DivisionCode
from kit.model.ids import derived_id
from services.petition.domain.catalogue import (
    Catalogue,
    CatalogueItem,
    QuotaPeriod,
    TaskKind,
    TaskList,
    found_catalogue,
    put_item,
)
from services.petition.domain.ids import ItemCode, TaskId, UnitCode
from services.petition.domain.task import Task
from services.petition.domain.task_sending import Collected, SendTask, TaskGround, send
from tests.support.petition_builders import COUNTY, MONDAY, VILLAGE, rules

TODAY = date(2026, 3, 2)
WATER, HOUSING = UnitCode("water"), UnitCode("housing")
YUHE = DivisionCode.parse("610921104207")
FAR = DivisionCode.parse("610921105201")
CHECK, SURVEY = ItemCode("W-01"), ItemCode("D-01")
STAMP, BANNED, OLD = ItemCode("C-01"), ItemCode("N-01"), ItemCode("W-09")
SECRETS = ("巡查王家水窖", "王某家水窖", "王某说已清")
"""What a task of these builders says and whom it names: only sealed outside."""

NOTHING: Collected = {}


def an_item(code: ItemCode = CHECK, **changed: object) -> CatalogueItem:
    """Return an item: water checks, four a year, by whoever."""
    whole: dict[str, object] = {
        "code": code,
        "name": "饮水安全巡查",
        "list": TaskList.ASSIST,
        "kind": TaskKind.WORK,
        "basis": "农村供水条例",
        "valid_from": date(2026, 1, 1),
        "quota": 4,
        "per": QuotaPeriod.YEAR,
        **changed,
    }
    return CatalogueItem(**whole)  # pyright: ignore[reportArgumentType]


ITEMS = (
    an_item(units=(WATER,)),
    an_item(SURVEY, name="收入调查", kind=TaskKind.DATA, per=QuotaPeriod.QUARTER, quota=2),
    an_item(STAMP, name="居住证明", kind=TaskKind.CERTIFICATE, quota=1, approver="县减负办"),
    an_item(BANNED, name="招商引资", list=TaskList.NEGATIVE, basis="", quota=0),
    an_item(OLD, valid_to=date(2026, 2, 1)),
)


def a_catalogue(*items: CatalogueItem) -> Catalogue:
    """Return the catalogue with these items, or with one of every sort."""
    return _put(items or ITEMS)


@cache
def _put(items: tuple[CatalogueItem, ...]) -> Catalogue:
    catalogue = found_catalogue(COUNTY)
    for item in items:
        catalogue, _ = put_item(catalogue, item, TODAY)
    return catalogue


def ground(now: datetime = MONDAY, by: str = "officer-1") -> TaskGround:
    """Return what a step stands on at an instant."""
    return TaskGround(now, by, rules().calendars(local_date(now)))


def an_order(item: ItemCode = CHECK, **changed: object) -> SendTask:
    """Return the order that sends a task to 江河村, with some of it changed."""
    plain = SendTask(
        unit=WATER,
        item=item,
        villages=(VILLAGE,),
        due=TODAY + timedelta(days=10),
        title="巡查王家水窖",
        text="请看王某家水窖是否清淤",
        data_items=("家庭收入", "水窖数") if item == SURVEY else (),
        approval="汉减负〔2026〕1号" if item == STAMP else "",
    )
    return replace(plain, **changed)  # pyright: ignore[reportArgumentType]


def a_task(
    name: str = "t-1",
    item: ItemCode = CHECK,
    *,
    slot: int = 1,
    collected: Collected = NOTHING,
    now: datetime = MONDAY,
    catalogue: Catalogue | None = None,
    **changed: object,
) -> Task:
    """Return a task that was just sent."""
    id, order = TaskId(derived_id("task", name)), an_order(item, **changed)
    task, _ = send(id, catalogue or a_catalogue(), order, slot, collected, ground(now))
    return task
