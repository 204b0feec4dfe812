"""What happens to a village's grids and to a household's care: facts in the past tense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kit.model.division import DivisionCode

from .colour.values import Colour
from .grid import GridCode
from .ids import HouseholdId, PersonId, PlanId, RunId, VacancyId, VisitId
from .lines import EndReason, Line, Post, SessionKind
from .village import Village
from .visit import RaisedNeed

# To a village


@dataclass(frozen=True, slots=True)
class HouseholdsPlaced:
    """Households came, left, changed their group or their size; `None` = no longer here."""

    leaves: Mapping[HouseholdId, GridCode | None]


@dataclass(frozen=True, slots=True)
class GridsRepartitioned:
    """A plan was applied: where each moved household sits now."""

    plan: PlanId
    moves: Mapping[HouseholdId, GridCode]
    undone: bool = False


@dataclass(frozen=True, slots=True)
class GridExempted:
    """A grid may stay outside the bounds, with a reason."""

    grid: GridCode


@dataclass(frozen=True, slots=True)
class RidgesDrawn:
    """The lines that grids do not cross were set."""

    count: int


@dataclass(frozen=True, slots=True)
class PostTaken:
    """Somebody took a post."""

    person: PersonId
    post: Post


@dataclass(frozen=True, slots=True)
class PostLeft:
    """Somebody no longer holds a post."""

    person: PersonId
    post: Post
    reason: EndReason


@dataclass(frozen=True, slots=True)
class LeaderAppointed:
    """A grid has a leader."""

    grid: GridCode
    person: PersonId


@dataclass(frozen=True, slots=True)
class LeaderReleased:
    """A grid has no leader any more; a vacancy is open unless the grid ended."""

    grid: GridCode
    person: PersonId
    reason: EndReason


@dataclass(frozen=True, slots=True)
class LeaderVacancyOpened:
    """A grid waits for a leader: a task for the village."""

    vacancy: VacancyId
    grid: GridCode


@dataclass(frozen=True, slots=True)
class SessionHeld:
    """A reception day or voter meeting was held."""

    kind: SessionKind


VillageEvent = (
    HouseholdsPlaced
    | GridsRepartitioned
    | GridExempted
    | RidgesDrawn
    | PostTaken
    | PostLeft
    | LeaderAppointed
    | LeaderReleased
    | LeaderVacancyOpened
    | SessionHeld
)

Outcome = tuple[Village, tuple[VillageEvent, ...]]
"""What a rule returns: the village afterwards and what happened (nothing: no change)."""

# To a household's care


@dataclass(frozen=True, slots=True)
class CareOpened:
    """The household is looked after from now on."""


@dataclass(frozen=True, slots=True)
class CareMoved:
    """It sits in another grid; `left` is the village it came from when it is in another one."""

    leaf: GridCode
    left: DivisionCode | None = None


@dataclass(frozen=True, slots=True)
class CareClosed:
    """The household ended: contacts and duties ended with it."""


@dataclass(frozen=True, slots=True)
class HouseholdAssessed:
    """The rules came to another result, a proposal until a person decides."""


@dataclass(frozen=True, slots=True)
class HouseholdColourChanged:
    """Another colour is in force, the same by another decision, or none any more."""

    before: Colour | None
    after: Colour | None
    run: RunId | None = None


@dataclass(frozen=True, slots=True)
class ClassificationRefused:
    """The household does not accept the rules alone (PIPL 24), or takes that back."""

    refused: bool


@dataclass(frozen=True, slots=True)
class ContactAssigned:
    """Somebody keeps contact on a line."""

    line: Line
    person: PersonId
    named: bool


@dataclass(frozen=True, slots=True)
class ContactEnded:
    """Somebody no longer keeps contact on a line."""

    line: Line
    person: PersonId
    reason: EndReason


@dataclass(frozen=True, slots=True)
class ContactVacancyOpened:
    """A red household waits for its named contact."""

    vacancy: VacancyId


@dataclass(frozen=True, slots=True)
class VisitPlanned:
    """The next visit is due on another day, or none is."""


@dataclass(frozen=True, slots=True)
class VisitRecorded:
    """A visit took place."""

    visit: VisitId


@dataclass(frozen=True, slots=True)
class NeedRaised:
    """Something was asked for during a visit: the petition service takes it as an appeal."""

    visit: VisitId
    need: RaisedNeed


CareEvent = (
    CareOpened
    | CareMoved
    | CareClosed
    | HouseholdAssessed
    | HouseholdColourChanged
    | ClassificationRefused
    | ContactAssigned
    | ContactEnded
    | ContactVacancyOpened
    | VisitPlanned
    | VisitRecorded
    | NeedRaised
)
