"""Coming and going: the steps that membership, split, merge and transfer are made of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from kit.model.errors import InvalidValue

from .effective import latest_change, require_order
from .errors import (
    DateBeforeBirth,
    DateBeforeJoining,
    NewHeadNeeded,
    NotAMember,
    PersonAlreadyMember,
    TwoHeads,
)
from .events import HeadChanged, HouseholdDissolved, HouseholdFact, Outcome
from .household import (
    Headship,
    Household,
    HouseholdStatus,
    JoinReason,
    LeaveReason,
    Member,
    Relation,
)
from .ids import PersonId
from .kinship import under_head
from .person import Person
from .person_rules import check_distinct_numbers, require_alive


def live_member(household: Household, person: PersonId) -> Member:
    """Return the present stay of a person.

    Raises:
        NotAMember: the person does not live here now.
    """
    for member in household.members:
        if member.left is None and member.person.id == person:
            return member
    raise NotAMember(household=household.id, person=person)


def taken_in(
    household: Household, person: Person, relation: Relation, reason: JoinReason, on: date
) -> Household:
    """Return the household with one more member, who is not the head."""
    if relation is Relation.HEAD:
        raise TwoHeads(household=household.id)
    _require_may_join(household, person, on)
    member = Member(person, relation, on, reason)
    joined = replace(household, members=(*household.members, member))
    check_distinct_numbers((m.person for m in joined.live_members), household.id)
    return joined


def taken_out(
    household: Household,
    people: Collection[PersonId],
    reason: LeaveReason,
    on: date,
    new_head: PersonId | None = None,
) -> Outcome:
    """Return the household without these members; the last ones to leave dissolve it.

    The facts tell of a new head or the end only: who left is told by the operation.
    """
    for person in people:
        _require_may_leave(household, live_member(household, person), on)
    left = replace(household, members=_members_left(household, people, reason, on))
    if not left.live_members:
        _refuse_needless_head(new_head)
        return _dissolved(left, on)
    return _under_new_head(left, people, on, new_head)


def with_head(household: Household, head: PersonId, on: date) -> Household:
    """Return the household with another present member as head from a day on."""
    require_order(household, household.headships[-1].since, on)
    if on < live_member(household, head).joined:
        raise DateBeforeJoining(person=head)
    past, present = household.headships[:-1], household.headships[-1]
    return replace(
        household,
        members=_relations_changed(household, head),
        headships=(*past, replace(present, until=on), Headship(head, on)),
    )


def _require_may_join(household: Household, person: Person, on: date) -> None:
    require_alive(person)
    if on < person.birth_date:
        raise DateBeforeBirth(person=person.id)
    for member in household.members:
        if member.person.id != person.id:
            continue
        if member.left is None:
            raise PersonAlreadyMember(household=household.id, person=person.id)
        require_alive(member.person)
        require_order(household, member.left, on)


def _require_may_leave(household: Household, member: Member, on: date) -> None:
    if on < member.joined:
        raise DateBeforeJoining(person=member.person.id)
    for headship in household.headships:
        if headship.person == member.person.id:
            require_order(household, headship.until or headship.since, on)


def _members_left(
    household: Household, people: Collection[PersonId], reason: LeaveReason, on: date
) -> tuple[Member, ...]:
    return tuple(
        _ended(member, reason, on) if member.left is None and member.person.id in people else member
        for member in household.members
    )


def _ended(member: Member, reason: LeaveReason, on: date) -> Member:
    person = member.person
    if reason is LeaveReason.DEATH:
        person = replace(person, death_date=on)
    return replace(member, person=person, left=on, leave_reason=reason)


def _under_new_head(
    household: Household, gone: Collection[PersonId], on: date, new_head: PersonId | None
) -> Outcome:
    if household.head not in gone:
        _refuse_needless_head(new_head)
        return household, ()
    if new_head is None:
        raise NewHeadNeeded(household=household.id)
    return with_head(household, new_head, on), (HeadChanged(on, new_head),)


def _refuse_needless_head(new_head: PersonId | None) -> None:
    if new_head is not None:
        raise InvalidValue(field="新户主", why="户主没有离户或没有其他成员，无需指定新户主")


def _dissolved(household: Household, on: date) -> Outcome:
    require_order(household, latest_change(household), on)
    past, present = household.headships[:-1], household.headships[-1]
    ended = replace(
        household,
        headships=(*past, replace(present, until=on)),
        status=HouseholdStatus.DISSOLVED,
        dissolved=on,
    )
    facts: tuple[HouseholdFact, ...] = (HouseholdDissolved(on),)
    return ended, facts


def _relations_changed(household: Household, head: PersonId) -> tuple[Member, ...]:
    """Relations seen from the new head, for those present and the head who just left."""
    present = {m.person.id: m for m in under_head(household.live_members, head)}
    return tuple(
        present[member.person.id] if member.left is None else member for member in household.members
    )
