"""What sort of matter an appeal is: type, source, legal channel, urgency (domain §4.1, §4.2)."""

from __future__ import annotations

from enum import Enum


class MatterType(Enum):
    """What is asked; the value is the wire name."""

    INQUIRY = "inquiry"  # 咨询
    HELP = "help"  # 求助
    COMPLAINT = "complaint"  # 投诉
    REPORT = "report"  # 举报 (protected)
    SUGGESTION = "suggestion"  # 建议
    PRAISE = "praise"  # 表扬


class Source(Enum):
    """How it came; the value is the wire name."""

    OFFICIAL_ACCOUNT = "official_account"  # 公众号
    APP = "app"  # APP
    PHONE = "phone"  # 电话
    VISIT = "visit"  # 走访
    PARTY_MEMBER = "party_member"  # 党员
    DEPUTY = "deputy"  # 代表
    CORE_HOUSEHOLDER = "core_householder"  # 户长
    PATROL = "patrol"  # 网格巡查
    HOTLINE = "hotline"  # 12345
    PETITION_OFFICE = "petition_office"  # 信访转办
    DEPARTMENT = "department"  # 部门移交
    COUNTER = "counter"  # 窗口来访


class Channel(Enum):
    """Which law holds for it; the value is the wire name. Only 信访 has the clocks of §2.3."""

    ORDINARY = "ordinary"
    PETITION_LAW = "petition_law"  # 信访
    DISCIPLINE = "discipline"  # 检举控告
    MEDIATION = "mediation"  # 调解
    LITIGATION = "litigation"  # 涉法涉诉


class Urgency(Enum):
    """How urgent (domain §4.2); not a colour: the three colours belong to households."""

    U1 = "u1"  # 特急
    U2 = "u2"  # 紧急
    U3 = "u3"  # 一般
    U4 = "u4"  # 复杂


class Disclosure(Enum):
    """What may be known of a petitioner; the value is the wire name."""

    NAMED = "named"  # 实名
    CONFIDENTIAL = "confidential"  # 实名但要求保密
    ANONYMOUS = "anonymous"  # 匿名
