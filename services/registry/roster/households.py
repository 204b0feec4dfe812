"""From checked rows to households: grouping, heads, repetitions, holding back, content hash."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from itertools import accumulate, compress, pairwise

import numpy as np
from numpy.typing import NDArray

from .batch import GoodRows, HeldRow
from .columns import HEAD, HOUSEHOLD_COLUMNS, Column
from .index import FirstSeen
from .options import RosterOptions
from .problems import ProblemCode
from .sheet import Sheet

PERSON_COLUMNS = (
    Column.RELATION,
    Column.NAME,
    Column.SEX,
    Column.ID_NUMBER,
    Column.BIRTH_DATE,
    Column.ETHNICITY,
    Column.PHONE,
    Column.RESIDENCE,
    Column.ABSENT_SINCE,
    Column.NEEDS,
)

HOUSEHOLD_ROW = (Column.VILLAGE, Column.NUMBER, *HOUSEHOLD_COLUMNS)

Places = NDArray[np.int64]

_CODES = ProblemCode


class Grouper:
    """Cuts checked rows into households; the last one of a sheet waits for the next sheet."""

    def __init__(self, options: RosterOptions) -> None:
        self._limit = options.limits.household_members
        self._waiting = Sheet([], [], [])
        self._households = FirstSeen()
        self._numbers = FirstSeen()

    def feed(self, sheet: Sheet) -> tuple[Sheet, Places]:
        """Return the rows whose households are complete, and where each household starts."""
        joined = self._waiting.joined(sheet)
        starts = _starts(joined.keys)
        last = int(starts[-1])
        if len(joined.rows) - last > self._limit:
            last = len(joined.rows)
        self._waiting = joined.part(last, len(joined.rows))
        return self._close(joined.part(0, last), starts[starts < last])

    def finish(self) -> tuple[Sheet, Places]:
        """Return the household that was still waiting."""
        rest, self._waiting = self._waiting, Sheet([], [], [])
        return self._close(rest, _starts(rest.keys))

    def _close(self, sheet: Sheet, starts: Places) -> tuple[Sheet, Places]:
        if len(starts):
            self._check_scattered(sheet, starts)
            self._check_repeated_numbers(sheet)
            _check_heads(sheet, starts)
            _check_sizes(sheet, starts, self._limit)
            _check_head_only(sheet, starts)
            _check_repeated_people(sheet, starts)
        return sheet, starts

    def _check_scattered(self, sheet: Sheet, starts: Places) -> None:
        keys = np.array([_key_64(sheet.keys[at]) for at in _list(starts)], dtype=np.uint64)
        rows = np.array(sheet.rows, dtype=np.uint32)[starts]
        earlier = self._households.add(keys, rows)
        for k in np.flatnonzero(earlier).tolist():
            first = int(earlier[k])
            sheet.blame(int(starts[k]), Column.NUMBER, _CODES.HOUSEHOLD_SCATTERED, first=first)

    def _check_repeated_numbers(self, sheet: Sheet) -> None:
        bodies = np.array(sheet.bodies, dtype=np.uint64)
        places = np.flatnonzero(bodies)
        earlier = self._numbers.add(bodies[places], np.array(sheet.rows, dtype=np.uint32)[places])
        for k in np.flatnonzero(earlier).tolist():
            at, first = int(places[k]), int(earlier[k])
            sheet.blame(at, Column.ID_NUMBER, _CODES.ID_REPEATED, first=first)


def _list(places: Places) -> list[int]:
    return places.tolist()


def _key_64(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def _starts(keys: list[str]) -> Places:
    if not keys:
        return np.zeros(0, np.int64)
    changes = [at for at, (one, other) in enumerate(pairwise(keys), 1) if one != other]
    return np.array([0, *changes])


def _check_heads(sheet: Sheet, starts: Places) -> None:
    relations = sheet.columns[Column.RELATION]
    is_head = np.fromiter((text == HEAD for text in relations), np.int64, len(relations))
    counts = np.add.reduceat(is_head, starts)
    bounds = [*starts.tolist(), len(relations)]
    for k in np.flatnonzero(counts != 1).tolist():
        heads = [at for at in range(bounds[k], bounds[k + 1]) if is_head[at]]
        if not heads:
            sheet.blame(bounds[k], Column.RELATION, _CODES.HEAD_MISSING)
        for at in heads[1:]:
            sheet.blame(at, Column.RELATION, _CODES.HEAD_TWICE, first=sheet.rows[heads[0]])


def _check_sizes(sheet: Sheet, starts: Places, limit: int) -> None:
    sizes = np.diff(np.append(starts, len(sheet.rows)))
    for at in starts[sizes > limit].tolist():
        sheet.blame(at, Column.NUMBER, _CODES.HOUSEHOLD_TOO_LARGE, limit=limit)


def _check_head_only(sheet: Sheet, starts: Places) -> None:
    """A household's own cells stand in the head's row; another row may only repeat them."""
    is_head = [relation == HEAD for relation in sheet.columns[Column.RELATION]]
    filled = [column for column in HOUSEHOLD_COLUMNS if _is_beside(sheet, column, is_head)]
    if not filled:
        return
    head_of = _head_places(is_head, starts)
    for column in filled:
        texts = sheet.columns[column]
        for at, (text, head) in enumerate(zip(texts, head_of, strict=True)):
            if text and text != texts[head]:
                sheet.blame(at, column, _CODES.HEAD_ROW_ONLY)


def _is_beside(sheet: Sheet, column: Column, is_head: list[bool]) -> bool:
    texts = sheet.columns[column]
    at_heads = list(compress(texts, is_head))
    return len(texts) - texts.count("") > len(at_heads) - at_heads.count("")


def _head_places(is_head: list[bool], starts: Places) -> list[int]:
    """Return for each row where its household's head is (its first row when there is none)."""
    sizes = np.diff(np.append(starts, len(is_head)))
    first_head = starts.copy()
    heads = np.flatnonzero(is_head)[::-1]
    first_head[np.searchsorted(starts, heads, side="right") - 1] = heads
    return np.repeat(first_head, sizes).tolist()


