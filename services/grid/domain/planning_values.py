"""What a plan is drafted from: the order, the ground it stands on, the engine that divides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from .colour.values import Colour
from .grid import GridCode
from .ids import HouseholdId
from .partition.values import Division, Dwelling, Ridge, SizePolicy
from .plan import PlanKind
from .policy import GridPolicy
from .village import Village


@dataclass(frozen=True, slots=True)
class PlanOrder:
    """What is asked for. `group` is for a partition or repair, empty for all groups.

    `grids`: the leaf to split, those to merge, the target of a move. `households`: whom to move or
    extract. `parts`: into how many to split, 0 leaves it to the rule.
    """

    kind: PlanKind
    group: str = ""
    grids: tuple[GridCode, ...] = ()
    households: tuple[HouseholdId, ...] = ()
    parts: int = 0
    weigh_colours: bool = False


@dataclass(frozen=True, slots=True)
class Following:
    """What hangs on a household: its colour, live contacts, open visit duties."""

    colour: Colour | None = None
    contacts: int = 0
    visits: int = 0


class Engine(Protocol):
    """Divides one group; the same households give the same division in whatever order."""

    def divide(
        self, dwellings: Sequence[Dwelling], policy: SizePolicy, ridges: Sequence[Ridge]
    ) -> Division:
        """Return the group divided anew."""
        ...

    def divide_into(
        self,
        parts: int,
        dwellings: Sequence[Dwelling],
        policy: SizePolicy,
        ridges: Sequence[Ridge],
    ) -> Division:
        """Return the group in exactly so many parts, with the least violation found."""
        ...

    def repair(
        self,
        dwellings: Sequence[Dwelling],
        before: Mapping[str, str],
        policy: SizePolicy,
        ridges: Sequence[Ridge],
    ) -> Division:
        """Return the group brought into bounds with few moves; `before`: household → label."""
        ...

    def judge(
        self,
        parts: Sequence[Sequence[Dwelling]],
        policy: SizePolicy,
        ridges: Sequence[Ridge],
    ) -> Division:
        """Return a division somebody else made, with its sizes and whether it hangs together."""
        ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What a plan is drafted on; `points` are longitude and latitude."""

    village: Village
    policy: GridPolicy
    engine: Engine
    points: Mapping[HouseholdId, tuple[float, float]] = field(repr=False)
    following: Mapping[HouseholdId, Following] = field(repr=False)

    @property
    def bounds(self) -> SizePolicy:
        """The policy's bounds, as the engine takes them."""
        return SizePolicy(self.policy.households, self.policy.persons)

    @property
    def ridges(self) -> tuple[Ridge, ...]:
        """The village's ridges, as the engine takes them."""
        return tuple(Ridge(one.start, one.end) for one in self.village.ridges)

    def dwellings(self, households: Sequence[HouseholdId], *, weighed: bool) -> list[Dwelling]:
        """Return households as the engine sees them."""
        return [self._dwelling(household, weighed) for household in households]

    def persons(self, household: HouseholdId) -> int:
        """Return the persons the policy measures."""
        member = self.village.members[household]
        return member.persons(self.policy.population)

    def _dwelling(self, household: HouseholdId, weighed: bool) -> Dwelling:
        longitude, latitude = self.points.get(household, (None, None))
        colour = self.following.get(household, Following()).colour
        weight = self.policy.weights.get(colour, 1.0) if weighed and colour is not None else 1.0
        return Dwelling(household, self.persons(household), longitude, latitude, weight)


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """One leaf of a group as it will be; `keeps` is the leaf it goes on as, None for a new one."""

    households: tuple[HouseholdId, ...]
    keeps: GridCode | None = None


@dataclass(frozen=True, slots=True)
class Rearranged:
    """One group as it will be: its grid of level 2, the parts, and how they came out."""

    group: GridCode
    parts: tuple[PlannedPart, ...]
    division: Division
