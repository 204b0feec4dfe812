"""Duplicate cases as people see and decide them, and how they are found."""

from __future__ import annotations

import pytest

from kit.access import OutOfScope
from kit.model.errors import InvalidValue, NotCustodian, NotFound, RequestReused, StaleRevision
from kit.roles import Role
from services.registry.domain.duplicates import (
    CasePerson,
    CaseState,
    DuplicateReason,
    case_id,
    open_case,
)
from services.registry.domain.errors import CaseAlreadyDecided, NewHeadNeeded
from services.registry.domain.household import HouseholdStatus, LeaveReason, Relation
from services.registry.domain.ids import CaseId, HouseholdId, PersonId
from services.registry.usecases.duplicates import Verdict
from tests.support.builders import JIANGHE, YUHE, a_household, a_person
from tests.support.registry_app import FAR, SiteWorld, World, access_to
from tests.support.registry_orders import COUNTY, NOW, a_man, a_request, put

CASE = case_id(PersonId("a-1"), PersonId("b-1"))
REVIEWER = access_to("DuplicateService/DecideDuplicateCase", Role.REVIEWER)
READER = access_to("DuplicateService/GetDuplicateCase")


def same(kept: str, new_head: str = "") -> Verdict:
    head = PersonId(new_head) if new_head else None
    return Verdict(CaseState.SAME_PERSON, "同一人", PersonId(kept), head)


@pytest.fixture
async def twins(villages: SiteWorld) -> SiteWorld:
    """Two of one name and birth in one village; the second has a family."""
    await put(
        villages.households,
        a_man("a", 0, "王建国"),
        a_man("b", 1, "王建国")
        .numbered("002")
        .with_member(a_person("b-2").female(), Relation.SPOUSE),
    )
    await villages.twins.look([HouseholdId("a")])
    return villages


async def decide(
    site: SiteWorld, verdict: Verdict, name: str = "decide", revision: int | None = None
) -> CaseState:
    request = a_request(name, repr(verdict))
    found = await site.duplicates.decide(REVIEWER, CASE, verdict, request, revision)
    return found.state.state


async def members(site: SiteWorld, id_: str) -> list[str]:
    found = (await site.households.get_many([id_]))[id_].state
    return [member.person.id for member in found.live_members]


async def test_two_of_the_same_name_birth_and_village_become_a_case(twins: SiteWorld) -> None:
    [case] = await twins.cases.page(COUNTY, False, "", 10)
    assert case.state.reason is DuplicateReason.SAME_NAME_BIRTH_VILLAGE
    assert {case.state.first.person, case.state.second.person} == {"a-1", "b-1"}


async def test_looking_again_opens_nothing_more(twins: SiteWorld) -> None:
    assert await twins.twins.look([HouseholdId("b"), HouseholdId("a")]) == 1
    assert len(await twins.cases.page(COUNTY, True, "", 10)) == 1


async def test_a_household_without_twins_opens_nothing(twins: SiteWorld) -> None:
    await put(twins.households, a_household("c").numbered("003"))
    assert await twins.twins.look([HouseholdId("c")]) == 0


async def test_the_same_person_leaves_the_other_household(twins: SiteWorld) -> None:
    assert await decide(twins, same("a-1", new_head="b-2")) is CaseState.SAME_PERSON
    assert (await members(twins, "a"), await members(twins, "b")) == (["a-1"], ["b-2"])
    gone = (await twins.households.get_many(["b"]))["b"].state.members[0]
    assert gone.leave_reason is LeaveReason.DUPLICATE


async def test_the_last_member_who_leaves_dissolves_the_household(twins: SiteWorld) -> None:
    await decide(twins, same("b-1"))
    found = (await twins.households.get_many(["a"]))["a"].state
    assert found.status is HouseholdStatus.DISSOLVED


async def test_a_head_who_leaves_others_needs_a_successor_and_the_case_stays_open(
    twins: SiteWorld,
) -> None:
    with pytest.raises(NewHeadNeeded):
        await decide(twins, same("a-1"))
    found = await twins.duplicates.get(READER, CASE)
    assert found.state.state is CaseState.OPEN


async def test_who_stays_must_be_one_of_the_pair(twins: SiteWorld) -> None:
    with pytest.raises(InvalidValue, match="kept_person_id"):
        await decide(twins, same("b-2"))


async def test_different_persons_both_stay(twins: SiteWorld) -> None:
    assert await decide(twins, Verdict(CaseState.DISTINCT, "两人")) is CaseState.DISTINCT
    assert (await members(twins, "a"), await members(twins, "b")) == (["a-1"], ["b-1", "b-2"])


@pytest.mark.parametrize("verdict", [Verdict(CaseState.DISTINCT, ""), same("b-1")])
async def test_a_repeated_decision_returns_the_first_result(
    twins: SiteWorld, verdict: Verdict
) -> None:
    first = await decide(twins, verdict)
    assert await decide(twins, verdict) is first


async def test_a_second_decision_is_refused_and_nobody_leaves(twins: SiteWorld) -> None:
    await decide(twins, Verdict(CaseState.DISTINCT, ""))
    with pytest.raises(CaseAlreadyDecided):
        await decide(twins, same("b-1"), "again")
    with pytest.raises(RequestReused):
        await decide(twins, same("b-1"))
    assert await members(twins, "a") == ["a-1"]


async def test_a_decision_on_another_revision_is_refused_before_anybody_leaves(
    twins: SiteWorld,
) -> None:
    with pytest.raises(StaleRevision):
        await decide(twins, same("b-1"), revision=3)
    assert await members(twins, "a") == ["a-1"]


async def test_a_decision_interrupted_after_the_person_left_can_be_finished(
    twins: SiteWorld,
) -> None:
    case = (await twins.duplicates.get(READER, CASE)).state
    verdict = same("b-1")
    request = a_request("decide", repr(verdict))
    await twins.duplicates._remove_other(REVIEWER, case, verdict, request)  # pyright: ignore[reportPrivateUsage]
    assert await decide(twins, verdict, "another try") is CaseState.SAME_PERSON
    assert (await twins.households.get_many(["a"]))["a"].revision == 2


async def test_a_case_of_another_village_is_not_found(twins: SiteWorld) -> None:
    access = access_to("DuplicateService/GetDuplicateCase", scope=YUHE.digits)
    with pytest.raises(NotFound):
        await twins.duplicates.get(access, CASE)
    with pytest.raises(NotFound):
        await twins.duplicates.get(READER, CaseId("none"))


async def test_a_list_shows_only_the_callers_villages(twins: SiteWorld) -> None:
    access = access_to("DuplicateService/ListDuplicateCases", scope=YUHE.digits)
    assert await twins.duplicates.page(access, JIANGHE.town, False, "", 10) == []
    with pytest.raises(OutOfScope):
        await twins.duplicates.page(access, JIANGHE, False, "", 10)


async def test_a_case_is_decided_where_the_first_person_lives(world: World) -> None:
    villages = world.site("villages")
    far = CasePerson(PersonId("a-1"), HouseholdId("x"), FAR)
    near = CasePerson(PersonId("b-1"), HouseholdId("y"), JIANGHE)
    await villages.cases.open([open_case(far, near, DuplicateReason.SAME_ID_NUMBER, NOW)])
    with pytest.raises(NotCustodian):
        await decide(villages, Verdict(CaseState.DISTINCT, ""))
