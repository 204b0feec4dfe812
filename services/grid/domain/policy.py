"""What a county may set for its grids, as data with validity dates; the plan's gaps have defaults.

Every number stands next to the clause it comes from; `[prop]` of domain §1.2–1.3 is a default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kit.model.errors import NotFound

from .colour.values import Colour
from .grid import Level, Population
from .lines import Post

POSTS_OF_LEVEL: Mapping[Level, frozenset[Post]] = {
    Level.FIRST: frozenset({Post.COMMITTEE_MEMBER}),
    Level.SECOND: frozenset({Post.GROUP_HEAD}),
    Level.THIRD: frozenset({Post.CORE_HOUSEHOLDER}),
}
"""Plan 四(一)2: who leads a grid of which level."""

SUBSTITUTE_POSTS = frozenset({Post.PARTY_MEMBER, Post.DEPUTY})
"""Plan 四(一)1: party members and deputies stand in where 中心户长 are short."""

MONTH, QUARTER = 1, 3


@dataclass(frozen=True, slots=True)
class GridPolicy:
    """The county's rules for grids, in force `[valid_from, valid_to)`.

    Args:
        population: which persons a size is measured on; registered by default (domain §1.2).
        households: least and most households of a grid of level 3 (plan 四(一)2).
        persons: least and most persons of a grid of level 3 (plan 四(一)2).
        weights: load of a household by its colour, others 1 (equal load, plan 四(一)2).
        visit_months: every how many months a household of a colour is visited (domain §1.3 row 10).
        helper_limit: red households per helper before it warns (domain §1.3 row 11).
        reception_weekday: 接待选民日, 0 is Monday; Wednesday (plan 四(一)1).
    """

    version: str
    valid_from: date
    valid_to: date = date.max
    population: Population = Population.REGISTERED
    households: tuple[int, int] = (20, 30)
    persons: tuple[int, int] = (70, 120)
    weights: Mapping[Colour, float] = field(
        default_factory=lambda: {Colour.RED: 3.0, Colour.YELLOW: 1.5}
    )
    visit_months: Mapping[Colour, int] = field(
        default_factory=lambda: {Colour.RED: MONTH, Colour.YELLOW: QUARTER}
    )
    helper_limit: int = 10
    reception_weekday: int = 2

    def valid_on(self, day: date) -> bool:
        """Whether the policy is in force on a day."""
        return self.valid_from <= day < self.valid_to


DEFAULT_GRID_POLICY = GridPolicy(version="321-2021", valid_from=date(2021, 1, 1))


def grid_policy_for(policies: Iterable[GridPolicy], day: date) -> GridPolicy:
    """Return the policy in force on a day.

    Raises:
        NotFound: the county has none for it.
    """
    for policy in policies:
        if policy.valid_on(day):
            return policy
    raise NotFound(what="网格管理口径", id=day)
