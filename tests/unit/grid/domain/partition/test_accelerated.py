"""The compiled kernels give what the interpreted ones give, to the last household."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.grid.domain.partition.divide import divide_group
from services.grid.domain.partition.repair import repair_group
from services.grid.domain.partition.values import Dwelling
from tests.unit.grid.domain.partition.groups import PLAN, at, parts_of, valley

GROUPS = {
    "village group": valley(82, seed=2),
    "few persons": valley(118, seed=3, mean=2.6),
    "too few for two": valley(35, seed=4),
    "duties": [
        replace(one, weight=1 + number % 7 / 3) for number, one in enumerate(valley(70, seed=6))
    ],
    "no points": [Dwelling(f"h{number:02d}", 3) for number in range(52)],
    "one point": [at(f"h{number:02d}", 4, 0, 0) for number in range(50)],
}


@pytest.mark.timeout(120)  # the first one compiles
@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS)
def test_compiled_and_interpreted_kernels_divide_and_repair_alike(group: list[Dwelling]) -> None:
    division = divide_group(group, PLAN)
    assert divide_group(group, PLAN, accelerated=True) == division
    parts = {id: label for id, label in parts_of(division).items() if id[-1] != "3"}
    changed = [one for one in group if one.id[-1] != "7"]
    repaired = repair_group(changed, parts, PLAN)
    assert repair_group(changed, parts, PLAN, accelerated=True) == repaired
