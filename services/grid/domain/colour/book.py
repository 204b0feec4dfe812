"""The colours of one village, kept up to date household by household.

A change of one household moves the village mean a little. Those whose income the mean passes are
found in the order of income, without looking at the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kit.model.errors import NotFound

from .compiled import Standing, compiled
from .income import NO_MEAN, comparable_income
from .order import IncomeOrder, order_key
from .policy import ColourPolicy
from .scalar import evaluate
from .situation import HIGH, MEAN, own_bits
from .values import ColourInputs, Verdict, VillageMean


@dataclass(slots=True)
class _Entry:
    """A household: its atoms without those of the mean, its income and place in the order."""

    inputs: ColourInputs
    bits: int
    income: tuple[int, int] | None
    key: int
    standing: Standing


class VillageBook:
    """Incremental state of one village under one policy; nothing in it is shared."""

    def __init__(self, policy: ColourPolicy) -> None:
        self.policy = policy
        self._standings = compiled(policy).standings
        self._entries: dict[str, _Entry] = {}
        self._order = IncomeOrder()
        self._mean = NO_MEAN
        self._threshold = 0

    @property
    def mean(self) -> VillageMean:
        """The present mean of the village."""
        return self._mean

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, household_id: object) -> bool:
        return household_id in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def put(self, household_id: str, inputs: ColourInputs) -> dict[str, Standing]:
        """Take in what is known of a household, new or changed.

        Returns:
            All whose colour or matched rules changed: this household, and those the mean passed.
        """
        old = self._entries.get(household_id)
        if old is not None and old.inputs == inputs:
            return {}
        before = None if old is None else old.standing
        if old is not None:
            self._leave(household_id, old)
        self._entries[household_id] = entry = self._entry(inputs)
        self._join(household_id, entry)
        changed = self._passed_by_mean()
        entry.standing = self._standing(entry)
        changed[household_id] = entry.standing
        if entry.standing == before:
            del changed[household_id]
        return changed

    def remove(self, household_id: str) -> dict[str, Standing]:
        """Forget a household; nothing happens when it is not in the book.

        Returns:
            All others whose colour or matched rules changed.
        """
        old = self._entries.pop(household_id, None)
        if old is None:
            return {}
        self._leave(household_id, old)
        return self._passed_by_mean()

    def standing(self, household_id: str) -> Standing:
        """Return colour and matched rules of a household.

        Raises:
            NotFound: it is not in the book.
        """
        return self._found(household_id).standing

    def verdict(self, household_id: str) -> Verdict:
        """Return the whole verdict of a household at the present mean.

        Raises:
            NotFound: it is not in the book.
        """
        return evaluate(self._found(household_id).inputs, self._mean, self.policy)

    def standings(self) -> dict[str, Standing]:
        """Return colour and matched rules of every household."""
        return {household_id: entry.standing for household_id, entry in self._entries.items()}

    def verdicts(self) -> dict[str, Verdict]:
        """Return the whole verdict of every household."""
        return {household_id: self.verdict(household_id) for household_id in self._entries}

    def _found(self, household_id: str) -> _Entry:
        entry = self._entries.get(household_id)
        if entry is None:
            raise NotFound(what="户", id=household_id)
        return entry

    def _entry(self, inputs: ColourInputs) -> _Entry:
        bits, income = own_bits(inputs, self.policy), comparable_income(inputs, self.policy)
        key = 0 if income is None else order_key(*income)
        return _Entry(inputs, bits, income, key, self._standings[bits])

    def _standing(self, entry: _Entry) -> Standing:
        if entry.income is None:
            return self._standings[entry.bits]
        return self._standings[entry.bits | MEAN | (HIGH if entry.key >= self._threshold else 0)]

    def _join(self, household_id: str, entry: _Entry) -> None:
        if entry.income is not None:
            cents, persons = entry.income
            self._mean = VillageMean(self._mean.cents + cents, self._mean.persons + persons)
            self._order.add(entry.key, household_id, entry.income)

    def _leave(self, household_id: str, entry: _Entry) -> None:
        if entry.income is not None:
            cents, persons = entry.income
            self._mean = VillageMean(self._mean.cents - cents, self._mean.persons - persons)
            self._order.discard(entry.key, household_id)

    def _passed_by_mean(self) -> dict[str, Standing]:
        """Follow the mean, and return the new standings of those it passed."""
        if self._mean.persons == 0:
            return {}
        before = self._threshold
        self._threshold = self._order.threshold(self._mean, self.policy)
        changed: dict[str, Standing] = {}
        for household_id in self._order.between(before, self._threshold):
            entry = self._entries[household_id]
            now = self._standing(entry)
            if now != entry.standing:
                entry.standing = changed[household_id] = now
        return changed
