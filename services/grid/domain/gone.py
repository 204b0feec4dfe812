"""Who is no longer in a village: posts end with them, and what rests on posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from .ids import HouseholdId, PersonId
from .known import KnownHousehold, Stay
from .lines import EndReason
from .postings import live_postings
from .village import Village


def concerned(village: Village, told: Iterable[KnownHousehold]) -> list[KnownHousehold]:
    """Return those of these households in which somebody lives or lived who holds a post."""
    holders = {posting.person for posting in live_postings(village)}
    return [one for one in told if any(stay.person in holders for stay in one.stays)]


def gone_from(
    village: Village, told: Iterable[KnownHousehold], lived_in: frozenset[PersonId], today: date
) -> dict[PersonId, EndReason]:
    """Return the holders of posts who died or left, by what these households tell, with why.

    `lived_in` are all who live in the village. Somebody who left for a household that has not told
    of them yet is not gone: the daily upkeep looks again. Somebody who had left before they took
    the post is not gone either: they hold it from elsewhere.
    """
    since = {posting.person: posting.since for posting in live_postings(village)}
    gone: dict[PersonId, EndReason] = {}
    for stay, here in _stays(village, told):
        if stay.person not in since:
            continue
        if stay.died is not None and stay.died <= today:
            gone[stay.person] = EndReason.DIED
        elif stay.person not in lived_in and _left(stay, here, since[stay.person], today):
            gone.setdefault(stay.person, EndReason.LEFT)
    return gone


def missing_from(village: Village, lived_in: frozenset[PersonId]) -> dict[PersonId, EndReason]:
    """Return holders of posts whom the registry knew in the village and knows there no more."""
    return {
        posting.person: EndReason.LEFT
        for posting in live_postings(village)
        if posting.household and posting.person not in lived_in
    }


def retired(village: Village, today: date) -> dict[PersonId, EndReason]:
    """Return who held posts of the village and holds none today, with why the last one ended.

    What the fact of an ended post told of is told again like this, for a contact that was assigned
    while the post ended.
    """
    held = {posting.person for posting in village.postings if posting.holds_on(today)}
    return {
        posting.person: posting.end_reason or EndReason.TERM_OVER
        for posting in village.postings
        if posting.person not in held
    }


def people_of(households: Mapping[HouseholdId, KnownHousehold], day: date) -> frozenset[PersonId]:
    """Return everybody who lives in one of the households on a day."""
    return frozenset(
        stay.person
        for known in households.values()
        for stay in known.stays
        if stay.lives_here_on(day)
    )


def _stays(village: Village, told: Iterable[KnownHousehold]) -> Iterator[tuple[Stay, bool]]:
    """Every stay, and whether the household is still one of the village."""
    for known in told:
        here = known.live and known.village == village.code
        for stay in known.stays:
            yield stay, here


def _left(stay: Stay, here: bool, since: date, today: date) -> bool:
    """Whether somebody went away with or from their household while they held the post."""
    if stay.follows or stay.joined > today:
        return False
    if stay.lives_here_on(today):
        return not here
    return stay.left is not None and stay.left >= since
