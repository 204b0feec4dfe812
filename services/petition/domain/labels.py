"""Chinese names of states and steps for the texts people read (docs/glossary.md)."""

from __future__ import annotations

from collections.abc import Iterable

from kit.model.division import Tier

from .states import State
from .step import Step

STATE_LABELS = {
    State.REGISTERED: "已登记",
    State.ACCEPTED: "已受理",
    State.ASSIGNED: "已交办",
    State.IN_PROGRESS: "办理中",
    State.SUSPENDED: "中止计时",
    State.REPLIED: "已答复",
    State.CONFIRMED: "已核实",
    State.CLOSED: "已办结",
    State.REJECTED: "不予受理",
    State.WITHDRAWN: "已撤回",
    State.JOINED: "已并入",
}

STEP_LABELS = {
    Step.SUBMIT: "提交登记",
    Step.ACCEPT: "受理",
    Step.REJECT: "不予受理",
    Step.ASSIGN: "交办",
    Step.CONTACT: "首次联系",
    Step.RETURN: "退单",
    Step.HAND_OFF: "移交",
    Step.TAKE_OVER: "接收移交",
    Step.EXTEND: "延期",
    Step.PAUSE: "中止计时",
    Step.RESUME: "恢复计时",
    Step.REPLY: "答复",
    Step.CONFIRM: "核实",
    Step.RATE: "评价",
    Step.REDO: "重新办理",
    Step.CLOSE: "办结",
    Step.REOPEN: "重开",
    Step.WITHDRAW: "撤回",
    Step.LEAVE: "退出",
    Step.REVIEW: "申请复查",
    Step.RECHECK: "申请复核",
    Step.JOIN: "并入",
    Step.RECEIVE: "接收并入",
    Step.CLASSIFY: "改分类",
}

TIER_LABELS = {Tier.COUNTY: "县", Tier.TOWN: "镇", Tier.VILLAGE: "村"}


def states_label(states: Iterable[State]) -> str:
    """Return the names of states in the order of the life cycle."""
    known = set(states)
    return "、".join(label for state, label in STATE_LABELS.items() if state in known)
