"""Cares and runs at the gRPC edge: what each role sees, pages, repeats, refusals in words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from gov321.common.v1.date_pb2 import Date
from gov321.grid.v1 import care_pb2
from gov321.grid.v1 import care_service_pb2 as pb
from gov321.grid.v1 import run_service_pb2 as run_pb
from gov321.grid.v1.care_service_pb2_grpc import CareServiceStub
from gov321.grid.v1.run_service_pb2_grpc import ColourRunServiceStub

from kit.roles import Role
from services.grid.domain.colour.values import Colour
from services.grid.domain.ids import HouseholdId
from services.grid.ports.cares import ToldVisit
from tests.support.edge_calls import Calls, uuid_of
from tests.support.grid_builders import JIANGHE, NOW
from tests.support.grid_care_site import DAY, CareSite, here, recording, served
from tests.support.grid_cares import HELPER, SECRET, a_visit, says
from tests.support.grid_lines import THIRD

CLEAR = (Role.CLERK, Role.REVIEWER, Role.COMMAND)
MASKED = (Role.GRID_LEADER, Role.SERVICE)
RED = here().in_force(Colour.RED).with_contact(named=True)


@pytest.fixture
async def site() -> CareSite:
    site = CareSite()
    await site.put(RED, here("h2").assessed(says(Colour.GREEN, year=2026)))
    return site


@pytest.fixture
async def calls(site: CareSite, tmp_path: Path) -> AsyncIterator[Calls]:
    async with served(site, tmp_path) as edge:
        yield edge


async def shown(calls: Calls, role: Role, household: str = "h1") -> care_pb2.HouseholdCare:
    stub = calls(CareServiceStub, role)
    return (await stub.GetCare(pb.GetCareRequest(household_id=household))).care


@pytest.mark.parametrize("role", CLEAR)
async def test_staff_see_why(calls: Calls, role: Role) -> None:
    care = await shown(calls, role)
    assert care.explanation.reasons == [SECRET]
    assert care.explanation.matched == ["red_need"]
    assert [contact.name for contact in care.contacts] == ["测试联系人"]


@pytest.mark.parametrize("role", MASKED)
async def test_a_helper_sees_colour_and_class_of_need_alone(calls: Calls, role: Role) -> None:
    care = await shown(calls, role)
    assert (care.colour, list(care.need_codes)) == (care_pb2.COLOUR_RED, ["guidance"])
    assert not care.HasField("explanation")
    assert [contact.name for contact in care.contacts] == ["测***人"]
    for secret in (SECRET, "red_need", "inputs-1", "serving", "released"):
        assert secret.encode() not in care.SerializeToString()


async def test_a_red_household_shows_contact_and_visit(calls: Calls) -> None:
    care = await shown(calls, Role.GRID_LEADER)
    assert [(c.line, c.named) for c in care.contacts] == [(care_pb2.LINE_CORE_HOUSEHOLDER, True)]
    assert care.visit_due == Date(year=2026, month=4, day=1)
    assert (care.visitor_id, care.visit_overdue, care.decided) == (HELPER, False, "confirmed")
    assert care.leaf == THIRD.text


async def test_many_are_read_and_missing_ones_named(calls: Calls) -> None:
    asked = pb.BatchGetCaresRequest(household_ids=["h2", "none", "h1", "h2"])
    answer = await calls(CareServiceStub).BatchGetCares(asked)
    assert [care.household_id for care in answer.cares] == ["h2", "h1"]
    assert list(answer.missing_ids) == ["none"]


async def test_a_list_is_paged_to_its_end_and_filtered(calls: Calls) -> None:
    stub = calls(CareServiceStub)
    found: list[str] = []
    token = ""
    while True:
        request = pb.ListCaresRequest(division=JIANGHE.digits, page_size=1, page_token=token)
        answer = await stub.ListCares(request)
        found += [care.household_id for care in answer.cares]
        token = answer.next_page_token
        if not token:
            break
    assert found == ["h1", "h2"]
    proposals = pb.ListCaresRequest(grid=THIRD.text, proposals_only=True)
    [care] = (await stub.ListCares(proposals)).cares
    assert (care.household_id, care.proposal) == ("h2", care_pb2.COLOUR_GREEN)
    red = pb.ListCaresRequest(division=JIANGHE.digits, colours=[care_pb2.COLOUR_RED])
    assert [care.household_id for care in (await stub.ListCares(red)).cares] == ["h1"]
    overdue = pb.ListCaresRequest(division=JIANGHE.digits, overdue_only=True)
    assert list((await stub.ListCares(overdue)).cares) == []


async def test_colours_are_confirmed_overridden_and_listed_newest_first(calls: Calls) -> None:
    stub = calls(CareServiceStub)
    confirm = pb.ConfirmColourRequest(request_id=uuid_of("a"), revision=1, household_id="h2")
    assert (await stub.ConfirmColour(confirm)).care.colour == care_pb2.COLOUR_GREEN
    override = pb.OverrideColourRequest(
        request_id=uuid_of("b"),
        household_id="h2",
        colour=care_pb2.COLOUR_YELLOW,
        reason="村集体评议决定",
        expires=Date(year=2026, month=6, day=30),
    )
    care = (await stub.OverrideColour(override)).care
    assert care.override_expires == Date(year=2026, month=6, day=30)
    listed = pb.ListColourSpellsRequest(household_id="h2")
    spells = (await stub.ListColourSpells(listed)).spells
    assert [spell.decided for spell in spells] == ["override", "confirmed"]
    assert (spells[0].reason, spells[0].signer) == ("村集体评议决定", "reviewer-1")
    ended = pb.EndOverrideRequest(request_id=uuid_of("c"), household_id="h2")
    assert (await stub.EndOverride(ended)).care.colour == care_pb2.COLOUR_UNSPECIFIED


async def test_a_refusal_is_recorded_and_taken_back(calls: Calls) -> None:
    stub = calls(CareServiceStub, Role.CLERK)
    request = pb.RefuseClassificationRequest(
        request_id=uuid_of("a"), household_id="h2", refused=True, note="不同意自动评定"
    )
    assert (await stub.RefuseClassification(request)).care.refused
    back = pb.RefuseClassificationRequest(request_id=uuid_of("b"), household_id="h2")
    assert not (await stub.RefuseClassification(back)).care.refused


async def test_a_visit_sent_twice_is_recorded_once(calls: Calls) -> None:
    stub = calls(CareServiceStub, Role.GRID_LEADER)
    first, second = [(await stub.RecordVisit(recording())).care for _ in range(2)]
    assert first == second
    assert first.revision == 2


@pytest.mark.parametrize(("role", "text"), [(Role.CLERK, "拉家常"), (Role.GRID_LEADER, "")])
async def test_what_was_said_at_a_visit_is_for_staff(
    site: CareSite, calls: Calls, role: Role, text: str
) -> None:
    visit = a_visit(needs=("修水渠",))
    await site.visits_told.append([ToldVisit(HouseholdId("h1"), JIANGHE, visit, NOW)])
    request = pb.ListVisitsRequest(household_id="h1", page_size=1)
    answer = await calls(CareServiceStub, role).ListVisits(request)
    [listed] = answer.visits
    assert (listed.text, list(listed.needs)) == (text, ["修水渠"] if text else [])
    assert (listed.visitor_id, listed.on) == (HELPER, DAY)
    more = pb.ListVisitsRequest(household_id="h1", page_size=1, page_token=answer.next_page_token)
    assert list((await calls(CareServiceStub, role).ListVisits(more)).visits) == []


async def test_a_run_is_drafted_listed_and_set_on_its_way(site: CareSite, calls: Calls) -> None:
    stub = calls(ColourRunServiceStub)
    draft = run_pb.DraftRunRequest(request_id=uuid_of("a"), division=JIANGHE.digits, year=2026)
    run = (await stub.DraftRun(draft)).run
    assert (run.households, run.changed, dict(run.colours)) == (2, 1, {"green": 1})
    listed = run_pb.ListRunChangesRequest(run_id=run.run_id, page_size=1)
    answer = await stub.ListRunChanges(listed)
    [change] = answer.changes
    assert (change.household_id, change.after, change.done) == ("h2", care_pb2.COLOUR_GREEN, False)
    listed.page_token = answer.next_page_token
    assert list((await stub.ListRunChanges(listed)).changes) == []
    apply = run_pb.ApplyRunRequest(request_id=uuid_of("b"), run_id=run.run_id)
    started = (await stub.ApplyRun(apply)).run
    assert started.status == run_pb.ColourRun.STATUS_APPLYING
    assert (await stub.GetRun(run_pb.GetRunRequest(run_id=run.run_id))).run == started
