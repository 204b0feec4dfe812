"""Whatever the registry tells, in whatever batches and how often: the grid comes to the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from kit.envelope import Received
from kit.model.clock import COUNTY_ZONE
from services.grid.domain import care_invariants, leading, structure
from services.grid.domain.coverage import check
from services.grid.domain.ids import HouseholdId
from tests.support.builders import JIANGHE, YUHE
from tests.support.county_walk import CountyWalk
from tests.support.grid_app import GridWorld
from tests.support.grid_intake import a_fact

EARLIEST = date(2022, 6, 1)
"""Before, no income policy covers the year the income is of."""

STORIES = st.binary(min_size=8, max_size=120)
CUTS = st.lists(st.integers(1, 4), max_size=6)

Sits = dict[HouseholdId, tuple[str, str, int, int]]
Said = dict[HouseholdId, tuple[str, str]]


def facts_of(story: bytes) -> tuple[list[Received], datetime]:
    """Return the facts of a story in the registry's order, and a moment after all of them."""
    walk, revisions = CountyWalk(late=False), Counter[str]()
    told: list[Received] = []

    def tell(household: object, fact: object = None) -> None:
        revisions[household.id] += 1  # type: ignore[attr-defined]
        told.append(a_fact(household, revisions[household.id], fact))  # type: ignore[attr-defined, arg-type]

    for household in walk.households.values():
        tell(household)
    for household, happened in walk.live_through(story):
        if happened:
            tell(household, happened[0])
    day = max(walk.today, EARLIEST)
    return told, datetime(day.year, day.month, day.day, 10, tzinfo=COUNTY_ZONE)


def batches(facts: Sequence[Received], cuts: Sequence[int]) -> list[list[Received]]:
    """Return the facts in batches of these sizes, and the rest in one."""
    cut: list[list[Received]] = []
    left = list(facts)
    for size in cuts:
        cut.append(left[:size])
        left = left[size:]
    return [batch for batch in (*cut, left) if batch]


async def comes_to(world: GridWorld) -> tuple[Sits, Said]:
    """Return who sits where and what the rules say, after checking every promise."""
    await world.settle()
    stores, sits, said = world.site().stores, Sits(), Said()
    for code in (JIANGHE, YUHE):
        found = await stores.villages.get(code)
        live = {one.id: one for one in await stores.households.of_village(code)}
        assert found is not None or not live
        if found is None:
            continue
        village = found.state
        assert check(village, live).holds
        assert structure.check(village) == ()
        assert leading.check(village) == ()
        for id, one in village.members.items():
            sits[id] = (code.digits, live[id].group, one.registered, one.present)
        for item in await stores.cares.of_village(code):
            care = item.state
            assert care_invariants.check(care) == ()
            assert care.assessment is not None
            assert care.leaf == village.members[care.household].leaf
            verdict = care.assessment.verdict
            said[care.household] = (verdict.colour.value, care.assessment.inputs_hash)
    assert sits.keys() == said.keys()
    return sits, said


@settings(max_examples=40, deadline=None)
@given(STORIES, CUTS)
async def test_batches_repeats_and_restarts_change_nothing(story: bytes, cuts: list[int]) -> None:
    facts, at = facts_of(story)
    at_once = GridWorld(at)
    await at_once.hear(facts)
    wanted = await comes_to(at_once)

    one_by_one = GridWorld(at)
    for fact in facts:
        await one_by_one.hear([fact])
    assert await comes_to(one_by_one) == wanted

    again = GridWorld(at)
    for batch in batches(facts, cuts):
        await again.hear(batch)
        await again.settle()
        again.restart()
        await again.hear(batch[:1])
    await again.hear(facts)
    assert await comes_to(again) == wanted