def _check_repeated_people(sheet: Sheet, starts: Places) -> None:
    """Without a citizen number, name and day of birth tell the people of a household apart."""
    names, births = sheet.columns[Column.NAME], sheet.columns[Column.BIRTH_DATE]
    seen: dict[tuple[int, str, str], int] = {}
    for at in [at for at, body in enumerate(sheet.bodies) if not body]:
        household = int(np.searchsorted(starts, at, side="right"))
        first = seen.setdefault((household, names[at], births[at]), at)
        if first != at and births[at]:
            sheet.blame(at, Column.NAME, _CODES.PERSON_REPEATED, first=sheet.rows[first])


def split_good(sheet: Sheet, starts: Places, key: bytes) -> tuple[GoodRows, list[HeldRow]]:
    """Return the households without a problem as columns, and all rows of the others."""
    sizes = np.diff(np.append(starts, len(sheet.rows)))
    is_bad = np.zeros(len(sheet.rows), np.bool_)
    is_bad[list(sheet.bad)] = True
    bad_households = np.logical_or.reduceat(is_bad, starts) if len(starts) else is_bad
    keep = np.repeat(~bad_households, sizes).tolist()
    good = _good_rows(sheet, keep, sizes[~bad_households].tolist(), key)
    return good, list(_held(sheet, keep))


def _held(sheet: Sheet, keep: list[bool]) -> Iterator[HeldRow]:
    for at, kept in enumerate(keep):
        if not kept:
            yield HeldRow(sheet.rows[at], tuple(column[at] for column in sheet.originals))


def _good_rows(sheet: Sheet, keep: list[bool], sizes: list[int], key: bytes) -> GoodRows:
    columns = sheet.columns
    people = [list(compress(columns[column], keep)) for column in PERSON_COLUMNS]
    relations = columns[Column.RELATION]
    heads = [kept and relation == HEAD for kept, relation in zip(keep, relations, strict=True)]
    households = [list(compress(columns[column], heads)) for column in HOUSEHOLD_ROW]
    rows = list(map("\x1f".join, zip(*people, strict=True)))
    facts = list(map("\x1f".join, zip(*households, strict=True)))
    return GoodRows(
        list(compress(sheet.rows, keep)),
        people,
        households,
        sizes,
        _hashes(rows, facts, sizes, key),
    )


def _hashes(rows: list[str], facts: list[str], sizes: list[int], key: bytes) -> list[bytes]:
    """Keyed, so that a hash in the store tells nothing; the order of the rows does not matter."""
    ends = list(accumulate(sizes))
    texts = (
        "\x1e".join((fact, *sorted(rows[end - size : end])))
        for fact, size, end in zip(facts, sizes, ends, strict=True)
    )
    return [blake2b(text.encode(), digest_size=32, key=key).digest() for text in texts]
