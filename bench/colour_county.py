"""Households of a county for the three colours, by village; and what happens to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from services.grid.domain.colour.columns import Columns
from services.grid.domain.colour.values import Awards, ColourInputs, NeedCode, NeedFact

VILLAGES = 160
"""NBS 2022: 汉阴县 has 160 village-level units (domain §3)."""

_SEED = 20_260_301
_MEDIAN_LOG, _SPREAD = 14.2, 0.55
"""Net income in cents per head, log-normal: about 14,700 yuan in the middle."""

_NEEDS = tuple(code for code in NeedCode if code is not NeedCode.LIFTED_FROM_POVERTY)


@dataclass(frozen=True, slots=True)
class Event:
    """What is known of a household changed; None when it is gone."""

    village: int
    household_id: str
    inputs: ColourInputs | None


Villages = list[dict[str, ColourInputs]]
"""The households of each village, by id."""


class County:
    """A county in numbers near those of domain §3, the same in every run."""

    def __init__(self, households: int, villages: int = VILLAGES) -> None:
        self._random = Random(_SEED)  # noqa: S311 - data, not secrets
        self.villages: Villages = [{} for _ in range(villages)]
        for number in range(households):
            self.villages[number * villages // households][f"{number:06d}"] = self._household()
        self._places = [
            (village, household_id)
            for village, households in enumerate(self.villages)
            for household_id in households
        ]

    def events(self, count: int) -> list[Event]:
        """Return so many random events, and leave the county as it is after them."""
        return [self._event() for _ in range(count)]

    def _event(self) -> Event:
        village, household_id = self._random.choice(self._places)
        inputs = self._changed(self.villages[village].get(household_id))
        if inputs is None:
            self.villages[village].pop(household_id, None)
        else:
            self.villages[village][household_id] = inputs
        return Event(village, household_id, inputs)

    def _changed(self, inputs: ColourInputs | None) -> ColourInputs | None:
        """Half of all events are of income, for these move the mean; one in twenty is an end."""
        kind = self._random.random()
        if inputs is None:
            return self._household()
        if kind < 0.5:
            return replace(inputs, income_cents=self._income(inputs.persons))
        if kind < 0.7:
            return replace(inputs, needs=self._needs())
        if kind < 0.95:
            return replace(inputs, awards=self._awards())
        return None

    def _household(self) -> ColourInputs:
        persons = self._random.choices(range(1, 8), weights=[9, 18, 26, 25, 13, 6, 3])[0]
        return ColourInputs(self._income(persons), persons, self._awards(), self._needs())

    def _income(self, persons: int) -> int | None:
        if self._random.random() < 0.02:
            return None
        loss = -1 if self._random.random() < 0.01 else 1
        return loss * round(self._random.lognormvariate(_MEDIAN_LOG, _SPREAD) * persons)

    def _awards(self) -> Awards:
        if self._random.random() < 0.02:
            return None, None, None
        often = self._random.choice([0.05, 0.5, 0.97])
        first, second, third = (self._random.random() < often for _ in range(3))
        return first, second, third

    def _needs(self) -> frozenset[NeedFact]:
        if self._random.random() < 0.7:
            return frozenset()
        codes = self._random.sample(_NEEDS, self._random.choice([1, 1, 1, 2]))
        return frozenset(map(self._need, codes))

    def _need(self, code: NeedCode) -> NeedFact:
        return NeedFact(code, self._random.randint(1, 4) if code is NeedCode.DISABILITY else 0)


def as_columns(villages: Sequence[dict[str, ColourInputs]]) -> Columns:
    """Return all households of villages as columns, village by village."""
    households = [inputs for village in villages for inputs in village.values()]
    places = [place for place, village in enumerate(villages) for _ in village]
    return Columns.of(households, places)
