"""What the registry tells of households, taken over: copies, villages, colours, cares.

Every step follows from what is stored, not from what the step before it did in memory, so that a
batch that was interrupted anywhere leads to the same when it is delivered again; and a batch that
was taken over before writes nothing (P3).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kit.custody import Custody
from kit.model.division import DivisionCode
from services.grid.domain.coverage import check
from services.grid.domain.ids import HouseholdId
from services.grid.domain.known import KnownHousehold
from services.grid.domain.village import Village
from services.grid.ports.households import KnownHouseholds, Mark, ToldHousehold
from services.grid.ports.upkeep import CoverageGauges

from .books import Books, VillageState
from .care_keeping import CareKeeping
from .placing import Placing, States
from .tending import ended_of, rule_of


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes over the facts of households at the site of their villages."""

    households: KnownHouseholds
    placing: Placing
    keeping: CareKeeping
    books: Books
    custody: Custody
    gauges: CoverageGauges

    async def take_over(self, told: Sequence[ToldHousehold]) -> None:
        """Take over a batch; safe to repeat in any part. What is of other sites is passed over.

        A call of the store is for the whole batch or for one of its villages, never for one
        household.
        """
        ours = _newest([one for one in told if self._concerned(one.known)])
        if not ours:
            return
        villages = sorted({code for one in ours for code in self._concerned(one.known)})
        before = await self.households.marks(villages)
        applied = await self.households.apply(ours)
        after = await self.households.marks(villages)
        present = await self._present(ours, applied)
        async with self.books.held(villages, before) as states:
            touched = await self._put(present, states)
            placed = await self.placing.place(present, states)
            await self._keep(touched, states, placed)
            for code, state in states.items():
                state.mark = after.get(code, Mark())
                if code in placed:
                    self.gauges.show(check(placed[code], state.known, state.rules.grid))

    def _concerned(self, known: KnownHousehold) -> set[DivisionCode]:
        """The villages of this site in which the household lives or lived."""
        return {code for code in (known.village, *known.former) if self.custody.hosts(code)}

    async def _present(self, told: Sequence[ToldHousehold], applied: int) -> list[KnownHousehold]:
        """What is known now: where a copy was newer, the fact is old and says nothing."""
        if applied == len(told):
            return [one.known for one in told]
        found = await self.households.get_many([one.known.id for one in told])
        return [found[id] for id in sorted(found)]

    async def _put(self, present: Sequence[KnownHousehold], states: States) -> set[HouseholdId]:
        """Take in what is new, and return whose care may have to be another."""
        parents = await self.books.parents_of(present)
        touched = {one.id for one in present}
        for state in states.values():
            here = [one for one in present if _is_about(one, state)]
            touched |= state.put(here, parents) | state.behind
        return touched

    async def _keep(
        self,
        touched: Collection[HouseholdId],
        states: Mapping[DivisionCode, VillageState],
        placed: Mapping[DivisionCode, Village],
    ) -> None:
        ended = await ended_of(touched, states, self.households, self.custody)
        await self.keeping.keep(touched, rule_of(states, placed, ended))
        for state in states.values():
            state.behind.clear()


def _newest(told: Sequence[ToldHousehold]) -> list[ToldHousehold]:
    newest: dict[HouseholdId, ToldHousehold] = {}
    for one in told:
        other = newest.get(one.known.id)
        if other is None or one.known.revision > other.known.revision:
            newest[one.known.id] = one
    return list(newest.values())


def _is_about(known: KnownHousehold, state: VillageState) -> bool:
    """Whether a household lives or lived in a village, or others there inherit from it."""
    return (
        known.village == state.village or state.village in known.former or known.id in state.parents
    )
