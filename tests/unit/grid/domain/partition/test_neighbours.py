"""Who is next to whom."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.grid.domain.partition.neighbours import places_of
from services.grid.domain.partition.values import Dwelling, Ridge
from tests.unit.grid.domain.partition.groups import EAST, NORTH, STEP, at, hangs_together, valley

Spot = tuple[int, int]


def names_of(dwellings: list[Dwelling], *ridges: Ridge) -> set[str]:
    """Return the pairs of neighbours by the ids of the first dwelling at each place."""
    places = places_of(dwellings, ridges)
    return {
        "-".join(sorted(dwellings[places.of.index(place)].id for place in pair))
        for pair in places.pairs.tolist()
    }


def test_neighbours_have_nobody_in_the_circle_between_them() -> None:
    line = [at("a", 1, 0, 0), at("b", 1, 10, 1), at("c", 1, 20, 0), at("d", 1, 10, 40)]
    assert names_of(line) == {"a-b", "b-c", "b-d"}


def test_those_in_a_row_have_only_the_next_one() -> None:
    row = [at(name, 1, 0, y) for name, y in (("a", 0), ("b", 30), ("c", 20), ("d", 10))]
    assert names_of(row) == {"a-d", "c-d", "b-c"}


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_places_need_no_triangles(count: int) -> None:
    assert len(places_of([at(f"{n}", 1, n, n) for n in range(count)], ()).pairs) == max(
        0, count - 1
    )


def test_a_ridge_parts_those_on_its_two_sides() -> None:
    square = [at("a", 1, 0, 0), at("b", 1, 0, 9), at("c", 1, 10, 0), at("d", 1, 10, 9)]
    assert names_of(square) == {"a-b", "a-c", "b-d", "c-d"}
    ridge = Ridge((EAST + 5 * STEP, NORTH - STEP), (EAST + 5 * STEP, NORTH + 4 * STEP))
    assert names_of(square, ridge) == {"a-b", "b-d", "c-d"}


def test_a_ridge_elsewhere_parts_nobody() -> None:
    square = [at("a", 1, 0, 0), at("b", 1, 0, 9), at("c", 1, 10, 0), at("d", 1, 10, 9)]
    far = Ridge((EAST + 50 * STEP, NORTH), (EAST + 50 * STEP, NORTH + STEP))
    assert names_of(square, far) == names_of(square)


spots = st.tuples(st.integers(-8, 8), st.integers(-8, 8))


@given(st.lists(spots, min_size=1, max_size=14, unique=True))
def test_the_triangulation_gives_the_graph_of_the_definition(found: list[Spot]) -> None:
    # Whole numbers without cos(latitude) between them: on the equator both degrees are alike.
    dwellings = [Dwelling(f"{x} {y}", 1, x * STEP, y * STEP) for x, y in found]
    expected = {
        "-".join(sorted((f"{a[0]} {a[1]}", f"{b[0]} {b[1]}")))
        for a, b in combinations(found, 2)
        if not any(between(a, b, c) for c in found if c not in (a, b))
    }
    assert names_of(dwellings) == expected


def between(a: Spot, b: Spot, c: Spot) -> bool:
    """Whether c is in the closed disc whose diameter is from a to b."""
    return (a[0] - c[0]) * (b[0] - c[0]) + (a[1] - c[1]) * (b[1] - c[1]) <= 0


@given(st.lists(spots, min_size=1, max_size=14))
def test_the_graph_is_connected_wherever_people_live(found: list[Spot]) -> None:
    dwellings = [at(f"{number}", 1, x, y) for number, (x, y) in enumerate(found)]
    assert hangs_together(range(len(dwellings)), places_of(dwellings, ()))


def test_a_tree_of_a_connected_group_reaches_every_place() -> None:
    places = places_of(valley(60), ())
    assert sum(len(near) for near in places.tree()) == 2 * (places.count - 1)
    assert set(places.components()) == {0}
