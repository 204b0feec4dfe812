"""The household (户) as one effective-dated aggregate with embedded members.

Every fact about who lived where is kept as an interval `[from, to)`, so `as_of` is a pure
function of the present state: a household knows how it stood on any day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from kit.model.division import DivisionCode
from kit.model.income import IncomeYear

from .award import Award
from .correction import Correction
from .ids import HouseholdId, PersonId
from .person import Person


class HouseholdStatus(Enum):
    """Whether the household still exists."""

    LIVE = "live"
    DISSOLVED = "dissolved"


class Relation(Enum):
    """Relation to the head, GB/T 4761."""

    HEAD = "02"
    SPOUSE = "10"
    SON = "20"
    DAUGHTER = "30"
    GRANDCHILD = "40"
    PARENT = "50"
    GRANDPARENT = "60"
    SIBLING = "70"
    OTHER = "90"


class JoinReason(Enum):
    """Why a person became a member."""

    REGISTRATION = "registration"
    BIRTH = "birth"
    MARRIAGE = "marriage"
    MOVE_IN = "move_in"
    SPLIT = "split"
    MERGE = "merge"
    ROSTER = "roster"


class LeaveReason(Enum):
    """Why a person stopped being a member."""

    DEATH = "death"
    MARRIAGE = "marriage"
    MOVE_OUT = "move_out"
    SPLIT = "split"
    MERGE = "merge"
    DUPLICATE = "duplicate"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class Member:
    """A person's stay in the household, `[joined, left)`."""

    person: Person
    relation: Relation
    joined: date
    join_reason: JoinReason
    left: date | None = None
    leave_reason: LeaveReason | None = None

    def present_on(self, day: date) -> bool:
        """Whether the person belonged to the household on a day."""
        return self.joined <= day and (self.left is None or day < self.left)


@dataclass(frozen=True, slots=True)
class Headship:
    """Who was head (户主) `[since, until)`."""

    person: PersonId
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Residence:
    """Where the household was registered `[since, until)`; `group` is the 村民小组 name."""

    village: DivisionCode
    group: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the map, WGS84 degrees."""

    longitude: float = field(repr=False)
    latitude: float = field(repr=False)


@dataclass(frozen=True, slots=True)
class Household:
    """One household. `number` is the 户编号 within its village; build it with `register`.

    `content_hash` is the keyed hash of the roster rows applied last, `import_id` the import that
    did it and `import_created` whether that import created the household: an import that is
    resumed after a crash counts exactly.
    """

    id: HouseholdId
    number: str
    members: tuple[Member, ...]
    headships: tuple[Headship, ...]
    residences: tuple[Residence, ...]
    registered: date
    address: str = field(default="", repr=False)
    point: Point | None = None
    incomes: tuple[IncomeYear, ...] = ()
    awards: tuple[Award, ...] = ()
    corrections: tuple[Correction, ...] = ()
    status: HouseholdStatus = HouseholdStatus.LIVE
    dissolved: date | None = None
    split_from: HouseholdId | None = None
    merged_into: HouseholdId | None = None
    content_hash: bytes = b""
    import_id: str = ""
    import_created: bool = False

    @property
    def residence(self) -> Residence:
        """The latest residence."""
        return self.residences[-1]

    @property
    def village(self) -> DivisionCode:
        """The village of the latest residence: home and custodian of the record."""
        return self.residence.village

    @property
    def live_members(self) -> tuple[Member, ...]:
        """Members who have not left."""
        return tuple(m for m in self.members if m.left is None)

    @property
    def head(self) -> PersonId | None:
        """The present head; None only when the household is dissolved."""
        current = self.headships[-1]
        return current.person if current.until is None else None
