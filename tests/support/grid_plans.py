"""Orders, grounds and a plain engine for tests of plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.grid.domain.applying import apply
from services.grid.domain.dividing import PartitionEngine
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId, PlanId
from services.grid.domain.partition.result import as_division, numbered
from services.grid.domain.partition.values import Division, Dwelling, Ridge, SizePolicy, in_order
from services.grid.domain.plan import Plan, PlanKind
from services.grid.domain.planning import Drafted, draft
from services.grid.domain.planning_values import Engine, Following, Ground, PlanOrder
from services.grid.domain.policy import DEFAULT_GRID_POLICY, GridPolicy
from services.grid.domain.village import Village
from tests.support.grid_builders import NOW, TODAY, VillageBuilder, a_village

NO_RIDGES: tuple[Ridge, ...] = ()


class ById:
    """An `Engine` that takes households by their id, so many to a part, wherever they live."""

    def divide(
        self, dwellings: Sequence[Dwelling], policy: SizePolicy, ridges: Sequence[Ridge]
    ) -> Division:
        """See `Engine`."""
        return self.divide_into(max(1, len(dwellings) // policy.households[1]), dwellings, policy)

    def divide_into(
        self,
        parts: int,
        dwellings: Sequence[Dwelling],
        policy: SizePolicy,
        ridges: Sequence[Ridge] = NO_RIDGES,
    ) -> Division:
        """See `Engine`."""
        ordered = in_order(dwellings)
        size = -(-len(ordered) // parts)
        groups = [ordered[start : start + size] for start in range(0, len(ordered), size)]
        return self.judge(groups, policy, ridges)

    def repair(
        self,
        dwellings: Sequence[Dwelling],
        before: Mapping[str, str],
        policy: SizePolicy,
        ridges: Sequence[Ridge],
    ) -> Division:
        """See `Engine`."""
        return self.divide(dwellings, policy, ridges)

    def judge(
        self, parts: Sequence[Sequence[Dwelling]], policy: SizePolicy, ridges: Sequence[Ridge]
    ) -> Division:
        """See `Engine`."""
        return as_division(numbered(parts), policy, 0, True, "by id")


def ground_of(
    village: Village,
    builder: VillageBuilder | None = None,
    *,
    engine: Engine | None = None,
    policy: GridPolicy = DEFAULT_GRID_POLICY,
    following: Mapping[HouseholdId, Following] | None = None,
) -> Ground:
    """Return the ground of a plan: the real engine, the points of the builder's households."""
    known = builder.known if builder is not None else ()
    return Ground(
        village=village,
        policy=policy,
        engine=engine or PartitionEngine(),
        points={one.id: one.point for one in known if one.point is not None},
        following=following or {},
    )


def drafted(ground: Ground, kind: PlanKind, plan: str = "plan-1", **order: Any) -> Plan:
    """Return the plan an order comes to."""
    return draft(ground, PlanOrder(kind, **order), Drafted(PlanId(plan), NOW, "clerk-1"))


def sizes(village: Village) -> dict[GridCode, int]:
    """Return how many households sit in each leaf in which somebody does."""
    found: dict[GridCode, int] = {}
    for member in village.members.values():
        found[member.leaf] = found.get(member.leaf, 0) + 1
    return dict(sorted(found.items()))


TWO_GROUPS = a_village().with_group("一组", 50).with_group("二组", 12)


def divided(builder: VillageBuilder = TWO_GROUPS) -> Village:
    """The village with every group divided by the real engine."""
    village = builder.build()
    plan = drafted(ground_of(village, builder), PlanKind.PARTITION, "first")
    return apply(village, plan, TODAY)[0]
