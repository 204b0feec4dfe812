"""What the edge refuses for who asks, when, where, and what came before."""

from __future__ import annotations

from datetime import timedelta

import grpc
import pytest
from gov321.common.v1.date_pb2 import Date
from gov321.registry.v1 import household_pb2
from gov321.registry.v1 import household_service_pb2 as households
from gov321.registry.v1 import registry_service_pb2 as registry
from gov321.registry.v1 import roster_service_pb2 as rosters
from grpc import StatusCode

from kit.roles import Role
from services.registry.rpc.operations import OPERATIONS
from tests.support.builders import JIANGHE, YUHE, a_household
from tests.support.edge_calls import uuid_of
from tests.support.registry_app import Served, World
from tests.support.registry_calls import FILES, Caller, caller, registration
from tests.support.registry_orders import put

REGISTER = "HouseholdService/RegisterHousehold"
PLACE = "HouseholdService/PlaceHousehold"
GET = "RegistryService/GetHousehold"


def placing(household: str, name: str = "place", revision: int = 0, address: str = "江河村1号"):
    return households.PlaceHouseholdRequest(
        request_id=uuid_of(name), household_id=household, revision=revision, address=address
    )


@pytest.fixture
async def registered(villages: Served) -> str:
    """The id of a household."""
    answer = await caller(villages).call(REGISTER, registration())
    return answer.household.id


async def test_a_repeated_request_returns_the_first_result(
    villages: Served, registered: str
) -> None:
    clerk = caller(villages)
    again = await clerk.call(REGISTER, registration())
    placed = [await clerk.call(PLACE, placing(registered, revision=1)) for _ in range(2)]
    assert again.household.id == registered
    assert [answer.household.revision for answer in placed] == [2, 2]


