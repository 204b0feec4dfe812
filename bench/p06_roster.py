"""P6: a county's roster, from workbook to households, against reader and insert_many alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.case import Case, Figure, at_most
from bench.roster_import import Import, import_roster
from bench.roster_memory import peak_of_scan
from bench.roster_raw import insert_raw, read_raw
from bench.rounds import Samples
from bench.setting import Setting
from dev.sample.writers import write_roster_csv, write_roster_xlsx

_CSV_HOUSEHOLDS = 885_000
"""About 3 million rows."""
_LIMIT_MB = 300


def run(setting: Setting) -> Sequence[Figure]:
    """Import a workbook; then scan a CSV file ten times as long and watch the memory."""
    count = setting.size(quick=2_000, full=90_000)
    book = setting.ground.folder("roster") / "roster.xlsx"
    setting.say(f"P6: writing {count} households")
    people = write_roster_xlsx(book, count).people
    figures = [_speed(setting, book, people)]
    if not setting.quick:
        figures.append(_memory(setting))
    return figures


def _speed(setting: Setting, book: Path, people: int) -> Figure:
    """Seconds on the wall; each import and each raw insert has a store of its own."""
    runs: list[Import] = []
    raw: list[tuple[float, float, float]] = []
    for number in range(setting.rounds):
        setting.say(f"P6: {people} people, round {number + 1}")
        runs.append(import_roster(setting.ground, book))
        read = read_raw(book)
        indexed = insert_raw(setting.ground, runs[-1].documents, runs[-1].indexes)
        plain = insert_raw(setting.ground, runs[-1].documents)
        runs[-1].documents.clear()
        raw.append((read, indexed, plain))
    samples = Samples(
        {
            "ours": tuple(one.seconds for one in runs),
            "reader + insert_many": tuple(read + indexed for read, indexed, _ in raw),
            "reader": tuple(read for read, _, _ in raw),
            "insert_many, same indexes": tuple(indexed for _, indexed, _ in raw),
            "insert_many, no indexes": tuple(plain for _, _, plain in raw),
        }
    )
    return _figure(samples, runs, people)


def _figure(samples: Samples, runs: Sequence[Import], people: int) -> Figure:
    reference = "reader + insert_many"
    return Figure(
        id="P6a",
        name=f"名册导入 {people:,} 人 (roster workbook)",
        goal=at_most(1.25),
        ours=samples.median("ours"),
        reference=samples.median(reference),
        ratio=samples.ratio("ours", reference),
        unit="s",
        against="calamine + insert_many, same indexes",
        rounds=len(runs),
        others={**samples.medians("ours", reference), **_where(runs[-1])},
    )


def _where(last: Import) -> dict[str, float]:
    """Where the last import spent its time: CPU by process, waiting by store command."""
    waits = {f"store {place} s": seconds for place, seconds in last.waits}
    return {
        "service CPU s": last.own_cpu,
        "reading child CPU s": last.child_cpu,
        "store CPU s": last.store_cpu,
        **waits,
    }


def _memory(setting: Setting) -> Figure:
    path = setting.ground.folder("roster") / "roster.csv"
    setting.say("P6: writing 3 million rows")
    rows = write_roster_csv(path, _CSV_HOUSEHOLDS).people
    setting.say(f"P6: scanning {rows} rows")
    peak = peak_of_scan(path)
    path.unlink()
    return Figure(
        id="P6b",
        name=f"名册扫描内存，CSV {rows:,} 行 (peak of the reading child)",
        goal=at_most(1),
        ours=peak,
        reference=_LIMIT_MB,
        ratio=peak / _LIMIT_MB,
        unit="MB",
        against="limit",
    )


CASE = Case("P6", "名册导入", "≤ 1.25 × (reader + insert_many); ≤ 300 MB at 3 M rows", run)
