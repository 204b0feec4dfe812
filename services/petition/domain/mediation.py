"""The people's mediation committee of a center: who may mediate, and for how long (TJ 8, 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kit.model.division import DivisionCode, Tier

from .dispute_errors import (
    CommitteeMemberTwice,
    CommitteeNeedsOneChair,
    CommitteeNeedsWoman,
    CommitteeNotInOffice,
    CommitteeSizeWrong,
    CommitteeTermWrong,
    DisputeAtCounty,
    MediatorNotOfCommittee,
    TooManyMediators,
)

LEAST_MEMBERS, MOST_MEMBERS = 3, 9
"""People's Mediation Law 8."""

TERM_YEARS = 3
"""People's Mediation Law 9."""

MOST_MEDIATORS = 3
"""One or several mediate (law 19); more than three is not a talk any more [prop]."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a committee, who may mediate."""

    person: str
    woman: bool
    chair: bool = False
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Committee:
    """The committee of a center in one term. Build it with `form`."""

    center: DivisionCode
    since: date
    members: tuple[Member, ...]

    @property
    def until(self) -> date:
        """The last day of its term."""
        return _years_later(self.since, TERM_YEARS) - timedelta(days=1)

    def in_office(self, day: date) -> bool:
        """Whether its term runs on a day."""
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class Formed:
    """A committee began its term."""


def form(
    center: DivisionCode,
    since: date,
    members: Sequence[Member],
    before: Committee | None,
    today: date,
) -> Committee:
    """Return the committee of a new term; it takes the place of the one before.

    Raises:
        Refusal: a county's, too small or large, without a woman, or a term that cannot be.
    """
    if center.tier is Tier.COUNTY:
        raise DisputeAtCounty(center=center)
    if since > today or (before is not None and since <= before.since):
        raise CommitteeTermWrong(center=center, day=since)
    _require_members(center, members)
    return Committee(center, since, tuple(members))


def require_mediators(
    committee: Committee | None, center: DivisionCode, mediators: Sequence[str], today: date
) -> None:
    """Pass when these people may mediate at a center today.

    Raises:
        Refusal: nobody or too many, no committee in office, or somebody is not a member.
    """
    if not 1 <= len(set(mediators)) <= MOST_MEDIATORS:
        raise TooManyMediators(count=len(set(mediators)), most=MOST_MEDIATORS)
    if committee is None or not committee.in_office(today):
        raise CommitteeNotInOffice(center=center, day=today)
    known = {member.person for member in committee.members}
    for mediator in mediators:
        if mediator not in known:
            raise MediatorNotOfCommittee(center=center, mediator=mediator)


def _require_members(center: DivisionCode, members: Sequence[Member]) -> None:
    seen: set[str] = set()
    for member in members:
        if member.person in seen:
            raise CommitteeMemberTwice(person=member.person)
        seen.add(member.person)
    if not LEAST_MEMBERS <= len(members) <= MOST_MEMBERS:
        raise CommitteeSizeWrong(count=len(members), least=LEAST_MEMBERS, most=MOST_MEMBERS)
    if not any(member.woman for member in members):
        raise CommitteeNeedsWoman(center=center)
    chairs = sum(member.chair for member in members)
    if chairs != 1:
        raise CommitteeNeedsOneChair(center=center, count=chairs)


def _years_later(day: date, years: int) -> date:
    """The same day years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
