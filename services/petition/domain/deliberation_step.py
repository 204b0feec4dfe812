"""States of a deliberation and what can be done to it, by name; the table is in
`deliberation_steps.py`."""

from __future__ import annotations

from enum import Enum


class DeliberationState(Enum):
    """Where a deliberation stands; the value is the wire name."""

    RAISED = "raised"  # 已提出议题
    TALKING = "talking"  # 说事中
    MET = "met"  # 已协商
    OPINION = "opinion"  # 已形成意见, waits for the party organisation
    ASSIGNED = "assigned"  # 已研究交办
    VOTING = "voting"  # 表决中
    DECIDED = "decided"  # 已决定
    EXECUTING = "executing"  # 执行中
    EXECUTED = "executed"  # 已执行, to be made public
    PUBLICISED = "publicised"  # 公示中
    CLOSED = "closed"  # 已办结
    NOT_ADOPTED = "not_adopted"  # 未采纳, the reason is owed
    FED_BACK = "fed_back"  # 未采纳, the reason was told


FINAL = frozenset({DeliberationState.CLOSED, DeliberationState.FED_BACK})
"""States that nothing leaves."""


class DeliberationStep(Enum):
    """One step of the life cycle; the value is the wire name in history and facts."""

    RAISE = "raise"  # 提出议题
    TALK = "talk"  # 说法说政策、说事说心声
    MEET = "meet"  # 民主协商
    OPINE = "opine"  # 形成意见
    ASSIGN = "assign"  # 研究交办
    CALL_VOTE = "call_vote"  # 召集表决
    CAST = "cast"  # 登记表决票
    VOID = "void"  # 表决票作废
    CARRY = "carry"  # 表决通过
    LOSE = "lose"  # 表决未通过
    MISS_QUORUM = "miss_quorum"  # 未达法定人数
    DECIDE = "decide"  # 决定
    DECLINE = "decline"  # 不采纳
    FEED_BACK = "feed_back"  # 反馈原因
    BEGIN = "begin"  # 开始执行
    PROGRESS = "progress"  # 执行进展
    DELAY = "delay"  # 执行延期
    COMPLETE = "complete"  # 执行完毕
    PUBLICISE = "publicise"  # 公示
    CLOSE = "close"  # 办结


STATE_LABELS = {
    DeliberationState.RAISED: "已提出议题",
    DeliberationState.TALKING: "说事中",
    DeliberationState.MET: "已协商",
    DeliberationState.OPINION: "已形成意见",
    DeliberationState.ASSIGNED: "已研究交办",
    DeliberationState.VOTING: "表决中",
    DeliberationState.DECIDED: "已决定",
    DeliberationState.EXECUTING: "执行中",
    DeliberationState.EXECUTED: "已执行",
    DeliberationState.PUBLICISED: "公示中",
    DeliberationState.CLOSED: "已办结",
    DeliberationState.NOT_ADOPTED: "未采纳待反馈",
    DeliberationState.FED_BACK: "未采纳已反馈",
}

STEP_LABELS = {
    DeliberationStep.RAISE: "提出议题",
    DeliberationStep.TALK: "登记说事",
    DeliberationStep.MEET: "登记协商会议",
    DeliberationStep.OPINE: "登记协商意见",
    DeliberationStep.ASSIGN: "研究交办",
    DeliberationStep.CALL_VOTE: "召集表决",
    DeliberationStep.CAST: "登记表决票",
    DeliberationStep.VOID: "作废表决票",
    DeliberationStep.CARRY: "登记表决通过",
    DeliberationStep.LOSE: "登记表决未通过",
    DeliberationStep.MISS_QUORUM: "登记表决无效",
    DeliberationStep.DECIDE: "作出决定",
    DeliberationStep.DECLINE: "登记不采纳",
    DeliberationStep.FEED_BACK: "反馈原因",
    DeliberationStep.BEGIN: "开始执行",
    DeliberationStep.PROGRESS: "登记执行进展",
    DeliberationStep.DELAY: "延长执行期限",
    DeliberationStep.COMPLETE: "登记执行完毕",
    DeliberationStep.PUBLICISE: "公示",
    DeliberationStep.CLOSE: "办结",
}
