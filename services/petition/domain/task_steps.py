"""The life of a task as one table, and the one function that moves it by the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import ClassVar

from kit.model.division import DivisionCode

from .clocks import ClockKind
from .life_table import Life, Way, check_life
from .record_clocks import fire, stopped
from .task import FINAL, Task, TaskState
from .task_errors import TaskDoneAlready, TaskNotOfVillage, TaskStepNotAllowed
from .task_events import (
    TaskCompleted,
    TaskDone,
    TaskEvent,
    TaskExpired,
    TaskOutcome,
    TaskWarned,
    TaskWithdrawn,
)
from .task_sending import TaskGround

_S, _FINISH = TaskState, frozenset({ClockKind.FINISH})
_OPEN = frozenset({TaskState.OPEN})


class TaskStep(Enum):
    """What can be done to a task; the value is the wire name."""

    REPORT = "report"  # 一村报告完成
    COMPLETE = "complete"  # 最后一村报告完成
    WITHDRAW = "withdraw"  # 撤销


RUNS = {TaskState.OPEN: ClockKind.FINISH}
"""The clock that runs in a state."""

WAYS = (
    Way(TaskStep.REPORT.value, _OPEN, None),
    Way(TaskStep.COMPLETE.value, _OPEN, _S.DONE, _FINISH),
    Way(TaskStep.WITHDRAW.value, _OPEN, _S.WITHDRAWN, _FINISH),
)
"""Every step but the sending, which begins a task in OPEN."""

STATE_LABELS = {_S.OPEN: "已下达", _S.DONE: "已完成", _S.WITHDRAWN: "已撤销"}
STEP_LABELS = {
    TaskStep.REPORT: "报告完成",
    TaskStep.COMPLETE: "报告完成",
    TaskStep.WITHDRAW: "撤销",
}


@dataclass(frozen=True, slots=True)
class TaskOrder:
    """What is done to a task."""

    step: ClassVar[TaskStep]


@dataclass(frozen=True, slots=True)
class ReportDone(TaskOrder):
    """A village has done its part; with the last one the task is complete."""

    step: ClassVar[TaskStep] = TaskStep.REPORT
    village: DivisionCode
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Withdraw(TaskOrder):
    """The department takes it back, and says why."""

    step: ClassVar[TaskStep] = TaskStep.WITHDRAW
    reason: str = field(repr=False)


def take_task_step(task: Task, order: TaskOrder, ground: TaskGround) -> TaskOutcome:
    """Return how a task stands after a step, and what happened.

    Raises:
        Refusal: it is over, or the village has no part or has reported it.
    """
    done, facts = _done(task, order, ground)
    step = order.step
    if isinstance(order, ReportDone) and not done.open_villages:
        step, facts = TaskStep.COMPLETE, (*facts, TaskCompleted())
    way = _TABLE[step]
    if task.state not in way.starts:
        raise TaskStepNotAllowed(id=task.id, step=STEP_LABELS[step], state=STATE_LABELS[task.state])
    state = way.to or task.state
    ended = ground.at if state in FINAL else None
    clocks = stopped(done.clocks, way.stops, ground.at)
    return replace(done, state=state, clocks=clocks, ended_at=ended), facts


def fire_due(task: Task, now: datetime) -> TaskOutcome:
    """Return the task after a timer looked at it, and what it tells; nothing when none is due."""
    clocks, told = fire(task.clocks, now)
    facts = tuple(
        TaskExpired(one.kind) if one.percent is None else TaskWarned(one.kind, one.percent)
        for one in told
    )
    return (replace(task, clocks=clocks), facts) if facts else (task, ())


def check_task_table(ways: Iterable[Way[TaskState]]) -> None:
    """Pass when every step has one row and the table is whole.

    Raises:
        ValueError: it is not; the state or step is named.
    """
    ways = tuple(ways)
    if sorted(way.name for way in ways) != sorted(step.value for step in TaskStep):
        raise ValueError("not one row for each step")
    check_life(Life(frozenset(_S), _S.OPEN, FINAL, RUNS), ways)


def _done(task: Task, order: TaskOrder, ground: TaskGround) -> tuple[Task, tuple[TaskEvent, ...]]:
    if isinstance(order, Withdraw):
        return replace(task, reason=order.reason), (TaskWithdrawn(),)
    if not isinstance(order, ReportDone):
        raise TypeError(f"no task order: {order!r}")
    part = next((one for one in task.villages if one.village == order.village), None)
    if part is None:
        raise TaskNotOfVillage(id=task.id, village=order.village)
    if part.done_at is not None:
        raise TaskDoneAlready(id=task.id, village=order.village)
    done = replace(part, done_at=ground.at, done_by=ground.by, note=order.note)
    parts = tuple(done if one is part else one for one in task.villages)
    return replace(task, villages=parts), (TaskDone(order.village),)


_TABLE = {TaskStep(way.name): way for way in WAYS}
check_task_table(WAYS)
