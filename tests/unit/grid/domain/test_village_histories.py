"""Whatever happens to a village, every live household is in exactly one leaf (I3).

Random histories of arrivals, departures, changes of group, plans applied and taken back, with the
registry's facts repeated and late. 10,000 with a plain engine, some with the real one.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest

from kit.model.errors import Refusal
from services.grid.domain import coverage, leading, structure
from services.grid.domain.applying import apply, status_of, undo
from services.grid.domain.dividing import PartitionEngine
from services.grid.domain.events import Outcome
from services.grid.domain.founding import found
from services.grid.domain.grid import Grid, GridCode
from services.grid.domain.ids import HouseholdId, PlanId
from services.grid.domain.known import KnownHousehold
from services.grid.domain.neighbourhood import nearest_in
from services.grid.domain.placement import place
from services.grid.domain.plan import Plan, PlanKind, PlanStatus
from services.grid.domain.planning import Drafted, draft
from services.grid.domain.planning_values import Engine, PlanOrder
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.structure_errors import LaterPlanApplied, PlanStale
from services.grid.domain.village import Village
from tests.support.grid_builders import JIANGHE, NOW, TODAY, YUHE, a_known, a_point
from tests.support.grid_plans import ById, ground_of
from tests.support.profiles import histories

HISTORIES, STEPS = 500, 6
SHARDS = histories(10_000) // HISTORIES
SMALL = replace(DEFAULT_GRID_POLICY, households=(1, 2), persons=(1, 99))
GROUPS = ("一组", "二组", "三组", "")


class History:
    """One village, what the registry knows, and the plans that were drafted."""

    def __init__(self, seed: int, engine: Engine) -> None:
        self.random = Random(seed)
        self.engine = engine
        self.village = found(JIANGHE, "江河村", GROUPS[:1], TODAY)
        self.known: dict[HouseholdId, KnownHousehold] = {}
        self.old: list[KnownHousehold] = []
        self.plans: list[Plan] = []
        self.ever: dict[GridCode, Grid] = {}
        self.arrive(12)
        if self.random.random() < 0.6:
            self.draft_and_apply(PlanKind.PARTITION)

    def step(self) -> None:
        """Let one thing happen, and look whether all is well."""
        things = (self.arrive, self.change, self.rename, self.repeat)
        plans = (self.draft, self.draft_and_apply, self.draft_and_apply, self.apply, self.undo)
        self.random.choice((*things, *plans))()
        self.look()

    def arrive(self, most: int = 5) -> None:
        start, count = len(self.known), self.random.randint(1, most)
        for number in range(start, start + count):
            group, point = self.random.choice(GROUPS), self.random.choice((None, a_point(number)))
            persons = self.random.randint(0, 6)
            self.tell(a_known(f"h{number:03}", group, persons=persons, point=point))
        self.hear(list(self.known.values())[start:])

    def change(self) -> None:
        for id in self.random.sample(sorted(self.known), min(3, len(self.known))):
            present = self.known[id]
            self.tell(
                self.random.choice(
                    (
                        replace(present, live=False),
                        replace(present, village=YUHE),
                        replace(present, village=JIANGHE, live=True),
                        replace(present, village=JIANGHE, live=True),
                        replace(present, group=self.random.choice(GROUPS)),
                        replace(present, stays=present.stays[1:]),
                        present,
                    )
                )
            )
        self.hear(self.some())

    def rename(self) -> None:
        """Part of a group comes under another name."""
        group, name = self.random.choice(GROUPS), f"新{self.random.randint(1, 3)}组"
        inside = [one for one in self.known.values() if one.group == group]
        for one in inside[: self.random.randint(1, 9)]:
            self.tell(replace(one, group=name))
        self.hear(inside)

    def repeat(self) -> None:
        """What is older than what was seen, or the same, changes nothing."""
        late = [one for one in self.old if one.id in self.village.members]
        self.settle()
        seen = self.village
        for told in (self.some(), self.random.sample(late, min(4, len(late)))):
            inside = [one for one in told if one.id in seen.members]
            assert place(seen, inside, TODAY) == (seen, ())

    def draft(self, kind: PlanKind | None = None) -> None:
        ground = ground_of(self.village, engine=self.engine, policy=SMALL)
        drafted = Drafted(PlanId(f"plan-{len(self.plans)}"), NOW, "clerk-1")
        with suppress(Refusal):
            self.plans.append(draft(ground, self.order(kind), drafted))

    def order(self, kind: PlanKind | None) -> PlanOrder:
        """Ask for something, mostly within one group."""
        lies = structure.structure_of(self.village)
        groups = [lies.leaves_of(group) for group in sorted(lies.groups.values())]
        divided = [leaves for leaves in groups if len(leaves) > 1] or [lies.leaves]
        leaves = self.random.choice(self.random.choice((divided, divided, [lies.leaves])))
        inside = sorted(h for h, m in self.village.members.items() if m.leaf in leaves)
        kind = kind or self.random.choice((*PlanKind, PlanKind.MERGE, PlanKind.MOVE))
        wanted = 2 if kind is PlanKind.MERGE else 1
        return PlanOrder(
            kind=kind,
            grids=tuple(self.random.sample(leaves, min(wanted, len(leaves)))),
            households=tuple(self.random.sample(inside, min(2, len(inside)))),
            parts=self.random.choice((0, 2, 3)),
        )

    def draft_and_apply(self, kind: PlanKind | None = None) -> None:
        self.draft(kind)
        self.apply()

    def apply(self) -> None:
        for plan in self.plans[-1:]:
            match status_of(self.village, plan):
                case PlanStatus.DRAFTED:
                    self.take(apply(self.village, plan, TODAY), 1)
                    assert plan.leaves.items() <= _leaves(self.village).items()
                    assert apply(self.village, plan, TODAY) == (self.village, ())
                case PlanStatus.STALE:
                    with pytest.raises(PlanStale):
                        apply(self.village, plan, TODAY)
                case _:
                    pass

    def undo(self) -> None:
        """The last plan that is in force can be taken back; one before it cannot."""
        applied = [p for p in self.plans if status_of(self.village, p) is PlanStatus.APPLIED]
        for plan in applied[-2:-1]:
            with pytest.raises(LaterPlanApplied):
                undo(self.village, plan, TODAY)
        for plan in applied[-1:]:
            revived = {code: replace(self.ever[code], until=None) for code in plan.ended}
            outcome = undo(self.village, plan, TODAY)
            self.ever |= {c: grid for c, grid in revived.items() if c in _live(outcome[0])}
            self.take(outcome, 1)
            assert undo(self.village, plan, TODAY) == (self.village, ())

    def tell(self, household: KnownHousehold) -> None:
        """The registry records the next revision of a household."""
        before = self.known.get(household.id)
        if before is not None:
            self.old.append(before)
            household = replace(household, revision=before.revision + 1)
        self.known[household.id] = household

    def some(self) -> list[KnownHousehold]:
        ids = sorted(self.known)
        return [self.known[id] for id in self.random.sample(ids, min(5, len(ids)))]

    def settle(self) -> None:
        self.place(list(self.known.values()))

    def hear(self, told: list[KnownHousehold]) -> None:
        """Hear of it in any order and with older records between; mostly of all that is known."""
        ids = {one.id for one in told}
        batch = [*told, *(one for one in self.old[-3:] if one.id in ids)]
        self.random.shuffle(batch)
        self.place(batch)
        if self.random.random() < 0.7:
            self.settle()

    def place(self, batch: list[KnownHousehold]) -> None:
        near = nearest_in(self.village, self.known.values())
        outcome = place(self.village, batch, TODAY, near)
        self.take(outcome, int(_leaves(outcome[0]) != _leaves(self.village)))

    def take(self, outcome: Outcome, steps: int) -> None:
        """The structure moves on with the leaves, and nothing changes without a fact."""
        after, happened = outcome
        assert after.structure == self.village.structure + steps
        assert happened or _unseen(after) == _unseen(self.village)
        self.village = after

    def look(self) -> None:
        """The invariants, and that no code was ever given to another grid."""
        assert structure.check(self.village) == ()
        assert leading.check(self.village) == ()
        for grid in self.village.grids:
            before = self.ever.setdefault(grid.code, grid)
            assert (before.since, before.group) == (grid.since, grid.group)
            assert before.until is None or grid.until == before.until
        self.ever |= {grid.code: grid for grid in self.village.grids}

    def end(self) -> None:
        """Once everything was heard, coverage holds against the registry."""
        self.settle()
        self.look()
        live = {id: one for id, one in self.known.items() if one.live and one.village == JIANGHE}
        found = coverage.check(self.village, live, SMALL)
        assert found.holds, found
        assert found.households == len(self.village.members)


def _leaves(village: Village) -> dict[HouseholdId, GridCode]:
    return {id: member.leaf for id, member in village.members.items()}


def _live(village: Village) -> frozenset[GridCode]:
    return frozenset(grid.code for grid in village.grids if grid.live)


def _unseen(village: Village) -> Village:
    """The village but for the revisions of the registry it has seen."""
    members = {id: replace(member, seen=0) for id, member in village.members.items()}
    return replace(village, members=members)


def _lived_through(seed: int, engine: Engine, steps: int = STEPS) -> None:
    history = History(seed, engine)
    history.look()
    for _ in range(steps):
        history.step()
    history.end()


@pytest.mark.parametrize("shard", range(SHARDS))
def test_coverage_holds_after_every_step_of_any_history(shard: int) -> None:
    for seed in range(shard * HISTORIES, (shard + 1) * HISTORIES):
        _lived_through(seed, ById())


def test_coverage_holds_with_the_real_engine_too() -> None:
    for seed in range(40):
        _lived_through(seed, PartitionEngine())
