"""What the edge refuses of disputes: bad input, wrong places, people without the right."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from gov321.petition.v1 import dispute_service_pb2 as pb
from gov321.petition.v1.dispute_service_pb2_grpc import DisputeServiceStub

from kit.roles import Role
from tests.support.dispute_calls import begun, forming, registering
from tests.support.dispute_site import DisputeSite, served
from tests.support.edge_calls import Calls, refused
from tests.support.petition_builders import COUNTY, TOWN, VILLAGE

CODES = grpc.StatusCode


@pytest.fixture
async def site() -> DisputeSite:
    return DisputeSite()


@pytest.fixture
async def calls(site: DisputeSite, tmp_path: Path) -> AsyncIterator[Calls]:
    async with served(site, tmp_path) as edge:
        yield edge


@dataclass(frozen=True)
class BadCall:
    id: str
    code: grpc.StatusCode
    reason: str
    call: Callable[[Calls], Any]


def _register(**changed: Any) -> Callable[[Calls], Any]:
    return lambda calls: calls(DisputeServiceStub, Role.CLERK).RegisterDispute(
        registering(**changed)
    )


def _get(id: str) -> Callable[[Calls], Any]:
    request = pb.GetDisputeRequest(dispute_id=id)
    return lambda calls: calls(DisputeServiceStub).GetDispute(request)


BAD = (
    BadCall("no text", CODES.INVALID_ARGUMENT, "INVALID_VALUE", _register(text=" ")),
    BadCall("text too long", CODES.INVALID_ARGUMENT, "INVALID_VALUE", _register(text="长" * 2001)),
    BadCall("no kind", CODES.INVALID_ARGUMENT, "INVALID_VALUE", _register(kind=0)),
    BadCall("unknown kind", CODES.INVALID_ARGUMENT, "INVALID_VALUE", _register(kind=99)),
    BadCall("no center", CODES.INVALID_ARGUMENT, "INVALID_VALUE", _register(center="")),
    BadCall("not a uuid", CODES.INVALID_ARGUMENT, "INVALID_VALUE", _register(request_id="1")),
    BadCall(
        "one party", CODES.INVALID_ARGUMENT, "DISPUTE_NEEDS_TWO_PARTIES", _register(parties=[])
    ),
    BadCall(
        "a crowd",
        CODES.INVALID_ARGUMENT,
        "INVALID_VALUE",
        _register(parties=[pb.NewParty(name="张测试")] * 51),
    ),
    BadCall(
        "at the town's site",
        CODES.FAILED_PRECONDITION,
        "NOT_CUSTODIAN",
        _register(center=TOWN.digits),
    ),
    BadCall(
        "at the county",
        CODES.FAILED_PRECONDITION,
        "NOT_CUSTODIAN",
        _register(center=COUNTY.digits),
    ),
    BadCall("nowhere", CODES.NOT_FOUND, "NOT_FOUND", _register(center="610921104299")),
    BadCall("unknown id", CODES.NOT_FOUND, "NOT_FOUND", _get("nothing")),
    BadCall(
        "outside the scope",
        CODES.PERMISSION_DENIED,
        "OUT_OF_SCOPE",
        lambda calls: calls(DisputeServiceStub, Role.CLERK, "610921105").RegisterDispute(
            registering()
        ),
    ),
    BadCall(
        "by a handler",
        CODES.PERMISSION_DENIED,
        "PERMISSION_DENIED",
        lambda calls: calls(DisputeServiceStub, Role.HANDLER).RegisterDispute(registering()),
    ),
    BadCall(
        "a committee by a clerk",
        CODES.PERMISSION_DENIED,
        "PERMISSION_DENIED",
        lambda calls: calls(DisputeServiceStub, Role.CLERK).FormCommittee(forming()),
    ),
    BadCall(
        "no committee yet",
        CODES.NOT_FOUND,
        "NOT_FOUND",
        lambda calls: calls(DisputeServiceStub).GetCommittee(
            pb.GetCommitteeRequest(center=VILLAGE.digits)
        ),
    ),
)


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.id)
async def test_a_bad_call_is_refused_with_its_reason_and_stores_nothing(
    site: DisputeSite, calls: Calls, case: BadCall
) -> None:
    assert await refused(case.call(calls)) == (case.code, case.reason)
    assert site.disputes.records.all() == []


async def test_steps_refuse_what_is_left_out(calls: Calls) -> None:
    mediation = await begun(calls)
    invalid = CODES.INVALID_ARGUMENT, "INVALID_VALUE"
    assert await refused(mediation.did("EndMediation")) == invalid
    assert await refused(mediation.did("FlagRisk")) == invalid
    assert await refused(mediation.did("RecordCourtResult", outcome=1)) == invalid
    assert await refused(mediation.did("AskCourt")) == invalid
    assert mediation.dispute.revision == 1


async def test_outsiders_cannot_tell_a_dispute_from_none(calls: Calls) -> None:
    mediation = await begun(calls)
    request = pb.GetDisputeRequest(dispute_id=mediation.dispute.dispute_id)
    outside = calls(DisputeServiceStub, Role.CLERK, "610921105")
    assert await refused(outside.GetDispute(request)) == (CODES.NOT_FOUND, "NOT_FOUND")
