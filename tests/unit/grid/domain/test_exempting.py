"""Exemptions from the bounds of size, and ridges."""

from __future__ import annotations

import pytest

from kit.model.errors import InvalidValue
from services.grid.domain.events import GridExempted, RidgesDrawn
from services.grid.domain.exempting import MOST_RIDGES, draw_ridges, exempt
from services.grid.domain.grid import Exemption
from services.grid.domain.structure import structure_of
from services.grid.domain.structure_errors import NotALeaf
from services.grid.domain.village import Ridge
from tests.support.grid_builders import TODAY, a_village, leaf

RIDGE = Ridge((108.5, 32.9), (108.6, 32.9))


def test_a_leaf_is_exempted_with_a_reason_and_a_signer() -> None:
    village = a_village().with_group("一组", 2).build()
    after, happened = exempt(village, leaf("01"), "山高路远", "reviewer-1", TODAY)
    exemption = structure_of(after).live[leaf("01")].exemption
    assert exemption == Exemption("山高路远", "reviewer-1", TODAY)
    assert happened == (GridExempted(leaf("01")),)
    assert after.structure == village.structure


def test_the_same_exemption_again_changes_nothing() -> None:
    village = a_village().with_group("一组", 2).build()
    once, _ = exempt(village, leaf("01"), "山高路远", "reviewer-1", TODAY)
    assert exempt(once, leaf("01"), "山高路远", "reviewer-1", TODAY) == (once, ())


def test_only_a_leaf_is_exempted() -> None:
    with pytest.raises(NotALeaf):
        exempt(a_village().build(), leaf("07"), "山高路远", "reviewer-1", TODAY)


def test_ridges_take_the_place_of_those_before() -> None:
    village, happened = draw_ridges(a_village().build(), (RIDGE,))
    assert happened == (RidgesDrawn(1),)
    assert draw_ridges(village, (RIDGE,)) == (village, ())
    assert draw_ridges(village, ())[0].ridges == ()


@pytest.mark.parametrize(
    "ridges",
    [
        (Ridge((108.5, 32.9), (108.5, 32.9)),),
        (Ridge((308.5, 32.9), (108.5, 32.9)),),
        (Ridge((108.5, 32.9), (108.5, float("nan"))),),
        (RIDGE,) * (MOST_RIDGES + 1),
    ],
    ids=["a point", "off the earth", "no number", "too many"],
)
def test_what_is_no_ridge_is_refused(ridges: tuple[Ridge, ...]) -> None:
    with pytest.raises(InvalidValue):
        draw_ridges(a_village().build(), ridges)
