"""What is sent to another center in the same write that takes it in or sorts it."""

from __future__ import annotations

from datetime import datetime

from kit.model.division_tree import DivisionTree

from .actor import Actor
from .escalating import first_center
from .events import HandoffReason, Outcome
from .handing import hand_off
from .petition import Origin
from .protecting import is_protected
from .states import FINAL


def sent_at_once(outcome: Outcome, divisions: DivisionTree, who: Actor, now: datetime) -> Outcome:
    """Return the outcome, on its way where it cannot wait or must not stay.

    特急 goes straight to the county (domain §4.2), 检举控告 to the county's discipline channel. It
    follows from what was taken in: nobody needs the right, or a reason, to send it.
    """
    petition, happened = outcome
    if petition.state in FINAL or not happened:
        return outcome
    county = divisions.root.code
    if is_protected(petition):
        to, reason = county, HandoffReason.PROTECTED
    else:
        to, reason = first_center(petition, divisions), HandoffReason.URGENT
    if to is None or to == petition.custody.center:
        return outcome
    gone, sent = hand_off(petition, to, reason, Actor(who.by, Origin.EVENT), now)
    return gone, (*happened, *sent)
