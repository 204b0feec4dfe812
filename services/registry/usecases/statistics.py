"""Counts of villages rolled up to the tier below a division."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kit.model.division import DivisionCode, Tier
from services.registry.ports.households import Count


def by_division(counts: Iterable[Count], division: DivisionCode) -> list[Count]:
    """Return one count for each town of a county, or for each village of a town or village."""
    households: defaultdict[str, int] = defaultdict(int)
    persons: defaultdict[str, int] = defaultdict(int)
    for count in counts:
        village = DivisionCode.parse(count.village)
        row = village.town if division.tier is Tier.COUNTY else village
        households[row.digits] += count.households
        persons[row.digits] += count.persons
    return [Count(code, households[code], persons[code]) for code in sorted(households)]
