"""The first grids of a village."""

from __future__ import annotations

import pytest

from services.grid.domain import leading, structure
from services.grid.domain.events import HouseholdsPlaced, LeaderVacancyOpened
from services.grid.domain.founding import found, founded_facts, with_groups
from services.grid.domain.grid import Grid, GridCode, Level
from services.grid.domain.structure_errors import GridNumbersUsedUp
from tests.support.grid_builders import JIANGHE, TODAY, leaf


def test_a_village_begins_with_its_own_grid_and_one_for_each_group() -> None:
    village = found(JIANGHE, "江河村", ("二组", "一组", "二组"), TODAY)
    assert village.grids == (
        Grid(GridCode.of_village(JIANGHE), "江河村", "", TODAY),
        Grid(leaf("01"), "一组", "一组", TODAY),
        Grid(leaf("02"), "二组", "二组", TODAY),
    )
    assert structure.check(village) == ()


def test_every_first_grid_waits_for_a_leader_and_the_village_tells_so() -> None:
    village = found(JIANGHE, "江河村", ("一组",), TODAY)
    placed, *opened = founded_facts(village)
    assert placed == HouseholdsPlaced({})
    waiting = [fact.grid for fact in opened if isinstance(fact, LeaderVacancyOpened)]
    assert sorted(waiting) == [GridCode.of_village(JIANGHE), leaf("01")]
    assert leading.check(village) == ()


def test_households_without_a_group_have_a_grid_with_a_name() -> None:
    [grid] = [g for g in found(JIANGHE, "江河村", ("",), TODAY).grids if g.level is Level.SECOND]
    assert (grid.name, grid.group) == ("未分组", "")


def test_the_hundredth_group_is_refused() -> None:
    village = found(JIANGHE, "江河村", (f"{n}组" for n in range(99)), TODAY)
    with pytest.raises(GridNumbersUsedUp) as refused:
        with_groups(village, ("再一组",), TODAY)
    assert JIANGHE.digits in refused.value.user_text
