"""Who people are and why they may ask: roles, field classes, purposes. Tables, no decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """A duty a token grants; the values are what the token's `roles` claim carries."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    GRID_LEADER = "grid_leader"
    COMMAND = "command"
    HANDLER = "handler"
    DISCIPLINE = "discipline"
    OPERATOR = "operator"
    AUDITOR = "auditor"
    SECURITY = "security"
    SERVICE = "service"


ROLE_NAMES: Mapping[Role, str] = {
    Role.CLERK: "录入员",
    Role.REVIEWER: "审核员",
    Role.GRID_LEADER: "网格长",
    Role.COMMAND: "指挥调度",
    Role.HANDLER: "承办单位经办人",
    Role.DISCIPLINE: "纪检监察",
    Role.OPERATOR: "平台运维",
    Role.AUDITOR: "审计员",
    Role.SECURITY: "安全管理员",
    Role.SERVICE: "系统服务",
}


class FieldClass(IntEnum):
    """How closely a field is kept; a higher class includes the lower ones."""

    OPEN = 0
    INTERNAL = 1
    SENSITIVE = 2


ADMINISTRATORS = frozenset({Role.OPERATOR, Role.AUDITOR, Role.SECURITY})
"""The three administrators of 等保 level 3: kept apart from each other and from residents' data."""

CEILING: Mapping[Role, FieldClass] = {
    Role.CLERK: FieldClass.SENSITIVE,
    Role.REVIEWER: FieldClass.SENSITIVE,
    # domain §2.7: a grid leader sees colour and needs, not the criminal or medical fact
    Role.GRID_LEADER: FieldClass.INTERNAL,
    Role.COMMAND: FieldClass.SENSITIVE,
    Role.HANDLER: FieldClass.SENSITIVE,
    Role.DISCIPLINE: FieldClass.SENSITIVE,
    Role.OPERATOR: FieldClass.OPEN,
    Role.AUDITOR: FieldClass.OPEN,
    Role.SECURITY: FieldClass.OPEN,
    Role.SERVICE: FieldClass.SENSITIVE,
}


@dataclass(frozen=True, slots=True)
class PurposeRule:
    """One lawful purpose: its Chinese name, the legal basis, and who may claim it."""

    name: str
    basis: str
    roles: frozenset[Role]


_OFFICE = frozenset({Role.CLERK, Role.REVIEWER})
_FIELD = _OFFICE | {Role.GRID_LEADER}
_MACHINE = frozenset({Role.SERVICE})
_HANDLING = _FIELD | {Role.COMMAND, Role.HANDLER, Role.DISCIPLINE}

PURPOSES: Mapping[str, PurposeRule] = {
    "REGISTRATION": PurposeRule("人口信息登记核对", "个人信息保护法第十三条（三）", _OFFICE),
    "CORRECTION": PurposeRule("信息更正", "个人信息保护法第四十六条", _OFFICE),
    "SUBJECT_REQUEST": PurposeRule("本人查阅复制", "个人信息保护法第四十五条", _OFFICE),
    "VISIT": PurposeRule("入户走访联系", "个人信息保护法第十三条（三）", _FIELD),
    "PETITION": PurposeRule("诉求办理", "个人信息保护法第三十四条", _HANDLING),
    "DISPUTE": PurposeRule("矛盾纠纷化解", "人民调解法", _FIELD | {Role.COMMAND, Role.HANDLER}),
    "WELFARE": PurposeRule("民生保障审核", "社会救助暂行办法", _OFFICE),
    "MONITORING": PurposeRule("防返贫监测帮扶", "个人信息保护法第三十四条", _OFFICE | _MACHINE),
    "EMERGENCY": PurposeRule(
        "突发事件处置", "个人信息保护法第十三条（四）", _FIELD | {Role.COMMAND} | _MACHINE
    ),
    "NOTIFY": PurposeRule("通知送达", "个人信息保护法第十三条（三）", _MACHINE),
}
"""Purpose code → rule. The codes are stored in the access log: add, never change."""
