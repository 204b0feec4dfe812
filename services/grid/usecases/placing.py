"""Households find their leaf: every village they concern is changed in one write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kit.commit import Decision
from kit.custody import Custody
from kit.model.division import DivisionCode
from kit.model.errors import NotFound
from services.grid.domain.events import Outcome
from services.grid.domain.founding import found
from services.grid.domain.gone import concerned, gone_from, people_of
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import PersonId
from services.grid.domain.known import KnownHousehold
from services.grid.domain.lines import EndReason
from services.grid.domain.neighbourhood import nearest_in
from services.grid.domain.placement import Nearest, place
from services.grid.domain.postings import people_gone
from services.grid.domain.village import Village
from services.grid.ports.villages import Villages

from .books import VillageState

States = Mapping[DivisionCode, VillageState]


@dataclass(frozen=True, slots=True)
class Placing:
    """Where households enter and leave villages; founds a village nobody told of before."""

    villages: Villages
    custody: Custody

    async def place(
        self, households: Sequence[KnownHousehold], states: States
    ) -> dict[DivisionCode, Village]:
        """Place households in the villages held, and return these as they are afterwards.

        A household that moved between two of them leaves the one and enters the other in one
        transaction.
        """
        placed: dict[DivisionCode, Village] = {}
        for codes, together in _together(households, states):
            try:
                placed |= await self._change(codes, together, states)
            except NotFound:
                there = await self._founded(codes, together, states)
                placed |= await self._change(there, together, states)
        return placed

    async def _change(
        self, codes: Sequence[DivisionCode], households: Sequence[KnownHousehold], states: States
    ) -> dict[DivisionCode, Village]:
        placed: dict[DivisionCode, Village] = {}

        def decide(villages: Mapping[str, Village]) -> dict[str, Decision[Village]]:
            decisions: dict[str, Decision[Village]] = {}
            for code in codes:
                after, happened = _placed(villages[code.digits], households, states[code])
                placed[code] = after
                decisions[code.digits] = Decision(after, happened)
            return decisions

        if codes:
            await self.villages.change_many(codes, decide)
        return placed

    async def _founded(
        self, codes: Sequence[DivisionCode], households: Sequence[KnownHousehold], states: States
    ) -> list[DivisionCode]:
        """Found the villages that are missing and somebody lives in; return those that exist."""
        there: list[DivisionCode] = []
        for code in codes:
            groups = {one.group for one in households if one.live and one.village == code}
            if await self.villages.get(code) is None:
                if not groups:
                    continue
                await self.villages.create(self._first(code, groups, states[code].rules.day))
            there.append(code)
        return there

    def _first(self, code: DivisionCode, groups: Iterable[str], today: date) -> Village:
        """Return a village as it is founded; one that the county's table lacks has no name yet."""
        divisions = self.custody.divisions
        name = divisions.name(code) if code in divisions else code.digits
        return found(code, name, groups, today)


def _placed(village: Village, households: Sequence[KnownHousehold], state: VillageState) -> Outcome:
    """Return the village with these households in place, and without the people who are gone."""
    today = state.rules.day
    after, happened = place(village, households, today, _Nearest(village, state))
    gone = _gone(after, households, state)
    if gone:
        after, ended = people_gone(after, gone, today)
        happened = (*happened, *ended)
    return after, happened


class _Nearest:
    """Whom a newcomer lives next to; looked up when the first one comes into a divided group."""

    def __init__(self, village: Village, state: VillageState) -> None:
        self._village = village
        self._state = state
        self._asked: Nearest | None = None

    def __call__(self, household: KnownHousehold) -> GridCode | None:
        """See `placement.Nearest`."""
        if self._asked is None:
            self._asked = nearest_in(self._village, self._state.known.values())
        return self._asked(household)


def _gone(
    village: Village, households: Sequence[KnownHousehold], state: VillageState
) -> dict[PersonId, EndReason]:
    told, today = concerned(village, households), state.rules.day
    return gone_from(village, told, people_of(state.known, today), today) if told else {}


def _together(
    households: Iterable[KnownHousehold], held: Iterable[DivisionCode]
) -> list[tuple[list[DivisionCode], list[KnownHousehold]]]:
    """Put villages between which a household moved together, with the households they concern."""
    here = frozenset(held)
    parts: list[tuple[set[DivisionCode], list[KnownHousehold]]] = []
    for one in households:
        codes, members = ({one.village} | one.former) & here, [one]
        apart: list[tuple[set[DivisionCode], list[KnownHousehold]]] = []
        for part in parts:
            if part[0] & codes:
                codes, members = codes | part[0], [*part[1], *members]
            else:
                apart.append(part)
        parts = [*apart, (codes, members)]
    return [(sorted(codes), members) for codes, members in parts]
