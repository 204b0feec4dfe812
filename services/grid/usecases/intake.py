"""What the registry tells of households, taken over: copies, villages, colours, cares.

Every step follows from what is stored, not from what the step before it did in memory, so that a
batch that was interrupted anywhere leads to the same when it is delivered again; and a batch that
was taken over before writes nothing (P3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kit.contention import Contention
from kit.custody import Custody
from kit.model.division import DivisionCode
from services.grid.domain.coverage import check
from services.grid.domain.ids import HouseholdId
from services.grid.domain.known import KnownHousehold
from services.grid.domain.village import Village
from services.grid.ports.households import KnownHouseholds, ToldHousehold
from services.grid.ports.upkeep import CoverageGauges

from .books import Books, Step, VillageState
from .care_keeping import CareKeeping
from .placing import Placing, States
from .tending import ended_of, rule_of

Households = Sequence[KnownHousehold]


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes over the facts of households at the site of their villages."""

    households: KnownHouseholds
    placing: Placing
    keeping: CareKeeping
    books: Books
    custody: Custody
    gauges: CoverageGauges
    contention: Contention = field(default_factory=Contention)

    async def take_over(self, told: Sequence[ToldHousehold]) -> None:
        """Take over a batch; safe to repeat in any part. What is of other sites is passed over.

        A call of the store is for the whole batch or for one of its villages, never for one
        household.
        """
        ours = _newest([one for one in told if self._concerned(one.known)])
        if not ours:
            return
        before = await self.households.marks(self._villages([one.known for one in ours]))
        applied = await self.households.apply(ours)
        present = await self._present(ours, applied)

        async def attempt() -> bool | None:
            nonlocal before, present
            after = await self.households.marks(self._villages(present))
            await self._bring_about(Step(before, after, present))
            if await self.households.marks(self._villages(present)) == after:
                return True
            before, present = {}, await self._present(ours, applied=0)
            return None

        await self.contention.until(ours[0].known.id, attempt)

    async def _bring_about(self, step: Step) -> None:
        """Put the households of a step into their villages, and what follows from them.

        Locks are of one process, and a household may be another replica's by now: whoever changes
        its copy while this runs makes `take_over` look again.
        """
        async with self.books.held(self._villages(step.taken), step) as states:
            present = await self._known_now(step.taken, states)
            touched = await self._put(present, states)
            placed = await self.placing.place(present, states)
            await self._keep(touched, states, placed)
            for code in placed:
                state = states[code]
                self.gauges.show(check(placed[code], state.known, state.rules.grid))

    async def _known_now(self, taken: Households, states: States) -> Households:
        """What is known of these households at least as late as the villages were loaded."""
        fresh = [state.known for state in states.values() if state.fresh]
        if not fresh:
            return taken
        found = {one.id: known[one.id] for known in fresh for one in taken if one.id in known}
        others = [one.id for one in taken if one.id not in found]
        found |= await self.households.get_many(others) if others else {}
        return [found[id] for id in sorted(found)]

    def _villages(self, households: Iterable[KnownHousehold]) -> list[DivisionCode]:
        return sorted({code for one in households for code in self._concerned(one)})

    def _concerned(self, known: KnownHousehold) -> set[DivisionCode]:
        """The villages of this site in which the household lives or lived."""
        return {code for code in (known.village, *known.former) if self.custody.hosts(code)}

    async def _present(self, told: Sequence[ToldHousehold], applied: int) -> list[KnownHousehold]:
        """What is known now: where a copy was newer, the fact is old and says nothing."""
        if applied == len(told):
            return [one.known for one in told]
        found = await self.households.get_many([one.known.id for one in told])
        return [found[id] for id in sorted(found)]

    async def _put(self, present: Households, states: States) -> set[HouseholdId]:
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
