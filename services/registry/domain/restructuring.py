"""Changes of which household people belong to: split, merge, transfer, and moving as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from kit.model.division import DivisionCode

from .effective import require_open, require_order
from .errors import (
    DateBeforeJoining,
    NotAMember,
    ReasonNotAllowed,
    RelationMissing,
    SameHousehold,
    SplitTakesAll,
    SplitTakesNobody,
)
from .events import (
    HouseholdDissolved,
    HouseholdMerged,
    HouseholdMoved,
    HouseholdRegistered,
    HouseholdSplit,
    MemberAdded,
    MemberRemoved,
    Outcome,
)
from .household import (
    Headship,
    Household,
    JoinReason,
    LeaveReason,
    Member,
    Point,
    Relation,
    Residence,
)
from .ids import HouseholdId, PersonId
from .kinship import under_head
from .place import check_address, check_point
from .registration import check_residence
from .stays import live_member, taken_in, taken_out


@dataclass(frozen=True, slots=True)
class SplitHousehold:
    """Order that `people` form a household of their own under `head`.

    `head_of_rest` is named when the old head is among those who go. Group, address and point are
    those of the old household unless given.
    """

    new_household: HouseholdId
    number: str
    people: tuple[PersonId, ...]
    head: PersonId
    on: date
    head_of_rest: PersonId | None = None
    group: str | None = None
    address: str | None = field(default=None, repr=False)
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class MergeHouseholds:
    """Order that everybody joins another household, each with a relation to its head."""

    relations: Mapping[PersonId, Relation]
    on: date


@dataclass(frozen=True, slots=True)
class TransferMember:
    """Order that a person goes to another household; `new_head` when the head leaves others."""

    person: PersonId
    relation: Relation
    on: date
    reason: JoinReason = JoinReason.MOVE_IN
    new_head: PersonId | None = None


@dataclass(frozen=True, slots=True)
class MoveHousehold:
    """Order that the household is registered in another village or group, under a number there."""

    village: DivisionCode
    group: str
    number: str
    on: date


_LEAVING_FOR: dict[JoinReason, LeaveReason] = {
    JoinReason.MOVE_IN: LeaveReason.MOVE_OUT,
    JoinReason.MARRIAGE: LeaveReason.MARRIAGE,
}
"""A transfer's reason on the side that is left."""


def split(household: Household, order: SplitHousehold, today: date) -> tuple[Outcome, Outcome]:
    """Return the household that stays and the new one.

    The new household keeps the award history (plan gap row 5), but no income record: whose income
    it was is not known. Relations follow from those in the old household (see `kinship`).

    Raises:
        Refusal: dissolved, nobody or everybody goes, the head is not among them, a new head is
            needed for the rest, the day is out of order.
    """
    require_open(household, order.on, today)
    _check_split(household, order)
    people = frozenset(order.people)
    going = under_head((m for m in household.live_members if m.person.id in people), order.head)
    rest, facts = taken_out(household, people, LeaveReason.SPLIT, order.on, order.head_of_rest)
    stays: Outcome = (rest, (HouseholdSplit(order.on, order.new_household), *facts))
    new = _split_off(household, order, going)
    return stays, (new, (HouseholdRegistered(order.on, household.id),))


def merge(
    kept: Household, merged: Household, order: MergeHouseholds, today: date
) -> tuple[Outcome, Outcome]:
    """Return the household that stays and the one that is dissolved into it.

    Awards and incomes of the dissolved household stay with it.

    Raises:
        Refusal: dissolved, the same household, a relation is missing or names a head, a person is
            in both, the day is out of order.
    """
    _require_two(kept, merged, order.on, today)
    joined = _all_taken_in(kept, merged, order)
    people = [member.person.id for member in merged.live_members]
    left, _ = taken_out(merged, people, LeaveReason.MERGE, order.on)
    gone = replace(left, merged_into=kept.id)
    kept_outcome: Outcome = (joined, (HouseholdMerged(order.on, merged.id),))
    return kept_outcome, (gone, (HouseholdDissolved(order.on, kept.id),))


