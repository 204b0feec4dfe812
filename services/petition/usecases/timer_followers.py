"""What follows the end of a clock by itself: the next center up, the clocks again, the end."""

from __future__ import annotations

from datetime import datetime

from kit.model.division_tree import DivisionTree
from services.petition.domain.escalating import TIMERS, climb
from services.petition.domain.events import Outcome
from services.petition.domain.handling import close, resume
from services.petition.domain.petition import Petition
from services.petition.domain.petition_errors import ConflictOfInterest
from services.petition.domain.policy import Follow
from services.petition.domain.rules import Rules
from services.petition.domain.steps import Clocks

from .timers import Followers


def followers_of(rules: Rules, divisions: DivisionTree) -> Followers:
    """Return a follower for everything that can follow."""

    def escalated(petition: Petition, now: datetime) -> Outcome:
        """What may not leave its channel stays, and stays visible as overdue."""
        try:
            return climb(petition, divisions, now)
        except ConflictOfInterest:
            return petition, ()

    def resumed(petition: Petition, now: datetime) -> Outcome:
        return resume(petition, TIMERS, now, Clocks.of(rules, now))

    def closed(petition: Petition, now: datetime) -> Outcome:
        return close(petition, TIMERS, now, Clocks.of(rules, now))

    return {Follow.ESCALATE: escalated, Follow.RESUME: resumed, Follow.CLOSE: closed}
