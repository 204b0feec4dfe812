"""Bad input at the gRPC edge: the right error in words, nothing changed, nothing lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import grpc
import pytest
from gov321.petition.v1 import attachment_service_pb2 as files_pb
from gov321.petition.v1 import petition_pb2 as values
from gov321.petition.v1 import petition_service_pb2 as pb
from gov321.petition.v1.attachment_service_pb2_grpc import AttachmentServiceStub
from gov321.petition.v1.petition_service_pb2_grpc import PetitionServiceStub

from kit.roles import Role
from tests.support.edge_calls import Calls, refused
from tests.support.petition_builders import UNIT, VILLAGE
from tests.support.petition_desks import AppealSite, served, submitting

INVALID = grpc.StatusCode.INVALID_ARGUMENT
REFUSED = grpc.StatusCode.FAILED_PRECONDITION
DENIED = grpc.StatusCode.PERMISSION_DENIED
MISSING = grpc.StatusCode.NOT_FOUND
EXISTS = grpc.StatusCode.ALREADY_EXISTS


@pytest.fixture
def site() -> AppealSite:
    return AppealSite()


@pytest.fixture
async def calls(site: AppealSite, tmp_path: Path) -> AsyncIterator[Calls]:
    async with served(site, tmp_path) as edge:
        yield edge


@dataclass(frozen=True)
class New:
    id: str
    fields: dict[str, Any]
    code: grpc.StatusCode = INVALID
    reason: str = "INVALID_VALUE"
    scope: str = "610921"


def by(**fields: Any) -> list[pb.NewPetitioner]:
    plain: dict[str, Any] = {"disclosure": values.DISCLOSURE_NAMED, "name": "王小明"}
    return [pb.NewPetitioner(**{**plain, **fields})]


NEW = (
    New("no text", {"text": ""}),
    New("blank text", {"text": " \n "}),
    New("50,000 characters", {"text": "水" * 50_000}),
    New("control characters", {"text": "水\x00"}),
    New("a long title", {"title": "水" * 51}),
    New("an unknown category", {"category": "X99"}),
    New("no matter type", {"matter": 0}),
    New("no source", {"source": 0}),
    New("an unknown urgency", {"urgency": 99}),
    New("nobody asks", {"petitioners": []}),
    New("no disclosure", {"petitioners": by(disclosure=0)}),
    New("no name", {"petitioners": by(name="")}),
    New("no phone number", {"petitioners": by(phone="请勿致电")}),
    New("no request id", {"request_id": "once"}),
    New("no division", {"place": "610921"}),
    New("a village without a town", {"place": "610921000206"}),
    New("a division elsewhere", {"place": "610921105000"}),
    New("an unknown division", {"place": "610921199000"}, MISSING, "NOT_FOUND"),
    New("an unknown file", {"attachment_ids": ["gone"]}, MISSING, "NOT_FOUND"),
    New("an accused unit of an ordinary one", {"accused_unit": UNIT}),
    New("out of scope", {}, DENIED, "OUT_OF_SCOPE", scope="610921105"),
    New("another site's center", {"center": "610921104000"}, REFUSED, "NOT_CUSTODIAN"),
)


@pytest.mark.parametrize("case", NEW, ids=lambda case: case.id)
async def test_a_submission_is_refused(site: AppealSite, calls: Calls, case: New) -> None:
    desk = calls(PetitionServiceStub, Role.CLERK, case.scope)
    call = desk.SubmitPetition(submitting(**case.fields))
    assert await refused(call) == (case.code, case.reason)
    assert site.petitions.records.all() == []


async def test_a_repeat_with_another_body_is_refused(site: AppealSite, calls: Calls) -> None:
    desk = calls(PetitionServiceStub)
    first = await desk.SubmitPetition(submitting())
    again = desk.SubmitPetition(submitting(text="另一件事"))
    assert await refused(again) == (EXISTS, "REQUEST_ID_REUSED")
    assert (await desk.SubmitPetition(submitting())).receipts == first.receipts


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param({"data": b"<html>"}, "ATTACHMENT_TYPE_LIES", id="a lying type"),
        pytest.param({"sha256": "0" * 64}, "ATTACHMENT_DAMAGED", id="damaged"),
        pytest.param({"sha256": "none"}, "INVALID_VALUE", id="no digest"),
        pytest.param({"data": b""}, "INVALID_VALUE", id="empty"),
        pytest.param({"data": b"0" * ((1 << 20) + 1)}, "INVALID_VALUE", id="a part too large"),
    ],
)
async def test_a_file_is_refused(
    site: AppealSite, calls: Calls, fields: dict[str, Any], reason: str
) -> None:
    png = b"\x89PNG\r\n\x1a\n"
    data = fields.get("data", png)
    whole: dict[str, Any] = {
        "center": VILLAGE.digits,
        "name": "照片.png",
        "media_type": "image/png",
        "sha256": sha256(data).hexdigest(),
        "data": png,
    }

    async def parts() -> AsyncIterator[files_pb.UploadAttachmentRequest]:
        yield files_pb.UploadAttachmentRequest(**{**whole, **fields})

    call = calls(AttachmentServiceStub).UploadAttachment(parts())
    assert await refused(call) == (INVALID, reason)
    assert (site.objects.all, site.uploads.all) == ({}, {})
