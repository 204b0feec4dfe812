"""`GridService` at the gRPC edge: what is shown to whom, pages, repeats, refusals in words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
from gov321.grid.v1 import grid_service_pb2 as pb
from gov321.grid.v1.grid_service_pb2_grpc import (
    GridServiceStub,
    add_GridServiceServicer_to_server,
)

from kit.commit import Decision
from kit.roles import Role
from kit.rpc_server import Mount
from services.grid.domain.appointing import AppointLeader, appoint_leader
from services.grid.domain.ids import PersonId
from services.grid.domain.lines import Post
from services.grid.domain.postings import TakePost, take_post
from services.grid.rpc.grids import GridRpc
from services.grid.rpc.operations import GRIDS
from services.grid.usecases.structure import StructureDesk
from services.registry.domain.need import NeedKind
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household
from tests.support.edge_calls import uuid_of
from tests.support.grid_app import GridWorld
from tests.support.grid_builders import leaf
from tests.support.grid_edge import Channels, edge_of, refused
from tests.support.grid_intake import a_fact
from tests.support.grid_stories import earning, needing
from tests.support.registry_app import TOWN

LEAF = leaf("01")
COUNTY = "610921000000"
READERS = (Role.CLERK, Role.REVIEWER, Role.GRID_LEADER, Role.COMMAND, Role.SERVICE)


@pytest.fixture
async def world() -> GridWorld:
    """Two villages; a group head leads the grid of the first one."""
    world = GridWorld()
    await world.hear(
        [
            a_fact(needing(earning("a", 100), NeedKind.RELEASED)),
            a_fact(earning("b", 5)),
            a_fact(a_household("y").in_village(YUHE).build()),
        ]
    )
    head = PersonId("a-1")
    post = TakePost(head, "赵一组", Post.GROUP_HEAD, TODAY)
    await world.site().stores.villages.change(
        JIANGHE, lambda village: Decision(*take_post(village, post, TODAY))
    )
    order = AppointLeader(LEAF, head, TODAY)
    await world.site().stores.villages.change(
        JIANGHE, lambda village: Decision(*appoint_leader(village, order, TODAY))
    )
    await world.settle()
    return world


async def served(world: GridWorld, name: str, folder: Path) -> AsyncIterator[Channels]:
    site = world.site(name)
    structure = StructureDesk(site.villages, site.custody, site.clock)
    rpc = GridRpc(site.reading, site.coverage, structure, site.republisher)
    mounts = (Mount(add_GridServiceServicer_to_server, rpc),)
    async with edge_of(mounts, GRIDS, site.clock, folder) as channels:
        yield channels


@pytest.fixture
async def villages(world: GridWorld, tmp_path: Path) -> AsyncIterator[Channels]:
    async for channels in served(world, "villages", tmp_path):
        yield channels


@pytest.fixture
async def county(world: GridWorld, tmp_path: Path) -> AsyncIterator[Channels]:
    async for channels in served(world, "county", tmp_path):
        yield channels


def stub(channels: Channels, role: Role = Role.CLERK, scope: str = "610921") -> GridServiceStub:
    return GridServiceStub(channels(role, scope))


@pytest.mark.parametrize("role", READERS)
async def test_a_leaders_name_is_clear_to_the_office_only(villages: Channels, role: Role) -> None:
    request = pb.GetVillageRequest(village=JIANGHE.digits)
    village = (await stub(villages, role).GetVillage(request)).village
    [grid] = [grid for grid in village.grids if grid.code == LEAF.text]
    office = role in (Role.CLERK, Role.REVIEWER, Role.COMMAND)
    assert (grid.leader.name == "赵一组") is office
    assert grid.leader.person_id == "a-1"
    assert (grid.households, grid.registered, grid.leaf) == (2, 4, True)
    assert [vacancy.grid for vacancy in village.vacancies] == [JIANGHE.digits]


async def test_grids_come_page_by_page_at_every_tier(villages: Channels, county: Channels) -> None:
    for channels in (villages, county):
        calls, token, seen = stub(channels), "", list[str]()
        while True:
            request = pb.ListGridsRequest(division=COUNTY, page_size=3, page_token=token)
            page = await calls.ListGrids(request)
            seen += [grid.code for grid in page.grids]
            token = page.next_page_token
            if not token:
                break
        assert seen == [f"{code.digits}{end}" for code in (JIANGHE, YUHE) for end in ("", "-01")]


async def test_leaves_only_leaves_the_villages_out(villages: Channels) -> None:
    request = pb.ListGridsRequest(division=TOWN.digits, leaves_only=True)
    assert [grid.level for grid in (await stub(villages).ListGrids(request)).grids] == [2, 2]


async def test_households_of_a_grid_come_page_by_page(villages: Channels) -> None:
    request = pb.ListGridHouseholdsRequest(grid=LEAF.text, page_size=1)
    first = await stub(villages).ListGridHouseholds(request)
    request.page_token = first.next_page_token
    second = await stub(villages).ListGridHouseholds(request)
    found = [*first.households, *second.households]
    assert [(one.household_id, one.registered) for one in found] == [("a", 2), ("b", 2)]


async def test_coverage_is_told_to_operators_too(county: Channels) -> None:
    request = pb.CheckCoverageRequest(division=COUNTY)
    answer = await stub(county, Role.OPERATOR).CheckCoverage(request)
    assert [(one.village, one.households, one.without_grid) for one in answer.villages] == [
        (JIANGHE.digits, 2, 0),
        (YUHE.digits, 1, 0),
    ]


async def test_statistics_tell_grids_and_colours(county: Channels) -> None:
    request = pb.GetGridStatisticsRequest(division=COUNTY)
    [town] = (await stub(county, Role.AUDITOR).GetGridStatistics(request)).divisions
    assert (town.division, town.households, town.leaves, town.groups) == (TOWN.digits, 3, 2, 2)
    assert (town.vacant_leaders, dict(town.colours), town.proposals) == (3, {"none": 3}, 3)


async def test_an_exemption_is_signed_by_who_asks_and_kept_once(villages: Channels) -> None:
    request = pb.ExemptGridRequest(
        request_id=uuid_of("exempt"), grid=LEAF.text, reason="山大沟深，住户分散"
    )
    calls = stub(villages, Role.REVIEWER)
    first, again = await calls.ExemptGrid(request), await calls.ExemptGrid(request)
    assert first == again
    assert first.grid.exemption.signer == "reviewer-1"
    request.reason = "另一个理由"
    assert (await refused(calls.ExemptGrid(request))).reason == "REQUEST_ID_REUSED"


async def test_ridges_are_drawn_in_place_of_those_before(villages: Channels) -> None:
    ridge = pb.Ridge(
        start_longitude=108.5, start_latitude=32.9, end_longitude=108.6, end_latitude=32.9
    )
    for name, ridges in (("one", [ridge]), ("none", [])):
        request = pb.DrawRidgesRequest(
            request_id=uuid_of(name), village=JIANGHE.digits, ridges=ridges
        )
        village = (await stub(villages).DrawRidges(request)).village
        assert list(village.ridges) == ridges


async def test_republishing_counts_what_will_go_out(villages: Channels) -> None:
    request = pb.RepublishGridsRequest(request_id=uuid_of("again"), division=TOWN.digits)
    assert (await stub(villages, Role.OPERATOR).RepublishGrids(request)).records == 5


async def test_a_command_at_another_tier_names_the_custodian(county: Channels) -> None:
    request = pb.ExemptGridRequest(request_id=uuid_of("x"), grid=LEAF.text, reason="山大沟深")
    told = await refused(stub(county, Role.REVIEWER).ExemptGrid(request))
    assert (told.code, told.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "NOT_CUSTODIAN")
    assert JIANGHE.digits in told.text


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (pb.GetVillageRequest(village=TOWN.digits), "INVALID_VALUE"),
        (pb.GetVillageRequest(village="x"), "INVALID_VALUE"),
        (pb.GetVillageRequest(village="610921104999"), "NOT_FOUND"),
    ],
)
async def test_a_village_that_is_none_is_refused_in_words(
    villages: Channels, request_: pb.GetVillageRequest, reason: str
) -> None:
    assert (await refused(stub(villages).GetVillage(request_))).reason == reason


async def test_a_grid_that_is_none_is_refused_in_words(villages: Channels) -> None:
    calls = stub(villages)
    bad = calls.ListGridHouseholds(pb.ListGridHouseholdsRequest(grid="01"))
    assert (await refused(bad)).reason == "INVALID_VALUE"
    missing = calls.ListGridHouseholds(pb.ListGridHouseholdsRequest(grid=leaf("77").text))
    assert (await refused(missing)).reason == "NOT_FOUND"


async def test_a_reader_may_not_exempt_and_a_stranger_not_read(villages: Channels) -> None:
    request = pb.ExemptGridRequest(request_id=uuid_of("x"), grid=LEAF.text, reason="山大沟深")
    told = await refused(stub(villages, Role.CLERK).ExemptGrid(request))
    assert told.code is grpc.StatusCode.PERMISSION_DENIED
    elsewhere = stub(villages, Role.GRID_LEADER, YUHE.digits)
    told = await refused(elsewhere.GetVillage(pb.GetVillageRequest(village=JIANGHE.digits)))
    assert told.code is grpc.StatusCode.PERMISSION_DENIED


def a_ridge(**fields: float) -> pb.Ridge:
    good = {"start_longitude": 108.5, "start_latitude": 32.9, "end_longitude": 108.6}
    return pb.Ridge(**(good | {"end_latitude": 32.9} | fields))


BAD_RIDGES = {
    "not a number": [a_ridge(end_latitude=float("nan"))],
    "without end": [a_ridge(end_longitude=float("inf"))],
    "off the earth": [a_ridge(start_latitude=91)],
    "without length": [a_ridge(end_longitude=108.5)],
    "too many": [a_ridge()] * 501,
}


@pytest.mark.parametrize("ridges", BAD_RIDGES.values(), ids=BAD_RIDGES.keys())
async def test_a_line_that_is_none_is_refused_in_words(
    villages: Channels, ridges: list[pb.Ridge]
) -> None:
    request = pb.DrawRidgesRequest(
        request_id=uuid_of("draw"), village=JIANGHE.digits, ridges=ridges
    )
    told = await refused(stub(villages).DrawRidges(request))
    assert (told.code, told.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_VALUE")


async def test_a_page_of_one_division_is_no_page_of_another(villages: Channels) -> None:
    first = await stub(villages).ListGrids(pb.ListGridsRequest(division=COUNTY, page_size=1))
    asked = pb.ListGridsRequest(division=JIANGHE.digits, page_token=first.next_page_token)
    told = await refused(stub(villages).ListGrids(asked))
    assert (told.code, told.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_VALUE")


async def test_a_reviewer_exempts_no_grid_of_the_next_village(villages: Channels) -> None:
    request = pb.ExemptGridRequest(request_id=uuid_of("x"), grid=LEAF.text, reason="山大沟深")
    told = await refused(stub(villages, Role.REVIEWER, YUHE.digits).ExemptGrid(request))
    assert (told.code, told.reason) == (grpc.StatusCode.PERMISSION_DENIED, "OUT_OF_SCOPE")
