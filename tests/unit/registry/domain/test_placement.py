"""Address, point on the map and village group."""

from __future__ import annotations

from datetime import date

import pytest

from kit.model.errors import InvalidValue
from services.registry.domain.errors import DateOutOfOrder
from services.registry.domain.events import HouseholdPlaced
from services.registry.domain.household import Point
from services.registry.domain.placement import PlaceHousehold, place
from tests.support.builders import TODAY, a_household

DAY = date(2024, 5, 1)
HOME = a_household().at("江河村 1 号").build()


def test_a_household_is_placed_on_the_map() -> None:
    household, facts = place(HOME, PlaceHousehold(DAY, point=Point(108.5, 32.9)), TODAY)
    assert facts == (HouseholdPlaced(DAY),)
    assert (household.point, household.address) == (Point(108.5, 32.9), HOME.address)


def test_a_group_is_dated_like_a_residence() -> None:
    household, _ = place(HOME, PlaceHousehold(DAY, group="二组"), TODAY)
    assert [(r.group, r.since, r.until) for r in household.residences] == [
        ("一组", HOME.registered, DAY),
        ("二组", DAY, None),
    ]
    with pytest.raises(DateOutOfOrder):
        place(household, PlaceHousehold(date(2023, 1, 1), group="三组"), TODAY)


def test_the_same_place_again_changes_nothing() -> None:
    order = PlaceHousehold(DAY, address=HOME.address, group="一组")
    assert place(HOME, order, TODAY) == (HOME, ())


@pytest.mark.parametrize("point", [Point(32.9, 108.5), Point(0.0, 0.0), Point(float("nan"), 30.0)])
def test_a_point_outside_the_country_is_refused(point: Point) -> None:
    with pytest.raises(InvalidValue):
        place(HOME, PlaceHousehold(DAY, point=point), TODAY)
