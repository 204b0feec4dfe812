"""Custody of an appeal: sent by one write, taken over by one write, never in two places.

The sender's write names the receiver, counts the epoch up and sets `in_flight`; from then on the
sender refuses. The receiver's write clears `in_flight`. An older or equal epoch changes nothing,
so a replayed handoff is harmless, also after the matter came back.

Each center has its own time to take the matter on: that clock ends with the handoff and begins
anew with the taking over, so that what nobody touches climbs on. The answer stays due when it was.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kit.model.division import DivisionCode
from kit.model.errors import Kind, NotCustodian, Refusal
from kit.topology import Site, Topology

from . import clocking
from .actor import Actor, event
from .events import HandedOff, HandoffReason, Outcome, TakenOver
from .life_cycle import ROWS
from .petition import Custody, Entry, Petition
from .protecting import require_center
from .step import Step
from .steps import Clocks, guard, line, started
from .taking import ended_at

RECEIVER = event("handoff")
"""Who takes over, in the history."""


class CenterOffTheLine(Refusal):
    """Custody passes up or down, not sideways. Fields: `id`, `left`, `to`."""

    kind = Kind.REFUSED
    reason = "CENTER_OFF_THE_LINE"
    text = "诉求 {id} 不能由 {left} 移交 {to}：只能移交上级或下级综治中心。"


def may_write(petition: Petition, topology: Topology, here: Site) -> bool:
    """Whether a site may write an appeal as it knows it: it hosts the center, and has it."""
    return not petition.custody.in_flight and topology.hosts(here, petition.custody.center)


def require_here(petition: Petition, topology: Topology, here: Site) -> None:
    """Pass when this site may write the appeal.

    Raises:
        NotCustodian: another center has it, or it is on its way to one; that center is named.
    """
    if not may_write(petition, topology, here):
        raise NotCustodian(id=petition.id, custodian=petition.custody.center)


def hand_off(
    petition: Petition,
    to: DivisionCode,
    reason: HandoffReason,
    by: Actor,
    now: datetime,
    note: str = "",
) -> Outcome:
    """Return the appeal on its way to another center; the clock of its answer runs on.

    Units belong to the center that assigned them: the next one has it at its desk again. The clocks
    of this center (to accept, to assign and contact, to solve or send up) and of its unit's return
    (退单) end.

    Raises:
        NotCustodian: it is on its way already.
        CenterOffTheLine: the other center is neither above nor below, or the same.
        ConflictOfInterest: a protected matter would leave its channel.
        StepNotAllowed, StepNotYours, ReasonRequired: see `steps.guard`.
    """
    row = guard(petition, Step.HAND_OFF, by, note)
    _require_line(petition, to)
    require_center(petition, to)
    custody = petition.custody
    gone = replace(
        petition,
        state=row.after or petition.state,
        custody=Custody(to, custody.epoch + 1, now, in_flight=True, sent_by=custody.center),
        history=(*petition.history, line(petition, Step.HAND_OFF, by, now, note=note)),
        assignments=ended_at(petition.assignments, now),
    )
    for kind in row.stops:
        gone = clocking.stop(gone, kind, now)
    return gone, (HandedOff(custody.center, to, gone.custody.epoch, reason),)


def take_over(
    own: Petition | None, came: Petition, now: datetime, clocks: Clocks
) -> Outcome | None:
    """Return the appeal taken over, its center's clocks begun; None for a handoff known already.

    `own` is what the receiver's site has of it: nothing, what it once sent away, or, where one
    site hosts both centers, the very record that is on its way. Clocks of two sites may differ a
    little: it is never taken over before it was sent.

    Raises:
        CalendarYearMissing: a clock ends in a year without a calendar.
    """
    if own is not None and not _is_news(own.custody, came.custody):
        return None
    at = max(now, came.history[-1].at)
    center, epoch, state = came.custody.center, came.custody.epoch, came.state
    entry = Entry(at, Step.TAKE_OVER.value, center, RECEIVER.by, RECEIVER.origin, state, state)
    taken = replace(
        came,
        custody=replace(came.custody, since=at, in_flight=False),
        history=(*came.history, entry),
    )
    running = started(taken, ROWS[Step.TAKE_OVER, state].starts, at, clocks)
    return running, (TakenOver(center, epoch),)


def _is_news(own: Custody, came: Custody) -> bool:
    return came.epoch > own.epoch or (came.epoch == own.epoch and own.in_flight)


def _require_line(petition: Petition, to: DivisionCode) -> None:
    left = petition.custody.center
    if to == left or not (to.contains(left) or left.contains(to)):
        raise CenterOffTheLine(id=petition.id, left=left, to=to)
