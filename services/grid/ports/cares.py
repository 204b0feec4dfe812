"""Where the care of households is kept, with visits and yearly runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from kit.authz import Range
from kit.commit import Decision, Request, Versioned
from kit.model.division import DivisionCode
from services.grid.domain.care import HouseholdCare
from services.grid.domain.colour.values import Colour
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.run import ColourRun, RunChange
from services.grid.domain.visit import Visit

WHAT = "户的联系服务情况"
"""What a care is called when there is none."""

Decide = Callable[[HouseholdCare], Decision[HouseholdCare]]
"""A change of one household's care: pure, may be called again on a newer state."""


@dataclass(frozen=True, slots=True)
class CareFilter:
    """Which households a list shows; an empty field filters nothing. `overdue_on`: due before."""

    grid: GridCode | None = None
    colours: frozenset[Colour] = frozenset()
    proposals_only: bool = False
    overdue_on: date | None = None
    vacant_only: bool = False


@dataclass(frozen=True, slots=True)
class CareCount:
    """Counts of one village; `colours` by the colour in force (None: nobody decided yet)."""

    village: str
    colours: Mapping[Colour | None, int]
    proposals: int
    vacant: int
    overdue: int


@dataclass(frozen=True, slots=True)
class CareWrite:
    """One care a batch changes: the state it was decided on (None = new) and the decision."""

    before: Versioned[HouseholdCare] | None
    decision: Decision[HouseholdCare]


@dataclass(frozen=True, slots=True)
class Helper:
    """The households a person keeps contact with: live contacts, red ones named."""

    person: PersonId
    contacts: int
    named_red: int


class CareQueries(Protocol):
    """Reading cares: at the custodian its own, elsewhere the copy."""

    async def get_many(
        self, ids: Sequence[HouseholdId]
    ) -> dict[HouseholdId, Versioned[HouseholdCare]]:
        """Return those that exist, by id."""
        ...

    async def page(
        self, ranges: Sequence[Range], wanted: CareFilter, after: str, limit: int
    ) -> list[Versioned[HouseholdCare]]:
        """Return live cares by village, leaf and household, after a key of `position`."""
        ...

    async def of_village(self, village: DivisionCode) -> list[Versioned[HouseholdCare]]:
        """Return the live cares of a village."""
        ...

    async def of_person(
        self, person: PersonId, after: str, limit: int
    ) -> list[Versioned[HouseholdCare]]:
        """Return cares with a live contact of this person, by household id."""
        ...

    async def helper(self, person: PersonId, ranges: Sequence[Range]) -> Helper:
        """Count what a person looks after in ranges of villages."""
        ...

    async def counts(self, bounds: Range, today: date) -> list[CareCount]:
        """Return the counts of every village in a range."""
        ...


class Cares(CareQueries, Protocol):
    """Cares this site may write."""

    async def change(
        self,
        household: HouseholdId,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """Change one care.

        Raises:
            NotFound, StaleRevision, RequestReused, TooMuchContention.
        """
        ...

    async def write_chunk(self, writes: Sequence[CareWrite]) -> tuple[HouseholdId, ...]:
        """Write a batch; return the ids that somebody else changed first (decide them again)."""
        ...


@dataclass(frozen=True, slots=True)
class ToldVisit:
    """A visit as the care's fact told of it."""

    household: HouseholdId
    village: DivisionCode
    visit: Visit
    at: datetime = field(compare=False)


class Visits(Protocol):
    """All visits, from the cares' own facts; append-only."""

    async def append(self, visits: Sequence[ToldVisit]) -> int:
        """Keep those that are not kept yet; return how many. Safe to repeat."""
        ...

    async def find(self, visit: str) -> ToldVisit | None:
        """Return the visit of this id, None while no fact told of it."""
        ...

    async def page(self, household: HouseholdId, after: str, limit: int) -> list[Visit]:
        """Return a household's visits, newest first, after a key `<day>/<visit id>`."""
        ...


class Runs(Protocol):
    """Yearly runs with their changes."""

    async def drafted(self, run: str, request: Request) -> ColourRun | None:
        """Return the run that this request came to before, None for a new one.

        Raises:
            RequestReused: the request id came before with another body.
        """
        ...

    async def keep(
        self, run: ColourRun, changes: Sequence[RunChange], request: Request
    ) -> ColourRun:
        """Keep a new run; return the one that is there for a repeated request.

        Raises:
            RequestReused: the request id came before with another body.
        """
        ...

    async def get(self, run: str) -> ColourRun | None:
        """Return a run, None when there is none."""
        ...

    async def changes(self, run: str, after: str, limit: int) -> list[RunChange]:
        """Return the changes of a run by village and household, after a key `<village>/<id>`."""
        ...

    async def change(self, run: str, step: Callable[[ColourRun], ColourRun]) -> ColourRun:
        """Take one step of the run's life or progress, guarded against others.

        Raises:
            NotFound: no such run.
        """
        ...

    async def take(self, owner: str, now: datetime, until: datetime) -> ColourRun | None:
        """Lease the oldest run that is on its way and nobody else has; one's own after a crash."""
        ...

    async def renew(self, run: str, owner: str, until: datetime) -> bool:
        """Keep the lease of a run; False when it was lost or the run has ended."""
        ...
