"""Changing one appeal: rights, custody, the rule, one write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kit.access import Access
from kit.authz import Principal
from kit.commit import Decision, Request, Versioned
from kit.custody import Custody
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.model.errors import NotFound
from services.petition.domain.actor import Actor
from services.petition.domain.events import Outcome
from services.petition.domain.handing import require_here
from services.petition.domain.ids import PetitionId, UnitCode
from services.petition.domain.petition import Petition
from services.petition.domain.protecting import may_see
from services.petition.domain.rules import Rules
from services.petition.domain.steps import Clocks
from services.petition.ports.petitions import WHAT, PetitionQueries, Petitions

PetitionRule = Callable[[Petition, Actor, datetime, Clocks], Outcome]
"""What is done to an appeal by somebody at an instant: pure, may be called again."""


@dataclass(frozen=True, slots=True)
class PetitionTarget:
    """Which appeal a command is for, and the revision the caller decided on."""

    petition: PetitionId
    revision: int | None
    request: Request


@dataclass(frozen=True, slots=True)
class PetitionChanges:
    """How every command reaches an appeal. `known` are this site's own and its copies."""

    petitions: Petitions
    known: PetitionQueries
    custody: Custody
    clock: Clock
    rules: Rules

    async def carry_out(
        self, access: Access, target: PetitionTarget, rule: PetitionRule
    ) -> Versioned[Petition]:
        """Do something to one appeal and return how it stands; a repeat only returns that.

        Raises:
            Refusal: rights, custody, the rule, a stale revision, or a reused request id.
        """
        who, now = actor_of(access.principal), self.clock.now()
        clocks = Clocks.of(self.rules, now)
        if await self.petitions.replayed(target.petition, target.request) is None:
            self.require(access, await self.find(access, target.petition))

        def decide(petition: Petition) -> Decision[Petition]:
            self.require(access, petition)
            return Decision(*rule(petition, who, now, clocks))

        await self.petitions.change(target.petition, decide, target.request, target.revision)
        return await self.own(access, target.petition)

    async def find(self, access: Access, id: PetitionId) -> Petition:
        """Return an appeal the caller may know of, whoever has it.

        Raises:
            NotFound: there is none, or it is not the caller's to know of.
        """
        found = (await self.known.get_many([id])).get(id)
        if found is None or not may_see(found.state, actor_of(access.principal)):
            raise NotFound(what=WHAT, id=id)
        return found.state

    async def own(self, access: Access, id: PetitionId) -> Versioned[Petition]:
        """Return how this site's own record stands after a command of the caller.

        Also when it was just sent away, or is behind the wall of 检举控告 now: who did that is told
        so once, and the view shows no words of it.

        Raises:
            NotFound: there is none.
            OutOfScope: it is not the caller's.
        """
        found = (await self.petitions.get_many([id])).get(id)
        if found is None:
            raise NotFound(what=WHAT, id=id)
        access.require(desk_of(found.state))
        return found

    def require(self, access: Access, petition: Petition) -> None:
        """Pass when the caller may act and this site may write.

        Raises:
            NotFound: it is not the caller's to know of.
            OutOfScope: its center is not the caller's.
            NotCustodian: another center has it, or it is on its way there.
        """
        if not may_see(petition, actor_of(access.principal)):
            raise NotFound(what=WHAT, id=petition.id)
        access.require(desk_of(petition))
        require_here(petition, self.custody.topology, self.custody.here)


def desk_of(petition: Petition) -> DivisionCode:
    """Return the center whose desk an appeal is on, or was on until it was sent away."""
    custody = petition.custody
    return custody.sent_by if custody.in_flight and custody.sent_by else custody.center


def actor_of(who: Principal) -> Actor:
    """Return the one who acts, as the rules know them."""
    unit = UnitCode(who.unit) if who.unit else None
    return Actor(who.subject, roles=who.roles, unit=unit)
