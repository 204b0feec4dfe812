"""Appeals at the gRPC edge: the story of one, what each sees, pages, counts, files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from gov321.petition.v1 import attachment_service_pb2 as files_pb
from gov321.petition.v1 import petition_pb2 as values
from gov321.petition.v1 import petition_service_pb2 as pb
from gov321.petition.v1.attachment_service_pb2_grpc import AttachmentServiceStub
from gov321.petition.v1.petition_service_pb2_grpc import PetitionServiceStub

from kit.roles import Role
from services.petition.domain.kinds import Channel, Disclosure
from services.petition.domain.submitting import NewPetitioner
from tests.support.edge_calls import Calls, uuid_of
from tests.support.petition_builders import TOWN, UNIT, VILLAGE, a_petition
from tests.support.petition_desks import AppealSite, served, submitting
from tests.support.petition_files import PHOTOGRAPH, sent_in_parts


@pytest.fixture
def site() -> AppealSite:
    return AppealSite()


@pytest.fixture
async def calls(site: AppealSite, tmp_path: Path) -> AsyncIterator[Calls]:
    async with served(site, tmp_path) as edge:
        yield edge


def order(kind: Any, petition_id: str, **fields: Any) -> Any:
    """Return a command on an appeal, under a request id of its own."""
    return kind(request_id=uuid_of(kind.__name__), petition_id=petition_id, **fields)


async def test_a_matter_from_the_call_to_the_rating(calls: Calls) -> None:
    gateway = calls(PetitionServiceStub, Role.SERVICE)
    desk = calls(PetitionServiceStub, Role.CLERK)
    unit = calls(PetitionServiceStub, Role.HANDLER, unit=UNIT)
    taken = await gateway.SubmitPetition(submitting())
    id, [receipt] = taken.petition.petition_id, taken.receipts
    await desk.AcceptPetition(order(pb.AcceptPetitionRequest, id))
    await desk.AssignPetition(order(pb.AssignPetitionRequest, id))
    await unit.ContactPetitioner(order(pb.ContactPetitionerRequest, id, note="已上门"))
    await unit.ReplyPetition(order(pb.ReplyPetitionRequest, id, reply="水管已修复"))
    pair = {"number": receipt.number, "query_code": receipt.query_code}
    asked = await gateway.QueryProgress(pb.QueryProgressRequest(**pair))
    assert (asked.progress.reply, asked.progress.unit) == ("水管已修复", "水利局")
    rating = pb.RatePetitionRequest(
        request_id=uuid_of("rate"), rating=values.RATING_SATISFIED, **pair
    )
    assert (await gateway.RatePetition(rating)).progress.state == values.STATE_CLOSED
    found = (await desk.GetPetition(pb.GetPetitionRequest(petition_id=id))).petition
    assert [line.step for line in found.history] == [
        "submit", "accept", "assign", "contact", "reply", "rate", "confirm", "close",
    ]  # fmt: skip


async def test_the_gateway_is_shown_no_words(calls: Calls) -> None:
    taken = await calls(PetitionServiceStub, Role.SERVICE).SubmitPetition(submitting())
    petition = taken.petition
    assert (petition.title, petition.text, petition.petitioners[0].name) == ("", "", "")
    assert taken.receipts[0].query_code


async def test_names_are_masked_or_not_shown(site: AppealSite, calls: Calls) -> None:
    told = a_petition(
        petitioners=(
            NewPetitioner(Disclosure.NAMED, "王小明", "13900000001", "李大山"),
            NewPetitioner(Disclosure.CONFIDENTIAL, "赵小红", "13900000002"),
            NewPetitioner(Disclosure.ANONYMOUS),
        )
    )
    await site.put(told)
    asked = pb.GetPetitionRequest(petition_id=told.petition.id)
    found = (await calls(PetitionServiceStub).GetPetition(asked)).petition
    shown = [(one.name, one.phone, one.proxy_for) for one in found.petitioners]
    assert shown == [("王*明", "139****0001", "李*山"), ("", "", ""), ("", "", "")]
    assert found.text == told.petition.text


async def test_a_confidential_name_is_revealed_for_a_purpose(
    site: AppealSite, calls: Calls
) -> None:
    told = a_petition(petitioners=(NewPetitioner(Disclosure.CONFIDENTIAL, "赵小红"),))
    await site.put(told)
    request = pb.RevealPetitionerRequest(
        petition_id=told.petition.id,
        petitioner_id=told.petition.petitioners[0].id,
        purpose="PETITION",
        reason="当面核实诉求",
    )
    assert (await calls(PetitionServiceStub).RevealPetitioner(request)).name == "赵小红"
    assert len(site.log.entries) == 1


async def test_the_accused_unit_is_shown_to_nobody(site: AppealSite, calls: Calls) -> None:
    told = a_petition(channel=Channel.DISCIPLINE, accused_unit=UNIT)
    await site.put(told)
    asked = pb.GetPetitionRequest(petition_id=told.petition.id)
    found = await calls(PetitionServiceStub, Role.DISCIPLINE).GetPetition(asked)
    assert found.petition.text == told.petition.text
    assert UNIT not in str(found)


async def test_a_list_comes_in_pages(site: AppealSite, calls: Calls) -> None:
    await site.put(*[a_petition(f"p-{n}") for n in range(5)])
    desk, seen, token = calls(PetitionServiceStub), list[str](), ""
    for _ in range(3):
        asked = pb.ListPetitionsRequest(division=TOWN.digits, page_size=2, page_token=token)
        page = await desk.ListPetitions(asked)
        seen += [petition.number for petition in page.petitions]
        token = page.next_page_token
    assert seen == sorted(seen)
    assert (len(seen), token) == (5, "")


async def test_a_town_is_counted_by_village(site: AppealSite, calls: Calls) -> None:
    await site.put(a_petition("one"), a_petition("two").done())
    command = calls(PetitionServiceStub, Role.COMMAND)
    asked = pb.GetPetitionStatisticsRequest(division=TOWN.digits)
    [row] = (await command.GetPetitionStatistics(asked)).divisions
    assert (row.division, row.received, row.open, row.closed) == (VILLAGE.digits, 2, 1, 1)
    assert dict(row.solved_at_tier) == {"village": 1}


async def test_every_step_has_its_call(site: AppealSite, calls: Calls) -> None:
    told, lead = a_petition("one").accepted(), a_petition("lead")
    await site.put(told, lead)
    desk, id = calls(PetitionServiceStub), told.petition.id
    unit = calls(PetitionServiceStub, Role.HANDLER, unit=UNIT)
    review = calls(PetitionServiceStub, Role.REVIEWER)
    await desk.ClassifyPetition(
        order(pb.ClassifyPetitionRequest, id, urgency=values.URGENCY_U4, grid="g-1")
    )
    await desk.AssignPetition(order(pb.AssignPetitionRequest, id))
    await unit.ReturnPetition(order(pb.ReturnPetitionRequest, id, note="不属本单位"))
    again = pb.AssignPetitionRequest(
        request_id=uuid_of("again"), petition_id=id, unit=UNIT, note="由其办理"
    )
    await desk.AssignPetition(again)
    await unit.ContactPetitioner(order(pb.ContactPetitionerRequest, id))
    await review.ExtendPetition(order(pb.ExtendPetitionRequest, id, days=5, note="需勘测"))
    await unit.PausePetition(order(pb.PausePetitionRequest, id, note="等待听证"))
    await unit.ResumePetition(order(pb.ResumePetitionRequest, id))
    joining = order(pb.JoinPetitionRequest, lead.petition.id, into=id, note="同一事项")
    joined = await desk.JoinPetition(joining)
    assert joined.petition.state == values.STATE_JOINED
    await unit.ReplyPetition(order(pb.ReplyPetitionRequest, id, reply="已修复"))
    await desk.ConfirmPetition(order(pb.ConfirmPetitionRequest, id))
    closed = await review.ClosePetition(order(pb.ClosePetitionRequest, id))
    assert closed.petition.state == values.STATE_CLOSED
    opened = await desk.ReopenPetition(order(pb.ReopenPetitionRequest, id, note="又漏水"))
    assert (opened.petition.state, opened.petition.reopened) == (values.STATE_ACCEPTED, 1)
    sent = await desk.TransferPetition(
        order(pb.TransferPetitionRequest, id, to_center=TOWN.digits, note="需镇级协调")
    )
    assert (sent.petition.in_flight, sent.petition.custodian) == (True, TOWN.digits)


async def test_a_rejection_a_withdrawal_and_a_review(site: AppealSite, calls: Calls) -> None:
    one, two = a_petition("one"), a_petition("two")
    law = a_petition("law", channel=Channel.PETITION_LAW).done()
    await site.put(one, two, law)
    review = calls(PetitionServiceStub, Role.REVIEWER)
    rejected = await review.RejectPetition(
        order(pb.RejectPetitionRequest, one.petition.id, route="向法院起诉", note="涉诉")
    )
    assert (rejected.petition.state, rejected.petition.route) == (
        values.STATE_REJECTED,
        "向法院起诉",
    )
    pair = site.pair(two.petition)
    back = pb.WithdrawPetitionRequest(
        request_id=uuid_of("back"), number=pair.number, query_code=pair.code
    )
    gateway = calls(PetitionServiceStub, Role.SERVICE)
    assert (await gateway.WithdrawPetition(back)).progress.state == values.STATE_WITHDRAWN
    asked = await review.AskReview(order(pb.AskReviewRequest, law.petition.id, note="不服"))
    assert (asked.petition.state, asked.petition.custodian) == (
        values.STATE_REGISTERED,
        TOWN.digits,
    )


async def test_a_file_goes_in_and_comes_out(calls: Calls) -> None:
    gateway = calls(AttachmentServiceStub, Role.SERVICE)
    file = (await gateway.UploadAttachment(sent_in_parts())).attachment
    asked = submitting(attachment_ids=[file.attachment_id])
    taken = await calls(PetitionServiceStub, Role.SERVICE).SubmitPetition(asked)
    request = files_pb.DownloadAttachmentRequest(
        petition_id=taken.petition.petition_id, attachment_id=file.attachment_id
    )
    answer = calls(AttachmentServiceStub, Role.CLERK).DownloadAttachment(request)
    assert b"".join([part.data async for part in answer]) == PHOTOGRAPH
