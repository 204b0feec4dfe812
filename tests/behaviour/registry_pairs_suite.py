"""What every `Households` must do with two at once; run in memory and on the real store."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

import pytest

from kit.commit import Decision
from kit.model.errors import StaleRevision
from services.registry.domain.household import Household, HouseholdStatus, Relation
from services.registry.domain.restructuring import (
    MergeHouseholds,
    SplitHousehold,
    TransferMember,
    merge,
    split,
    transfer_member,
)
from services.registry.ports.households import Households, IdNumberClaimed, NumberTaken
from tests.behaviour.registry_households_suite import H, one
from tests.support.builders import TODAY, HouseholdBuilder, a_household, a_person, member_id
from tests.support.registry_orders import a_man, a_request, put, renumbered


class TwoHouseholdsSuite:
    """Subclasses give `households`: empty. Members keep their citizen numbers on the way."""

    @pytest.fixture
    @abstractmethod
    async def households(self) -> Households:
        """An empty collection."""

    async def test_a_split_takes_the_citizen_numbers_along(self, households: Households) -> None:
        await put(households, _couple("a"))
        order = SplitHousehold(H("b"), "002", (member_id("a", 2),), member_id("a", 2), TODAY)

        def decide(states: Mapping[str, Household]) -> dict[str, Decision[Household]]:
            outcomes = split(states["a"], order, TODAY)
            return {state.id: Decision(state, facts) for state, facts in outcomes}

        await households.change_many([H("a")], decide, a_request("split"), {"a": 1})
        assert [m.person.id for m in (await one(households, "b")).state.live_members] == ["a-2"]
        with pytest.raises(IdNumberClaimed):
            await put(households, a_man("c", 1).numbered("003"))

    async def test_a_merge_takes_the_citizen_numbers_along(self, households: Households) -> None:
        await put(households, a_man("a"), a_man("b", 1).numbered("002"))
        order = MergeHouseholds({member_id("b", 1): Relation.SIBLING}, TODAY)

        def decide(states: Mapping[str, Household]) -> dict[str, Decision[Household]]:
            outcomes = merge(states["a"], states["b"], order, TODAY)
            return {state.id: Decision(state, facts) for state, facts in outcomes}

        for _ in range(2):
            await households.change_many([H("a"), H("b")], decide, a_request("merge"), {})
        kept = await one(households, "a")
        assert [m.person.id for m in kept.state.live_members] == ["a-1", "b-1"]
        assert (await one(households, "b")).state.status is HouseholdStatus.DISSOLVED

    @pytest.mark.parametrize(("source", "target"), [("a", "b"), ("b", "a")])
    async def test_a_transfer_takes_the_citizen_number_along(
        self, households: Households, source: str, target: str
    ) -> None:
        await put(households, _couple("a"), _couple("b", 2).numbered("002"))
        order = TransferMember(member_id(source, 2), Relation.OTHER, TODAY)

        def decide(states: Mapping[str, Household]) -> dict[str, Decision[Household]]:
            outcomes = transfer_member(states[source], states[target], order, TODAY)
            return {state.id: Decision(state, facts) for state, facts in outcomes}

        await households.change_many([H(source), H(target)], decide, a_request("t"), {})
        members = (await one(households, target)).state.live_members
        assert members[-1].person.id == member_id(source, 2)

    async def test_when_one_of_two_is_refused_neither_changes(self, households: Households) -> None:
        await put(
            households, a_man("a"), a_man("b", 1).numbered("002"), a_household("c").numbered("3")
        )

        def decide(states: Mapping[str, Household]) -> dict[str, Decision[Household]]:
            return {"a": renumbered("008")(states["a"]), "b": renumbered("3")(states["b"])}

        with pytest.raises(NumberTaken):
            await households.change_many([H("a"), H("b")], decide, a_request("x"), {})
        assert (await one(households, "a")).revision == 1

    async def test_a_stale_revision_of_either_is_refused(self, households: Households) -> None:
        await put(households, a_household("a"), a_household("b").numbered("002"))

        def decide(states: Mapping[str, Household]) -> dict[str, Decision[Household]]:
            return {"a": renumbered("008")(states["a"])}

        with pytest.raises(StaleRevision):
            await households.change_many([H("a"), H("b")], decide, a_request("x"), {"b": 7})


def _couple(id_: str, sequence: int = 0) -> HouseholdBuilder:
    head = a_person(f"{id_}-1").with_id_number(sequence)
    other = a_person(f"{id_}-2").with_id_number(sequence + 1)
    return a_household(id_).with_member(head, Relation.HEAD).with_member(other, Relation.SIBLING)
