"""P5: a household's new colour with upkeep of the village mean, event by event."""

from __future__ import annotations

from collections.abc import Sequence
from time import process_time

from bench.case import Case, Figure, at_most
from bench.clocks import MICRO
from bench.colour_county import County, Event, Villages, as_columns
from bench.colour_reference import by_the_column, loop, require_equal, standings
from bench.rounds import interleaved
from bench.setting import Setting
from services.grid.domain.colour.book import VillageBook
from services.grid.domain.colour.income import village_mean
from services.grid.domain.colour.policy import DEFAULT_POLICY

_LIMIT_MICROS = 25.0
_NOISE = 0.2


class Ledger:
    """A county's villages and their books, which follow the same events."""

    def __init__(self, households: int) -> None:
        self._county = County(households)
        self._books = [VillageBook(DEFAULT_POLICY) for _ in self._county.villages]
        self.load_micros = _load(self._books, self._county.villages) / households * MICRO
        self.changed = 0

    def follow(self, count: int) -> float:
        """Return the CPU of so many events in microseconds each; then compare everything.

        Raises:
            NotEqual: the books say something else than the full evaluation.
        """
        events = self._county.events(count)
        start = process_time()
        self.changed = _apply(self._books, events)
        micros = (process_time() - start) / count * MICRO
        require_same(self._books, self._county.villages)
        return micros

    def whole_village(self, count: int) -> float:
        """Return the same without a book: the whole village is evaluated again for each event."""
        villages = self._county.villages[:1]
        start = process_time()
        for _ in range(count):
            by_the_column(as_columns(villages), 1)
        return (process_time() - start) / count * MICRO


def run(setting: Setting) -> Sequence[Figure]:
    """Follow random events; after each round the books must say what a full evaluation says."""
    households = setting.size(quick=9_000, full=90_000)
    events = setting.size(quick=5_000, full=100_000)
    setting.say(f"P5: {events} events a round on {households} households")
    ledger = Ledger(households)
    samples = interleaved(
        {
            "ours": lambda: ledger.follow(events),
            "whole village by the column": lambda: ledger.whole_village(20),
        },
        setting.rounds,
    )
    ours = samples.median("ours")
    return [
        Figure(
            id="P5",
            name=f"一户变更后的新评定，{households:,} 户 (incremental colour)",
            goal=at_most(1, _NOISE),
            ours=ours,
            reference=_LIMIT_MICROS,
            ratio=ours / _LIMIT_MICROS,
            unit="µs CPU/事件",
            against="limit",
            rounds=setting.rounds,
            others={
                **samples.medians("ours"),
                "loading µs/household": ledger.load_micros,
                "verdicts changed per event": ledger.changed / events,
                "events compared equal": float(events * (setting.rounds + 1)),
            },
        )
    ]


def require_same(books: Sequence[VillageBook], villages: Villages) -> None:
    """Pass when books, columns and the rules one by one say the same of every household.

    Raises:
        NotEqual: they do not.
    """
    means = [village_mean(village.values(), DEFAULT_POLICY) for village in villages]
    require_equal("means", [book.mean for book in books], means)
    kept = [book.standings() for book in books]
    require_equal("books and the rules one by one", kept, loop(villages))
    columns = as_columns(villages)
    in_order = [book[id] for book, village in zip(kept, villages, strict=True) for id in village]
    found = standings(by_the_column(columns, len(villages)))
    require_equal("books and columns", in_order, found)


def _load(books: Sequence[VillageBook], villages: Villages) -> float:
    start = process_time()
    for book, village in zip(books, villages, strict=True):
        for household_id, inputs in village.items():
            book.put(household_id, inputs)
    return process_time() - start


def _apply(books: Sequence[VillageBook], events: Sequence[Event]) -> int:
    """Return how many verdicts changed."""
    changed = 0
    for event in events:
        book = books[event.village]
        if event.inputs is None:
            changed += len(book.remove(event.household_id))
        else:
            changed += len(book.put(event.household_id, event.inputs))
    return changed


CASE = Case("P5", "增量三色评定", "≤ 25 µs per event, equal to the full evaluation", run)
