"""Known bad cells planted into a roster, to see each of them come back with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from services.registry.roster.columns import HEAD, Column
from services.registry.roster.problems import ProblemCode

from .chance import Dice
from .rows import Row


@dataclass(frozen=True, slots=True)
class Planted:
    """Where a bad cell was planted and what it must be blamed for."""

    row: int
    column: Column
    code: ProblemCode


@dataclass(frozen=True, slots=True)
class _Fault:
    column: Column
    code: ProblemCode
    bad: str | Callable[[Row], str]
    only_head: bool | None = None

    def spoil(self, row: Row) -> None:
        row[self.column] = self.bad if isinstance(self.bad, str) else self.bad(row)


def _wrong_check_digit(row: Row) -> str:
    number = row[Column.ID_NUMBER]
    return number[:17] + ("1" if number[17] != "1" else "2")


def _wrong_sex(row: Row) -> str:
    return "女" if row[Column.SEX] == "男" else "男"


FAULTS: tuple[_Fault, ...] = (
    _Fault(Column.ID_NUMBER, ProblemCode.ID_CHECK_DIGIT, _wrong_check_digit),
    _Fault(Column.ID_NUMBER, ProblemCode.ID_LENGTH, lambda row: row[Column.ID_NUMBER][:16]),
    _Fault(Column.ID_NUMBER, ProblemCode.ID_AS_NUMBER, "6.10999198503150E+17"),
    _Fault(
        Column.ID_NUMBER,
        ProblemCode.ID_DATE,
        lambda row: row[Column.ID_NUMBER][:10] + "1332" + row[Column.ID_NUMBER][14:],
    ),
    _Fault(Column.SEX, ProblemCode.SEX_CONFLICT, _wrong_sex),
    _Fault(Column.SEX, ProblemCode.NOT_A_CHOICE, "男性"),
    _Fault(Column.BIRTH_DATE, ProblemCode.BIRTH_CONFLICT, "1931-02-03"),
    _Fault(Column.BIRTH_DATE, ProblemCode.DATE_FORMAT, "2023-02-30"),
    _Fault(Column.NAME, ProblemCode.REQUIRED, ""),
    _Fault(Column.NAME, ProblemCode.ODD_CHARACTERS, lambda row: row[Column.NAME][0] + "*"),
    _Fault(Column.RELATION, ProblemCode.NOT_A_CHOICE, "儿媳", only_head=False),
    _Fault(Column.RELATION, ProblemCode.HEAD_TWICE, HEAD, only_head=False),
    _Fault(Column.RELATION, ProblemCode.HEAD_MISSING, "其他", only_head=True),
    _Fault(Column.PHONE, ProblemCode.PHONE_FORMAT, "12345"),
    _Fault(Column.ETHNICITY, ProblemCode.NOT_A_CHOICE, "不详族"),
    _Fault(Column.NEEDS, ProblemCode.NEED_FORMAT, "残疾:肢体"),
    _Fault(Column.LATITUDE, ProblemCode.NUMBER_RANGE, "108.5", only_head=True),
    _Fault(Column.WAGE, ProblemCode.NUMBER_FORMAT, "三万", only_head=True),
    _Fault(Column.AWARDS, ProblemCode.YEAR_FORMAT, "去年", only_head=True),
)
"""Every fault leaves the other cells of the file blameless."""


class Planter:
    """Spoils about one row in `1 / ratio`, at most one of a household."""

    def __init__(self, seed: int, ratio: float) -> None:
        self._dice = Dice(seed, "faults")
        self._ratio = ratio
        self.planted: list[Planted] = []

    def spoil(self, rows: Sequence[Row], first_row: int) -> None:
        """Perhaps spoil a cell of a household whose rows begin at a row of the file."""
        hit = next((at for at in range(len(rows)) if self._dice.chance(self._ratio)), None)
        if hit is None:
            return
        fault = self._dice.one_of(list(_fitting(hit)))
        fault.spoil(rows[hit])
        self.planted.append(Planted(first_row + hit, fault.column, fault.code))


def _fitting(at: int) -> Iterator[_Fault]:
    return (fault for fault in FAULTS if fault.only_head in (None, at == 0))