def transfer_member(
    source: Household, target: Household, order: TransferMember, today: date
) -> tuple[Outcome, Outcome]:
    """Return the household that is left and the one that is joined; the person keeps the id.

    Raises:
        Refusal: as for leaving the one and joining the other.
    """
    if order.reason not in _LEAVING_FOR:
        raise ReasonNotAllowed(reason_given=order.reason.value)
    _require_two(source, target, order.on, today)
    person = live_member(source, order.person).person
    leaving = _LEAVING_FOR[order.reason]
    left, facts = taken_out(source, (order.person,), leaving, order.on, order.new_head)
    joined = taken_in(target, person, order.relation, order.reason, order.on)
    removed = MemberRemoved(order.on, order.person, leaving)
    added = MemberAdded(order.on, order.person, order.reason)
    return (left, (removed, *facts)), (joined, (added,))


def move(household: Household, order: MoveHousehold, today: date) -> Outcome:
    """Return the household registered elsewhere; where it is already, nothing changes.

    Address and point are dropped when the village changes: they would be wrong there.

    Raises:
        Refusal: dissolved, not a village, the day is out of order.
    """
    require_open(household, order.on, today)
    check_residence(order.village, order.number, order.group)
    here = household.residence
    if (order.village, order.group, order.number) == (here.village, here.group, household.number):
        return household, ()
    require_order(household, here.since, order.on)
    moved = replace(
        household,
        number=order.number,
        residences=moved_residences(household, order.village, order.group, order.on),
    )
    if order.village != here.village:
        moved = replace(moved, address="", point=None)
    return moved, (HouseholdMoved(order.on, here.village, order.village),)


def moved_residences(
    household: Household, village: DivisionCode, group: str, on: date
) -> tuple[Residence, ...]:
    """Return the residences with the present one ended on a day and a new one begun."""
    past, here = household.residences[:-1], household.residence
    if (here.village, here.group) == (village, group):
        return household.residences
    return (*past, replace(here, until=on), Residence(village, group, on))


def _check_split(household: Household, order: SplitHousehold) -> None:
    check_residence(household.village, order.number, order.group or "")
    check_address(order.address or "")
    check_point(order.point)
    if order.new_household == household.id:
        raise SameHousehold(household=household.id)
    if not order.people:
        raise SplitTakesNobody(household=household.id)
    if order.head not in order.people:
        raise NotAMember(household=order.new_household, person=order.head)
    for person in order.people:
        if order.on < live_member(household, person).joined:
            raise DateBeforeJoining(person=person)
    if len(set(order.people)) == len(household.live_members):
        raise SplitTakesAll(household=household.id)


def _split_off(household: Household, order: SplitHousehold, going: tuple[Member, ...]) -> Household:
    here = household.residence
    group = here.group if order.group is None else order.group
    return Household(
        id=order.new_household,
        number=order.number,
        members=tuple(Member(m.person, m.relation, order.on, JoinReason.SPLIT) for m in going),
        headships=(Headship(order.head, order.on),),
        residences=(Residence(here.village, group, order.on),),
        registered=order.on,
        address=household.address if order.address is None else order.address,
        point=household.point if order.point is None else order.point,
        awards=household.awards,
        split_from=household.id,
    )


def _require_two(one: Household, other: Household, on: date, today: date) -> None:
    if one.id == other.id:
        raise SameHousehold(household=one.id)
    require_open(one, on, today)
    require_open(other, on, today)


def _all_taken_in(kept: Household, merged: Household, order: MergeHouseholds) -> Household:
    joined = kept
    for member in merged.live_members:
        relation = order.relations.get(member.person.id)
        if relation is None:
            raise RelationMissing(person=member.person.id)
        joined = taken_in(joined, member.person, relation, JoinReason.MERGE, order.on)
    return joined
