"""Where an appeal climbs to: 村 → 镇 → 县, and 特急 straight to the county (domain §4.2).

What nobody has taken on climbs like what a unit does not finish: nothing waits for ever.
"""

from __future__ import annotations

from datetime import datetime

from kit.model.division import DivisionCode
from kit.model.division_tree import DivisionTree

from .actor import timer
from .events import HandoffReason, Outcome
from .handing import hand_off
from .kinds import Urgency
from .petition import Petition

TIMERS = timer("timers")
"""Who sends it up, in the history."""


def next_center(petition: Petition, divisions: DivisionTree) -> DivisionCode | None:
    """Return the center one tier above the custodian, None at the county.

    Raises:
        NotFound: the county's table does not know the custodian.
    """
    return divisions.parent(divisions.get(petition.custody.center).code)


def first_center(petition: Petition, divisions: DivisionTree) -> DivisionCode | None:
    """Return the center a matter has to go to at once, None where it is in the right place."""
    county = divisions.root.code
    urgent = petition.urgency is Urgency.U1
    return county if urgent and petition.custody.center != county else None


def climb(petition: Petition, divisions: DivisionTree, now: datetime) -> Outcome:
    """Return the appeal on its way up because a clock has ended; at the county it stays."""
    above = next_center(petition, divisions)
    if above is None:
        return petition, ()
    taken_on = petition.main_unit is not None
    reason = HandoffReason.OVERDUE if taken_on else HandoffReason.UNASSIGNED
    return hand_off(petition, above, reason, TIMERS, now)
