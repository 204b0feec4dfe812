"""Ten thousand stories of a small county: whatever is ordered, the invariants hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.model.division import DivisionCode
from services.registry.domain.as_of import HouseholdView, as_of
from services.registry.domain.household import Household, HouseholdStatus
from services.registry.domain.ids import HouseholdId, PersonId
from services.registry.domain.invariants import check, check_county
from services.registry.domain.need import NeedKind
from services.registry.domain.needs import needs_on
from tests.support.county_walk import START, STEP_BYTES, CountyWalk
from tests.support.profiles import many

SEQUENCES, SHARES = 10_000, 5
"""How many stories are tried, and among how many cases they are divided."""

STORIES = st.binary(min_size=10 * STEP_BYTES, max_size=20 * STEP_BYTES)
"""Ten to twenty orders; about half of them are refused."""

MANY = many(SEQUENCES, SHARES)


@pytest.mark.timeout(120)  # its share on a busy machine
@pytest.mark.parametrize("share", range(SHARES))
@MANY
@given(story=STORIES)
def test_any_sequence_of_operations_keeps_the_invariants(share: int, story: bytes) -> None:
    walk = CountyWalk(late=True)
    for household, facts in walk.live_through(story):
        assert check(household) == ()
        assert all(fact.effective <= walk.today for fact in facts)
    assert check_county(walk.households.values()) == ()


@dataclass(frozen=True)
class Stood:
    """What a person could read off a household on a day."""

    status: HouseholdStatus
    village: DivisionCode
    group: str
    head: PersonId | None
    members: tuple[PersonId, ...]
    needs: tuple[tuple[PersonId, NeedKind, date], ...]
    award_years: tuple[int, ...]
    deaths: tuple[PersonId, ...]


def read_now(household: Household, day: date) -> Stood:
    """Read the state after the last operation up to a day."""
    live = household.live_members
    return Stood(
        household.status,
        household.village,
        household.residence.group,
        household.head,
        tuple(m.person.id for m in live),
        tuple((m.person.id, n.kind, n.valid_from) for m in live for n in needs_on(m.person, day)),
        tuple(a.year for a in household.awards if a.revoked is None),
        tuple(m.person.id for m in live if m.person.death_date),
    )


def read_view(view: HouseholdView) -> Stood:
    """Read the same off what `as_of` says."""
    return Stood(
        view.status,
        view.village,
        view.group,
        view.head,
        tuple(m.person.id for m in view.members),
        tuple((m.person.id, n.kind, n.valid_from) for m in view.members for n in m.person.needs),
        tuple(award.year for award in view.awards),
        tuple(m.person.id for m in view.members if m.person.death_date),
    )


@many(500)
@given(story=STORIES)
def test_as_of_a_day_is_what_a_replay_up_to_that_day_gives(story: bytes) -> None:
    walk = CountyWalk(late=False)
    replay: dict[HouseholdId, dict[date, Household]] = {
        household.id: {START: household} for household in walk.households.values()
    }
    for household, _ in walk.live_through(story):
        replay.setdefault(household.id, {})[walk.today] = household
    for household in walk.households.values():
        for day, then in _each_state(replay[household.id], walk.today):
            view = as_of(household, day)
            assert view is not None
            assert read_view(view) == read_now(then, day)


def _each_state(states: dict[date, Household], end: date) -> list[tuple[date, Household]]:
    """Every state with its first day and the last day before the next."""
    days = sorted(states)
    last_days = [day - timedelta(days=1) for day in days[1:]] + [end]
    firsts = [(day, states[day]) for day in days]
    return firsts + [(last, states[day]) for day, last in zip(days, last_days, strict=True)]


def test_stories_reach_every_operation() -> None:
    told: set[str] = set()
    dice = Random(321)
    for _ in range(200):
        story = CountyWalk(late=True).live_through(dice.randbytes(20 * STEP_BYTES))
        told |= {type(fact).__name__ for _, facts in story for fact in facts}
    assert told >= {
        "AwardGranted",
        "HeadChanged",
        "HouseholdCorrected",
        "HouseholdDissolved",
        "HouseholdMerged",
        "HouseholdMoved",
        "HouseholdPlaced",
        "HouseholdSplit",
        "MemberAdded",
        "MemberRemoved",
        "NeedEnded",
        "NeedTagged",
        "IncomeRecorded",
        "RosterApplied",
    }
