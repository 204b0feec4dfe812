"""What the use-cases need of the outside, in the words of the registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kit.authz import Range
from kit.commit import Decision, Request, Versioned
from kit.model.division import DivisionCode
from kit.model.errors import Kind, Refusal
from services.registry.domain.duplicates import CaseOutcome, DuplicateCase
from services.registry.domain.household import Household
from services.registry.domain.ids import CaseId, HouseholdId, PersonId

Decide = Callable[[Household], Decision[Household]]
"""A command on one household: pure, may be called again on a newer state."""

DecideMany = Callable[[Mapping[str, Household]], Mapping[str, Decision[Household]]]
"""A command on several households that change together."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the roster finds a household: 户编号 within a village."""

    village: DivisionCode
    number: str

    @property
    def key(self) -> str:
        """One text for both, unique among live households of the site."""
        return f"{self.village.digits}/{self.number}"


class IdNumberClaimed(Refusal):
    """A live member elsewhere has one of these citizen numbers; the use-case asks a person."""

    kind = Kind.CONFLICT
    reason = "ID_NUMBER_CLAIMED"
    text = "身份证号已在其他户登记。"


class NumberTaken(Refusal):
    """Another live household of the village has this 户编号. Fields: `id`."""

    kind = Kind.ALREADY_EXISTS
    reason = "HOUSEHOLD_NUMBER_TAKEN"
    text = "户编号已被本村另一户使用，请核对后换用新的编号。"


@dataclass(frozen=True, slots=True)
class PersonPlace:
    """A live member and where they live."""

    person: PersonId
    household: HouseholdId
    home: DivisionCode


@dataclass(frozen=True, slots=True)
class RosterState:
    """What the roster needs to know of a stored household to skip it unread."""

    household: HouseholdId
    revision: int
    content_hash: bytes
    import_id: str
    import_created: bool


@dataclass(frozen=True, slots=True)
class RosterWrite:
    """One household the roster changes: the state it was decided on and the decision."""

    before: Versioned[Household] | None
    decision: Decision[Household]


@dataclass(frozen=True, slots=True)
class Count:
    """Live households and their live members in one village."""

    village: str
    households: int
    persons: int


@dataclass(frozen=True, slots=True)
class Revision:
    """One step in a household's history."""

    revision: int
    facts: tuple[str, ...]
    at: datetime
    persons: int


class HouseholdQueries(Protocol):
    """Reading households: at the custodian its own, elsewhere the replica."""

    async def get_many(self, ids: Sequence[str]) -> dict[str, Versioned[Household]]:
        """Return those that exist, by id."""
        ...

    async def page(
        self, ranges: Sequence[Range], include_dissolved: bool, after: str, limit: int
    ) -> list[Versioned[Household]]:
        """Return a page by village and number, starting after a key of `position`."""
        ...

    async def with_id_number(
        self, index: bytes, ranges: Sequence[Range], limit: int
    ) -> list[Versioned[Household]]:
        """Return live households with a live member of this blind index."""
        ...

    async def with_phone(
        self, index: bytes, ranges: Sequence[Range], limit: int
    ) -> list[Versioned[Household]]:
        """Return live households with a live member of this blind index."""
        ...

    async def counts(self, bounds: Range) -> list[Count]:
        """Return the counts of every village in a range."""
        ...


class Households(HouseholdQueries, Protocol):
    """Households this site may write."""

    async def create(
        self, household: HouseholdId, decide: Callable[[], Decision[Household]], request: Request
    ) -> None:
        """Create a household; a repeated request changes nothing.

        Raises:
            AlreadyExists, NumberTaken, IdNumberClaimed, RequestReused.
        """
        ...

    async def change(
        self, household: HouseholdId, decide: Decide, request: Request, revision: int | None
    ) -> None:
        """Change one household.

        Raises:
            NotFound, StaleRevision, RequestReused, TooMuchContention, IdNumberClaimed.
        """
        ...

    async def change_many(
        self,
        households: Sequence[HouseholdId],
        decide: DecideMany,
        request: Request,
        revisions: Mapping[str, int],
    ) -> None:
        """Change several households in one transaction; `decide` may add new ones."""
        ...

    async def write_roster(self, writes: Sequence[RosterWrite]) -> tuple[str, ...]:
        """Write a chunk of at most 1,000; return the ids that somebody else changed first.

        Raises:
            IdNumberClaimed: at least one of them; nothing was written.
        """
        ...

    async def roster_states(self, places: Sequence[Place]) -> dict[str, RosterState]:
        """Return what is stored at places, by `Place.key`."""
        ...

    async def holders_of(self, indexes: Sequence[bytes]) -> dict[bytes, PersonPlace]:
        """Return who holds the claim on these citizen numbers."""
        ...

    async def twins_in(self, households: Sequence[HouseholdId]) -> list[tuple[bytes, PersonPlace]]:
        """Return the live members of households with their name-birth-village index."""
        ...

    async def twins_of(self, indexes: Sequence[bytes]) -> list[tuple[bytes, PersonPlace]]:
        """Return live members of these name-birth-village indexes."""
        ...


class DuplicateCases(Protocol):
    """Duplicate cases of this site."""

    async def open(self, cases: Sequence[CaseOutcome]) -> None:
        """Open those that do not exist yet: one case per pair, for ever."""
        ...

    async def get_many(self, cases: Sequence[CaseId]) -> dict[str, Versioned[DuplicateCase]]:
        """Return those that exist, by id."""
        ...

    async def decide(
        self,
        case: CaseId,
        decide: Callable[[DuplicateCase], Decision[DuplicateCase]],
        request: Request,
        revision: int | None,
    ) -> None:
        """Decide a case.

        Raises:
            NotFound, StaleRevision, RequestReused, TooMuchContention.
        """
        ...

    async def page(
        self, ranges: Sequence[Range], include_decided: bool, after: str, limit: int
    ) -> list[Versioned[DuplicateCase]]:
        """Return a page, oldest first, starting after a case id."""
        ...


class HouseholdHistory(Protocol):
    """The trail of a household's revisions."""

    async def page(self, household: HouseholdId, before: int, limit: int) -> list[Revision]:
        """Return revisions below `before` (0 = from the newest), newest first."""
        ...


class PersonIndexes(Protocol):
    """Keyed hashes that stand for personal data in ids and look-ups."""

    def id_number(self, digits: str) -> bytes:
        """Return the blind index of a citizen number."""
        ...

    def phone(self, digits: str) -> bytes:
        """Return the blind index of a phone number."""
        ...
