"""What a row of the table of steps says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kit.model.division import Tier
from kit.roles import Role

from .clocks import ClockKind
from .petition import Origin
from .states import State
from .step import Step

EVERY_TIER = frozenset(Tier)
BELOW_TOP = EVERY_TIER - {Tier.COUNTY}
BY_PERSON = frozenset({Origin.PERSON})
BY_EVENT = frozenset({Origin.EVENT})

OFFICE = frozenset({Role.CLERK, Role.REVIEWER, Role.COMMAND})
"""Who works at a center's desk."""

UNIT = OFFICE | {Role.HANDLER}
"""A unit's officer; the desk, where the center itself has the matter."""

PETITIONER = frozenset({Role.SERVICE, Role.CLERK})
"""Who brings what a petitioner says with number and query code: the gateway, the desk."""


class Pause(Enum):
    """What a step does to all clocks that are open."""

    STAND = "stand"
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True)
class Row:
    """One way a step can lead. A step into a final state stops every clock.

    `before` is empty for the first step, `after` None where the state stays. `own_unit`: only the
    unit that has the matter. `climbs`: it is handed to the next tier in the same write.
    """

    step: Step
    before: frozenset[State]
    after: State | None
    roles: frozenset[Role] = frozenset()
    origins: frozenset[Origin] = BY_PERSON
    tiers: frozenset[Tier] = EVERY_TIER
    own_unit: bool = False
    reason: bool = False
    climbs: bool = False
    stops: tuple[ClockKind, ...] = ()
    starts: tuple[ClockKind, ...] = ()
    pause: Pause | None = None
