"""Figures of a generated county, to hold against those of domain §3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from . import figures
from .generate import SampleHousehold, households
from .rows import rows_of

_RED = ("留守", "残疾", "低保", "特困", "服刑", "刑满释放")


@dataclass(slots=True)
class Figures:
    """Counts over households."""

    households: int = 0
    people: int = 0
    away: int = 0
    old: int = 0
    children: int = 0
    red: int = 0
    all_awards: int = 0
    net_income: int = 0
    groups: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    villages: set[str] = field(default_factory=set[str])
    sizes: Counter[int] = field(default_factory=Counter[int])
    needs: Counter[str] = field(default_factory=Counter[str])

    @property
    def mean_size(self) -> float:
        """Registered persons per household."""
        return self.people / self.households

    @property
    def net_per_person(self) -> float:
        """Net income per person in yuan."""
        return self.net_income / self.people

    def share(self, count: int) -> float:
        """Share of the people."""
        return count / self.people


def figures_of(sample: Iterable[SampleHousehold]) -> Figures:
    """Count what the households hold."""
    found = Figures()
    for household in sample:
        _count(found, household)
    return found


def _count(found: Figures, household: SampleHousehold) -> None:
    found.households += 1
    found.people += len(household.people)
    found.sizes[len(household.people)] += 1
    found.villages.add(household.village)
    found.groups.add((household.village, household.group))
    found.net_income += household.income.net
    found.all_awards += len(household.awards) == figures.AWARDS
    needs = [need.split(":")[0] for person in household.people for need in person.needs]
    found.needs.update(needs)
    found.red += any(need.startswith(_RED) for need in needs)
    for person in household.people:
        years = (figures.DAY - person.birth).days / 365.25
        found.away += person.away
        found.old += years >= 60
        found.children += years < 15


def fingerprint(count: int = 1_000, seed: int = figures.DEFAULT_SEED) -> str:
    """Return a hash of the first households: it changes only when the generator does."""
    digest = sha256()
    for household in households(count, seed):
        for row in rows_of(household):
            digest.update("\x1f".join(row).encode() + b"\n")
    return digest.hexdigest()
