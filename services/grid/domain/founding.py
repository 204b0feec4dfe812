"""The first grids of a village: the village itself, and its groups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kit.model.division import DivisionCode

from .events import HouseholdsPlaced, LeaderVacancyOpened, VillageEvent
from .grid import Grid, GridCode
from .leading import after_structure_change
from .structure import next_numbers, with_grids
from .village import Village

NO_GROUP = "未分组"
"""Name of the grid of households without a village group."""


def found(village: DivisionCode, name: str, groups: Iterable[str], today: date) -> Village:
    """Return a village with a grid of level 1 and one of level 2 for each group, all vacant."""
    first = Grid(GridCode.of_village(village), name, "", today)
    founded = with_groups(Village(village, (first,)), sorted(set(groups)), today)
    return after_structure_change(founded, today)[0]


def founded_facts(village: Village) -> tuple[VillageEvent, ...]:
    """Return what is told of a village that was founded."""
    vacancies = (LeaderVacancyOpened(one.id, one.grid) for one in village.vacancies)
    return (HouseholdsPlaced({}), *vacancies)


def with_groups(village: Village, groups: Iterable[str], today: date) -> Village:
    """Return the village with a new grid of level 2 for each of these groups.

    Raises:
        GridNumbersUsedUp: the village had 99 groups.
    """
    names = tuple(groups)
    codes = next_numbers(village, GridCode.of_village(village.code), len(names))
    made = (
        Grid(code, group or NO_GROUP, group, today)
        for code, group in zip(codes, names, strict=True)
    )
    return with_grids(village, frozenset(), tuple(made), today)
