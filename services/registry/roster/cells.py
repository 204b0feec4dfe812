"""From what a file holds in a cell to text: numbers, dates, full-width forms, blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from services.registry.domain.id_number import FULL_WIDTH

Cell = str | int | float | bool | date | datetime | time | timedelta
"""What a reader hands out; a blank cell is the empty string."""

_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXCEL_DAYS = range(366, 80_000)  # 1900-12-31 … 2119: no birth or leave lies outside
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_DATE_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{3,5}(?:\.0)?")
_WIDE = re.compile("[０-９Ｘｘ．－]")
_SPACE = re.compile(r"\s+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff"))


def as_text(cell: Cell) -> str:
    """Return the text a person sees in the cell."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def all_text(cells: Sequence[Cell]) -> Sequence[str]:
    """Return a column as text; costs next to nothing when it is text already."""
    if set(map(type, cells)) <= {str}:
        return cells  # pyright: ignore[reportReturnType] - the line above looked
    return [cell if type(cell) is str else as_text(cell) for cell in cells]


def tidy(texts: Sequence[str], *, half_width: bool) -> Sequence[str]:
    """Return a column without blanks around and with one blank inside; codes in half width."""
    joined = "".join(texts)
    has_wide = half_width and not joined.isascii() and _WIDE.search(joined) is not None
    if " " not in joined and joined.isprintable() and not has_wide:
        return texts
    return [_tidy(text, half_width) for text in texts]


def _tidy(text: str, half_width: bool) -> str:
    text = _SPACE.sub(" ", text.translate(_INVISIBLE)).strip()
    return text.translate(FULL_WIDTH).replace("．", ".").replace("－", "-") if half_width else text


def read_date(text: str) -> date | None:
    """Return the day a text or a spreadsheet's day number means; None when it is no day."""
    if match := _DATE.fullmatch(text) or _DATE_DIGITS.fullmatch(text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None
    if _SERIAL.fullmatch(text) and int(float(text)) in _EXCEL_DAYS:
        return _EXCEL_DAY_ZERO + timedelta(days=int(float(text)))
    return None


def places(texts: Iterable[str], wanted: str) -> list[int]:
    """Return where a text stands in a column."""
    return [at for at, text in enumerate(texts) if text == wanted]
