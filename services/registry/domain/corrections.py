"""Corrections: one person asks, another approves or rejects; approving applies at once.

A correction says that the record was wrong, so it rewrites what is recorded, at every stay of the
person in the household; what changed in the world is told by the other operations.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from kit.model.errors import InvalidValue

from .correctable import Corrected, corrected
from .correction import Correction, FieldChange
from .effective import require_not_future, require_open
from .errors import CorrectionExists, CorrectionNotOpen, NothingToCorrect, SelfReview
from .events import CorrectionRejected, CorrectionRequested, HouseholdCorrected, Outcome
from .household import Household
from .ids import CorrectionId

REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class RequestCorrection:
    """Order to put a correction before a reviewer. `requested_by` is the subject of the token."""

    correction: CorrectionId
    changes: tuple[FieldChange, ...]
    reason: str = field(repr=False)
    requested_by: str
    on: date


@dataclass(frozen=True, slots=True)
class ReviewCorrection:
    """Decision of `reviewer` on an open correction."""

    correction: CorrectionId
    reviewer: str
    on: date


def request_correction(
    household: Household, order: RequestCorrection, today: date, *, allow_test_numbers: bool = False
) -> Outcome:
    """Return the household with one more open correction; its values would apply today.

    Raises:
        Refusal: dissolved, the id is taken, no reason, a value cannot be right or is the present
            one, a person is not a member.
    """
    require_open(household, household.registered, today)
    require_not_future(order.on, today)
    if not 0 < len(order.reason.strip()) <= REASON_LENGTH:
        raise InvalidValue(field="更正原因", why=f"请填写 1 至 {REASON_LENGTH} 个字")
    if any(open_.id == order.correction for open_ in household.corrections):
        raise CorrectionExists(correction=order.correction)
    if corrected(household, order.changes, Corrected(today, allow_test_numbers)) == household:
        raise NothingToCorrect(household=household.id)
    asked = Correction(
        order.correction, order.changes, order.reason.strip(), order.requested_by, order.on
    )
    waiting = replace(household, corrections=(*household.corrections, asked))
    return waiting, (CorrectionRequested(order.on, order.correction),)


def approve_correction(
    household: Household, order: ReviewCorrection, today: date, *, allow_test_numbers: bool = False
) -> Outcome:
    """Return the household with the correction applied.

    Raises:
        Refusal: dissolved, no such open correction, the reviewer asked for it, a value can no
            longer be applied.
    """
    require_open(household, household.registered, today)
    require_not_future(order.on, today)
    asked = _open(household, order.correction)
    if asked.requested_by == order.reviewer:
        raise SelfReview(id=asked.id)
    applied = corrected(household, asked.changes, Corrected(today, allow_test_numbers))
    fields = tuple(dict.fromkeys(change.field for change in asked.changes))
    return _closed(applied, asked), (HouseholdCorrected(order.on, asked.id, fields),)


def reject_correction(household: Household, order: ReviewCorrection, today: date) -> Outcome:
    """Return the household with the correction closed; who asked may thus withdraw it.

    Raises:
        Refusal: no such open correction, a day in the future.
    """
    require_not_future(order.on, today)
    asked = _open(household, order.correction)
    return _closed(household, asked), (CorrectionRejected(order.on, asked.id),)


def _open(household: Household, correction: CorrectionId) -> Correction:
    for asked in household.corrections:
        if asked.id == correction:
            return asked
    raise CorrectionNotOpen(household=household.id, correction=correction)


def _closed(household: Household, asked: Correction) -> Household:
    others = tuple(c for c in household.corrections if c.id != asked.id)
    return replace(household, corrections=others)
