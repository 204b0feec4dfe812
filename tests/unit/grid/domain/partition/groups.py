"""Groups for the tests of the partition engine, and the whole truth about small ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from hypothesis import strategies as st

from services.grid.domain.partition.neighbours import Places, places_of
from services.grid.domain.partition.sizes import scale_of, violation
from services.grid.domain.partition.values import Division, Dwelling, Ridge, SizePolicy

PLAN = SizePolicy()
TINY = SizePolicy(households=(2, 3), persons=(5, 9))
"""A policy under which groups of a few households can be looked through completely."""

STEP = 1e-4  # degrees, about ten metres
EAST, NORTH = 108.5, 32.9


def at(id: str, persons: int, x: float, y: float, weight: float = 1.0) -> Dwelling:
    """Return a household on a raster around a village."""
    return Dwelling(id, persons, EAST + x * STEP, NORTH + y * STEP, weight)


def valley(count: int, seed: int = 1, mean: float = 3.4) -> list[Dwelling]:
    """Return a group along a valley, about as a village group looks."""
    dice = Random(seed)
    return [
        at(
            f"h{number:03d}",
            max(0, round(dice.gauss(mean, 1.3))),
            dice.gauss(0, 40) + 60 * (number % 3),
            dice.gauss(0, 12),
        )
        for number in range(count)
    ]


@st.composite
def small_groups(draw: st.DrawFn, most: int = 8) -> list[Dwelling]:
    """Return groups of a few households, some at one place, some without any."""
    count = draw(st.integers(1, most))
    spot = st.tuples(st.integers(0, 6), st.integers(0, 6))
    spots = draw(st.lists(st.none() | spot if count > 5 else spot, min_size=count, max_size=count))
    persons = draw(st.lists(st.integers(0, 6), min_size=count, max_size=count))
    return [
        Dwelling(f"h{number}", size) if place is None else at(f"h{number}", size, *place)
        for number, (place, size) in enumerate(zip(spots, persons, strict=True))
    ]


def least_by_looking(
    dwellings: Sequence[Dwelling], policy: SizePolicy, ridges: Sequence[Ridge] = ()
) -> float | None:
    """Return the least violation over all divisions into connected parts; None: there is none."""
    ordered = sorted(dwellings, key=lambda one: one.id)
    places = places_of(ordered, ridges)
    found = [
        sum(violation(len(part), sum(ordered[v].persons for v in part), policy) for part in parts)
        for parts in _partitions(len(ordered))
        if all(hangs_together(part, places) for part in parts)
    ]
    return min(found) / scale_of(policy).unit if found else None


def hangs_together(part: Sequence[int], places: Places) -> bool:
    """Whether the places of a part are connected among neighbours."""
    held = {places.of[v] for v in part} - {-1}
    if not held:
        return True
    seen, queue = set[int](), [min(held)]
    while queue:
        here = queue.pop()
        seen.add(here)
        both = [*places.pairs.tolist(), *places.pairs[:, ::-1].tolist()]
        queue += [there for one, there in both if one == here and there in held - seen]
    return seen == held


def parts_of(division: Division) -> dict[str, str]:
    """Return the label of every household's part."""
    return {id: part.label for part in division.parts for id in part.households}


def _partitions(count: int) -> Iterator[list[list[int]]]:
    """Yield all ways to divide 0 … count - 1 into parts."""
    if count == 0:
        yield []
        return
    for parts in _partitions(count - 1):
        for number, part in enumerate(parts):
            yield [*parts[:number], [*part, count - 1], *parts[number + 1 :]]
        yield [*parts, [count - 1]]
