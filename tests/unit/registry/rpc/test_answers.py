"""What the edge answers when all is well: masked, paged, in the words of the proto."""

from __future__ import annotations

from gov321.common.v1.date_pb2 import Date
from gov321.registry.v1 import duplicate_service_pb2 as duplicates
from gov321.registry.v1 import household_pb2
from gov321.registry.v1 import household_service_pb2 as households
from gov321.registry.v1 import registry_service_pb2 as registry

from kit.roles import Role
from services.registry.domain.household import Relation
from services.registry.domain.ids import HouseholdId
from services.registry.domain.need import Need, NeedKind
from tests.support.builders import JIANGHE, REGISTERED, TODAY, a_household, a_person
from tests.support.edge_calls import uuid_of
from tests.support.registry_app import Served
from tests.support.registry_calls import NUMBER, caller, registration
from tests.support.registry_orders import a_man, put

PETITION = {"purpose": "PETITION", "reason": "处理来访诉求"}


async def test_a_household_is_shown_masked(villages: Served) -> None:
    released = Need(NeedKind.RELEASED, TODAY)
    poor = Need(NeedKind.MINIMUM_LIVING, TODAY)
    head = a_person("a-1").with_id_number().with_phone("15400000001").needing(released, poor)
    home = a_household("a").with_member(head, Relation.HEAD).at("江河村三组12号")
    await put(villages.site.households, home)
    request = registry.GetHouseholdRequest(household_id="a")
    shown = (await caller(villages).call("RegistryService/GetHousehold", request)).household
    [member] = shown.members
    assert (member.name, member.phone) == ("测*1", "154****0001")
    assert member.id_number == f"{NUMBER[:4]}**********{NUMBER[-4:]}"
    assert list(member.needs) == [household_pb2.NEED_KIND_MINIMUM_LIVING]
    assert member.sealed_need_count == 1
    assert "12" not in shown.address


async def test_a_field_is_revealed_and_the_auditor_sees_who_looked(villages: Served) -> None:
    await put(villages.site.households, a_man("a"))
    asked = registry.RevealFieldRequest(
        household_id="a",
        person_id="a-1",
        field=registry.SENSITIVE_FIELD_ID_NUMBER,
        **PETITION,
    )
    answer = await caller(villages).call("RegistryService/RevealField", asked)
    assert answer.value == NUMBER
    log = registry.ListAccessLogRequest(division=JIANGHE.digits, record_id="a-1")
    [entry] = (
        await caller(villages, Role.AUDITOR).call("RegistryService/ListAccessLog", log)
    ).entries
    assert (entry.subject, entry.field, entry.purpose) == ("clerk-1", "id_number", "PETITION")


async def test_a_list_is_paged_to_its_end(villages: Served) -> None:
    for n in range(5):
        await put(villages.site.households, a_household(f"h{n}").numbered(f"{n:03}"))
    asked = registry.ListHouseholdsRequest(division=JIANGHE.digits, page_size=2)
    shown: list[str] = []
    while True:
        page = await caller(villages).call("RegistryService/ListHouseholds", asked)
        shown += [household.number for household in page.households]
        asked.page_token = page.next_page_token
        if not page.next_page_token:
            break
    assert shown == ["000", "001", "002", "003", "004"]


async def test_a_household_is_shown_as_it_stood(villages: Served) -> None:
    await put(villages.site.households, a_household("a").with_members(2))
    asked = registry.GetHouseholdRequest(
        household_id="a",
        as_of=Date(year=REGISTERED.year, month=REGISTERED.month, day=REGISTERED.day),
    )
    shown = (await caller(villages).call("RegistryService/GetHousehold", asked)).household
    assert (len(shown.members), shown.division) == (2, JIANGHE.digits)


async def test_many_are_answered_in_the_order_asked_with_those_missing(villages: Served) -> None:
    await put(villages.site.households, a_household("a"), a_household("b").numbered("002"))
    asked = registry.BatchGetHouseholdsRequest(household_ids=["b", "none", "a", "b"])
    answer = await caller(villages).call("RegistryService/BatchGetHouseholds", asked)
    assert [household.id for household in answer.households] == ["b", "a"]
    assert list(answer.missing_ids) == ["none"]


async def test_a_correction_goes_from_one_person_to_another(villages: Served) -> None:
    clerk, reviewer = caller(villages), caller(villages, Role.REVIEWER)
    found = (await clerk.call("HouseholdService/RegisterHousehold", registration())).household
    change = households.CorrectedField(
        field=household_pb2.CORRECTABLE_FIELD_NAME, value="测试乙", person_id=found.head_person_id
    )
    asked = households.RequestCorrectionRequest(
        request_id=uuid_of("ask"), household_id=found.id, changes=[change], reason="姓名写错"
    )
    waiting = await clerk.call("HouseholdService/RequestCorrection", asked)
    [shown] = waiting.household.open_corrections
    assert (shown.requested_by, shown.id) == ("clerk-1", waiting.correction_id)
    review = households.ReviewCorrectionRequest(
        request_id=uuid_of("review"),
        household_id=found.id,
        correction_id=waiting.correction_id,
        approve=True,
    )
    done = await reviewer.call("HouseholdService/ReviewCorrection", review)
    assert len(done.household.open_corrections) == 0
    stored = await villages.site.desk.get(HouseholdId(found.id))
    assert stored.state.members[0].person.name == "测试乙"


async def test_a_duplicate_case_is_listed_and_decided_twice_with_one_result(
    villages: Served,
) -> None:
    clerk, reviewer = caller(villages), caller(villages, Role.REVIEWER)
    await clerk.call("HouseholdService/RegisterHousehold", registration())
    again = registration("b", number="002")
    await clerk.refused("HouseholdService/RegisterHousehold", again)
    listing = duplicates.ListDuplicateCasesRequest(division=JIANGHE.digits)
    [case] = (await clerk.call("DuplicateService/ListDuplicateCases", listing)).duplicate_cases
    decision = duplicates.DecideDuplicateCaseRequest(
        request_id=uuid_of("decide"),
        case_id=case.id,
        revision=case.revision,
        decision=duplicates.DuplicateCase.STATE_DISTINCT,
        note="两人",
    )
    method = "DuplicateService/DecideDuplicateCase"
    results = [await reviewer.call(method, decision) for _ in range(2)]
    assert results[0] == results[1]
    assert results[0].duplicate_case.decided_by == "reviewer-1"
    await clerk.call("HouseholdService/RegisterHousehold", again)
