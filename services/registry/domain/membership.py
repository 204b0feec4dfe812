"""Joining, leaving, and who is head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .effective import require_open
from .errors import AlreadyHead, ReasonNotAllowed
from .events import HeadChanged, MemberAdded, MemberRemoved, Outcome
from .household import Household, JoinReason, LeaveReason, Relation
from .ids import PersonId
from .person import Person
from .person_rules import check_person
from .stays import taken_in, taken_out, with_head

JOIN_REASONS = frozenset({JoinReason.BIRTH, JoinReason.MARRIAGE, JoinReason.MOVE_IN})
"""Reasons to join one by one; split, merge and roster have operations of their own."""

LEAVE_REASONS = frozenset(
    {LeaveReason.DEATH, LeaveReason.MARRIAGE, LeaveReason.MOVE_OUT, LeaveReason.DUPLICATE}
)
"""Reasons to leave one by one."""


@dataclass(frozen=True, slots=True)
class AddMember:
    """Order that a person joins."""

    person: Person
    relation: Relation
    reason: JoinReason
    on: date


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """Order that a person leaves; `new_head` is named when the head leaves and others stay."""

    person: PersonId
    reason: LeaveReason
    on: date
    new_head: PersonId | None = None


@dataclass(frozen=True, slots=True)
class ChangeHead:
    """Order that another member becomes head."""

    head: PersonId
    on: date


def add_member(household: Household, order: AddMember, today: date) -> Outcome:
    """Return the household with one more member.

    Raises:
        Refusal: dissolved, the person is a member, dead or wrongly described, the relation is
            head, or the day is out of order.
    """
    if order.reason not in JOIN_REASONS:
        raise ReasonNotAllowed(reason_given=order.reason.value)
    require_open(household, order.on, today)
    check_person(order.person, today)
    joined = taken_in(household, order.person, order.relation, order.reason, order.on)
    return joined, (MemberAdded(order.on, order.person.id, order.reason),)


def remove_member(household: Household, order: RemoveMember, today: date) -> Outcome:
    """Return the household without the member; the last one to leave dissolves it.

    A person who died keeps the day as `death_date` and cannot join again.

    Raises:
        Refusal: dissolved, not a member, a new head is needed, or the day is out of order.
    """
    if order.reason not in LEAVE_REASONS:
        raise ReasonNotAllowed(reason_given=order.reason.value)
    require_open(household, order.on, today)
    left, facts = taken_out(household, (order.person,), order.reason, order.on, order.new_head)
    return left, (MemberRemoved(order.on, order.person, order.reason), *facts)


def change_head(household: Household, order: ChangeHead, today: date) -> Outcome:
    """Return the household under another head; relations follow (see `kinship`).

    Raises:
        Refusal: dissolved, not a member, head already, or the day is out of order.
    """
    require_open(household, order.on, today)
    if household.head == order.head:
        raise AlreadyHead(household=household.id, person=order.head)
    return with_head(household, order.head, order.on), (HeadChanged(order.on, order.head),)
