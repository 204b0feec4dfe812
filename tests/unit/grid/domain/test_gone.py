"""Who leaves a post because they died or left the village, and who does not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from services.grid.domain.gone import concerned, gone_from, missing_from, people_of
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.known import KnownHousehold, Stay
from services.grid.domain.lines import EndReason, Post, Posting
from services.grid.domain.village import Village
from tests.support.grid_builders import REGISTERED, TODAY, YUHE, a_known, a_village

DAY = timedelta(days=1)
HOLDER = PersonId("holder")
TAKEN = date(2025, 1, 1)


def a_holder(household: str | None = None, since: date = TAKEN) -> Village:
    """Return a village in which somebody holds a post."""
    at = HouseholdId(household) if household else None
    posting = Posting(HOLDER, "甲", Post.DEPUTY, since, at)
    return replace(a_village().build(), postings=(posting,))


def living_with(stay: Stay, **changes: object) -> KnownHousehold:
    """Return a household of somebody who is always there, and of a stay."""
    known = replace(a_known("a", persons=1), stays=(Stay(PersonId("x"), REGISTERED), stay))
    return replace(known, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Case:
    id: str
    household: KnownHousehold
    reason: EndReason | None
    lives_elsewhere: bool = False


def stay(**changes: object) -> Stay:
    return replace(Stay(HOLDER, REGISTERED), **changes)  # type: ignore[arg-type]


CASES = [
    Case("lives here", living_with(stay()), None),
    Case("died", living_with(stay(left=TODAY, died=TODAY)), EndReason.DIED),
    Case("is to die tomorrow", living_with(stay(died=TODAY + DAY)), None),
    Case("left", living_with(stay(left=TODAY)), EndReason.LEFT),
    Case("leaves tomorrow", living_with(stay(left=TODAY + DAY)), None),
    Case("had left before the post", living_with(stay(left=TAKEN - DAY)), None),
    Case("left for a household that will tell", living_with(stay(left=TODAY, follows=True)), None),
    Case("left and is here again", living_with(stay(left=TODAY)), None, lives_elsewhere=True),
    Case("died, known twice", living_with(stay(died=TODAY)), EndReason.DIED, lives_elsewhere=True),
    Case("moved away with all", living_with(stay(), village=YUHE), EndReason.LEFT),
    Case("household ended", living_with(stay(left=TODAY), live=False), EndReason.LEFT),
    Case("merged", living_with(stay(left=TODAY, follows=True), live=False), None),
    Case("comes tomorrow", living_with(stay(joined=TODAY + DAY)), None),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_who_is_gone(case: Case) -> None:
    lived_in = frozenset({HOLDER}) if case.lives_elsewhere else frozenset[PersonId]()
    found = gone_from(a_holder(), [case.household], lived_in, TODAY)
    assert found == ({HOLDER: case.reason} if case.reason else {})


def test_who_holds_no_post_is_nobodys_concern() -> None:
    village = a_village().build()
    household = living_with(stay(died=TODAY))
    assert gone_from(village, [household], frozenset(), TODAY) == {}
    assert concerned(village, [household]) == []
    assert concerned(a_holder(), [household, a_known("b")]) == [household]


def test_death_counts_whatever_else_is_told() -> None:
    left, died = living_with(stay(left=TODAY)), living_with(stay(left=TODAY, died=TODAY))
    for told in ([left, died], [died, left]):
        assert gone_from(a_holder(), told, frozenset(), TODAY) == {HOLDER: EndReason.DIED}


def test_a_holder_the_registry_lost_track_of_is_missing() -> None:
    assert missing_from(a_holder("a"), frozenset()) == {HOLDER: EndReason.LEFT}
    assert missing_from(a_holder("a"), frozenset({HOLDER})) == {}
    assert missing_from(a_holder(None), frozenset()) == {}


def test_people_of_a_village_are_those_of_the_day() -> None:
    known = living_with(stay(left=TODAY))
    assert people_of({known.id: known}, TODAY) == {"x"}
    assert people_of({known.id: known}, TODAY - DAY) == {"x", HOLDER}
