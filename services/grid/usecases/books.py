"""The colours of villages in memory: loaded when first asked for, kept up to date by change.

A restart gives its first verdict after one village is loaded, not after all. What is in memory is
never the truth: results are compared with the stored cares, and a village is loaded anew after a
failure, on another day, and when its copies are not those it was built from.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from kit.commit import Versioned
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from services.grid.domain.assessing import says_more
from services.grid.domain.care import Assessment, HouseholdCare
from services.grid.domain.colour.book import VillageBook
from services.grid.domain.colour.needs import counted_classes
from services.grid.domain.colour.values import ColourInputs
from services.grid.domain.ids import HouseholdId
from services.grid.domain.inputs import Parents, inputs_of
from services.grid.domain.known import KnownHousehold
from services.grid.domain.policies import InForce, Policies
from services.grid.ports.cares import CareQueries
from services.grid.ports.households import KnownHouseholds, Mark

_GENERATIONS = 5
"""So many splits in a row are looked back over: more do not fit into three years of awards."""


Fingerprint = Callable[[HouseholdId, ColourInputs], str]
"""What fixes the inputs of a household without telling them: equal only for equal inputs."""


@dataclass(frozen=True, slots=True)
class Step:
    """The copies of villages before and after these households were taken over."""

    before: Mapping[DivisionCode, Mark]
    after: Mapping[DivisionCode, Mark]
    taken: Sequence[KnownHousehold] = ()


@dataclass(slots=True)
class VillageState:
    """One village on one day: its live households, their inputs and the verdicts.

    `behind` are households whose stored care was not what it should be when this was loaded;
    `fresh`: it was loaded for who holds it now, and may know more than they were told.
    """

    village: DivisionCode
    rules: InForce
    mark: Mark
    known: dict[HouseholdId, KnownHousehold]
    parents: dict[HouseholdId, KnownHousehold]
    fingerprint: Fingerprint = field(repr=False)
    behind: set[HouseholdId] = field(default_factory=set[HouseholdId])
    fresh: bool = True
    _inputs: dict[HouseholdId, ColourInputs] = field(
        default_factory=dict[HouseholdId, ColourInputs]
    )
    _book: VillageBook = field(init=False)

    def __post_init__(self) -> None:
        self._book = VillageBook(self.rules.colour)
        for household in sorted(self.known):
            self._enter(self.known[household])

    def put(self, households: Iterable[KnownHousehold], parents: Parents) -> set[HouseholdId]:
        """Take in what is new; return whose result may be another, these households among them."""
        told = list(households)
        self.parents |= parents
        touched = {one.id for one in told}
        for one in told:
            touched |= self._take(one)
        for child in self._children(touched):
            touched |= self._enter(child) | {child.id}
        return touched

    def assessment(self, household: HouseholdId) -> Assessment:
        """Return what the rules say of a household that lives here, at the present mean."""
        inputs = self._inputs[household]
        return Assessment(
            verdict=self._book.verdict(household),
            year=self.rules.year,
            inputs_hash=self.fingerprint(household, inputs),
            on=self.rules.day,
            needs=counted_classes(inputs.needs, self.rules.colour),
        )

    def compare(self, cares: Sequence[Versioned[HouseholdCare]]) -> None:
        """Remember whose stored care is not what it should be."""
        stored = {item.state.household: item.state for item in cares}
        self.behind = stored.keys() - self.known.keys()
        for household in self.known:
            care = stored.get(household)
            if care is None or says_more(care.assessment, self.assessment(household)):
                self.behind.add(household)

    def comes_to(self, after: Mark, step: Step) -> bool:
        """Whether the copies are what this was built from and the households of the step.

        Other replicas take over facts too: what they changed in between is not in memory.
        """
        copies, revisions = self.mark.copies, self.mark.revisions
        for one in step.taken:
            was = self.known.get(one.id)
            if was is not None:
                copies, revisions = copies - 1, revisions - was.revision
            if one.village == self.village:
                copies, revisions = copies + 1, revisions + one.revision
        known = self.mark == step.before.get(self.village, Mark())
        return known and (copies, revisions) == (after.copies, after.revisions)

    def _take(self, known: KnownHousehold) -> set[HouseholdId]:
        if known.id in self.parents:
            self.parents[known.id] = known
        if known.live and known.village == self.village:
            self.known[known.id] = known
            return self._enter(known)
        self.known.pop(known.id, None)
        self._inputs.pop(known.id, None)
        return _ids(self._book.remove(known.id))

    def _enter(self, known: KnownHousehold) -> set[HouseholdId]:
        rules = self.rules
        inputs = inputs_of(known, self.parents, rules.year, rules.day, rules.income, rules.colour)
        self._inputs[known.id] = inputs
        return _ids(self._book.put(known.id, inputs))

    def _children(self, parents: set[HouseholdId]) -> list[KnownHousehold]:
        """Young households that inherit from one of these."""
        return [one for one in self.known.values() if one.split_from in parents]


def _ids(standings: Iterable[str]) -> set[HouseholdId]:
    return {HouseholdId(id) for id in standings}


class Books:
    """The villages in memory, at most so many households; the longest unused go first."""

    def __init__(
        self,
        households: KnownHouseholds,
        cares: CareQueries,
        policies: Policies,
        clock: Clock,
        fingerprint: Fingerprint,
        most_households: int,
    ) -> None:
        self._households = households
        self._cares = cares
        self._policies = policies
        self._clock = clock
        self._fingerprint = fingerprint
        self._most = most_households
        self._states: OrderedDict[DivisionCode, VillageState] = OrderedDict()
        self._locks: dict[DivisionCode, asyncio.Lock] = {}

    @property
    def rules(self) -> InForce:
        """What is in force today.

        Raises:
            NotFound, NoColourPolicy, ColourPoliciesOverlap: the county has not settled that.
        """
        return self._policies.in_force(local_date(self._clock.now()))

    def __len__(self) -> int:
        """How many households are in memory."""
        return sum(len(state.known) for state in self._states.values())

    @asynccontextmanager
    async def held(
        self, villages: Iterable[DivisionCode], step: Step
    ) -> AsyncGenerator[dict[DivisionCode, VillageState]]:
        """Hold villages alone in this process, loaded as they are now; one that fails is forgotten.

        A village in memory is trusted when its copies were what it was built from, and are now what
        `step` makes of that and nothing else.
        """
        codes = sorted(set(villages))
        async with AsyncExitStack() as stack:
            for code in codes:  # in order, so that two who want the same do not wait in a circle
                await stack.enter_async_context(self._locks.setdefault(code, asyncio.Lock()))
            try:
                yield {code: await self._state(code, step) for code in codes}
            except BaseException:
                for code in codes:
                    self._states.pop(code, None)
                raise
            self._evict()

    async def parents_of(self, households: Iterable[KnownHousehold]) -> Parents:
        """Return the households these were split from, and those in turn."""
        found: dict[HouseholdId, KnownHousehold] = {}
        young = list(households)
        for _ in range(_GENERATIONS):
            wanted = {one.split_from for one in young if one.split_from} - found.keys()
            if not wanted:
                break
            more = await self._households.get_many(sorted(wanted))
            found |= more
            young = list(more.values())
        return found

    async def _state(self, village: DivisionCode, step: Step) -> VillageState:
        rules, state = self.rules, self._states.get(village)
        after = step.after.get(village, Mark())
        if state is None or state.rules != rules or not state.comes_to(after, step):
            state = await self._load(village, rules, after)
        else:
            state.mark, state.fresh = after, False
        self._states[village] = state
        self._states.move_to_end(village)
        return state

    async def _load(self, village: DivisionCode, rules: InForce, mark: Mark) -> VillageState:
        known = {one.id: one for one in await self._households.of_village(village)}
        parents = dict(await self.parents_of(known.values()))
        state = VillageState(village, rules, mark, known, parents, self._fingerprint)
        state.compare(await self._cares.of_village(village))
        return state

    def _evict(self) -> None:
        held = len(self)
        while held > self._most and len(self._states) > 1:
            _, state = self._states.popitem(last=False)
            held -= len(state.known)
