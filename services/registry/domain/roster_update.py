"""Applying one roster entry to a household: only what differs changes, and one fact tells of it.

Hot path: a county's first roster creates 90,000 households here, so a new one is built directly,
and the checks that ran column by column before are not run again.
"""

from __future__ import annotations

from datetime import date

from .award import Award
from .effective import latest_change, require_order
from .errors import HouseholdElsewhere, HouseholdIsDissolved
from .events import Outcome, RosterApplied, RosterPart
from .household import Headship, Household, HouseholdStatus, JoinReason, Member, Residence
from .ids import PersonId
from .registration import the_head
from .roster_changes import changed
from .roster_entry import RosterHousehold, RosterPerson, roster_person_id
from .roster_members import new_person, require_people_once

_CREATED = (RosterPart.HOUSEHOLD,)


def apply_roster(household: Household | None, entry: RosterHousehold, day: date) -> Outcome:
    """Return the household as the roster of a day lists it.

    The same rows as last time (`content_hash`) change nothing, so what was corrected since stays.
    A member who is not listed leaves with reason ROSTER. Address, point, income, and a person's
    citizen number, phone and ethnicity stay when the roster leaves them empty; awards are only
    added, for revoking needs a reason.

    Raises:
        Refusal: not exactly one head, a person twice, dead or gone by another operation, the
            household is dissolved or lives in another village, a later change is recorded.
    """
    if household is None:
        return _created(entry, day)
    if entry.content_hash and entry.content_hash == household.content_hash:
        return household, ()
    if household.status is HouseholdStatus.DISSOLVED:
        raise HouseholdIsDissolved(household=household.id)
    if household.village != entry.village:
        raise HouseholdElsewhere(household=household.id, village=household.village)
    require_order(household, latest_change(household), day)
    return changed(household, entry, day)


def _created(entry: RosterHousehold, day: date) -> Outcome:
    household = entry.id
    members = tuple(
        [
            _new_member(row, roster_person_id(household, place), day)
            for place, row in enumerate(entry.people)
        ]
    )
    require_people_once(household, members)
    head = the_head(household, [(m.person.id, m.relation) for m in members])
    created = Household(
        id=household,
        number=entry.number,
        members=members,
        headships=(Headship(head, day),),
        residences=(Residence(entry.village, entry.group, day),),
        registered=day,
        address=entry.address,
        point=entry.point,
        incomes=(entry.income,) if entry.income is not None else (),
        awards=tuple([Award(year, day) for year in sorted(entry.award_years)]),
        content_hash=entry.content_hash,
    )
    return created, (RosterApplied(day, _CREATED),)


def _new_member(row: RosterPerson, person: PersonId, day: date) -> Member:
    return Member(new_person(row, person, day), row.relation, day, JoinReason.ROSTER)
