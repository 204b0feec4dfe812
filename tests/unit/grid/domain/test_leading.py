"""Vacancies come and go with leaders and grids; the check sees where one is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from services.grid.domain.appointing import (
    ReleaseLeader,
    release_leader,
)
from services.grid.domain.events import LeaderReleased, LeaderVacancyOpened
from services.grid.domain.grid import Grid, GridCode
from services.grid.domain.leading import after_structure_change, check, vacancies_of
from services.grid.domain.lines import EndReason
from services.grid.domain.structure import with_grids
from services.grid.domain.village import Village
from tests.support.grid_lines import (
    CORE,
    FIRST,
    SECOND,
    THIRD,
    TODAY,
    a_divided_village,
    a_led_village,
    a_staffed_village,
    led,
)

STAFFED, LED = a_staffed_village(), a_led_village()


def without(village: Village, *codes: GridCode) -> Village:
    """The village after grids ended today."""
    return after_structure_change(with_grids(village, frozenset(codes), (), TODAY), TODAY)[0]


def test_every_vacancy_of_a_grid_has_an_id_of_its_own_that_a_replay_gives_again() -> None:
    def story() -> Village:
        village = a_led_village()
        for _ in range(3):
            order = ReleaseLeader(THIRD, TODAY, EndReason.RESIGNED)
            village = led(release_leader(village, order, TODAY)[0], THIRD, CORE, TODAY)
        return village

    ids = [vacancy.id for vacancy in story().vacancies]
    assert len(set(ids)) == len(ids) == 6
    assert [vacancy.id for vacancy in story().vacancies] == ids


def test_a_new_village_waits_for_a_leader_on_every_level() -> None:
    village = a_divided_village()
    assert [vacancy.grid for vacancy in vacancies_of(village)] == [FIRST, SECOND, THIRD]
    assert {vacancy.cause for vacancy in vacancies_of(village)} == {None}


def test_a_grid_that_ends_takes_its_leader_along() -> None:
    ended = with_grids(a_led_village(), frozenset({THIRD}), (), TODAY)
    village, facts = after_structure_change(ended, TODAY)
    assert facts == (LeaderReleased(THIRD, CORE, EndReason.GRID_ENDED),)
    assert vacancies_of(village) == ()
    assert check(village) == ()


def test_a_grid_that_ends_no_longer_waits_for_a_leader() -> None:
    village = without(a_staffed_village(), THIRD)
    assert [vacancy.grid for vacancy in vacancies_of(village)] == [FIRST, SECOND]


def test_a_new_grid_waits_for_a_leader_once() -> None:
    made = (Grid(SECOND.below(2), "一组乙", "一组", TODAY),)
    new = with_grids(a_led_village(), frozenset(), made, TODAY)
    village, facts = after_structure_change(new, TODAY)
    (vacancy,) = vacancies_of(village)
    assert facts == (LeaderVacancyOpened(vacancy.id, SECOND.below(2)),)
    assert after_structure_change(village, TODAY) == (village, ())


@dataclass(frozen=True)
class Broken:
    id: str
    village: Village
    what: str


_VACANCY = next(v for v in STAFFED.vacancies if v.grid == THIRD)
BROKEN = (
    Broken("no leader, no vacancy", replace(LED, leaderships=()), "in place of one"),
    Broken("leader and vacancy", replace(LED, vacancies=(_VACANCY,)), "in place of one"),
    Broken("two leaders", replace(LED, leaderships=LED.leaderships * 2), "in place of one"),
    Broken("a leader of an ended grid", with_grids(LED, frozenset({THIRD}), (), TODAY), "ended"),
    Broken("a leader without a post", replace(LED, postings=()), "without a post"),
    Broken(
        "a vacancy id twice", replace(LED, vacancies=LED.vacancies * 2), "vacancy id given twice"
    ),
)


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.id)
def test_the_check_sees_a_village_that_is_not_provided_for(case: Broken) -> None:
    assert any(case.what in violation.what for violation in check(case.village))
