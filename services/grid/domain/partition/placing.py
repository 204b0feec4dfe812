"""Where newcomers go: into the part next to them that bears them best."""

from __future__ import annotations

from dataclasses import dataclass, field

from .sizes import violation
from .workshop import Workshop


@dataclass
class Placing:
    """Fills the gaps (-1) of the labels of a division in so many parts."""

    workshop: Workshop
    labels: list[int]
    parts: int
    _households: list[int] = field(init=False)
    _persons: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._households, self._persons = [0] * self.parts, [0] * self.parts
        for dwelling, part in enumerate(self.labels):
            if part >= 0:
                self._count(dwelling, part)

    def filled(self) -> list[int]:
        """Return the labels with every newcomer in a part, those next to one first."""
        waiting = [dwelling for dwelling, part in enumerate(self.labels) if part < 0]
        while waiting:
            beside = [dwelling for dwelling in waiting if self._around(dwelling)]
            dwelling = beside[0] if beside else waiting[0]
            choice = self._around(dwelling) or self._nearest(dwelling)
            part = min(choice, key=lambda part: (self._strain(dwelling, part), part))
            self.labels[dwelling] = part
            self._count(dwelling, part)
            waiting.remove(dwelling)
        return self.labels

    def _around(self, dwelling: int) -> list[int]:
        """Return the parts at the dwelling's place and next to it; all for one without a place."""
        site = self.workshop.places.of[dwelling]
        if site < 0:
            return list(range(self.parts))
        here = self.workshop.at_site(site)
        there = [one for near in self.workshop.near(site) for one in self.workshop.at_site(near)]
        return sorted({self.labels[one] for one in here + there} - {-1})

    def _nearest(self, dwelling: int) -> list[int]:
        """Return the part whose nearest dwelling is nearest, all when none has a place."""
        places = self.workshop.places
        here = places.at[places.of[dwelling]]
        away = [
            (float(((places.at[site] - here) ** 2).sum()), part)
            for site, part in zip(places.of, self.labels, strict=True)
            if site >= 0 and part >= 0
        ]
        return [min(away)[1]] if away else list(range(self.parts))

    def _strain(self, dwelling: int, part: int) -> tuple[int, float]:
        """Return by how much a part's violation grows, then how far the dwelling is from it."""
        persons = self.workshop.dwellings[dwelling].persons
        policy = self.workshop.policy
        before = violation(self._households[part], self._persons[part], policy)
        after = violation(self._households[part] + 1, self._persons[part] + persons, policy)
        return after - before, self._distance(dwelling, part)

    def _distance(self, dwelling: int, part: int) -> float:
        places = self.workshop.places
        site = places.of[dwelling]
        held = [
            other
            for other, label in zip(places.of, self.labels, strict=True)
            if label == part and other >= 0
        ]
        if site < 0 or not held:
            return float(self._households[part])
        return float(((places.at[held].mean(axis=0) - places.at[site]) ** 2).sum())

    def _count(self, dwelling: int, part: int) -> None:
        self._households[part] += 1
        self._persons[part] += self.workshop.dwellings[dwelling].persons
