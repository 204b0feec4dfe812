"""I1: whatever is done to an appeal, in any order, it is in exactly one state with its clocks."""

from __future__ import annotations

from collections import Counter

import pytest

from services.petition.domain.invariants import check_petition
from services.petition.domain.petition import Petition
from services.petition.domain.states import State
from tests.support.petition_walk import PetitionWalk
from tests.support.profiles import histories

SEQUENCES = histories(10_000)
STEPS = 25
SHARES = max(1, SEQUENCES // 1_000)
"""A thousand walks come everywhere."""


def walked(seed: int) -> Petition:
    """Return an appeal after a random life; every moment of it is looked at."""
    walk = PetitionWalk(seed)
    check_petition(walk.petition)
    for _ in range(STEPS):
        before = walk.petition
        walk.step()
        if walk.petition is not before:
            check_petition(walk.petition)
    return walk.petition


@pytest.mark.parametrize("share", range(SHARES))
def test_no_order_of_steps_breaks_an_appeal(share: int) -> None:
    ends = Counter(walked(seed).state for seed in range(share, SEQUENCES, SHARES))
    assert set(ends) == set(State), "the walks do not come everywhere"
