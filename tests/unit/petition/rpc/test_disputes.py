"""Disputes at the gRPC edge: a mediation from end to end, rights, masks, repeats, bad input."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
from gov321.common.v1.date_pb2 import Date
from gov321.petition.v1 import dispute_pb2
from gov321.petition.v1 import dispute_service_pb2 as pb
from gov321.petition.v1.dispute_service_pb2_grpc import DisputeServiceStub

from kit.roles import Role
from tests.support.dispute_builders import ROUTE, SECRETS
from tests.support.dispute_calls import SOON, TODAY, begun, forming, registering
from tests.support.dispute_site import DisputeSite, served
from tests.support.edge_calls import Calls, refused, uuid_of
from tests.support.petition_builders import TOWN, VILLAGE

STATE = dispute_pb2.Dispute.State
CODES = grpc.StatusCode


@pytest.fixture
async def site() -> DisputeSite:
    return DisputeSite()


@pytest.fixture
async def calls(site: DisputeSite, tmp_path: Path) -> AsyncIterator[Calls]:
    async with served(site, tmp_path) as edge:
        yield edge


async def test_a_mediation_goes_from_registration_over_a_court_to_its_performance(
    calls: Calls,
) -> None:
    mediation = await begun(calls)
    await mediation.effective()
    dispute = mediation.dispute
    assert dispute.state == STATE.Value("STATE_EFFECTIVE")
    assert dispute.agreement.effect_date == TODAY
    assert dispute.agreement.HasField("mediator_sign_time")
    dispute = await mediation.did("AskCourt", party_ids=mediation.parties)
    assert dispute.court.outcome == dispute_pb2.CourtConfirmation.OUTCOME_PENDING
    confirmed = dispute_pb2.CourtConfirmation.OUTCOME_CONFIRMED
    await mediation.did("RecordCourtResult", outcome=confirmed, decided_on=TODAY, case_number="司1")
    partly = dispute_pb2.AgreementFollowUp.PERFORMANCE_PARTLY
    await mediation.did("FollowUpAgreement", performance=partly, next=SOON, note="还差一半")
    wholly = dispute_pb2.AgreementFollowUp.PERFORMANCE_WHOLLY
    dispute = await mediation.did("FollowUpAgreement", performance=wholly)
    assert dispute.state == STATE.Value("STATE_PERFORMED")
    assert (dispute.court.outcome, dispute.court.case_number) == (confirmed, "司1")
    assert [clock.state for clock in dispute.clocks] == ["stopped"] * len(dispute.clocks)
    assert dispute.history[-1].step == "perform"


async def test_an_oral_agreement_that_is_not_performed_is_broken_off(calls: Calls) -> None:
    mediation = await begun(calls)
    await mediation.mediating()
    await mediation.did("AgreeOrally", content="各让一米测试", perform_by=SOON)
    dispute = await mediation.did("BreakOffAgreement", route=ROUTE)
    assert (dispute.state, dispute.route) == (STATE.Value("STATE_BROKEN"), ROUTE)
    assert dispute.end_reason == "not_performed"


@pytest.mark.parametrize(
    ("method", "reason"), [("RefuseMediation", "refused"), ("EndMediation", "not_agreed")]
)
async def test_a_mediation_that_fails_tells_routes(calls: Calls, method: str, reason: str) -> None:
    mediation = await begun(calls)
    who = {"party_id": mediation.parties[1]} if method == "RefuseMediation" else {}
    dispute = await mediation.did(method, route=ROUTE, **who)
    assert (dispute.state, dispute.end_reason) == (STATE.Value("STATE_FAILED"), reason)


async def test_a_risk_is_listed_until_it_was_reported(calls: Calls) -> None:
    mediation = await begun(calls)
    await mediation.did("FlagRisk", note="扬言报复")
    due = pb.ListDisputesRequest(division=VILLAGE.digits, report_due_only=True)
    [listed] = (await mediation.stub.ListDisputes(due)).disputes
    assert listed.report_due
    assert not (await mediation.did("ReportRisk", reported_to="派出所")).report_due
    assert list((await mediation.stub.ListDisputes(due)).disputes) == []


async def test_a_repeat_answers_as_the_first_time_and_another_body_is_refused(
    calls: Calls,
) -> None:
    mediation = await begun(calls)
    again = (await mediation.stub.RegisterDispute(registering())).dispute
    assert (again.dispute_id, again.revision) == (mediation.dispute.dispute_id, 1)
    other = registering(title="另一件")
    answer = CODES.ALREADY_EXISTS, "REQUEST_ID_REUSED"
    assert await refused(mediation.stub.RegisterDispute(other)) == answer


async def test_a_stale_revision_is_refused(calls: Calls) -> None:
    mediation = await begun(calls)
    await mediation.did("FlagRisk", note="扬言报复")
    mediation.dispute.revision = 1
    call = mediation.did("FlagRisk", note="又一次")
    assert await refused(call) == (CODES.ABORTED, "STALE_REVISION")


@pytest.mark.parametrize("role", [Role.COMMAND, Role.GRID_LEADER, Role.SERVICE])
async def test_others_see_how_it_stands_but_no_words_and_no_names(calls: Calls, role: Role) -> None:
    mediation = await begun(calls)
    await mediation.effective()
    request = pb.GetDisputeRequest(dispute_id=mediation.dispute.dispute_id)
    dispute = (await calls(DisputeServiceStub, role).GetDispute(request)).dispute
    assert dispute.state == STATE.Value("STATE_EFFECTIVE")
    assert [party.name for party in dispute.parties] == ["张*试", "李*试"]
    body = dispute.SerializeToString()
    assert [secret for secret in SECRETS if secret.encode() in body] == []


async def test_staff_see_words_and_names_but_phone_numbers_masked(calls: Calls) -> None:
    mediation = await begun(calls)
    assert [party.name for party in mediation.dispute.parties] == ["张测试", "李测试"]
    assert [party.phone for party in mediation.dispute.parties] == ["139****0001", "139****0002"]
    assert mediation.dispute.text == "两家争地界测试"


async def test_a_list_is_paged_to_its_end_and_filtered_by_state(calls: Calls) -> None:
    mediation = await begun(calls)
    ids = {mediation.dispute.dispute_id}
    for name in ("second", "third"):
        new = await mediation.stub.RegisterDispute(registering(name))
        ids.add(new.dispute.dispute_id)
    await mediation.did("EndMediation", route=ROUTE)
    found: list[str] = []
    token = ""
    while True:
        request = pb.ListDisputesRequest(division=TOWN.digits, page_size=2, page_token=token)
        answer = await mediation.stub.ListDisputes(request)
        found += [dispute.dispute_id for dispute in answer.disputes]
        token = answer.next_page_token
        if not token:
            break
    assert (len(found), set(found)) == (3, ids)
    failed = pb.ListDisputesRequest(division=TOWN.digits, states=[STATE.Value("STATE_FAILED")])
    [one] = (await mediation.stub.ListDisputes(failed)).disputes
    assert one.dispute_id == mediation.dispute.dispute_id


async def test_a_committee_is_formed_once_and_shown_with_its_last_day(calls: Calls) -> None:
    stub = calls(DisputeServiceStub)
    first, again = [(await stub.FormCommittee(forming())).committee for _ in range(2)]
    assert first == again
    assert first.until == Date(year=2027, month=12, day=31)
    assert [member.woman for member in first.members] == [True, False, False]
    later = forming(request_id=uuid_of("next"), since=TODAY)
    assert (await stub.FormCommittee(later)).committee.revision == 2
    shown = await stub.GetCommittee(pb.GetCommitteeRequest(center=VILLAGE.digits))
    assert shown.committee.since == TODAY
