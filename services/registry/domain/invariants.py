"""What is always true of a household, and of the households of a county together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .household import Headship, Household, HouseholdStatus, Member, Relation
from .ids import HouseholdId, PersonId
from .need import Need


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must never be: English, ids only."""

    household: HouseholdId
    what: str
    person: PersonId | None = None


def check(household: Household) -> tuple[Violation, ...]:
    """Return what is wrong with a household; nothing, if every operation keeps its promise."""
    return tuple(
        Violation(household.id, what, person) for rule in _RULES for what, person in rule(household)
    )


def check_county(households: Iterable[Household]) -> tuple[Violation, ...]:
    """Return what is wrong with any household, and who lives in two of them or has died."""
    county = tuple(households)
    found = [violation for household in county for violation in check(household)]
    return (*found, *_live_once(county))


def _live_once(county: tuple[Household, ...]) -> Iterator[Violation]:
    dead = {m.person.id for h in county for m in h.members if m.person.death_date is not None}
    home: dict[PersonId, HouseholdId] = {}
    for household in county:
        for person in (member.person.id for member in household.live_members):
            if home.setdefault(person, household.id) != household.id:
                yield Violation(household.id, "lives in two households", person)
            if person in dead:
                yield Violation(household.id, "dead and a member somewhere", person)


_Found = Iterator[tuple[str, PersonId | None]]


def _one_head(household: Household) -> _Found:
    if household.status is HouseholdStatus.DISSOLVED:
        return
    heads = [m.person.id for m in household.live_members if m.relation is Relation.HEAD]
    if heads != [household.head]:
        yield f"{len(heads)} live heads, or another than the headship says", household.head


def _dissolved_is_empty(household: Household) -> _Found:
    if (household.status is HouseholdStatus.DISSOLVED) != (household.dissolved is not None):
        yield "status and day of dissolution disagree", None
    if household.dissolved is None:
        return
    if household.live_members or household.head:
        yield "dissolved with members or a head", None
    if any(m.left is not None and m.left > household.dissolved for m in household.members):
        yield "a member stayed longer than the household", None


def _stays_well_formed(household: Household) -> _Found:
    for member in household.members:
        if member.joined < household.registered:
            yield "joined before registration", member.person.id
        if member.left is not None and member.left < member.joined:
            yield "left before joining", member.person.id
        if (member.left is None) != (member.leave_reason is None):
            yield "left without a reason, or a reason without leaving", member.person.id


def _nobody_twice(household: Household) -> _Found:
    free_from: dict[PersonId, date | None] = {}
    for member in household.members:
        person = member.person.id
        earlier = free_from.get(person, date.min)
        if earlier is None or member.joined < earlier:
            yield "two stays at a time", person
        free_from[person] = member.left
    numbers = [m.person.id_number for m in household.live_members if m.person.id_number]
    if len(numbers) != len(set(numbers)):
        yield "two live members with one citizen number", None


def _dead_have_left(household: Household) -> _Found:
    dead = {m.person.id for m in household.members if m.person.death_date is not None}
    for member in household.live_members:
        if member.person.id in dead:
            yield "dead and a member", member.person.id


def _headships_follow(household: Household) -> _Found:
    spells = [(spell.since, spell.until) for spell in household.headships]
    if not _contiguous(spells, household.registered, household.dissolved):
        yield "headships leave a gap, overlap or turn around", None
    for headship in household.headships:
        if not any(_covers(member, headship) for member in household.members):
            yield "head without being a member", headship.person


def _residences_follow(household: Household) -> _Found:
    spells = [(spell.since, spell.until) for spell in household.residences]
    if not _contiguous(spells, household.registered, None):
        yield "residences leave a gap, overlap or turn around", None


def _needs_apart(household: Household) -> _Found:
    for member in household.members:
        needs = member.person.needs
        if any(_clash(a, b) for n, a in enumerate(needs) for b in needs[n + 1 :]):
            yield "two needs of one kind at a time", member.person.id


def _awards_once(household: Household) -> _Found:
    years = [award.year for award in household.awards if award.revoked is None]
    if len(years) != len(set(years)):
        yield "two valid awards of one year", None


_RULES: tuple[Callable[[Household], _Found], ...] = (
    _one_head,
    _dissolved_is_empty,
    _stays_well_formed,
    _nobody_twice,
    _dead_have_left,
    _headships_follow,
    _residences_follow,
    _needs_apart,
    _awards_once,
)


def _contiguous(spells: list[tuple[date, date | None]], begin: date, end: date | None) -> bool:
    for since, until in spells[:-1]:
        if since != begin or until is None or until < since:
            return False
        begin = until
    since, until = spells[-1]
    return since == begin and until == end and (end is None or since <= end)


def _covers(member: Member, headship: Headship) -> bool:
    if member.person.id != headship.person or headship.since < member.joined:
        return False
    return member.left is None or (headship.until is not None and headship.until <= member.left)


def _clash(one: Need, other: Need) -> bool:
    if one.kind is not other.kind:
        return False
    first_ends, other_ends = one.valid_to or date.max, other.valid_to or date.max
    return one.valid_from < other_ends and other.valid_from < first_ends
