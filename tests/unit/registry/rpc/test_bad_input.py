"""Bad input at the edge: the right status, a reason for programs and a sentence for people."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message
from gov321.common.v1.date_pb2 import Date
from gov321.registry.v1 import duplicate_service_pb2 as duplicates
from gov321.registry.v1 import household_pb2
from gov321.registry.v1 import household_service_pb2 as households
from gov321.registry.v1 import registry_service_pb2 as registry
from gov321.registry.v1 import roster_service_pb2 as rosters
from grpc import StatusCode

from kit.paging import query_digest
from kit.roles import Role
from tests.support.builders import JIANGHE
from tests.support.edge_calls import uuid_of
from tests.support.registry_app import Served
from tests.support.registry_calls import caller, registration

INVALID = (StatusCode.INVALID_ARGUMENT, "INVALID_VALUE")
ID = uuid_of("bad")
LONG = "字" * 5000


@dataclass(frozen=True)
class Case:
    id: str
    method: str
    request: Message


def person(**fields: Any) -> household_pb2.NewPerson:
    whole: dict[str, Any] = {
        "name": "测试甲",
        "relation": household_pb2.RELATION_HEAD,
        "sex": 1,
        **fields,
    }
    whole.setdefault("birth_date", Date(year=1990, month=1, day=1))
    return household_pb2.NewPerson(**whole)


def register(id: str, **fields: Any) -> Case:
    return Case(id, "HouseholdService/RegisterHousehold", registration(**fields))


def household(id: str, method: str, **fields: Any) -> Case:
    build = getattr(households, f"{method}Request")
    whole = {"request_id": ID, "household_id": "h", **fields}
    return Case(id, f"HouseholdService/{method}", build(**whole))


CASES = (
    register("request id that is no UUID", request_id="1"),
    register("empty request id", request_id=""),
    register("division of eleven digits", division="61092110420"),
    register("no number", number=" "),
    register("oversize number", number="9" * 60),
    register("oversize address", address=LONG),
    register("control character", group="一\x00组"),
    register("unknown relation", members=[person(relation=99)]),
    register("no relation", members=[person(relation=0)]),
    register("unknown sex", members=[person(sex=7)]),
    register("oversize name", members=[person(name=LONG)]),
    register("no day of birth", members=[person(birth_date=Date())]),
    register("impossible day", members=[person(birth_date=Date(year=2023, month=2, day=30))]),
    register("bad check digit", members=[person(id_number="610999198603010011")]),
    register("bad phone", members=[person(phone="12345")]),
    register("impossible effective day", effective_date=Date(year=2024, month=13, day=1)),
    household("household id", "ChangeHead", household_id=""),
    household("oversize household id", "ChangeHead", household_id="x" * 500),
    household("unknown join reason", "AddMember", person=person(relation=3), reason=55),
    household("unknown leave reason", "RemoveMember", person_id="p", reason=55),
    household("unknown need", "TagNeed", need={"kind": 77}),
    household("need not set", "EndNeed", kind=0),
    household("unknown disability", "TagNeed", need={"kind": 4, "disability_kind": 9}),
    household("unknown income", "RecordIncome", year=2024, items=[{"item": 88, "cents": 1}]),
    household("no reason to revoke", "RevokeAward", year=2024, reason=""),
    household("oversize reason", "RevokeAward", year=2024, reason=LONG),
    household("unknown field", "RequestCorrection", changes=[{"field": 66}], reason="写错了"),
    household("oversize value", "RequestCorrection", changes=[{"field": 1, "value": LONG}]),
    household("unknown relation of a merge", "MergeHouseholds", members=[{"relation": 44}]),
    Case(
        "unknown decision",
        "DuplicateService/DecideDuplicateCase",
        duplicates.DecideDuplicateCaseRequest(request_id=ID, case_id="c", decision=9),  # type: ignore[arg-type]
    ),
    Case(
        "a thousand and one",
        "RegistryService/BatchGetHouseholds",
        registry.BatchGetHouseholdsRequest(household_ids=[str(n) for n in range(1001)]),
    ),
    Case(
        "negative page size",
        "RegistryService/ListHouseholds",
        registry.ListHouseholdsRequest(division=JIANGHE.digits, page_size=-1),
    ),
    Case(
        "page token of nobody",
        "RegistryService/ListHouseholds",
        registry.ListHouseholdsRequest(division=JIANGHE.digits, page_token="not a token"),
    ),
    Case("division of nothing", "RegistryService/GetStatistics", registry.GetStatisticsRequest()),
    Case(
        "search for nothing",
        "RegistryService/SearchHouseholds",
        registry.SearchHouseholdsRequest(purpose="PETITION", reason="处理来访诉求"),
    ),
    Case(
        "file that is no roster",
        "RosterService/CreateImport",
        rosters.CreateImportRequest(
            request_id=ID, division=JIANGHE.digits, file_name="r.exe", file_size=1
        ),
    ),
    Case(
        "file without a digest",
        "RosterService/CreateImport",
        rosters.CreateImportRequest(
            request_id=ID, division=JIANGHE.digits, file_name="r.csv", file_size=1, sha256=b"x"
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_a_value_that_cannot_be_right_is_an_invalid_argument(
    villages: Served, case: Case
) -> None:
    refused = await caller(villages, Role.REVIEWER).refused(case.method, case.request)
    assert refused.told == INVALID
    assert refused.fields["field"]
    assert villages.site.households.records.all() == []


@pytest.mark.parametrize(
    "method",
    ["HouseholdService/RegisterHousehold", "RegistryService/ListHouseholds"],
)
async def test_bytes_that_are_no_message_are_an_invalid_argument(
    villages: Served, method: str
) -> None:
    refused = await caller(villages).refused(method, b"\x0a\xff\xff\xff")
    assert refused.told == (StatusCode.INVALID_ARGUMENT, "MALFORMED_REQUEST")


async def test_a_request_of_five_megabytes_is_refused(villages: Served) -> None:
    huge = registration(address="x" * (5 * 1024 * 1024))
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await caller(villages).call("HouseholdService/RegisterHousehold", huge)
    assert failed.value.code() is StatusCode.RESOURCE_EXHAUSTED


async def test_a_page_token_of_another_query_is_refused(villages: Served) -> None:
    clerk = caller(villages)
    for n in range(2):
        good = registration(f"r{n}", number=f"{n}", members=[person(name=f"测试{n}")])
        await clerk.call("HouseholdService/RegisterHousehold", good)
    listing = registry.ListHouseholdsRequest(division=JIANGHE.digits, page_size=1)
    first = await clerk.call("RegistryService/ListHouseholds", listing)
    listing.page_token = first.next_page_token
    assert len((await clerk.call("RegistryService/ListHouseholds", listing)).households) == 1
    listing.include_dissolved = True
    refused = await clerk.refused("RegistryService/ListHouseholds", listing)
    assert (refused.told, refused.fields["field"]) == (INVALID, "page_token")


async def test_a_page_token_somebody_made_up_is_refused(villages: Served) -> None:
    clerk = caller(villages)
    found = await clerk.call("HouseholdService/RegisterHousehold", registration())
    asked = registry.ListHouseholdRevisionsRequest(household_id=found.household.id)
    digest = query_digest("ListHouseholdRevisions", asked.SerializeToString(deterministic=True))
    for position in (b'["x"]', b'["' + b"9" * 30 + b'"]', b"{}"):
        asked.page_token = base64.urlsafe_b64encode(digest + position).decode().rstrip("=")
        refused = await clerk.refused("RegistryService/ListHouseholdRevisions", asked)
        assert refused.told == INVALID


async def test_a_citizen_number_never_comes_back_in_a_refusal(villages: Served) -> None:
    number = "610999198603010011"
    bad = registration(members=[person(id_number=number)])
    refused = await caller(villages).refused("HouseholdService/RegisterHousehold", bad)
    assert number not in f"{refused.text}{refused.fields}"
