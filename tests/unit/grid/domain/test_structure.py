"""The check of the grids finds what must never be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from services.grid.domain.grid import Grid, GridCode
from services.grid.domain.ids import HouseholdId
from services.grid.domain.structure import check, group_grid, structure_of
from services.grid.domain.village import Village
from tests.support.grid_builders import TODAY, YUHE, a_known, a_village, leaf

GOOD = a_village().with_known([a_known("a"), a_known("b", "二组")]).build()


def with_grid(village: Village, grid: Grid) -> Village:
    """Return the village with one more grid."""
    return replace(village, grids=(*village.grids, grid))


def ended(village: Village, code: GridCode, on: date = TODAY) -> Village:
    """Return the village with a grid ended and nothing else done."""
    grids = (replace(g, until=on) if g.code == code else g for g in village.grids)
    return replace(village, grids=tuple(grids))


def crowded(village: Village, persons: int) -> Village:
    """Return the village with so many persons in one household."""
    a = HouseholdId("a")
    return replace(
        village, members={**village.members, a: replace(village.members[a], present=persons)}
    )


@dataclass(frozen=True)
class Case:
    id: str
    broken: Callable[[Village], Village]
    what: str


CASES = (
    Case("twice", lambda v: with_grid(v, v.grids[1]), "code given twice"),
    Case(
        "elsewhere",
        lambda v: with_grid(v, Grid(GridCode(f"{YUHE.digits}-01"), "", "x", TODAY)),
        "lies in another village",
    ),
    Case("backwards", lambda v: ended(v, leaf("01"), date(2020, 1, 1)), "ended before it began"),
    Case("no village", lambda v: ended(v, GridCode.of_village(v.code)), "no live grid of level 1"),
    Case(
        "a group twice",
        lambda v: with_grid(v, Grid(leaf("09"), "", "一组", TODAY)),
        "two live grids of one group",
    ),
    Case(
        "no parent",
        lambda v: with_grid(v, Grid(leaf("09-01"), "", "九组", TODAY)),
        "no live parent",
    ),
    Case(
        "another group",
        lambda v: with_grid(v, Grid(leaf("01-01"), "", "二组", TODAY)),
        "another group than its parent",
    ),
    Case("ended leaf", lambda v: ended(v, leaf("01")), "not in a live leaf"),
    Case(
        "divided leaf",
        lambda v: with_grid(v, Grid(leaf("01-01"), "", "一组", TODAY)),
        "not in a live leaf",
    ),
    Case("minus one", lambda v: crowded(v, -1), "fewer than no persons"),
)


def test_nothing_is_wrong_with_a_village_the_rules_made() -> None:
    assert check(GOOD) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_must_never_be_is_found(case: Case) -> None:
    assert case.what in {violation.what for violation in check(case.broken(GOOD))}


def test_the_village_itself_is_no_leaf() -> None:
    structure = structure_of(a_village().build())
    assert structure.leaves == ()
    assert not structure.is_leaf(leaf("01"))


def test_a_leaf_lies_in_its_group() -> None:
    assert (group_grid(leaf("01")), group_grid(leaf("01-07"))) == (leaf("01"), leaf("01"))
