"""What timers do to an appeal: which marks and ends are due, each told once, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from .clocks import Clock, ClockState
from .events import Expired, Warned
from .marks import PERCENTS
from .petition import Petition
from .policy import Follow, PetitionPolicy


@dataclass(frozen=True, slots=True)
class Fired:
    """What the timers have told of by now, and what it brings about, in the order of the instants.

    Nothing happened = nothing is written.
    """

    petition: Petition
    happened: tuple[Warned | Expired, ...] = ()
    follows: tuple[Follow, ...] = ()


def fire(petition: Petition, now: datetime, policy: PetitionPolicy) -> Fired:
    """Return the appeal with everything told that is due, oldest first.

    What was told is counted in the record itself, so the guarded write of it is what makes it once.
    An appeal on its way to another center is that center's to tell of.
    """
    if petition.custody.in_flight:
        return Fired(petition)
    due = [told for clock in petition.clocks for told in _due(clock, now)]
    if not due:
        return Fired(petition)
    happened = tuple(event for _, event in sorted(due, key=lambda told: told[0]))
    told = replace(petition, clocks=tuple(_advanced(clock, now) for clock in petition.clocks))
    ends = (event.kind for event in happened if isinstance(event, Expired))
    follows = dict.fromkeys(policy.follow_of(petition, kind) for kind in ends)
    follows.pop(Follow.NOTHING, None)
    return Fired(told, happened, tuple(follows))


def _due(clock: Clock, now: datetime) -> Iterator[tuple[datetime, Warned | Expired]]:
    for number in range(clock.fired, _fired(clock, now)):
        if number < len(clock.marks):
            yield clock.marks[number], Warned(clock.kind, PERCENTS[number])
        else:
            yield clock.due_at, Expired(clock.kind)


def _advanced(clock: Clock, now: datetime) -> Clock:
    fired = _fired(clock, now)
    over = clock.state is ClockState.RUNNING and fired > len(clock.marks)
    return replace(clock, fired=fired, state=ClockState.EXPIRED if over else clock.state)


def _fired(clock: Clock, now: datetime) -> int:
    if clock.state is not ClockState.RUNNING:
        return clock.fired
    passed = sum(instant <= now for instant in (*clock.marks, clock.due_at))
    return max(clock.fired, passed)
