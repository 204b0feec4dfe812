"""Whatever is interleaved and killed, every record's events come out in order, and none is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.behaviour.relay_world import Running, World, finish, go_on

OLD = ("a", "b")
BATCHES = st.lists(st.sampled_from((*OLD, "c")), min_size=1, unique=True)
RELAYS_AT_ONCE = 2
LONGEST_RUN = 24

Act = Callable[[World], Running]


def command(world: World) -> Running:
    return world.command("a")


def chunk(world: World) -> Running:
    return world.chunk(["a", "c"])


def relay_round(world: World) -> Running:
    return world.round()


@dataclass(frozen=True, slots=True)
class Case:
    """What was done before, who is interrupted, by what, and whether it is killed after that."""

    before: tuple[Act, ...]
    interrupted: Act
    by: Sequence[Act]
    killed: bool

    @property
    def id(self) -> str:
        names = [
            "+".join(act.__name__ for act in self.before) or "nothing",
            self.interrupted.__name__,
            "+".join(act.__name__ for act in self.by),
            "killed" if self.killed else "goes-on",
        ]
        return "-".join(names)


CASES = [
    Case(before, interrupted, by, killed)
    for before, interrupted, by, killed in product(
        [(), (relay_round,), (chunk,), (relay_round, chunk, command)],
        [relay_round, command, chunk],
        list(product([command, chunk, relay_round], repeat=2)),
        [True, False],
    )
]


def steps_of(case: Case) -> int:
    world = prepared(case)
    running = case.interrupted(world)
    steps = 0
    while go_on(running):
        steps += 1
    return steps


def prepared(case: Case) -> World:
    world = World()
    for act in case.before:
        finish(act(world))
    return world


def interrupt(case: Case, places: Sequence[int]) -> None:
    """Run the interrupted one; at each of the places another runs from beginning to end."""
    world = prepared(case)
    running = case.interrupted(world)
    done = 0
    for place, act in zip(places, case.by, strict=True):
        while done < place and go_on(running):
            done += 1
        finish(act(world))
    if not case.killed:
        finish(running)
    world.require_order()
    world.require_that_a_new_relay_sends_everything()
    running.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_interrupted_anywhere_nothing_is_lost_or_out_of_order(case: Case) -> None:
    places = range(steps_of(case) + 1)
    assert len(places) <= LONGEST_RUN
    for two in combinations_with_replacement(places, 2):
        interrupt(case, two)


class CommitsAndCrashes(RuleBasedStateMachine):
    """The same with any number of writers and two relays that both believe to hold the lease."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.alive: list[Running] = []
        self.dead: list[Running] = []
        self.relays: list[Running] = []

    def start(self, coroutine: Running) -> None:
        self.alive.append(coroutine)
        self.advance(coroutine, 1)

    def advance(self, coroutine: Running, steps: int) -> None:
        for _ in range(steps):
            if coroutine in self.alive and not go_on(coroutine):
                self.alive.remove(coroutine)

    @rule(id=st.sampled_from(OLD))
    def a_whole_command(self, id: str) -> None:
        finish(self.world.command(id))

    @rule(ids=BATCHES)
    def a_whole_chunk(self, ids: list[str]) -> None:
        finish(self.world.chunk(ids))

    @rule(id=st.sampled_from(OLD))
    def begin_a_command(self, id: str) -> None:
        self.start(self.world.command(id))

    @rule(ids=BATCHES)
    def begin_a_chunk(self, ids: list[str]) -> None:
        self.start(self.world.chunk(ids))

    @precondition(lambda self: sum(one in self.alive for one in self.relays) < RELAYS_AT_ONCE)
    @rule()
    def begin_a_relay_round(self) -> None:
        relay = self.world.round()
        self.relays.append(relay)
        self.start(relay)

    @precondition(lambda self: self.alive)
    @rule(which=st.integers(0, 7), steps=st.integers(1, 4))
    def go_on(self, which: int, steps: int) -> None:
        self.advance(self.alive[which % len(self.alive)], steps)

    @precondition(lambda self: any(relay in self.alive for relay in self.relays))
    @rule(steps=st.integers(1, 4))
    def relay_goes_on(self, steps: int) -> None:
        self.advance(next(relay for relay in self.relays if relay in self.alive), steps)

    @precondition(lambda self: self.alive)
    @rule(which=st.integers(0, 7))
    def kill(self, which: int) -> None:
        self.dead.append(self.alive.pop(which % len(self.alive)))

    @invariant()
    def nothing_is_sent_before_an_older_event(self) -> None:
        self.world.require_order()

    def teardown(self) -> None:
        self.world.require_that_a_new_relay_sends_everything()
        for coroutine in (*self.alive, *self.dead):
            coroutine.close()


TestCommitsAndCrashes = CommitsAndCrashes.TestCase
TestCommitsAndCrashes.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
