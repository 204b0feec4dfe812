"""Divide a village group into grids of legal size (plan 四(一)2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .neighbours import places_of
from .result import as_division, numbered, undivided
from .sizes import least_violation, legal_counts, likely_counts, scale_of
from .solver import Model, nearness
from .starts import Starts
from .values import Division, Dwelling, Ridge, SizePolicy, in_order
from .workshop import Sketch, Workshop

SOFTENED = 150
"""Dwellings × parts up to which the solver may lessen a violation; larger groups miss one person
of seventy at most, and it takes long.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """The best division of one search. `exact`: whether a legal one exists is known."""

    sketch: Sketch
    parts: int
    method: str
    exact: bool = True

    @property
    def legal(self) -> bool:
        """Whether the sizes are in bounds and every part hangs together."""
        return self.sketch.violation == 0 and self.sketch.pieces == 0

    @property
    def badness(self) -> tuple[int, int]:
        """What decides between numbers of parts: sizes first, then what falls apart."""
        return self.sketch.violation, self.sketch.pieces


def divide_group(
    dwellings: Sequence[Dwelling],
    policy: SizePolicy,
    ridges: Sequence[Ridge] = (),
    *,
    accelerated: bool = False,
) -> Division:
    """Return the group as grids; the same for the same households in whatever order.

    A legal and connected division wherever one is found, as compact as local search makes it;
    otherwise the least summed relative violation. A part crosses a ridge only when the sizes are
    better for it. `accelerated` compiles the inner loops (extra `fast`), the result is the same.

    Raises:
        DuplicateDwelling: a household is given twice.
        ModuleNotFoundError: accelerated without numba.
    """
    ordered = in_order(dwellings)
    if not ordered:
        return undivided(policy)
    places = places_of(ordered, ridges)
    workshop = Workshop(ordered, places, policy, accelerated)
    found = Search(workshop).best()
    if places.cut and not found.legal:
        found = _across_ridges(workshop, found)
    groups = [
        [one for one, held in zip(ordered, found.sketch.labels, strict=True) if held == part]
        for part in range(found.parts)
    ]
    return as_division(
        numbered([group for group in groups if group]),
        policy,
        found.sketch.pieces,
        found.exact,
        found.method,
    )


def _across_ridges(workshop: Workshop, found: Found) -> Found:
    """Return what the group gives without its ridges if its sizes are better."""
    whole = replace(workshop, places=places_of(workshop.dwellings, ()))
    crossing = Search(whole).best()
    seen = workshop.judge(crossing.sketch.labels, crossing.parts)
    other = replace(crossing, sketch=seen, exact=found.exact)
    return other if other.badness < found.badness else found


@dataclass
class Search:
    """The steps from cheap to dear, for one group."""

    workshop: Workshop
    seen: dict[int, Sketch] = field(default_factory=dict[int, Sketch])

    def best(self) -> Found:
        """Return the first legal division, or the least violation."""
        counts = legal_counts(self._households, self._persons, self.workshop.policy)
        legal = self._by_segments(counts) or self._by_search(counts)
        if legal is not None:
            return legal
        solved, exact = self._by_solver(counts)
        return solved or replace(self._least(), exact=exact)

    def _by_segments(self, counts: Sequence[int]) -> Found | None:
        for parts in counts:
            sketch = self._starts.legal_cuts(parts)
            if sketch is not None:
                return Found(sketch, parts, "segments")
        return None

    def _by_search(self, counts: Sequence[int]) -> Found | None:
        for parts in counts:
            found = Found(self.near(parts), parts, "search")
            if found.legal:
                return found
        return None

    def _by_solver(self, counts: Sequence[int]) -> tuple[Found | None, bool]:
        """Return a legal division, or None and whether there is surely none."""
        exact = True
        for parts in counts:
            price = nearness(self.workshop, self.near(parts).labels, parts)
            answer = Model(self.workshop, parts, price).solve()
            if answer.labels is not None:
                return Found(self.workshop.improve(answer.labels, parts), parts, "solver"), True
            exact = exact and answer.decided
        return None, exact

    def _least(self) -> Found:
        """Return the least violation over all numbers of parts that could still have it."""
        best: Found | None = None
        for parts in likely_counts(self._households, self._persons, self.workshop.policy):
            bound = least_violation(self._households, self._persons, parts, self.workshop.policy)
            if best is not None and (bound, 0) >= best.badness:
                break
            found = Found(self.near(parts), parts, "least violation")
            if found.badness > (bound, 0) and parts * self._households <= SOFTENED:
                found = self._softened(found)
            if best is None or found.badness < best.badness:
                best = found
        assert best is not None  # noqa: S101  a group that is not empty has at least one part
        return best

    def _softened(self, found: Found) -> Found:
        """Return what the solver, free to leave the bounds, makes of it, if that is better."""
        price = nearness(self.workshop, found.sketch.labels, found.parts)
        answer = Model(self.workshop, found.parts, price, soft=True).solve()
        if answer.labels is None:
            return found
        better = replace(found, sketch=self.workshop.improve(answer.labels, found.parts))
        return better if better.badness < found.badness else found

    def near(self, parts: int) -> Sketch:
        """Return the best division into so many parts from starts out of bounds; made once."""
        if parts not in self.seen:
            unit = scale_of(self.workshop.policy).unit
            bound = least_violation(self._households, self._persons, parts, self.workshop.policy)
            self.seen[parts] = self._starts.relaxed(parts, (bound, bound + unit // 2, 4 * unit))
        return self.seen[parts]

    @property
    def _households(self) -> int:
        return len(self.workshop.dwellings)

    @property
    def _persons(self) -> int:
        return sum(one.persons for one in self.workshop.dwellings)

    def __post_init__(self) -> None:
        self._starts = Starts(self.workshop)
