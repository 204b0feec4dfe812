"""What a roster's statement of a person's needs makes of the recorded ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .need import Need, NeedKind
from .needs import check_expiry, expiry


def needs_stated(
    known: tuple[Need, ...], stated: tuple[Need, ...], birth_date: date, day: date
) -> tuple[Need, ...]:
    """Return the needs after a complete statement on a day; the same tuple when nothing differs.

    What is not stated any more ends on the day; what began after it stays. A stated need without
    an expiry is one with the recorded expiry. 刑满释放 that ran out is not begun again unless an
    expiry is stated: a list nobody has cleaned must not keep the flag for ever (PIPL 19).

    Raises:
        InvalidValue: a need that must expire has no expiry.
    """
    after = [_kept_or_ended(need, stated, birth_date, day) for need in known]
    held = [need for need in after if need.valid_to is None or need.valid_to > day]
    for need in stated:
        if not any(need.kind is other.kind for other in held):
            begun = _begun(need, known, birth_date, day)
            if begun is not None:
                after.append(begun)
                held.append(begun)
    return known if after == list(known) else tuple(after)


def _kept_or_ended(need: Need, stated: tuple[Need, ...], birth_date: date, day: date) -> Need:
    if not need.valid_on(day) or any(_says(row, need, birth_date) for row in stated):
        return need
    return replace(need, valid_to=day)


def _says(row: Need, need: Need, birth_date: date) -> bool:
    if row.kind is not need.kind or row.disability != need.disability:
        return False
    if row.valid_to is None:
        return True
    return expiry(row.kind, birth_date, need.valid_from, row.valid_to) == need.valid_to


def _begun(row: Need, known: tuple[Need, ...], birth_date: date, day: date) -> Need | None:
    undated = row.kind is NeedKind.RELEASED and row.valid_to is None
    if undated and any(need.kind is NeedKind.RELEASED for need in known):
        return None
    ends = expiry(row.kind, birth_date, day, row.valid_to)
    if ends is not None and ends <= day:
        return None
    need = Need(row.kind, day, ends, row.disability)
    check_expiry(need)
    return need
