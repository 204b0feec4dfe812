"""A use-case's rights: scope, purpose, and every look at a sensitive field in the log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kit.access import Access, OutOfScope, PurposeRequired
from kit.access_log import AccessEntry, AccessLog, MemoryAccessLog
from kit.authz import Operation, Purpose, principal
from kit.model.clock import ManualClock
from kit.model.division import DivisionCode, Tier
from kit.model.errors import PermissionRefused, Unavailable
from kit.roles import FieldClass, Role
from tests.behaviour.access_log import AccessLogBehaviour

VILLAGE = DivisionCode.parse("610921104206")
SIBLING = DivisionCode.parse("610921104207")
REVEAL = Operation(name="查看电话", roles=frozenset({Role.CLERK}), field_class=FieldClass.SENSITIVE)
WHY = Purpose("PETITION", "联系来访群众")
CLOCK = ManualClock(datetime(2026, 11, 24, tzinfo=UTC))


def an_access(operation: Operation = REVEAL, role: Role = Role.CLERK) -> Access:
    return Access(principal("clerk-1", [role], [VILLAGE.prefix], Tier.VILLAGE), operation)


class TestMemoryAccessLog(AccessLogBehaviour):
    @pytest.fixture
    def log(self) -> AccessLog:
        return MemoryAccessLog()


class AwayLog(MemoryAccessLog):
    """A log whose store is away."""

    async def append(self, entry: AccessEntry) -> None:
        raise Unavailable(what="访问日志")


def test_another_village_is_out_of_scope() -> None:
    with pytest.raises(OutOfScope) as refused:
        an_access().require(SIBLING)
    assert refused.value.fields["division"] == SIBLING.digits


def test_a_role_without_the_right_is_refused_by_name_of_the_operation() -> None:
    with pytest.raises(PermissionRefused, match="查看电话"):
        an_access(role=Role.REVIEWER).require(VILLAGE)


def test_an_access_knows_whether_a_scope_was_looked_at() -> None:
    access = an_access()
    assert not access.checked
    access.ranges()
    assert access.checked
    assert an_access(Operation(name="目录", roles=frozenset(), scoped=False)).checked


def test_a_list_of_another_village_is_refused_and_not_empty() -> None:
    assert an_access().ranges(VILLAGE) == (VILLAGE.bounds(),)
    with pytest.raises(OutOfScope):
        an_access().ranges(SIBLING)


async def test_a_revealed_field_is_in_the_log() -> None:
    log = MemoryAccessLog()
    await an_access().reveal(log, CLOCK, VILLAGE, "p-1", "phone", WHY)
    entry = log.entries[0]
    assert (entry.subject, entry.record_id, entry.field) == ("clerk-1", "p-1", "phone")
    assert (entry.purpose, entry.reason, entry.outcome) == ("PETITION", "联系来访群众", "allowed")


async def test_a_refused_look_is_in_the_log_too() -> None:
    log = MemoryAccessLog()
    with pytest.raises(PurposeRequired):
        await an_access().reveal(log, CLOCK, VILLAGE, "p-1", "phone", Purpose("PETITION", "看"))
    assert log.entries[0].outcome == "PURPOSE_REQUIRED"


async def test_nothing_is_shown_that_could_not_be_logged() -> None:
    with pytest.raises(Unavailable):
        await an_access().reveal(AwayLog(), CLOCK, VILLAGE, "p-1", "phone", WHY)
