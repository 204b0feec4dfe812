"""Ten thousand stories of a household: whatever happens, it is answered for (I10)."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.grid.domain import events
from services.grid.domain.care_invariants import check
from services.grid.wire.care_record import from_care, to_care
from tests.support.grid_care_walk import STEP_BYTES, CareWalk
from tests.support.profiles import many
from tests.support.registry_fakes import a_vault

SEQUENCES, SHARES = 10_000, 5
"""How many stories are tried, and among how many cases they are divided."""

STORIES = st.binary(min_size=8 * STEP_BYTES, max_size=18 * STEP_BYTES)
"""Eight to eighteen steps; about half of them are refused or change nothing."""

MANY = many(SEQUENCES, SHARES)


@pytest.mark.timeout(120)  # its share on a busy machine
@pytest.mark.parametrize("share", range(SHARES))
@MANY
@given(story=STORIES)
def test_a_red_household_has_one_named_contact_or_one_open_vacancy_after_every_step(
    share: int,
    story: bytes,
) -> None:
    for before, after, happened in CareWalk().live_through(story):
        assert check(after) == ()
        assert happened or after == before


@many(500)
@given(story=STORIES)
def test_the_record_of_any_care_is_read_back_whole(story: bytes) -> None:
    walk, vault = CareWalk(), a_vault()
    for _ in walk.live_through(story):
        continue
    assert to_care(from_care(walk.care, 7, vault), vault) == walk.care


@many(500)
@given(story=STORIES)
def test_a_replay_ends_in_the_same_care_with_the_same_vacancy_ids(story: bytes) -> None:
    first, again = (list(CareWalk().live_through(story)) for _ in range(2))
    assert first == again


def test_stories_reach_every_fact() -> None:
    dice = Random(321)
    told: set[type] = set()
    refused = 0
    for _ in range(300):
        walk = CareWalk()
        for _, _, happened in walk.live_through(dice.randbytes(24 * STEP_BYTES)):
            told |= {type(fact) for fact in happened}
        refused += walk.refused
    assert told == set(events.CareEvent.__args__)
    assert 0 < refused < 300 * 24
