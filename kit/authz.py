"""Rights: one pure function decides role × operation × scope × purpose × field class.

Default is no. A service declares each RPC as an `Operation`; `decide` reads the tables of
`kit.roles`; `scope_ranges` turns a scope into the ranges a store adds to every query, so that a
list cannot leak by omission.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from kit.model.division import DivisionCode, Tier, prefix_bounds
from kit.model.errors import InvalidValue
from kit.roles import ADMINISTRATORS, CEILING, PURPOSES, FieldClass, Role

REASON_LENGTHS = range(4, 201)
"""Characters a free-text reason must have: enough to say something, no more than one line."""

_PREFIX_LENGTHS = tuple(tier.value for tier in Tier)
_ROLES = {role.value: role for role in Role}

Range = tuple[str, str]
"""`[low, high)` of division codes."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a person or a service, from a verified token. Build it with `principal`.

    `unit` is the code of the department an officer acts for, empty for everybody else.
    """

    subject: str
    roles: frozenset[Role]
    scope: tuple[str, ...]
    tier: Tier
    unit: str = ""

    def covers(self, division: DivisionCode) -> bool:
        """Whether the division lies inside the principal's scope."""
        return division.digits.startswith(self.scope)


def principal(
    subject: str, roles: Iterable[str], scope: Iterable[str], tier: Tier, unit: str = ""
) -> Principal:
    """Return a checked principal; roles this version does not know grant nothing.

    Raises:
        InvalidValue: a scope that is not a 6-, 9- or 12-digit prefix.
    """
    prefixes = tuple(sorted(set(scope)))
    for prefix in prefixes:
        if len(prefix) not in _PREFIX_LENGTHS or not (prefix.isascii() and prefix.isdigit()):
            raise InvalidValue(field="scope", why="辖区须为 6、9 或 12 位区划代码前缀")
    known = frozenset(_ROLES[role] for role in roles if role in _ROLES)
    return Principal(subject, known, prefixes, tier, unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What an RPC does, as its service declares it.

    `name` is Chinese (it is shown when refused). `field_class` is the highest class it may show.
    `scoped=False` is for what belongs to no division (catalogues, job control).
    """

    name: str
    roles: frozenset[Role]
    field_class: FieldClass = FieldClass.INTERNAL
    purpose_required: bool = False
    scoped: bool = True


Operations = Mapping[str, Operation]
"""Full method name (`gov321.registry.v1.RegistryService/GetHousehold`) → operation."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why personal data is asked for: a code of `PURPOSES` and a reason in the asker's words."""

    code: str = ""
    reason: str = ""


NO_PURPOSE = Purpose()


class Denial(Enum):
    """Why the answer is no; the value goes to the access log and the metric."""

    MIXED_DUTIES = "mixed_duties"
    ROLE = "role"
    SCOPE = "scope"
    FIELD_CLASS = "field_class"
    PURPOSE = "purpose"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no and why."""

    denial: Denial | None = None

    @property
    def allowed(self) -> bool:
        """Whether it is a yes."""
        return self.denial is None


ALLOWED = Verdict()
_DENIED = {denial: Verdict(denial) for denial in Denial}


def admits(who: Principal, operation: Operation) -> Verdict:
    """Decide what is known before the request is read: the roles."""
    administrators = who.roles & ADMINISTRATORS
    if len(administrators) > 1:
        return _DENIED[Denial.MIXED_DUTIES]
    if not who.roles & operation.roles:
        return _DENIED[Denial.ROLE]
    return ALLOWED


def decide(
    who: Principal,
    operation: Operation,
    division: DivisionCode | None,
    field_class: FieldClass = FieldClass.INTERNAL,
    purpose: Purpose = NO_PURPOSE,
) -> Verdict:
    """Decide whether `who` may do `operation` on a record of `division`.

    `field_class` is the class of what is about to be shown. A scoped operation without a division
    is refused.
    """
    verdict = admits(who, operation)
    if not verdict.allowed:
        return verdict
    if operation.scoped and (division is None or not who.covers(division)):
        return _DENIED[Denial.SCOPE]
    if field_class > operation.field_class or field_class > _ceiling(who, operation):
        return _DENIED[Denial.FIELD_CLASS]
    return _purpose_verdict(who, operation, field_class, purpose)


def _ceiling(who: Principal, operation: Operation) -> FieldClass:
    """An administrator never reads residents' data, whatever other role the token carries."""
    if who.roles & ADMINISTRATORS:
        return FieldClass.OPEN
    return max(CEILING[role] for role in who.roles & operation.roles)


def _purpose_verdict(
    who: Principal, operation: Operation, field_class: FieldClass, purpose: Purpose
) -> Verdict:
    sensitive = field_class is FieldClass.SENSITIVE
    if not (sensitive or operation.purpose_required):
        return ALLOWED
    rule = PURPOSES.get(purpose.code)
    if rule is None or not rule.roles & who.roles & operation.roles:
        return _DENIED[Denial.PURPOSE]
    if sensitive and len(purpose.reason.strip()) not in REASON_LENGTHS:
        return _DENIED[Denial.REASON]
    return ALLOWED


def scope_ranges(who: Principal, requested: DivisionCode | None = None) -> tuple[Range, ...]:
    """Return the ranges of divisions inside both the scope and the requested division.

    Empty means nothing may be listed, never everything. Ranges are sorted and do not overlap.
    """
    wanted = requested.prefix if requested is not None else ""
    shared = {_narrower(prefix, wanted) for prefix in who.scope}
    widest: list[str] = []
    for prefix in sorted(p for p in shared if p is not None):
        if not widest or not prefix.startswith(widest[-1]):
            widest.append(prefix)
    return tuple(prefix_bounds(prefix) for prefix in widest)


def _narrower(one: str, other: str) -> str | None:
    if one.startswith(other):
        return one
    return other if other.startswith(one) else None
