"""Steps at the gRPC edge that are refused: the right error in words, and nothing changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from gov321.petition.v1 import petition_pb2 as values
from gov321.petition.v1 import petition_service_pb2 as pb
from gov321.petition.v1.petition_service_pb2_grpc import PetitionServiceStub

from kit.roles import Role
from services.petition.domain.kinds import Channel, Urgency
from services.petition.domain.petition import Petition
from tests.support.edge_calls import Calls, refused, uuid_of
from tests.support.petition_builders import UNIT, VILLAGE, PetitionBuilder, a_petition
from tests.support.petition_desks import AppealSite, served

INVALID = grpc.StatusCode.INVALID_ARGUMENT
REFUSED = grpc.StatusCode.FAILED_PRECONDITION
DENIED = grpc.StatusCode.PERMISSION_DENIED
MISSING = grpc.StatusCode.NOT_FOUND
STALE = grpc.StatusCode.ABORTED


@pytest.fixture
def site() -> AppealSite:
    return AppealSite()


@pytest.fixture
async def calls(site: AppealSite, tmp_path: Path) -> AsyncIterator[Calls]:
    async with served(site, tmp_path) as edge:
        yield edge


def in_flight(told: PetitionBuilder) -> PetitionBuilder:
    custody = replace(told.petition.custody, in_flight=True)
    told.petition = replace(told.petition, custody=custody)
    return told


@dataclass(frozen=True)
class Step:
    id: str
    told: PetitionBuilder
    method: str
    role: Role
    reason: str
    code: grpc.StatusCode = REFUSED
    fields: dict[str, Any] = field(default_factory=dict[str, Any])
    unit: str = ""
    days: int = 0


FRESH = a_petition()
WORKED_ON = a_petition(urgency=Urgency.U4).in_progress()
DONE = a_petition().done()
WHY = {"note": "情况复杂，需要时间"}
STEPS = (
    Step("the wrong role", FRESH, "RejectPetition", Role.CLERK, "PERMISSION_DENIED", DENIED),
    Step("an officer accepts", FRESH, "AcceptPetition", Role.HANDLER, "PERMISSION_DENIED", DENIED),
    Step("too early", FRESH, "ConfirmPetition", Role.CLERK, "STEP_NOT_ALLOWED"),
    Step("too late", DONE, "ClosePetition", Role.REVIEWER, "STEP_NOT_ALLOWED"),
    Step(
        "a stale revision",
        FRESH,
        "AcceptPetition",
        Role.CLERK,
        "STALE_REVISION",
        STALE,
        {"revision": 9},
    ),
    Step("no reason", DONE, "ReopenPetition", Role.CLERK, "REASON_REQUIRED", INVALID),
    Step(
        "a long reason",
        DONE,
        "ReopenPetition",
        Role.CLERK,
        "INVALID_VALUE",
        INVALID,
        {"note": "长" * 2_001},
    ),
    Step(
        "an unknown unit",
        a_petition().accepted(),
        "AssignPetition",
        Role.CLERK,
        "INVALID_VALUE",
        INVALID,
        {"unit": "nobody"},
    ),
    Step(
        "no answer", WORKED_ON, "ReplyPetition", Role.HANDLER, "INVALID_VALUE", INVALID, unit=UNIT
    ),
    Step(
        "another unit",
        WORKED_ON,
        "ReplyPetition",
        Role.HANDLER,
        "NOT_FOUND",
        MISSING,
        {"reply": "好"},
        "housing",
    ),
    Step(
        "too long an extension",
        WORKED_ON,
        "ExtendPetition",
        Role.REVIEWER,
        "EXTENSION_TOO_LONG",
        INVALID,
        {"days": 16, **WHY},
    ),
    Step(
        "after the window",
        DONE,
        "ReopenPetition",
        Role.CLERK,
        "REOPEN_TOO_LATE",
        REFUSED,
        WHY,
        days=31,
    ),
    Step(
        "a review of an ordinary one",
        DONE,
        "AskReview",
        Role.CLERK,
        "REVIEW_NOT_OPEN",
        REFUSED,
        WHY,
    ),
    Step(
        "on its way", in_flight(a_petition("gone")), "AcceptPetition", Role.CLERK, "NOT_CUSTODIAN"
    ),
    Step(
        "to itself",
        a_petition().accepted(),
        "TransferPetition",
        Role.CLERK,
        "CENTER_OFF_THE_LINE",
        REFUSED,
        {"to_center": VILLAGE.digits, **WHY},
    ),
    Step(
        "into itself",
        FRESH,
        "JoinPetition",
        Role.CLERK,
        "JOIN_REFUSED",
        REFUSED,
        {"into": FRESH.petition.id},
    ),
    Step(
        "a protected one",
        a_petition(channel=Channel.DISCIPLINE),
        "AcceptPetition",
        Role.CLERK,
        "NOT_FOUND",
        MISSING,
    ),
    Step("no route", FRESH, "RejectPetition", Role.REVIEWER, "INVALID_VALUE", INVALID, WHY),
)


@pytest.mark.parametrize("case", STEPS, ids=lambda case: case.id)
async def test_a_step_is_refused(site: AppealSite, calls: Calls, case: Step) -> None:
    await site.put(case.told)
    site.clock.advance(timedelta(days=case.days))
    stub = calls(PetitionServiceStub, case.role, unit=case.unit)
    kind = getattr(pb, f"{case.method}Request")
    petition = case.told.petition
    request = kind(request_id=uuid_of("step"), petition_id=petition.id, **case.fields)
    assert await refused(getattr(stub, case.method)(request)) == (case.code, case.reason)
    found = await site.one(petition)
    assert (found.state, found.revision) == (petition, 1)


async def test_a_second_extension_is_refused(site: AppealSite, calls: Calls) -> None:
    await site.put(WORKED_ON)
    review = calls(PetitionServiceStub, Role.REVIEWER)

    def extending(name: str) -> pb.ExtendPetitionRequest:
        id = WORKED_ON.petition.id
        return pb.ExtendPetitionRequest(request_id=uuid_of(name), petition_id=id, days=5, note="难")

    await review.ExtendPetition(extending("one"))
    assert await refused(review.ExtendPetition(extending("two"))) == (REFUSED, "EXTENSION_USED")


async def rated(
    site: AppealSite, calls: Calls, petition: Petition, **fields: Any
) -> tuple[grpc.StatusCode, str]:
    pair = site.pair(petition)
    whole: dict[str, Any] = {
        "request_id": uuid_of("rate"),
        "number": pair.number,
        "query_code": pair.code,
        "rating": values.RATING_FAIRLY,
    }
    request = pb.RatePetitionRequest(**{**whole, **fields})
    return await refused(calls(PetitionServiceStub, Role.SERVICE).RatePetition(request))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"query_code": "00000000"}, MISSING, id="a stranger"),
        pytest.param({"number": "260302-104206-0000"}, MISSING, id="an unknown number"),
        pytest.param({"query_code": ""}, INVALID, id="no code"),
        pytest.param({"rating": 0}, INVALID, id="no rating"),
        pytest.param({"rating": 99}, INVALID, id="an unknown rating"),
    ],
)
async def test_a_rating_is_refused(
    site: AppealSite, calls: Calls, fields: dict[str, Any], code: grpc.StatusCode
) -> None:
    told = a_petition().answered()
    await site.put(told)
    assert (await rated(site, calls, told.petition, **fields))[0] == code
    assert (await site.one(told.petition)).revision == 1


async def test_what_is_not_answered_is_not_rated(site: AppealSite, calls: Calls) -> None:
    told = a_petition()
    await site.put(told)
    assert await rated(site, calls, told.petition) == (REFUSED, "NOT_ANSWERED")
