"""Whatever happens on the way: one custodian at most, no history and no clock lost."""

from __future__ import annotations

from collections import Counter

import pytest

from kit.model.division import Tier
from services.petition.domain.clocking import latest_clock
from services.petition.domain.clocks import ClockKind
from services.petition.domain.petition import Petition
from services.petition.domain.step import Step
from services.petition.domain.steps import open_clocks
from tests.support.petition_handoffs import CENTERS, World, a_matter
from tests.support.profiles import histories

HISTORIES = histories(5_000)
_BATCH = min(HISTORIES, 500)
_DEEDS = 60


def run(seed: int) -> World:
    """Play one history, looking after every deed, and let it come to rest."""
    world = World(seed)
    for _ in range(_DEEDS):
        world.step()
        look(world)
    world.settle()
    return world


def look(world: World) -> None:
    """Never two that may write; where nobody may, the matter is on its way."""
    writers = [site for site in world.sites if site.writes]
    assert len(writers) <= 1
    if not writers:
        newest = max((s.own[1].custody for s in world.sites if s.own), key=lambda c: c.epoch)
        assert newest.in_flight
        assert world.in_transit(newest.epoch)


def clocks_kept(settled: Petition) -> bool:
    """Whether the answer is due as ever, and the center that has it has one clock to take it on."""
    open_now = Counter(clock.kind for clock in open_clocks(settled))
    once = Counter((ClockKind.FIRST_CONTACT, ClockKind.FINISH))
    at_village = settled.custody.epoch > 0 and settled.custody.center.tier is Tier.VILLAGE
    finish = latest_clock(a_matter(), ClockKind.FINISH)
    return (
        open_now == once + Counter([ClockKind.CLIMB] if at_village else [])
        and latest_clock(settled, ClockKind.FINISH) == finish
    )


@pytest.mark.parametrize("first", range(0, HISTORIES, _BATCH))
def test_a_matter_has_one_custodian_and_every_site_ends_with_the_same_history(first: int) -> None:
    handed = 0
    for seed in range(first, first + _BATCH):
        world = run(seed)
        [writer] = [site for site in world.sites if site.writes]
        assert writer.own is not None
        revision, settled = writer.own
        assert revision == world.written, f"seed {seed}: a write was lost or made twice"
        assert len(settled.history) == world.written, f"seed {seed}"
        assert clocks_kept(settled), f"seed {seed}: a clock was lost"
        assert {site.known for site in world.sites} == {writer.own}, f"seed {seed}"
        handed += settled.custody.epoch
    assert handed > _BATCH


def test_handoffs_and_take_overs_alternate_in_every_history() -> None:
    passing = (Step.HAND_OFF.value, Step.TAKE_OVER.value)
    for seed in range(200):
        settled = next(site.own for site in run(seed).sites if site.writes)
        assert settled is not None
        lines = [line.step for line in settled[1].history if line.step in passing]
        assert lines == list(passing) * settled[1].custody.epoch


def test_the_search_for_two_custodians_finds_them() -> None:
    world = World(7)
    [writer] = [site for site in world.sites if site.writes]
    other = next(site for site in world.sites if site is not writer)
    center = next(one for one in CENTERS if world.site_of(one) is other)
    other.own = (1, a_matter(center))
    with pytest.raises(AssertionError):
        look(world)
