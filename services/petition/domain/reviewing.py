"""After it was closed: reopened inside the window, or looked at by the next level (复查, 复核)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kit.model.division import DivisionCode

from .actor import Actor
from .clocks import ClockKind
from .events import HandoffReason, Outcome
from .handing import hand_off
from .handling import window
from .kinds import Channel
from .labels import STEP_LABELS, TIER_LABELS
from .petition import Petition
from .petition_errors import (
    ReopenedTooOften,
    ReopenTooLate,
    ReviewNotOpen,
    ReviewTooLate,
    StepNotAtTier,
)
from .step import Step
from .steps import Clocks, guard, take_step
from .taking import ended_at

_REVIEWS = (
    (Step.RECHECK, ClockKind.RECHECK, ClockKind.RECHECK_ANSWER),
    (Step.REVIEW, ClockKind.REVIEW, ClockKind.REVIEW_ANSWER),
)
"""The later one first: after the answer to a 复查 only a 复核 can be asked."""


def reopen(petition: Petition, who: Actor, now: datetime, clocks: Clocks, note: str) -> Outcome:
    """CLOSED → ACCEPTED, inside the window, at most twice.

    Raises:
        ReopenedTooOften, ReopenTooLate.
    """
    guard(petition, Step.REOPEN, who, note)
    most = clocks.policy.reopen_limit
    if petition.reopened >= most:
        raise ReopenedTooOften(id=petition.id, most=most)
    noted = window(petition, ClockKind.REOPEN)
    if noted is None or now >= noted.due_at:
        raise ReopenTooLate(id=petition.id)
    opened, happened = take_step(petition, Step.REOPEN, who, now, clocks, note=note)
    return replace(_open_again(opened, now), reopened=petition.reopened + 1), happened


def ask_review(
    petition: Petition,
    who: Actor,
    now: datetime,
    clocks: Clocks,
    note: str,
    above: DivisionCode | None,
) -> Outcome:
    """CLOSED → REGISTERED at the next level: 复查 of the answer, then 复核 of the answer to that.

    Raises:
        ReviewNotOpen: not 信访, or there was no such answer, or it was asked before.
        ReviewTooLate: 30 days after the written reply are over.
        StepNotAtTier: no level of this platform is above.
    """
    step = _asked(petition, now)
    guard(petition, step, who, note)
    if above is None:
        tier = TIER_LABELS[petition.custody.center.tier]
        raise StepNotAtTier(id=petition.id, step=STEP_LABELS[step], tier=tier)
    opened, happened = take_step(petition, step, who, now, clocks, note=note)
    gone, sent = hand_off(_open_again(opened, now), above, HandoffReason.REVIEW, who, now, note)
    return gone, (*happened, *sent)


def _asked(petition: Petition, now: datetime) -> Step:
    """Return which of the two reviews can be asked now."""
    if petition.channel is not Channel.PETITION_LAW:
        raise ReviewNotOpen(id=petition.id, channel=petition.channel.value)
    for step, open_until, answered in _REVIEWS:
        noted = window(petition, open_until)
        if noted is None:
            continue
        if window(petition, answered) is not None:
            break
        if now >= noted.due_at:
            raise ReviewTooLate(id=petition.id)
        return step
    raise ReviewNotOpen(id=petition.id, channel=petition.channel.value)


def _open_again(petition: Petition, now: datetime) -> Petition:
    return replace(
        petition,
        closed_on=None,
        solved_at_tier=None,
        assignments=ended_at(petition.assignments, now),
    )
