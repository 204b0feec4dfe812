"""Rights, against an oracle written from the rules as prose and not from the code."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest

from kit.authz import (
    NO_PURPOSE,
    Denial,
    Operation,
    Principal,
    Purpose,
    decide,
    principal,
    scope_ranges,
)
from kit.model.division import DivisionCode, Tier
from kit.model.errors import InvalidValue
from kit.roles import CEILING, PURPOSES, ROLE_NAMES, FieldClass, Role

COUNTY = DivisionCode.parse("610921000000")
TOWN = DivisionCode.parse("610921104000")
SISTER_TOWN = DivisionCode.parse("610921105000")
VILLAGE = DivisionCode.parse("610921104206")
SIBLING = DivisionCode.parse("610921104207")
COUSIN = DivisionCode.parse("610921105206")
NEIGHBOUR = DivisionCode.parse("610922104206")
DIVISIONS = (COUNTY, TOWN, SISTER_TOWN, VILLAGE, SIBLING, COUSIN, NEIGHBOUR, None)

READS = Operation(name="查看住户", roles=frozenset({Role.CLERK, Role.GRID_LEADER, Role.SERVICE}))
REVEALS = Operation(
    name="查看敏感信息",
    roles=frozenset({Role.CLERK, Role.REVIEWER, Role.COMMAND, Role.GRID_LEADER, Role.AUDITOR}),
    field_class=FieldClass.SENSITIVE,
    purpose_required=True,
)
OPERATES = Operation(
    name="查看运行状态",
    roles=frozenset({Role.OPERATOR, Role.SECURITY}),
    field_class=FieldClass.OPEN,
    scoped=False,
)
AUDITS = Operation(name="查看访问日志", roles=frozenset({Role.AUDITOR, Role.SECURITY, Role.CLERK}))
OPERATIONS = (READS, REVEALS, OPERATES, AUDITS)

ROLE_SETS: tuple[frozenset[Role], ...] = (
    frozenset(),
    *(frozenset({role}) for role in Role),
    frozenset({Role.CLERK, Role.GRID_LEADER}),
    frozenset({Role.CLERK, Role.OPERATOR}),
    frozenset({Role.CLERK, Role.AUDITOR}),
    frozenset({Role.OPERATOR, Role.AUDITOR}),
    frozenset({Role.REVIEWER, Role.COMMAND}),
)
SCOPES = (VILLAGE, TOWN, COUNTY)
PURPOSE_SET = (
    NO_PURPOSE,
    Purpose("PETITION", "处理来访诉求"),
    Purpose("VISIT", "入户走访核对"),
    Purpose("NOTIFY", "送达办理结果"),
    Purpose("EMERGENCY", "防汛转移联系"),
    Purpose("REGISTRATION", "登记"),
    Purpose("CURIOSITY", "就是想看一看"),
    Purpose("PETITION", "    "),
)

# --- the oracle: the rules as somebody who only read the plan would write them down -------------

MAY_READ = {"clerk", "grid_leader", "service"}
MAY_REVEAL = {"clerk", "reviewer", "command", "grid_leader", "auditor"}
MAY_OPERATE = {"operator", "security"}
MAY_AUDIT = {"auditor", "security", "clerk"}
MAY = {"查看住户": MAY_READ, "查看敏感信息": MAY_REVEAL, "查看运行状态": MAY_OPERATE,
       "查看访问日志": MAY_AUDIT}  # fmt: skip
HIGHEST = {"查看住户": 1, "查看敏感信息": 2, "查看运行状态": 0, "查看访问日志": 1}
SEES = {"clerk": 2, "reviewer": 2, "grid_leader": 1, "command": 2, "service": 2,
        "operator": 0, "auditor": 0, "security": 0}  # fmt: skip
CLAIMS = {
    "PETITION": {"clerk", "reviewer", "grid_leader", "command"},
    "VISIT": {"clerk", "reviewer", "grid_leader"},
    "NOTIFY": {"service"},
    "EMERGENCY": {"clerk", "reviewer", "grid_leader", "command", "service"},
    "REGISTRATION": {"clerk", "reviewer"},
}
INSIDE = {
    "610921104206": {"610921104206"},
    "610921104000": {"610921104206", "610921104207", "610921104000"},
    "610921000000": {
        "610921104206", "610921104207", "610921104000", "610921105000", "610921105206",
        "610921000000",
    },
}  # fmt: skip


def oracle(
    roles: set[str], home: str, operation: str, division: str | None, shown: int, why: Purpose
) -> bool:
    admins = roles & {"operator", "auditor", "security"}
    active = roles & MAY[operation]
    if len(admins) >= 2 or not active:
        return False
    if operation != "查看运行状态" and (division is None or division not in INSIDE[home]):
        return False
    ceiling = 0 if admins else max(SEES[role] for role in active)
    if shown > min(ceiling, HIGHEST[operation]):
        return False
    if shown < 2 and operation != "查看敏感信息":
        return True
    if not active & CLAIMS.get(why.code, set()):
        return False
    return shown < 2 or len(why.reason.strip()) >= 4


@dataclass(frozen=True)
class Ask:
    who: Principal
    home: DivisionCode
    operation: Operation
    division: DivisionCode | None
    shown: FieldClass
    purpose: Purpose

    def expected(self) -> bool:
        return oracle(
            {role.value for role in self.who.roles},
            self.home.digits,
            self.operation.name,
            self.division.digits if self.division else None,
            int(self.shown),
            self.purpose,
        )

    def answered(self) -> bool:
        verdict = decide(self.who, self.operation, self.division, self.shown, self.purpose)
        return verdict.allowed


def every_ask() -> list[Ask]:
    callers = [
        (principal("u", roles, [home.prefix], home.tier), home)
        for roles, home in product(ROLE_SETS, SCOPES)
    ]
    rest = list(product(OPERATIONS, DIVISIONS, FieldClass, PURPOSE_SET))
    return [Ask(who, home, *ask) for (who, home), ask in product(callers, rest)]


def test_the_whole_matrix_agrees_with_the_oracle() -> None:
    asks = every_ask()
    assert len(asks) >= 20_000
    wrong = [ask for ask in asks if ask.answered() is not ask.expected()]
    assert wrong == []


def test_the_matrix_holds_both_answers_for_every_operation() -> None:
    answers = {(ask.operation.name, ask.answered()) for ask in every_ask()}
    assert answers == set(product(MAY, (True, False)))


@pytest.mark.parametrize("admin", [Role.OPERATOR, Role.AUDITOR, Role.SECURITY])
def test_an_administrator_never_sees_residents_data(admin: Role) -> None:
    who = principal("a", [admin, Role.CLERK], [COUNTY.prefix], Tier.COUNTY)
    assert decide(who, READS, VILLAGE).denial is Denial.FIELD_CLASS


def test_two_administrator_roles_in_one_hand_are_refused() -> None:
    who = principal("a", [Role.OPERATOR, Role.SECURITY], [COUNTY.prefix], Tier.COUNTY)
    assert decide(who, OPERATES, None).denial is Denial.MIXED_DUTIES


def test_a_role_of_a_later_version_grants_nothing() -> None:
    who = principal("u", ["archivist"], [COUNTY.prefix], Tier.COUNTY)
    assert decide(who, READS, VILLAGE).denial is Denial.ROLE


def test_a_caller_without_a_scope_sees_nothing() -> None:
    who = principal("u", [Role.CLERK], [], Tier.VILLAGE)
    assert decide(who, READS, VILLAGE).denial is Denial.SCOPE
    assert scope_ranges(who) == ()


@pytest.mark.parametrize("prefix", ["", "6", "61092110", "610921104206000", "61092110420x"])
def test_a_scope_that_is_no_division_prefix_is_refused(prefix: str) -> None:
    with pytest.raises(InvalidValue):
        principal("u", [Role.CLERK], [prefix], Tier.VILLAGE)


@pytest.mark.parametrize(
    ("scope", "requested", "ranges"),
    [
        (["610921104206"], None, (("610921104206", "610921104207"),)),
        (["610921104"], VILLAGE, (("610921104206", "610921104207"),)),
        (["610921104206"], TOWN, (("610921104206", "610921104207"),)),
        (["610921104206"], SIBLING, ()),
        (["610921104206"], COUSIN, ()),
        (["610921104", "610921104206"], None, (("610921104000", "610921105000"),)),
        (
            ["610921104206", "610921105"],
            COUNTY,
            (("610921104206", "610921104207"), ("610921105000", "610921106000")),
        ),
        (["610921"], NEIGHBOUR, ()),
    ],
)
def test_a_list_reads_what_scope_and_request_share(
    scope: list[str], requested: DivisionCode | None, ranges: tuple[tuple[str, str], ...]
) -> None:
    who = principal("u", [Role.CLERK], scope, Tier.VILLAGE)
    assert scope_ranges(who, requested) == ranges


def test_every_role_has_a_name_and_a_ceiling_and_every_purpose_somebody() -> None:
    assert set(ROLE_NAMES) == set(CEILING) == set(Role)
    assert all(rule.roles and rule.name and rule.basis for rule in PURPOSES.values())
