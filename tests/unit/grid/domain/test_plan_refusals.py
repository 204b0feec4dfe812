"""Orders for plans that cannot be carried out are refused with what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from kit.model.errors import Refusal
from services.grid.domain.applying import apply
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId
from services.grid.domain.partition.values import Division
from services.grid.domain.plan import PlanKind
from services.grid.domain.structure_errors import (
    GridNumbersUsedUp,
    GridsOfDifferentGroups,
    NoSuchGroup,
    NotALeaf,
    NothingToChange,
    NotInVillage,
    PlanTooLarge,
    TooManyParts,
)
from services.grid.domain.village import Village
from services.grid.store.village_codec import VillageCodec
from tests.support.grid_builders import NOW, TODAY, a_village, leaf
from tests.support.grid_plans import ById, divided, drafted, ground_of


@dataclass(frozen=True)
class Case:
    id: str
    refusal: type[Refusal]
    kind: PlanKind
    order: dict[str, Any] = field(default_factory=dict[str, Any])


def _h(*numbers: int) -> tuple[HouseholdId, ...]:
    return tuple(HouseholdId(f"一组-{n:03}") for n in numbers)


REFUSED = (
    Case("no such group", NoSuchGroup, PlanKind.PARTITION, {"group": "九组"}),
    Case("split what is divided", NotALeaf, PlanKind.SPLIT, {"grids": (leaf("01"),)}),
    Case("split what is not there", NotALeaf, PlanKind.SPLIT, {"grids": (leaf("01-09"),)}),
    Case(
        "split the village", NotALeaf, PlanKind.SPLIT, {"grids": (GridCode(leaf("01").text[:12]),)}
    ),
    Case("split nothing", NothingToChange, PlanKind.SPLIT),
    Case(
        "split a small leaf by the rule", NothingToChange, PlanKind.SPLIT, {"grids": (leaf("02"),)}
    ),
    Case("into one", TooManyParts, PlanKind.SPLIT, {"grids": (leaf("02"),), "parts": 1}),
    Case("into many", TooManyParts, PlanKind.SPLIT, {"grids": (leaf("02"),), "parts": 13}),
    Case(
        "into less than none", TooManyParts, PlanKind.SPLIT, {"grids": (leaf("02"),), "parts": -1}
    ),
    Case("merge one", NothingToChange, PlanKind.MERGE, {"grids": (leaf("01-01"),) * 2}),
    Case(
        "merge across groups",
        GridsOfDifferentGroups,
        PlanKind.MERGE,
        {"grids": (leaf("01-01"), leaf("02"))},
    ),
    Case(
        "move across groups",
        GridsOfDifferentGroups,
        PlanKind.MOVE,
        {"grids": (leaf("02"),), "households": _h(1)},
    ),
    Case(
        "move where they are",
        NothingToChange,
        PlanKind.MOVE,
        {"grids": (leaf("02"),), "households": (HouseholdId("二组-001"),)},
    ),
    Case("move nobody", NothingToChange, PlanKind.MOVE, {"grids": (leaf("02"),)}),
    Case("move nowhere", NothingToChange, PlanKind.MOVE, {"households": _h(1)}),
    Case(
        "move a stranger",
        NotInVillage,
        PlanKind.MOVE,
        {"grids": (leaf("02"),), "households": (HouseholdId("x"),)},
    ),
    Case("extract nobody", NothingToChange, PlanKind.EXTRACT),
    Case(
        "extract a whole group",
        NothingToChange,
        PlanKind.EXTRACT,
        {"households": tuple(HouseholdId(f"二组-{n:03}") for n in range(1, 13))},
    ),
    Case(
        "extract from two groups",
        GridsOfDifferentGroups,
        PlanKind.EXTRACT,
        {"households": (*_h(1), HouseholdId("二组-001"))},
    ),
)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_an_order_that_cannot_be_carried_out_is_refused(case: Case) -> None:
    with pytest.raises(case.refusal) as refused:
        drafted(ground_of(divided(), engine=ById()), case.kind, **case.order)
    assert "(" not in refused.value.user_text.replace("（", "")


def test_a_leaf_of_their_own_already_is_not_extracted_again() -> None:
    village = divided()
    own = drafted(ground_of(village), PlanKind.EXTRACT, households=_h(1))
    after, _ = apply(village, own, TODAY)
    with pytest.raises(NothingToChange):
        drafted(ground_of(after), PlanKind.EXTRACT, "2", households=_h(1))


def test_a_group_that_used_up_its_numbers_is_told_so() -> None:
    village = divided()
    for round_ in range(97):
        one = HouseholdId(f"一组-{round_ % 2 + 1:03}")
        kind, order = PlanKind.EXTRACT, {"households": (one,)}
        plan = drafted(ground_of(village, engine=ById()), kind, f"out-{round_}", **order)
        apart, _ = apply(village, plan, TODAY)
        leaves = (apart.members[one].leaf, leaf("01-01"))
        back = drafted(
            ground_of(apart, engine=ById()), PlanKind.MERGE, f"in-{round_}", grids=leaves
        )
        village, _ = apply(apart, back, TODAY)
    with pytest.raises(GridNumbersUsedUp):
        drafted(ground_of(village, engine=ById()), PlanKind.EXTRACT, "last", households=_h(1))


class Unasked(ById):
    """An engine that must not be asked."""

    def divide_into(self, *_: object, **__: object) -> Division:
        """See `Engine`."""
        raise AssertionError


def test_more_parts_than_there_are_numbers_are_refused_before_anything_is_worked_out() -> None:
    village = a_village().with_group("一组", 120).build()
    with pytest.raises(GridNumbersUsedUp):
        drafted(
            ground_of(village, engine=Unasked()), PlanKind.SPLIT, grids=(leaf("01"),), parts=100
        )


def large(groups: int) -> Village:
    built = a_village()
    for number in range(groups):
        built = built.with_group(f"{number:02}组", 100)
    return built.build()


def test_a_plan_that_one_write_cannot_carry_is_refused_with_what_to_do() -> None:
    ground = ground_of(large(30), engine=ById())
    with pytest.raises(PlanTooLarge) as refused:
        drafted(ground, PlanKind.PARTITION)
    assert "分别拟定" in refused.value.user_text
    assert len(drafted(ground, PlanKind.PARTITION, group="01组").grids) == 3


def test_the_largest_plan_there_may_be_is_carried_by_one_write() -> None:
    village = large(18)
    plan = drafted(ground_of(village, engine=ById()), PlanKind.PARTITION)
    after, happened = apply(village, plan, TODAY)
    told = VillageCodec("topic", "source").publish(after, 2, happened, NOW)
    assert len(told) == 55
    assert sum(len(event.data) for event in told) < 15 << 20
