"""A person decides on a colour: confirms the rules, or decides otherwise, for some time.

A result of the rules is never in force by itself (PIPL 24; plan 四(二) lets the village decide).
When an override ends, early or by its last day, its colour ends with it and no other takes its
place: what the rules say is a proposal again. A household that was red by override alone thus
keeps neither named contact nor vacancy nor duty until somebody confirms.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kit.model.errors import InvalidValue

from .care import Assessment, ColourSpell, Decided, HouseholdCare, Refused
from .care_errors import DecisionNeedsData, NoOverride, NothingToConfirm
from .colour.values import Colour, DataProblem
from .duty import add_months
from .events import ClassificationRefused, HouseholdColourChanged
from .ids import RunId
from .policy import GridPolicy
from .settling import CareOutcome, require_live, settled

REASON_LENGTHS = range(4, 201)
"""Characters of a reason: enough to say something, no more than a line."""

LONGEST_OVERRIDE_MONTHS = 12
"""The classification is yearly (plan 四(二)): no decision by hand outlives one."""

_SUBJECTS = {
    DataProblem.INCOME_MISSING: "家庭收入",
    DataProblem.INCOME_OUT_OF_RANGE: "家庭收入",
    DataProblem.NO_PERSONS: "户内人口",
    DataProblem.TOO_MANY_PERSONS: "户内人口",
    DataProblem.MEAN_MISSING: "全村平均收入",
    DataProblem.AWARD_MISSING: "平安家庭评定",
}
_NEEDS = "需求登记"
"""The rest is about needs; a refusal is logged, so it does not say which (domain §2.7)."""


@dataclass(frozen=True, slots=True)
class OverrideColour:
    """Decide otherwise than the rules, until `expires` (last day)."""

    colour: Colour
    reason: str = field(repr=False)
    signer: str
    expires: date


def confirm(care: HouseholdCare, signer: str, policy: GridPolicy, today: date) -> CareOutcome:
    """Bring what the rules say into force; where they decide nothing, what they suggest.

    It may also take the place of an override, be its colour the same.

    Raises:
        CareEnded, NothingToConfirm, DecisionNeedsData.
    """
    require_live(care)
    if care.assessment is None or (care.proposal is None and care.override is None):
        raise NothingToConfirm(household=care.household)
    spell = ColourSpell(
        colour=_decidable(care, care.assessment),
        since=today,
        decided=Decided.CONFIRMED,
        signer=signer,
        assessment=care.assessment,
    )
    return put_in_force(care, spell, policy, today)


def override(
    care: HouseholdCare, order: OverrideColour, policy: GridPolicy, today: date
) -> CareOutcome:
    """Bring another colour into force, with a reason and a last day.

    Raises:
        CareEnded, InvalidValue.
    """
    require_live(care)
    reason = order.reason.strip()
    if order.colour is Colour.PENDING:
        raise InvalidValue(field="颜色", why="只能是放心户、关心户或连心户")
    if len(reason) not in REASON_LENGTHS:
        raise InvalidValue(field="理由", why="须为 4 至 200 个字")
    if not today <= order.expires <= add_months(today, LONGEST_OVERRIDE_MONTHS):
        raise InvalidValue(field="截止日期", why="须为今天起一年以内的日期")
    spell = ColourSpell(
        colour=order.colour,
        since=today,
        decided=Decided.OVERRIDE,
        signer=order.signer,
        assessment=care.assessment,
        reason=reason,
        expires=order.expires,
    )
    if care.override is not None and replace(care.override, since=today) == spell:
        return care, ()
    return put_in_force(care, spell, policy, today)


def end_override(care: HouseholdCare, policy: GridPolicy, today: date) -> CareOutcome:
    """End the override in force before its last day.

    Raises:
        CareEnded, NoOverride.
    """
    require_live(care)
    if care.override is None:
        raise NoOverride(household=care.household)
    return _without_override(care, policy, today, until=today)


def expire(care: HouseholdCare, policy: GridPolicy, today: date) -> CareOutcome:
    """End an override whose last day has passed; for the daily job, any number of times."""
    spell = care.override
    if spell is None or spell.expires is None or spell.expires >= today:
        return care, ()
    return _without_override(care, policy, today, until=spell.expires + timedelta(days=1))


def refuse_classification(care: HouseholdCare, note: str, today: date) -> CareOutcome:
    """Record that the household does not accept the rules alone (PIPL 24): runs leave it out.

    Raises:
        CareEnded.
    """
    require_live(care)
    if care.refused is not None and care.refused.note == note:
        return care, ()
    return replace(care, refused=Refused(today, note)), (ClassificationRefused(refused=True),)


def accept_classification(care: HouseholdCare) -> CareOutcome:
    """Record that the household takes that back.

    Raises:
        CareEnded.
    """
    require_live(care)
    if care.refused is None:
        return care, ()
    return replace(care, refused=None), (ClassificationRefused(refused=False),)


def put_in_force(
    care: HouseholdCare,
    spell: ColourSpell,
    policy: GridPolicy,
    today: date,
    run: RunId | None = None,
) -> CareOutcome:
    """Return the care with a colour in force in place of the one before."""
    ended = replace(care, spells=_ended(care, today))
    decided = replace(ended, spells=(*ended.spells, spell))
    happened = (HouseholdColourChanged(care.colour, spell.colour, run),)
    return settled(decided, happened, policy, today)


def _without_override(
    care: HouseholdCare, policy: GridPolicy, today: date, until: date
) -> CareOutcome:
    ended = replace(care, spells=_ended(care, until))
    happened = (HouseholdColourChanged(care.colour, None),)
    return settled(ended, happened, policy, today)


def _ended(care: HouseholdCare, until: date) -> tuple[ColourSpell, ...]:
    return tuple(s if s.until else replace(s, until=max(until, s.since)) for s in care.spells)


def _decidable(care: HouseholdCare, assessment: Assessment) -> Colour:
    verdict = assessment.verdict
    if verdict.colour is not Colour.PENDING:
        return verdict.colour
    if verdict.suggested is None:
        found = dict.fromkeys(_SUBJECTS.get(t.problem, _NEEDS) for t in verdict.data_tasks)
        raise DecisionNeedsData(household=care.household, missing="、".join(found) or "评定资料")
    return verdict.suggested
