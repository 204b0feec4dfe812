"""Chinese words for the codes of the API of appeals, both ways, one table for each."""

from __future__ import annotations

from collections.abc import Mapping

from gov321.petition.v1 import petition_pb2 as pb

from kit.model.division import Tier
from kit.wire_enum import reverse
from services.petition.domain.labels import STATE_LABELS, STEP_LABELS, TIER_LABELS
from services.petition.wire import enums

from .words import Words

_STATE = reverse(enums.STATE)

STATE = Words("状态", {label: _STATE[state] for state, label in STATE_LABELS.items()})
MATTER = Words(
    "事项类型",
    {
        "咨询": pb.MATTER_TYPE_INQUIRY,
        "求助": pb.MATTER_TYPE_HELP,
        "投诉": pb.MATTER_TYPE_COMPLAINT,
        "举报": pb.MATTER_TYPE_REPORT,
        "建议": pb.MATTER_TYPE_SUGGESTION,
        "表扬": pb.MATTER_TYPE_PRAISE,
    },
)
SOURCE = Words(
    "来源",
    {
        "公众号": pb.SOURCE_OFFICIAL_ACCOUNT,
        "APP": pb.SOURCE_APP,
        "电话": pb.SOURCE_PHONE,
        "走访": pb.SOURCE_VISIT,
        "党员": pb.SOURCE_PARTY_MEMBER,
        "代表": pb.SOURCE_DEPUTY,
        "户长": pb.SOURCE_CORE_HOUSEHOLDER,
        "网格巡查": pb.SOURCE_PATROL,
        "12345": pb.SOURCE_HOTLINE,
        "信访转办": pb.SOURCE_PETITION_OFFICE,
        "部门移交": pb.SOURCE_DEPARTMENT,
        "窗口来访": pb.SOURCE_COUNTER,
    },
)
CHANNEL = Words(
    "法定途径",
    {
        "普通": pb.CHANNEL_ORDINARY,
        "信访": pb.CHANNEL_PETITION_LAW,
        "检举控告": pb.CHANNEL_DISCIPLINE,
        "调解": pb.CHANNEL_MEDIATION,
        "涉法涉诉": pb.CHANNEL_LITIGATION,
    },
)
URGENCY = Words(
    "紧急程度",
    {"特急": pb.URGENCY_U1, "紧急": pb.URGENCY_U2, "一般": pb.URGENCY_U3, "复杂": pb.URGENCY_U4},
)
DISCLOSURE = Words(
    "公开程度",
    {
        "实名": pb.DISCLOSURE_NAMED,
        "保密": pb.DISCLOSURE_CONFIDENTIAL,
        "匿名": pb.DISCLOSURE_ANONYMOUS,
    },
)
RATING = Words(
    "评价",
    {
        "满意": pb.RATING_SATISFIED,
        "基本满意": pb.RATING_FAIRLY,
        "不满意": pb.RATING_DISSATISFIED,
    },
)

STEPS: Mapping[str, str] = {step.value: label for step, label in STEP_LABELS.items()}
"""Wire name of a step → how people say it; one this program does not know stays as it is."""

TIERS: Mapping[str, str] = {tier.name.lower(): label for tier, label in TIER_LABELS.items()}
"""Wire name of a tier → how people say it."""

UPWARDS: tuple[Tier, ...] = (Tier.VILLAGE, Tier.TOWN, Tier.COUNTY)
"""The order in which matters climb."""

CLOCKS: Mapping[str, str] = {
    "accept": "受理",
    "first_contact": "首次联系",
    "interim": "阶段性答复",
    "finish": "办结",
    "climb": "本级办结或上交",
    "confirm": "核实答复",
    "rate": "评价",
    "return": "退单",
    "suspension": "中止",
    "reopen": "重开",
    "review": "申请复查",
    "review_answer": "复查答复",
    "recheck": "申请复核",
    "recheck_answer": "复核答复",
}
"""Wire name of a clock → what has to be done before it ends."""

CLOCK_STATES: Mapping[str, str] = {
    "running": "计时中",
    "paused": "已中止",
    "stopped": "已停止",
    "expired": "已到期",
}
