"""The rights of one call, handed to the use-case: it checks the division it finds in the record.

The edge knows the caller and the operation before it reads the request, but the division often
only after the record is loaded. So the edge checks the roles and passes an `Access`; the use-case
calls `require` (or `ranges` for a list). A scoped call that never did is answered INTERNAL: see
`kit.interceptors`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from kit.access_log import AccessEntry, AccessLog
from kit.authz import (
    NO_PURPOSE,
    Denial,
    Operation,
    Principal,
    Purpose,
    Range,
    Verdict,
    decide,
    scope_ranges,
)
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.model.errors import Kind, PermissionRefused, Refusal
from kit.roles import FieldClass


class PurposeRequired(Refusal):
    """Sensitive data was asked for without a lawful purpose or reason. Fields: `operation`."""

    kind: ClassVar[Kind] = Kind.DENIED
    reason: ClassVar[str] = "PURPOSE_REQUIRED"
    text: ClassVar[str] = "“{operation}”涉及敏感信息，请选择法定用途并填写不少于 4 个字的理由。"


class OutOfScope(Refusal):
    """The division is outside the caller's scope. Fields: `operation`, `division`."""

    kind: ClassVar[Kind] = Kind.DENIED
    reason: ClassVar[str] = "OUT_OF_SCOPE"
    text: ClassVar[str] = "辖区 {division} 不在您的管理范围内，不能执行“{operation}”。"


class Access:
    """One caller's rights in one call. `checked` tells that a scope was looked at."""

    __slots__ = ("checked", "operation", "principal")

    def __init__(self, principal: Principal, operation: Operation) -> None:
        self.principal = principal
        self.operation = operation
        self.checked = not operation.scoped

    def require(
        self,
        division: DivisionCode | None,
        field_class: FieldClass = FieldClass.OPEN,
        purpose: Purpose = NO_PURPOSE,
    ) -> None:
        """Pass when the caller may do this to a record of `division`.

        Raises:
            OutOfScope: the division is not the caller's.
            PurposeRequired: no lawful purpose or reason.
            PermissionRefused: anything else.
        """
        self.checked = True
        verdict = decide(self.principal, self.operation, division, field_class, purpose)
        if not verdict.allowed:
            raise refusal_of(verdict, self.operation, division)

    def ranges(self, requested: DivisionCode | None = None) -> tuple[Range, ...]:
        """Return the division ranges a list may read; the store adds them to its query.

        Raises:
            OutOfScope: the requested division shares nothing with the caller's scope.
        """
        self.checked = True
        found = scope_ranges(self.principal, requested)
        if not found:
            raise refusal_of(Verdict(Denial.SCOPE), self.operation, requested)
        return found

    async def reveal(
        self,
        log: AccessLog,
        clock: Clock,
        division: DivisionCode,
        record_id: str,
        field: str,
        purpose: Purpose,
    ) -> None:
        """Pass when a sensitive field may be shown in clear; logged first, refusals too.

        Raises:
            PurposeRequired, OutOfScope, PermissionRefused: as `require`.
            Unavailable: it could not be logged.
        """
        entry = self._entry(clock, division, record_id, field, purpose)
        try:
            self.require(division, FieldClass.SENSITIVE, purpose)
        except Refusal as refusal:
            await log.append(replace(entry, outcome=refusal.reason))
            raise
        await log.append(entry)

    def _entry(
        self, clock: Clock, division: DivisionCode, record_id: str, field: str, purpose: Purpose
    ) -> AccessEntry:
        return AccessEntry(
            at=clock.now(),
            subject=self.principal.subject,
            roles=tuple(sorted(self.principal.roles)),
            operation=self.operation.name,
            record_id=record_id,
            field=field,
            division=division.digits,
            purpose=purpose.code,
            reason=purpose.reason[:200],
        )


def refusal_of(verdict: Verdict, operation: Operation, division: DivisionCode | None) -> Refusal:
    """Return the refusal a person is shown for a denial."""
    if verdict.denial is Denial.SCOPE:
        return OutOfScope(operation=operation.name, division=division or "-")
    if verdict.denial in (Denial.PURPOSE, Denial.REASON):
        return PurposeRequired(operation=operation.name)
    return PermissionRefused(operation=operation.name)
