"""Deliberations at the gRPC edge: one from end to end, rights, masks, repeats, bad input."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from gov321.common.v1.date_pb2 import Date
from gov321.petition.v1 import deliberation_pb2
from gov321.petition.v1 import deliberation_service_pb2 as pb
from gov321.petition.v1.deliberation_service_pb2_grpc import DeliberationServiceStub

from kit.roles import Role
from tests.support.deliberation_site import AffairsSite, served
from tests.support.edge_calls import Calls, refused, uuid_of
from tests.support.petition_builders import COUNTY, TOWN, VILLAGE
from tests.support.task_builders import FAR

TODAY = Date(year=2026, month=3, day=2)
SOON = Date(year=2026, month=3, day=12)
STATE = deliberation_pb2.Deliberation.State
VOTE, SLIP = deliberation_pb2.Vote, deliberation_pb2.BallotSlip
BOTH = [deliberation_pb2.Talk.KIND_OFFICIALS, deliberation_pb2.Talk.KIND_RESIDENTS]
CODES = grpc.StatusCode


@pytest.fixture
async def site() -> AffairsSite:
    return AffairsSite()


@pytest.fixture
async def calls(site: AffairsSite, tmp_path: Path) -> AsyncIterator[Calls]:
    async with served(site, tmp_path) as edge:
        yield edge


def raising(name: str = "raise", **changed: Any) -> pb.RaiseTopicRequest:
    whole: dict[str, Any] = {
        "request_id": uuid_of(name),
        "center": VILLAGE.digits,
        "raise_date": TODAY,
        "proposers": [deliberation_pb2.Proposer(proposer_id="person-1", name="王提案")],
        "title": "修路议题",
        "text": "从村口到学校",
        **changed,
    }
    return pb.RaiseTopicRequest(**whole)


def ballots(count: int, name: str = "slip") -> list[deliberation_pb2.BallotSlip]:
    return [
        SLIP(
            ballot_id=uuid_of(f"{name}-{n}"),
            voter=f"member-{n}",
            choice=SLIP.CHOICE_FOR,
            channel=SLIP.CHANNEL_ON_SITE,
            cast_date=TODAY,
        )
        for n in range(count)
    ]


async def take(stub: Any, method: str, id: str, **fields: Any) -> deliberation_pb2.Deliberation:
    """Call a method that takes a step, under a request id of its own."""
    request = getattr(pb, f"{method}Request")(
        request_id=uuid_of(f"{method}{sorted(fields)}"), deliberation_id=id, **fields
    )
    return (await getattr(stub, method)(request)).deliberation


async def talked_over(stub: Any) -> str:
    """Raise a topic and go on until its opinion is assigned as a major matter."""
    id = (await stub.RaiseTopic(raising())).deliberation.deliberation_id
    talk = deliberation_pb2.Talk(
        talk_id=uuid_of("talk"), kinds=BOTH, on=TODAY, attendance=30, minutes="老李说过路太窄"
    )
    meeting = deliberation_pb2.Consultation(
        meeting_id=uuid_of("meeting"), on=TODAY, attendance=40, minutes="会上张三反对"
    )
    await take(stub, "RecordTalk", id, talk=talk)
    await take(stub, "RecordConsultation", id, meeting=meeting)
    await take(stub, "RecordOpinion", id, opinion="一致同意修路")
    await take(stub, "AssignOpinion", id, on=TODAY, major=True, to="找赵负责")
    return id


async def called(stub: Any) -> str:
    """Go on until the representatives vote."""
    id = await talked_over(stub)
    await take(
        stub,
        "CallVote",
        id,
        assembly=VOTE.ASSEMBLY_REPRESENTATIVES,
        basis=VOTE.BASIS_PERSON,
        entitled=30,
        notice_date=TODAY,
        hold_date=TODAY,
    )
    return id


async def test_a_topic_goes_from_the_first_talk_to_the_end_of_its_publicity(
    site: AffairsSite, calls: Calls
) -> None:
    stub = calls(DeliberationServiceStub)
    id = await called(stub)
    await take(stub, "CastBallots", id, ballots=ballots(20))
    shown = await take(stub, "CloseVote", id, present=20, decision="修路", execute_by=SOON)
    [vote] = shown.votes
    assert (shown.state, vote.result) == (STATE.STATE_DECIDED, VOTE.RESULT_CARRIED)
    assert [(one.channel, one.number) for one in vote.turnout] == [(SLIP.CHANNEL_ON_SITE, 20)]
    await take(stub, "BeginExecution", id, on=TODAY, note="开工")
    await take(stub, "ReportExecution", id, on=TODAY, note="路基已成")
    later = Date(year=2026, month=3, day=20)
    await take(stub, "DelayExecution", id, on=TODAY, execute_by=later, reason="下雨停工")
    await take(stub, "CompleteExecution", id, on=TODAY)
    shown = await take(stub, "PubliciseResult", id, since=TODAY)
    assert shown.publicity_to == Date(year=2026, month=3, day=8)
    site.clock.advance(timedelta(days=7))
    shown = await take(calls(DeliberationServiceStub), "CloseDeliberation", id)
    assert shown.state == STATE.STATE_CLOSED
    assert [change.stage for change in shown.changes] == [1, 2, 3, 4]


async def test_a_topic_that_is_declined_is_fed_back(calls: Calls) -> None:
    stub = calls(DeliberationServiceStub)
    id = (await stub.RaiseTopic(raising())).deliberation.deliberation_id
    await take(stub, "DeclineTopic", id, reason="不属村级事务")
    shown = await take(stub, "FeedBackReason", id, reason="已转交县交通局")
    assert (shown.state, shown.reason) == (STATE.STATE_FED_BACK, "已转交县交通局")


async def test_a_major_matter_is_not_decided_without_a_vote(calls: Calls) -> None:
    stub = calls(DeliberationServiceStub)
    id = await talked_over(stub)
    deciding = take(stub, "DecideTopic", id, decision="修路", execute_by=SOON)
    assert await refused(deciding) == (CODES.FAILED_PRECONDITION, "DELIBERATION_NEEDS_VOTE")


async def test_a_ballot_is_voided_with_a_reason(calls: Calls) -> None:
    stub = calls(DeliberationServiceStub)
    id = await called(stub)
    await take(stub, "CastBallots", id, ballots=ballots(2))
    shown = await take(stub, "VoidBallot", id, ballot_id=uuid_of("slip-1"), reason="代签无效")
    assert {(t.validity, t.number) for t in shown.votes[0].tallies} == {(1, 1), (6, 1)}


@pytest.mark.parametrize(
    ("role", "title", "name", "minutes"),
    [
        (Role.CLERK, "修路议题", "王提案", "老李说过路太窄"),
        (Role.COMMAND, "修路议题", "王提案", "老李说过路太窄"),
        (Role.GRID_LEADER, "", "王*案", ""),
        (Role.SERVICE, "", "王*案", ""),
    ],
)
async def test_words_and_names_are_for_staff(
    calls: Calls, role: Role, title: str, name: str, minutes: str
) -> None:
    id = await talked_over(calls(DeliberationServiceStub))
    request = pb.GetDeliberationRequest(deliberation_id=id)
    shown = (await calls(DeliberationServiceStub, role).GetDeliberation(request)).deliberation
    assert (shown.title, shown.proposers[0].name, shown.talks[0].minutes) == (title, name, minutes)


async def test_a_repeat_returns_the_same_and_another_body_is_refused(calls: Calls) -> None:
    stub = calls(DeliberationServiceStub)
    first, second = [(await stub.RaiseTopic(raising())).deliberation for _ in range(2)]
    assert first == second
    reused = stub.RaiseTopic(raising(title="另一议题"))
    assert await refused(reused) == (CODES.ALREADY_EXISTS, "REQUEST_ID_REUSED")


async def test_ballots_of_a_device_sent_under_a_new_request_count_once(calls: Calls) -> None:
    stub = calls(DeliberationServiceStub)
    id = await called(stub)
    for name in ("first", "again"):
        request = pb.CastBallotsRequest(
            request_id=uuid_of(name), deliberation_id=id, ballots=ballots(3)
        )
        shown = (await stub.CastBallots(request)).deliberation
    assert [tally.number for tally in shown.votes[0].tallies] == [3]


async def test_deliberations_are_listed_by_village_in_pages_and_within_the_scope(
    calls: Calls,
) -> None:
    stub = calls(DeliberationServiceStub)
    for name in ("a", "b", "c"):
        await stub.RaiseTopic(raising(name))
    request = pb.ListDeliberationsRequest(
        division=TOWN.digits, page_size=2, states=[STATE.STATE_RAISED]
    )
    first = await stub.ListDeliberations(request)
    request.page_token = first.next_page_token
    second = await stub.ListDeliberations(request)
    ids = [one.deliberation_id for one in (*first.deliberations, *second.deliberations)]
    assert (len(ids), ids) == (3, sorted(ids))
    none = pb.ListDeliberationsRequest(division=TOWN.digits, states=[STATE.STATE_CLOSED])
    assert list((await stub.ListDeliberations(none)).deliberations) == []
    other = calls(DeliberationServiceStub, scope="610921105")
    assert (await refused(other.ListDeliberations(request)))[1] == "OUT_OF_SCOPE"
    unseen = pb.GetDeliberationRequest(deliberation_id=ids[0])
    assert await refused(other.GetDeliberation(unseen)) == (CODES.NOT_FOUND, "NOT_FOUND")


@dataclass(frozen=True)
class Bad:
    id: str
    changed: dict[str, Any]
    reason: str


BAD = (
    Bad("no title", {"title": ""}, "INVALID_VALUE"),
    Bad("an endless text", {"text": "长" * 50_000}, "INVALID_VALUE"),
    Bad("no uuid", {"request_id": "1"}, "INVALID_VALUE"),
    Bad("no proposer", {"proposers": []}, "DELIBERATION_NEEDS_PROPOSER"),
    Bad("a county", {"center": COUNTY.digits}, "NOT_CUSTODIAN"),
    Bad("another site's village", {"center": FAR.digits}, "NOT_CUSTODIAN"),
    Bad("tomorrow", {"raise_date": SOON}, "DELIBERATION_DATE_WRONG"),
    Bad("no day", {"raise_date": Date(year=2026, month=2, day=30)}, "INVALID_VALUE"),
)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.id)
async def test_bad_topics_leave_nothing_behind(site: AffairsSite, calls: Calls, bad: Bad) -> None:
    raised = calls(DeliberationServiceStub).RaiseTopic(raising(**bad.changed))
    assert (await refused(raised))[1] == bad.reason
    assert site.deliberations.records.all() == []


async def test_bad_steps_are_refused(calls: Calls) -> None:
    stub = calls(DeliberationServiceStub)
    id = await called(stub)
    assert (await refused(take(stub, "CastBallots", id)))[1] == "INVALID_VALUE"
    odd = ballots(1)
    odd[0].ballot_id = "x"
    assert (await refused(take(stub, "CastBallots", id, ballots=odd)))[1] == "INVALID_VALUE"
    nothing = deliberation_pb2.Talk(talk_id=uuid_of("t"), on=TODAY, attendance=3, minutes="话")
    assert (await refused(take(stub, "RecordTalk", id, talk=nothing)))[1] == "INVALID_VALUE"
    stale = take(stub, "CloseVote", id, revision=1, present=20)
    assert await refused(stale) == (CODES.ABORTED, "STALE_REVISION")
    assert (await refused(take(stub, "CloseVote", "none", present=1)))[1] == "NOT_FOUND"
    clerk = calls(DeliberationServiceStub, Role.CLERK)
    assert (await refused(take(clerk, "CloseVote", id)))[1] == "PERMISSION_DENIED"
