"""Two hundred planted persons go through everything; none of them is seen where nobody may look."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from typing import Any, cast

import grpc
import pytest
from gov321.registry.v1 import household_pb2 as people
from gov321.registry.v1 import household_service_pb2 as orders
from gov321.registry.v1 import registry_service_pb2 as queries
from gov321.registry.v1 import roster_service_pb2 as rosters

from kit.envelope import topic_dlq
from kit.parked import Outgoing
from kit.roles import Role
from tests.scenarios.conftest import NewRoster, Sit
from tests.support.canaries import Canaries, everything_said
from tests.support.dead_letters import send, until_parked
from tests.support.desks import COUNTY, Desk, Household, Import, new_id, same_at
from tests.support.running_sites import FACTS, SITES, County
from tests.support.topic_reading import records_of
from tests.support.village_rosters import VillageRoster

pytestmark = [pytest.mark.scenario, pytest.mark.timeout(200)]

BAD = 10


class Errors:
    """Collects what callers are told when they are refused."""

    def __init__(self) -> None:
        self.said: list[str] = []

    async def refused(self, call: Awaitable[object]) -> None:
        """Make a call that must be refused."""
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await call
        self.said.append(everything_said(error.value))


async def test_no_planted_person_is_seen_anywhere(
    county: County, sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(100)
    canaries, errors = Canaries.of(roster), Errors()
    clerk, towns = sit("villages"), sit("towns")
    await _import_across_a_crash(county, clerk, roster)
    await same_at([clerk, towns, sit("county")], roster.village)
    household = next(iter((await clerk.list(roster.village)).values()))
    await _commands(sit, roster, household)
    await _refusals(sit, roster, household, errors)
    await _poison(county, roster)
    await same_at([clerk, towns, sit("county")], roster.village)
    assert len(errors.said) >= 9
    assert canaries.in_text("\n".join(errors.said)) == []
    for name, log in county.logs().items():
        assert canaries.in_text(log) == [], name
    for site in county.sites.values():
        assert canaries.in_text(site.get("metrics") + site.get("readyz")) == []
    for topic in (FACTS, *(topic_dlq(site, "registry") for site in SITES)):
        records = await records_of(county.ground.kafka.address, topic, roster.village)
        assert canaries.names[0].encode() in b"".join(one.value or b"" for one in records), topic
        assert canaries.on_topic(records) == []


async def _import_across_a_crash(county: County, clerk: Desk, roster: VillageRoster) -> None:
    """The file itself is named after somebody; the service dies as soon as it has the file."""
    data = roster.csv(bad=BAD)
    job = await clerk.announce(COUNTY, data, name=f"{roster.household(0)[0].name}等.csv")
    await clerk.upload(job, data)
    county["villages"].kill()
    county["villages"].start()
    done = await clerk.finished(job)
    assert (done.state, done.created_households) == (Import.STATE_DONE, roster.size - BAD)
    wanted = rosters.DownloadImportErrorsRequest(
        import_id=job.id, purpose="REGISTRATION", reason="核对错误行"
    )
    assert [part async for part in clerk.rosters.DownloadImportErrors(wanted, timeout=30)]


async def _commands(sit: Sit, roster: VillageRoster, household: Household) -> None:
    """Every way in which personal data goes in and out on purpose."""
    clerk, reviewer = sit("villages"), sit("villages", "reviewer", Role.REVIEWER)
    who = roster.household(roster.size - 1)[1]
    alone = await clerk.register(roster.village, "0999", who)
    change = orders.CorrectedField(
        field=people.CORRECTABLE_FIELD_PHONE,
        value=roster.household(roster.size - 1)[0].phone,
        person_id=alone.head_person_id,
    )
    asked = orders.RequestCorrectionRequest(
        request_id=new_id(), household_id=alone.id, changes=[change], reason=f"{who.name}本人要求"
    )
    correction = (await clerk.households.RequestCorrection(asked)).correction_id
    approval = orders.ReviewCorrectionRequest(
        request_id=new_id(), household_id=alone.id, correction_id=correction, approve=True
    )
    await reviewer.households.ReviewCorrection(approval)
    place = orders.PlaceHouseholdRequest(
        request_id=new_id(), household_id=household.id, address=roster.address_of(roster.size - 1)
    )
    await clerk.households.PlaceHousehold(place)
    await clerk.reveal(alone.id, alone.head_person_id, queries.SENSITIVE_FIELD_PHONE, "核对电话")
    search = queries.SearchHouseholdsRequest(
        id_number=who.id_number, purpose="REGISTRATION", reason="核对登记"
    )
    assert (await clerk.registry.SearchHouseholds(search)).households


async def _refusals(sit: Sit, roster: VillageRoster, household: Household, errors: Errors) -> None:
    """Every kind of refusal, with somebody's data in the request."""
    clerk, towns, leader = sit("villages"), sit("towns"), sit("villages", "l", Role.GRID_LEADER)
    who, other = roster.household(1)
    wrong = replace(who, id_number=who.id_number[:-1] + "Z")
    village, head = roster.village, household.head_person_id
    await errors.refused(clerk.register(village, "0998", who))
    await errors.refused(clerk.register(village, "0001", replace(who, id_number="")))
    await errors.refused(clerk.register(village, "0998", wrong))
    await errors.refused(
        clerk.register(village, "0998", replace(other, phone=f"{who.id_number}00"))
    )
    await errors.refused(clerk.register(village, "0998", replace(other, name=other.name * 60)))
    await errors.refused(clerk.register(who.id_number, "0998", other))
    await errors.refused(clerk.register(village, "0998", other, request_id=who.id_number))
    await errors.refused(towns.register(village, "0998", other))
    await errors.refused(leader.register(village, "0998", other))
    await errors.refused(clerk.get(who.id_number))
    await errors.refused(clerk.reveal(household.id, head, queries.SENSITIVE_FIELD_NAME, "无"))
    for number in (who.id_number, wrong.id_number):
        search = queries.SearchHouseholdsRequest(id_number=number, phone=who.phone)
        await errors.refused(clerk.registry.SearchHouseholds(search))
    await errors.refused(_raw(clerk, f"\xff{who.id_number}{who.name}".encode()))
    await errors.refused(_upload_out_of_place(clerk, who.id_number.encode()))


async def _raw(clerk: Desk, body: bytes) -> object:
    """Call with bytes that are no request."""
    method = "/gov321.registry.v1.HouseholdService/RegisterHousehold"
    call = cast("Any", clerk.channel).unary_unary(method)
    return await call(body)


async def _upload_out_of_place(clerk: Desk, data: bytes) -> object:
    job = await clerk.announce(COUNTY, data)

    async def parts() -> AsyncIterator[rosters.UploadImportRequest]:
        yield rosters.UploadImportRequest(import_id=job.id, offset=7, data=data)

    return await clerk.rosters.UploadImport(parts(), timeout=10)


async def _poison(county: County, roster: VillageRoster) -> None:
    """Records that are parked: a broken envelope, and a broken body, around real facts."""
    key = roster.village.encode()
    [good, *_] = await records_of(county.ground.kafka.address, FACTS, roster.village)
    cut = Outgoing(FACTS, key, (good.value or b"")[:-9], list(good.headers))
    await send(county, [cut, Outgoing(FACTS, key, good.value, [])])
    for site in SITES:
        await until_parked(county, site, roster.village, 2)
