"""States of a dispute and what can be done to it, by name; the table between is in
`dispute_steps.py`."""

from __future__ import annotations

from enum import Enum


class DisputeState(Enum):
    """Where a dispute stands; the value is the wire name."""

    REGISTERED = "registered"  # 已登记, the parties are asked
    MEDIATING = "mediating"  # 调解中
    SIGNING = "signing"  # 协议待签
    EFFECTIVE = "effective"  # 协议生效, to be performed
    PERFORMED = "performed"  # 已履行
    BROKEN = "broken"  # 未履行, routes told
    FAILED = "failed"  # 调解终止, routes told


FINAL = frozenset({DisputeState.PERFORMED, DisputeState.BROKEN, DisputeState.FAILED})
"""States that nothing leaves."""

AGREED = frozenset({DisputeState.EFFECTIVE, DisputeState.PERFORMED, DisputeState.BROKEN})
"""States with an agreement in effect; FAILED is never reached from them."""


class DisputeStep(Enum):
    """One step of the life cycle; the value is the wire name in history and facts."""

    REGISTER = "register"  # 登记
    CONSENT = "consent"  # 同意调解
    NAME_MEDIATORS = "name_mediators"  # 确定调解员
    BEGIN = "begin"  # 开始调解
    SESSION = "session"  # 调解记录
    AGREE_ORALLY = "agree_orally"  # 口头协议
    DRAFT = "draft"  # 制作协议书
    SIGN = "sign"  # 签名
    SEAL = "seal"  # 盖章生效
    REFUSE = "refuse"  # 拒绝调解
    END = "end"  # 调解不成
    FOLLOW_UP = "follow_up"  # 履行回访
    PERFORM = "perform"  # 履行完毕
    BREAK_OFF = "break_off"  # 未履行
    ASK_COURT = "ask_court"  # 申请司法确认
    COURT_RESULT = "court_result"  # 司法确认结果
    FLAG_RISK = "flag_risk"  # 激化风险
    REPORT_RISK = "report_risk"  # 风险已报告


STATE_LABELS = {
    DisputeState.REGISTERED: "已登记",
    DisputeState.MEDIATING: "调解中",
    DisputeState.SIGNING: "协议待签",
    DisputeState.EFFECTIVE: "协议已生效",
    DisputeState.PERFORMED: "已履行",
    DisputeState.BROKEN: "未履行",
    DisputeState.FAILED: "调解已终止",
}

STEP_LABELS = {
    DisputeStep.REGISTER: "登记",
    DisputeStep.CONSENT: "登记同意调解",
    DisputeStep.NAME_MEDIATORS: "确定调解员",
    DisputeStep.BEGIN: "开始调解",
    DisputeStep.SESSION: "登记调解记录",
    DisputeStep.AGREE_ORALLY: "登记口头协议",
    DisputeStep.DRAFT: "制作协议书",
    DisputeStep.SIGN: "签名",
    DisputeStep.SEAL: "盖章生效",
    DisputeStep.REFUSE: "登记拒绝调解",
    DisputeStep.END: "终止调解",
    DisputeStep.FOLLOW_UP: "登记履行回访",
    DisputeStep.PERFORM: "登记履行完毕",
    DisputeStep.BREAK_OFF: "登记不履行",
    DisputeStep.ASK_COURT: "申请司法确认",
    DisputeStep.COURT_RESULT: "登记司法确认结果",
    DisputeStep.FLAG_RISK: "登记激化风险",
    DisputeStep.REPORT_RISK: "登记风险报告",
}
