"""Reading appeals: one, a page, counts; a petitioner's name and phone by purpose only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kit.access import Access
from kit.access_log import AccessLog
from kit.authz import Purpose, Range
from kit.commit import Versioned
from kit.custody import Custody
from kit.model.clock import Clock
from kit.model.division import DivisionCode, Tier
from kit.model.errors import NotFound
from kit.roles import Role
from services.petition.domain.ids import PetitionerId, PetitionId, UnitCode
from services.petition.domain.petition import Petition, Petitioner
from services.petition.domain.petition_errors import ContactWithheld
from services.petition.domain.protecting import has_contact, may_see
from services.petition.domain.rating import petitioner_of
from services.petition.domain.states import FINAL, State
from services.petition.ports.petitions import (
    WHAT,
    PetitionCount,
    PetitionFilter,
    PetitionQueries,
)

from .known import added
from .petition_changes import actor_of

OPEN = frozenset(State) - FINAL
_DESK = frozenset({Role.CLERK, Role.REVIEWER, Role.COMMAND})
_NEXT_TIER = {Tier.COUNTY: Tier.TOWN, Tier.TOWN: Tier.VILLAGE, Tier.VILLAGE: Tier.VILLAGE}


@dataclass(frozen=True, slots=True)
class PetitionReading:
    """Where appeals are read, at any tier: this site's own and its copies."""

    petitions: PetitionQueries
    custody: Custody
    log: AccessLog
    clock: Clock

    async def get(self, access: Access, id: PetitionId) -> Versioned[Petition]:
        """Return one appeal.

        Raises:
            NotFound: there is none in the caller's scope, or it is not theirs to know of.
        """
        access.checked = True
        found = (await self.petitions.get_many([id])).get(id)
        if found is None or not _is_callers(access, found.state):
            raise NotFound(what=WHAT, id=id)
        return found

    async def shared(self, access: Access, id: PetitionId) -> tuple[Petition, DivisionCode]:
        """Return one appeal, and the division by which it is the caller's.

        Raises:
            NotFound: as `get`.
        """
        petition = (await self.get(access, id)).state
        inside = access.principal.covers(petition.place)
        return petition, petition.place if inside else petition.custody.center

    async def page(
        self,
        access: Access,
        division: DivisionCode,
        wanted: PetitionFilter,
        overdue_only: bool,
        after: str,
        size: int,
    ) -> list[Versioned[Petition]]:
        """Return a page of the appeals in a division by place and number; open ones by default.

        An officer sees those of the own unit; protected ones only the discipline channel.
        """
        ranges = _after(access.ranges(division), after)
        asked = replace(
            wanted,
            states=wanted.states or OPEN,
            overdue_at=self.clock.now() if overdue_only else None,
        )
        who = actor_of(access.principal)
        if Role.DISCIPLINE in who.roles:
            asked = replace(asked, discipline=None if who.roles & _DESK else True)
        elif not who.roles & _DESK:
            asked = replace(asked, unit=who.unit or UnitCode("-"))
        return await self._seen(access, ranges, asked, after, size)

    async def counts(self, access: Access, division: DivisionCode) -> list[PetitionCount]:
        """Return the counts of each division of the next tier down; protected ones are left out."""
        digits = _NEXT_TIER[division.tier].value
        now = self.clock.now()
        found: list[PetitionCount] = []
        for bounds in access.ranges(division):
            found += await self.petitions.counts(bounds, digits, now)
        return added(found)

    async def reveal(
        self, access: Access, id: PetitionId, petitioner: PetitionerId, purpose: Purpose
    ) -> Petitioner:
        """Return a petitioner with name and phone in clear, once the read is in the log.

        Raises:
            NotFound: no such appeal or petitioner in the caller's scope.
            ContactWithheld: an anonymous one has none.
            PurposeRequired, OutOfScope, PermissionRefused: also logged.
        """
        petition, division = await self.shared(access, id)
        one = petitioner_of(petition, petitioner)
        await access.reveal(self.log, self.clock, division, id, f"petitioner/{one.id}", purpose)
        if not has_contact(one):
            raise ContactWithheld(id=one.id)
        return one

    async def _seen(
        self,
        access: Access,
        ranges: list[Range],
        asked: PetitionFilter,
        after: str,
        size: int,
    ) -> list[Versioned[Petition]]:
        """Read on until the page is full: what accuses the caller's own unit is passed over."""
        who, seen = actor_of(access.principal), list[Versioned[Petition]]()
        while len(seen) < size:
            found = await self.petitions.page(ranges, asked, after, size)
            seen += [item for item in found if may_see(item.state, who)]
            if len(found) < size:
                break
            last = found[-1].state
            after = f"{last.place}/{last.number}"
        return seen[:size]


def _is_callers(access: Access, petition: Petition) -> bool:
    """Whether its place or its center is in the caller's scope, and it is theirs to know of."""
    covers = access.principal.covers
    inside = covers(petition.place) or covers(petition.custody.center)
    return inside and may_see(petition, actor_of(access.principal))


def _after(ranges: tuple[Range, ...], after: str) -> list[Range]:
    return [(low, high) for low, high in ranges if after < high]