async def test_a_repeated_request_id_with_another_body_is_refused(
    villages: Served, registered: str
) -> None:
    clerk = caller(villages)
    other = await clerk.refused(REGISTER, registration(address="另一处"))
    await clerk.call(PLACE, placing(registered))
    changed = await clerk.refused(PLACE, placing(registered, address="江河村2号"))
    for refused in (other, changed):
        assert refused.told == (StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")
    assert changed.fields["request_id"] == uuid_of("place")


async def test_a_household_number_is_registered_once(villages: Served, registered: str) -> None:
    refused = await caller(villages).refused(REGISTER, registration("another request"))
    assert refused.code is StatusCode.ALREADY_EXISTS


async def test_a_registered_citizen_number_names_the_case(
    villages: Served, registered: str
) -> None:
    elsewhere = registration("b", division=YUHE.digits)
    refused = await caller(villages).refused(REGISTER, elsewhere)
    assert refused.told == (StatusCode.ALREADY_EXISTS, "PERSON_ALREADY_REGISTERED")
    assert refused.fields["household"] == registered
    assert refused.fields["case"]


async def test_a_stale_revision_is_aborted_with_both_numbers(
    villages: Served, registered: str
) -> None:
    clerk = caller(villages)
    await clerk.call(PLACE, placing(registered))
    refused = await clerk.refused(PLACE, placing(registered, "later", revision=1))
    assert refused.told == (StatusCode.ABORTED, "STALE_REVISION")
    assert refused.fields == {"id": registered, "expected": "1", "actual": "2"}


async def test_a_household_that_is_not_there_is_not_found(villages: Served) -> None:
    clerk = caller(villages)
    for method, request in (
        (PLACE, placing("none")),
        (GET, registry.GetHouseholdRequest(household_id="none")),
    ):
        refused = await clerk.refused(method, request)
        assert refused.told == (StatusCode.NOT_FOUND, "NOT_FOUND")


async def test_a_household_of_another_village_is_not_found(
    villages: Served, registered: str
) -> None:
    stranger = caller(villages, scope=YUHE.digits)
    refused = await stranger.refused(GET, registry.GetHouseholdRequest(household_id=registered))
    assert refused.told == (StatusCode.NOT_FOUND, "NOT_FOUND")


async def test_a_division_outside_the_scope_is_denied(villages: Served) -> None:
    stranger = caller(villages, scope=YUHE.digits)
    listing = registry.ListHouseholdsRequest(division=JIANGHE.digits)
    refused = await stranger.refused("RegistryService/ListHouseholds", listing)
    assert refused.told == (StatusCode.PERMISSION_DENIED, "OUT_OF_SCOPE")
    assert refused.fields["division"] == JIANGHE.digits


async def test_a_tier_above_names_the_custodian(world: World, county: Served) -> None:
    await put(world.site("villages").households, a_household("a"))
    await world.settle()
    clerk = caller(county)
    for method, request in ((PLACE, placing("a")), (REGISTER, registration())):
        refused = await clerk.refused(method, request)
        assert refused.told == (StatusCode.FAILED_PRECONDITION, "NOT_CUSTODIAN")
        assert refused.fields["custodian"] == JIANGHE.digits
        assert JIANGHE.digits in refused.text


async def test_a_county_import_is_refused_at_the_county(county: Served) -> None:
    request = rosters.CreateImportRequest(
        request_id=uuid_of("i"),
        division="610921000000",
        file_name="r.csv",
        file_size=5,
        sha256=b"d" * 32,
    )
    refused = await caller(county).refused("RosterService/CreateImport", request)
    assert refused.told == (StatusCode.FAILED_PRECONDITION, "NOT_CUSTODIAN")


async def test_without_a_token_nobody_gets_in(villages: Served) -> None:
    async with grpc.aio.insecure_channel(villages.address) as channel:
        refused = await Caller(channel).refused(REGISTER, registration())
    assert refused.told == (StatusCode.UNAUTHENTICATED, "NOT_AUTHENTICATED")


async def test_an_expired_token_is_no_token(villages: Served) -> None:
    clerk = caller(villages)
    villages.site.clock.advance(timedelta(hours=9))
    refused = await clerk.refused(REGISTER, registration())
    assert refused.told == (StatusCode.UNAUTHENTICATED, "NOT_AUTHENTICATED")


DENIED = [
    (Role.GRID_LEADER, REGISTER),
    (Role.OPERATOR, GET),
    (Role.AUDITOR, GET),
    (Role.SECURITY, "RegistryService/GetStatistics"),
    (Role.GRID_LEADER, "RegistryService/RevealField"),
    (Role.GRID_LEADER, "RegistryService/SearchHouseholds"),
    (Role.CLERK, "HouseholdService/ReviewCorrection"),
    (Role.CLERK, "HouseholdService/RevokeAward"),
    (Role.CLERK, "DuplicateService/DecideDuplicateCase"),
    (Role.CLERK, "RegistryService/ListAccessLog"),
    (Role.REVIEWER, "RegistryService/RepublishHouseholds"),
    (Role.COMMAND, "RosterService/CreateImport"),
]


@pytest.mark.parametrize(("role", "method"), DENIED, ids=str)
async def test_a_role_without_the_right_is_denied_before_the_request_is_read(
    villages: Served, role: Role, method: str
) -> None:
    refused = await caller(villages, role).refused(method, b"\xff")
    assert refused.told == (StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED")
    assert OPERATIONS[f"gov321.registry.v1.{method}"].name in refused.text


@pytest.mark.parametrize(
    "method",
    [
        f"{service}/{method.name}"
        for service, found in FILES.items()
        for method in found.methods
        if not (method.client_streaming or method.server_streaming)
    ],
)
def test_every_method_is_for_somebody_and_not_for_everybody(method: str) -> None:
    operation = OPERATIONS[f"gov321.registry.v1.{method}"]
    assert operation.roles
    assert operation.roles != set(Role)
    assert Role.SECURITY not in operation.roles


async def test_a_head_who_leaves_others_needs_a_successor(villages: Served) -> None:
    clerk = caller(villages)
    son = household_pb2.NewPerson(
        name="测试乙",
        relation=household_pb2.RELATION_SON,
        sex=household_pb2.SEX_MALE,
        birth_date=Date(year=2012, month=5, day=1),
    )
    request = registration()
    request.members.append(son)
    found = (await clerk.call(REGISTER, request)).household
    leaving = households.RemoveMemberRequest(
        request_id=uuid_of("leave"),
        household_id=found.id,
        person_id=found.head_person_id,
        reason=household_pb2.LEAVE_REASON_DEATH,
    )
    refused = await clerk.refused("HouseholdService/RemoveMember", leaving)
    assert refused.told == (StatusCode.FAILED_PRECONDITION, "NEW_HEAD_NEEDED")
