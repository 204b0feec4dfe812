"""Checks of single columns, a batch at a time: forms, choices, lengths, citizen numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.registry.domain.id_number import normal_form, suggested_number
from services.registry.domain.person_rules import NAME_LENGTH
from services.registry.domain.place import ADDRESS_LENGTH, GROUP_LENGTH
from services.registry.domain.registration import NUMBER_LENGTH

from .cells import Cell, all_text, tidy
from .columns import TEMPLATE, Column, Need
from .crosschecks import check_across
from .id_numbers import check_numbers
from .options import RosterOptions
from .problems import ProblemCode
from .reader import RawBatch
from .rules import NUMBER_IN_A_SHEET, Canon, Fault, column_rules
from .sheet import Sheet, Texts

_TEXT_LIMITS: dict[Column, int] = {
    Column.GROUP: GROUP_LENGTH,
    Column.NUMBER: NUMBER_LENGTH,
    Column.NAME: NAME_LENGTH,
    Column.ADDRESS: ADDRESS_LENGTH,
}
_IN_FULL_WIDTH = frozenset({Column.GROUP, Column.NAME, Column.ADDRESS})
_REQUIRED = tuple(rule.column for rule in TEMPLATE if rule.need is Need.ALWAYS)


class Checker:
    """Checks one roster, batch after batch; remembers the texts it has read."""

    def __init__(
        self, options: RosterOptions, formulas: frozenset[tuple[int, Column]] = frozenset()
    ) -> None:
        self._options = options
        self._formulas = formulas
        self._canons = {column: Canon(rule) for column, rule in column_rules(options).items()}

    def check(self, raw: RawBatch) -> Sheet:
        """Return the batch with its columns in canonical text and its problems noted."""
        originals: Texts = [all_text(column) for column in raw.columns]
        texts = [tidy(originals[c], half_width=c not in _IN_FULL_WIDTH) for c in Column]
        sheet = Sheet(raw.rows, originals, list(texts))
        pairs = zip(texts[Column.VILLAGE], texts[Column.NUMBER], strict=True)
        sheet.keys = list(map("\x1f".join, pairs))
        self._check_rows(sheet, raw)
        for column in _REQUIRED:
            _check_filled(sheet, column)
        for column, limit in _TEXT_LIMITS.items():
            _check_text(sheet, column, limit)
        for column, canon in self._canons.items():
            _check_by_rule(sheet, column, canon)
        self._check_id_numbers(sheet, raw.columns[Column.ID_NUMBER])
        check_across(sheet, self._options.today)
        return sheet

    def _check_rows(self, sheet: Sheet, raw: RawBatch) -> None:
        if not raw.too_wide and not self._formulas:
            return
        place_of = {row: at for at, row in enumerate(sheet.rows)}
        for row, width in raw.too_wide.items():
            sheet.blame(place_of[row], Column.AWARDS, ProblemCode.ROW_SHAPE, width=width)
        for row, column in self._formulas:
            if row in place_of:
                sheet.blame(place_of[row], column, ProblemCode.FORMULA)

    def _check_id_numbers(self, sheet: Sheet, cells: Sequence[Cell]) -> None:
        texts = sheet.columns[Column.ID_NUMBER]
        today, allow_test = self._options.today, self._options.allow_test_numbers
        checked = check_numbers(texts, today, allow_test_numbers=allow_test)
        sheet.bodies = checked.bodies.tolist()
        sheet.columns[Column.ID_NUMBER] = checked.texts
        if checked.valid.all():
            return
        for at in (~checked.valid).nonzero()[0].tolist():
            checked.texts[at] = ""
            if not texts[at]:
                continue
            if isinstance(cells[at], str):
                fault = _id_fault(texts[at], today)
            else:
                fault = Fault(ProblemCode.ID_AS_NUMBER)
            sheet.blame_fault(at, Column.ID_NUMBER, fault)


def _check_filled(sheet: Sheet, column: Column) -> None:
    texts = sheet.columns[column]
    if "" in texts:
        for at, text in enumerate(texts):
            if not text:
                sheet.blame(at, column, ProblemCode.REQUIRED)


def _check_text(sheet: Sheet, column: Column, limit: int) -> None:
    texts = sheet.columns[column]
    if max(map(len, texts)) > limit:
        for at, text in enumerate(texts):
            if len(text) > limit:
                sheet.blame(at, column, ProblemCode.TOO_LONG, limit=limit)
    joined = "".join(texts)
    if not joined.isprintable() or "*" in joined:
        for at, text in enumerate(texts):
            if not text.isprintable() or "*" in text:
                sheet.blame(at, column, ProblemCode.ODD_CHARACTERS)


def _check_by_rule(sheet: Sheet, column: Column, canon: Canon) -> None:
    """Most texts are canonical already: then looking at the distinct ones is all there is to do."""
    texts = sheet.columns[column]
    differing = {text: read for text in set(texts) if (read := canon[text]) != text}
    if not differing:
        return
    faults = {text: read for text, read in differing.items() if isinstance(read, Fault)}
    if faults:
        for at in [at for at, text in enumerate(texts) if text in faults]:
            sheet.blame_fault(at, column, faults[texts[at]])
    tidy = {text: "" if isinstance(read, Fault) else read for text, read in differing.items()}
    sheet.columns[column] = [tidy.get(text, text) for text in texts]


def _id_fault(text: str, today: date) -> Fault:
    digits = normal_form(text)
    if NUMBER_IN_A_SHEET.fullmatch(digits):
        return Fault(ProblemCode.ID_AS_NUMBER)
    if len(digits) != 18 and not (len(digits) == 15 and digits.isdigit()):
        return Fault(ProblemCode.ID_LENGTH, None, {"length": len(digits)})
    corrected = suggested_number(digits)
    if corrected is None:
        return Fault(ProblemCode.ID_CHARACTERS)
    return _fault_of_digits(digits, corrected, today)


def _fault_of_digits(digits: str, corrected: str, today: date) -> Fault:
    try:
        birth = date(int(corrected[6:10]), int(corrected[10:12]), int(corrected[12:14]))
    except ValueError:
        return Fault(ProblemCode.ID_DATE)
    if corrected != digits and len(digits) == 18:
        return Fault(ProblemCode.ID_CHECK_DIGIT, f"若其余各位无误，应为 {corrected}")
    if birth > today:
        return Fault(ProblemCode.ID_FUTURE)
    return Fault(ProblemCode.ID_TEST)
