"""The error workbook as the port the use-cases know."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from services.registry.ports.imports import CellProblem, RejectedRow

from .batch import HeldRow
from .columns import Column
from .errors_workbook import ErrorsWorkbook
from .problems import Problem, ProblemCode

_ROWS = 2_000


class XlsxErrorWriter:
    """`WorkbookWriter` by `ErrorsWorkbook`; the file is gone when it is closed."""

    async def write(self, rows: AsyncIterator[RejectedRow]) -> IO[bytes]:
        """See `WorkbookWriter`."""
        with TemporaryDirectory(prefix="roster-errors-") as folder:
            path = Path(folder) / "errors.xlsx"
            with ErrorsWorkbook(path) as workbook:
                some: list[RejectedRow] = []
                async for row in rows:
                    some.append(row)
                    if len(some) == _ROWS:
                        await asyncio.to_thread(_add, workbook, some)
                        some = []
                await asyncio.to_thread(_add, workbook, some)
            return path.open("rb")  # stays readable after its folder is gone


def _add(workbook: ErrorsWorkbook, rows: list[RejectedRow]) -> None:
    held = [HeldRow(row.row, row.cells) for row in rows]
    problems = [_problem(row.row, found) for row in rows for found in row.problems]
    workbook.add(held, problems)


def _problem(row: int, found: CellProblem) -> Problem:
    code = ProblemCode(found.code)
    return Problem(row, Column(found.column), code, found.message, found.suggestion or None)
