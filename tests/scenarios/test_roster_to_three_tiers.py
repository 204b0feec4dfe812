"""The story of a roster: imported, the same at three tiers, corrected by two people, told of."""

from __future__ import annotations

from datetime import timedelta

import grpc
import pytest
from gov321.common.v1.date_pb2 import Date
from gov321.registry.v1 import household_pb2 as people
from gov321.registry.v1 import household_service_pb2 as orders
from gov321.registry.v1 import registry_service_pb2 as queries

from kit.model.clock import SystemClock, local_date
from kit.roles import Role
from kit.rpc_errors import details_of
from tests.scenarios.conftest import NewRoster, Sit
from tests.support.desks import COUNTY, Desk, Import, new_id, same_at
from tests.support.village_rosters import VillageRoster
from tests.support.waiting import eventually_async

pytestmark = [pytest.mark.scenario, pytest.mark.timeout(200)]

TIERS = ("villages", "towns", "county")
NEW_NAME = "欧阳更正"


async def imported(desk: Desk, roster: VillageRoster, bad: int = 0) -> Import:
    job = await desk.import_roster(COUNTY, roster.csv(bad))
    assert job.state == Import.STATE_DONE, job.failure
    return job


async def first_of(desk: Desk, roster: VillageRoster) -> people.Household:
    return next(iter((await desk.list(roster.village)).values()))


async def corrected(sit: Sit, household: people.Household) -> people.Household:
    """Ask for another name of the head and have it approved by somebody else."""
    change = people_change(household)
    asked = orders.RequestCorrectionRequest(
        request_id=new_id(), household_id=household.id, changes=[change], reason="户口簿为准"
    )
    clerk, reviewer = sit("villages", "clerk"), sit("villages", "reviewer", Role.REVIEWER)
    correction = (await clerk.households.RequestCorrection(asked)).correction_id
    approval = orders.ReviewCorrectionRequest(
        request_id=new_id(), household_id=household.id, correction_id=correction, approve=True
    )
    return (await reviewer.households.ReviewCorrection(approval)).household


def people_change(household: people.Household) -> orders.CorrectedField:
    return orders.CorrectedField(
        field=people.CORRECTABLE_FIELD_NAME, value=NEW_NAME, person_id=household.head_person_id
    )


async def test_a_roster_becomes_the_same_households_at_three_tiers(
    sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(40)
    desks = [sit(tier) for tier in TIERS]
    job = await imported(desks[0], roster, bad=3)
    await same_at(desks, roster.village)
    assert await desks[2].counts(roster.village) == (37, 74)
    assert (job.created_households, job.rejected_households, job.rejected_rows) == (37, 3, 6)


async def test_a_correction_needs_a_second_person_and_reaches_all_tiers(
    sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(2)
    desks = [sit(tier) for tier in TIERS]
    await imported(desks[0], roster)
    before = await first_of(desks[0], roster)
    after = await corrected(sit, before)
    assert after.revision == before.revision + 2
    assert not after.open_corrections
    await same_at(desks, roster.village)
    assert await desks[2].get(before.id) == after


async def test_who_asked_for_a_correction_cannot_approve_it(
    sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(1)
    both = sit("villages", "both", Role.CLERK, Role.REVIEWER)
    await imported(both, roster)
    household = await first_of(both, roster)
    asked = orders.RequestCorrectionRequest(
        request_id=new_id(),
        household_id=household.id,
        changes=[people_change(household)],
        reason="户口簿为准",
    )
    correction = (await both.households.RequestCorrection(asked)).correction_id
    approval = orders.ReviewCorrectionRequest(
        request_id=new_id(), household_id=household.id, correction_id=correction, approve=True
    )
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await both.households.ReviewCorrection(approval)
    assert details_of(refused.value)[0].reason == "SELF_REVIEW"


async def test_the_household_stands_as_it_stood_the_day_before(
    sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(1)
    newcomer = roster.household(7)[0]
    clerk, county = sit("villages"), sit("county")
    alone = await clerk.register(roster.village, "0099", newcomer)
    baby = people.NewPerson(
        name="新生儿", sex=people.SEX_FEMALE, birth_date=day(0), relation=people.RELATION_DAUGHTER
    )
    order = orders.AddMemberRequest(
        request_id=new_id(), household_id=alone.id, person=baby, reason=people.JOIN_REASON_BIRTH
    )
    grown = (await clerk.households.AddMember(order)).household
    await same_at([clerk, county], roster.village)
    assert len(grown.members) == 2
    assert len((await county.get(alone.id, day(0))).members) == 2
    assert len((await county.get(alone.id, day(1))).members) == 1


def day(ago: int) -> Date:
    when = local_date(SystemClock().now()) - timedelta(days=ago)
    return Date(year=when.year, month=when.month, day=when.day)


async def test_history_is_told_where_the_custodian_is(sit: Sit, new_roster: NewRoster) -> None:
    roster = new_roster(1)
    clerk = sit("villages")
    await imported(clerk, roster)
    household = await first_of(clerk, roster)
    await corrected(sit, household)

    async def told() -> bool:
        return len(await clerk.revisions(household.id)) == 3

    await eventually_async(told)
    steps = await clerk.revisions(household.id)
    facts = [step.facts[0].rpartition(".")[2] for step in steps]
    assert facts == ["HouseholdCorrected", "CorrectionRequested", "HouseholdImported"]


@pytest.mark.parametrize("tier", ["towns", "county"])
async def test_a_command_elsewhere_is_refused_and_names_the_custodian(
    sit: Sit, new_roster: NewRoster, tier: str
) -> None:
    roster = new_roster(1)
    villages, elsewhere = sit("villages"), sit(tier)
    await imported(villages, roster)
    await same_at([villages, elsewhere], roster.village)
    household = await first_of(villages, roster)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await elsewhere.award(household.id, 2024)
    info, text = details_of(refused.value)
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert (info.reason, info.metadata["custodian"]) == ("NOT_CUSTODIAN", roster.village)
    assert roster.village in text


@pytest.mark.parametrize("tier", TIERS)
async def test_lists_are_masked_a_reveal_needs_a_reason_and_the_log_tells_it(
    sit: Sit, new_roster: NewRoster, tier: str
) -> None:
    roster = new_roster(1)
    villages, reader = sit("villages"), sit(tier, f"reader-{tier}")
    await imported(villages, roster)
    await same_at([villages, reader], roster.village)
    household = await first_of(reader, roster)
    assert not [s for who in roster.people() for s in who.secrets if s in str(household)]
    field = queries.SENSITIVE_FIELD_ID_NUMBER
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await reader.reveal(household.id, household.head_person_id, field, "")
    assert details_of(refused.value)[0].reason == "PURPOSE_REQUIRED"
    shown = await reader.reveal(household.id, household.head_person_id, field, "本人申请更正")
    assert shown == roster.household(0)[0].id_number
    auditor = sit(tier, "auditor", Role.AUDITOR)
    wanted = queries.ListAccessLogRequest(division=roster.village, subject=f"reader-{tier}")
    entries = (await auditor.registry.ListAccessLog(wanted)).entries
    told = [(one.field, one.outcome, one.reason, one.record_id) for one in entries]
    person = household.head_person_id
    assert told == [
        ("id_number", "allowed", "本人申请更正", person),
        ("id_number", "PURPOSE_REQUIRED", "", person),
    ]
