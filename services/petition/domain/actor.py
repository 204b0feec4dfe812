"""Who takes a step: a person with roles, a timer, or an event."""

from __future__ import annotations

from dataclasses import dataclass

from kit.roles import Role

from .ids import UnitCode
from .petition import Origin

_NO_ROLES: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it. `by` goes into the history: a token's subject, or the name of timer or event.

    `unit` is the unit an officer acts for, None for everybody else.
    """

    by: str
    origin: Origin = Origin.PERSON
    roles: frozenset[Role] = _NO_ROLES
    unit: UnitCode | None = None


def timer(name: str) -> Actor:
    """Return the actor of something that time brought about."""
    return Actor(name, Origin.TIMER)


def event(name: str) -> Actor:
    """Return the actor of something that another fact brought about."""
    return Actor(name, Origin.EVENT)
