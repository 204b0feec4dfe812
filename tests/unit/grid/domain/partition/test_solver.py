"""The last resort: what the solver finds hangs together, and what it calls impossible is."""

from __future__ import annotations

import numpy as np

from services.grid.domain.partition.neighbours import places_of
from services.grid.domain.partition.recut import recut
from services.grid.domain.partition.solver import Model, nearness
from services.grid.domain.partition.values import Dwelling, SizePolicy
from services.grid.domain.partition.workshop import Workshop
from tests.unit.grid.domain.partition.groups import PLAN, at, hangs_together, valley

PAIRS = SizePolicy(households=(2, 2), persons=(1, 9))


def workshop(group: list[Dwelling], policy: SizePolicy) -> Workshop:
    return Workshop(group, places_of(group, ()), policy, accelerated=False)


def test_a_solution_that_falls_apart_is_cut_off_until_it_hangs_together() -> None:
    row = workshop([at(f"h{number}", 2, number * 10, 0) for number in range(6)], PAIRS)
    # The cheapest division puts the first with the last, and so on: never neighbours.
    price = np.array([[0, 1, 1], [1, 0, 1], [1, 1, 0], [1, 1, 0], [1, 0, 1], [0, 1, 1]])
    answer = Model(row, 3, price.ravel().astype(float)).solve()
    assert answer.labels is not None
    assert answer.labels[0] == answer.labels[1]
    assert answer.labels[2] == answer.labels[3]
    assert answer.labels[4] == answer.labels[5]


def test_what_no_connected_parts_can_reach_is_decided() -> None:
    # A star of four: two of the three rays would have to be one grid without the middle.
    star = [at("a", 2, 0, 0), at("b", 2, 0, 20), at("c", 2, 18, -10), at("d", 2, -18, -10)]
    answer = Model(workshop(star, PAIRS), 2, np.zeros(8)).solve()
    assert answer.labels is None
    assert answer.decided


def test_a_soft_model_leaves_the_bounds_as_little_as_it_must() -> None:
    star = [at("a", 2, 0, 0), at("b", 2, 0, 20), at("c", 2, 18, -10), at("d", 2, -18, -10)]
    shop = workshop(star, PAIRS)
    answer = Model(shop, 2, np.zeros(8), soft=True).solve()
    assert answer.labels is not None
    # One ray alone and three together: half too few and half too many.
    assert sorted(answer.labels.count(part) for part in range(2)) == [1, 3]
    assert shop.judge(answer.labels, 2).pieces == 0


def test_a_model_of_a_village_group_is_legal_and_connected() -> None:
    group = valley(52, seed=9, mean=3.4)
    shop = workshop(group, PLAN)
    start = [number % 2 for number in range(52)]
    answer = Model(shop, 2, nearness(shop, start, 2)).solve()
    assert answer.labels is not None
    assert shop.judge(answer.labels, 2).violation == 0
    for part in range(2):
        inside = [v for v, label in enumerate(answer.labels) if label == part]
        assert hangs_together(inside, shop.places)


def test_lopsided_parts_are_cut_anew() -> None:
    group = valley(82, seed=2)
    shop = workshop(group, PLAN)
    eastward = sorted(range(82), key=lambda v: (group[v].longitude, v))
    labels = [0] * 82
    for rank, dwelling in enumerate(eastward):
        labels[dwelling] = 0 if rank < 45 else 1 if rank < 64 else 2
    lopsided = shop.judge(labels, 3)
    assert lopsided.violation > 0
    assert recut(shop, lopsided, 3, 0).violation == 0
