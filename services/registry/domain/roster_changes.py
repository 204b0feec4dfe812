"""What differs between a household and its roster entry, part by part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .award import Award
from .awards import in_order
from .events import Outcome, RosterApplied, RosterPart
from .household import Headship, Household, Member
from .ids import PersonId
from .incomes import with_income
from .person_rules import check_distinct_numbers
from .registration import the_head
from .restructuring import moved_residences
from .roster_entry import RosterHousehold
from .roster_members import members_stated, require_people_once


def changed(household: Household, entry: RosterHousehold, day: date) -> Outcome:
    """Return the live household as the entry states it, and what changed."""
    members = members_stated(household, entry.people, day)
    after = replace(
        household,
        members=members,
        headships=_headships(household, members, day),
        residences=moved_residences(household, household.village, entry.group, day),
        address=entry.address or household.address,
        point=entry.point or household.point,
        incomes=with_income(household.incomes, entry.income) if entry.income else household.incomes,
        awards=_awards(household, entry.award_years, day),
        content_hash=entry.content_hash,
    )
    _check(after)
    parts = changed_parts(household, after)
    return (after, (RosterApplied(day, parts),)) if parts else (household, ())


def changed_parts(before: Household, after: Household) -> tuple[RosterPart, ...]:
    """Return which parts differ."""
    differs = {
        RosterPart.MEMBERS: _stays(before) != _stays(after),
        RosterPart.PERSONS: _people_before(before, after) != _people_before(after, before),
        RosterPart.HEAD: before.headships != after.headships,
        RosterPart.GROUP: before.residences != after.residences,
        RosterPart.ADDRESS: before.address != after.address,
        RosterPart.POINT: before.point != after.point,
        RosterPart.INCOMES: before.incomes != after.incomes,
        RosterPart.AWARDS: before.awards != after.awards,
    }
    return tuple(part for part, yes in differs.items() if yes)


def _check(household: Household) -> None:
    require_people_once(household.id, household.members)
    check_distinct_numbers((m.person for m in household.live_members), household.id)


def _headships(
    household: Household, members: tuple[Member, ...], day: date
) -> tuple[Headship, ...]:
    live = [(m.person.id, m.relation) for m in members if m.left is None]
    head = the_head(household.id, live)
    past, present = household.headships[:-1], household.headships[-1]
    if present.person == head:
        return household.headships
    return (*past, replace(present, until=day), Headship(head, day))


def _awards(household: Household, years: tuple[int, ...], day: date) -> tuple[Award, ...]:
    known = {award.year for award in household.awards}
    new = [Award(year, day) for year in years if year not in known]
    return in_order((*household.awards, *new)) if new else household.awards


def _stays(household: Household) -> list[tuple[PersonId, date, date | None]]:
    return [(m.person.id, m.joined, m.left) for m in household.members]


def _people_before(household: Household, other: Household) -> list[Member]:
    """Members of `household` whose stay goes on in both."""
    both = {m.person.id for m in other.live_members}
    return [m for m in household.live_members if m.person.id in both]
