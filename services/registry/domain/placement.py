"""Setting address, point on the map and village group."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from .effective import require_open, require_order
from .events import HouseholdPlaced, Outcome
from .household import Household, Point, Residence
from .place import check_address, check_group, check_point
from .restructuring import moved_residences


@dataclass(frozen=True, slots=True)
class PlaceHousehold:
    """Order to set what is given; None leaves it as it is."""

    on: date
    address: str | None = field(default=None, repr=False)
    point: Point | None = None
    group: str | None = None


def place(household: Household, order: PlaceHousehold, today: date) -> Outcome:
    """Return the household with the new place; the same place again changes nothing.

    A group is dated (as a residence is), address and point are not.

    Raises:
        Refusal: dissolved, a value cannot be right, the day is out of order.
    """
    require_open(household, order.on, today)
    _check(order)
    placed = replace(
        household,
        address=household.address if order.address is None else order.address,
        point=household.point if order.point is None else order.point,
        residences=_residences(household, order),
    )
    return (household, ()) if placed == household else (placed, (HouseholdPlaced(order.on),))


def _check(order: PlaceHousehold) -> None:
    check_address(order.address or "")
    check_point(order.point)
    check_group(order.group or "")


def _residences(household: Household, order: PlaceHousehold) -> tuple[Residence, ...]:
    if order.group is None or order.group == household.residence.group:
        return household.residences
    require_order(household, household.residence.since, order.on)
    return moved_residences(household, household.village, order.group, order.on)
