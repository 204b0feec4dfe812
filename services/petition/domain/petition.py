"""An appeal (诉求) as one aggregate that travels: record, history and clocks in one event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from kit.model.division import DivisionCode, Tier

from .clocks import Clock
from .ids import AttachmentId, CategoryCode, PetitionerId, PetitionId, UnitCode
from .kinds import Channel, Disclosure, MatterType, Source, Urgency
from .states import State


class Rating(Enum):
    """What a petitioner says of the answer; the value is the wire name."""

    SATISFIED = "satisfied"  # 满意
    FAIRLY = "fairly"  # 基本满意
    DISSATISFIED = "dissatisfied"  # 不满意


@dataclass(frozen=True, slots=True)
class Petitioner:
    """One who asked. Everybody has an own receipt number, answer and rating, joined or not.

    `number` is the receipt number, `proxy_for` the name of the person somebody speaks for.
    `withdrawn` tells that this one took it back while others still ask the same.
    """

    id: PetitionerId
    number: str
    disclosure: Disclosure
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    proxy_for: str = field(default="", repr=False)
    person_id: str = ""
    came_with: PetitionId | None = None
    answered_at: datetime | None = None
    rating: Rating | None = None
    rating_note: str = field(default="", repr=False)
    withdrawn: bool = False


class Origin(Enum):
    """Who did a step; the value is the wire name."""

    PERSON = "person"
    TIMER = "timer"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history: what was done, where, by whom, from which state to which.

    `step` is the wire name of the step, `note` the reason or opinion in words (sealed at rest).
    """

    at: datetime
    step: str
    center: DivisionCode
    by: str
    origin: Origin
    before: State | None
    after: State
    unit: UnitCode | None = None
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside the record: where it lies, how large it is, and what it must hash to."""

    id: AttachmentId
    key: str
    media_type: str
    size: int
    sha256: str
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A unit that has the matter: main (主责) or assisting (协办)."""

    unit: UnitCode
    main: bool
    assigned_at: datetime
    contacted_at: datetime | None = None
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Custody:
    """Who may write. `epoch` grows by one with every handoff; a replayed older one is ignored.

    While `in_flight` it was sent to `center` and that center has not taken it over yet: nobody
    writes. `since` is when the present leg began.
    """

    center: DivisionCode
    epoch: int
    since: datetime
    in_flight: bool = False
    sent_by: DivisionCode | None = None


@dataclass(frozen=True, slots=True)
class Petition:
    """One appeal.

    `home` is the village of the petitioner's household (key of its events), `place` where the
    matter is, `received_by` the center that took it in.
    `returns` counts returns (退单) by unit, `extended` whether the one extension was used,
    `reopened` how often it was reopened, `rehandled` whether somebody dissatisfied already had it
    handled anew by the next level, `text` and `title` are sealed at rest.
    """

    id: PetitionId
    number: str
    home: DivisionCode
    place: DivisionCode
    received_by: DivisionCode
    received_at: datetime
    category: CategoryCode | None
    matter: MatterType
    source: Source
    channel: Channel
    urgency: Urgency
    state: State
    custody: Custody
    petitioners: tuple[Petitioner, ...]
    history: tuple[Entry, ...]
    title: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    clocks: tuple[Clock, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    household_id: str = ""
    grid: str = ""
    visit_id: str = ""
    accused_unit: UnitCode | None = field(default=None, repr=False)
    returns: tuple[UnitCode, ...] = ()
    extended: bool = False
    reopened: int = 0
    rehandled: bool = False
    reply: str = field(default="", repr=False)
    route: str = field(default="", repr=False)
    joined_to: PetitionId | None = None
    solved_at_tier: Tier | None = None
    first_contact_at: datetime | None = None
    closed_on: date | None = None

    @property
    def main_unit(self) -> UnitCode | None:
        """The unit that has it now; None while nobody has."""
        live = (a.unit for a in self.assignments if a.main and a.returned_at is None)
        return next(live, None)

    @property
    def asking(self) -> tuple[Petitioner, ...]:
        """Those who still ask."""
        return tuple(one for one in self.petitioners if not one.withdrawn)

    @property
    def next_timer(self) -> datetime | None:
        """When a timer has to look at it next; None when no clock runs."""
        return min((c.next_at for c in self.clocks if c.next_at is not None), default=None)
