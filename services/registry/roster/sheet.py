"""A stretch of the roster in work: its rows as columns of text, and what was found wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .columns import Column
from .problems import Problem, ProblemCode, problem
from .rules import Fault

Texts = list[Sequence[str]]


@dataclass(slots=True)
class Sheet:
    """Rows as columns. `originals` is what the file says, `columns` what was understood.

    `keys` tells households apart (village and number as written); `bodies` are the first 17
    digits of the valid citizen numbers, 0 elsewhere; `bad` holds places, not row numbers.
    """

    rows: list[int]
    originals: Texts
    columns: Texts
    keys: list[str] = field(default_factory=list[str])
    bodies: list[int] = field(default_factory=list[int])
    problems: list[Problem] = field(default_factory=list[Problem])
    bad: set[int] = field(default_factory=set[int])

    def blame(
        self,
        at: int,
        column: Column,
        code: ProblemCode,
        suggestion: str | None = None,
        **values: object,
    ) -> None:
        """Note that the row at a place cannot be taken, because of a cell."""
        self.problems.append(problem(self.rows[at], column, code, suggestion, **values))
        self.bad.add(at)

    def blame_fault(self, at: int, column: Column, fault: Fault) -> None:
        """Note a fault a column's rule found."""
        self.blame(at, column, fault.code, fault.suggestion, **fault.values)

    def part(self, start: int, stop: int) -> Sheet:
        """Return the rows from one place up to another."""
        rows = self.rows[start:stop]
        first, last = (rows[0], rows[-1]) if rows else (1, 0)
        return Sheet(
            rows,
            [column[start:stop] for column in self.originals],
            [column[start:stop] for column in self.columns],
            self.keys[start:stop],
            self.bodies[start:stop],
            [found for found in self.problems if first <= found.row <= last],
            {at - start for at in self.bad if start <= at < stop},
        )

    def joined(self, after: Sheet) -> Sheet:
        """Return these rows followed by others."""
        if not self.rows:
            return after
        return Sheet(
            self.rows + after.rows,
            _joined(self.originals, after.originals),
            _joined(self.columns, after.columns),
            self.keys + after.keys,
            self.bodies + after.bodies,
            self.problems + after.problems,
            self.bad | {at + len(self.rows) for at in after.bad},
        )


def _joined(one: Texts, other: Texts) -> Texts:
    return [[*before, *after] for before, after in zip(one, other, strict=True)]
