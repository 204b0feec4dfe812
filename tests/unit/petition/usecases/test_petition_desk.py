"""Commands on appeals: rights, custody, revision, repeats; the rules have tests of their own."""

from __future__ import annotations

import pytest

from kit.access import OutOfScope
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, NotCustodian, NotFound, StaleRevision
from kit.roles import Role
from services.petition.domain.events import HandoffReason
from services.petition.domain.handing import hand_off
from services.petition.domain.ids import CategoryCode, UnitCode
from services.petition.domain.kinds import Channel, Urgency
from services.petition.domain.petition_errors import NotYourMatter, StepNotYours
from services.petition.domain.states import State
from services.petition.domain.steps import CENTER_DESK
from services.petition.domain.taking import Acceptance, AssignPetition
from tests.support.petition_builders import (
    CLERK,
    COUNTY,
    MONDAY,
    OTHER_UNIT,
    TOWN,
    UNIT,
    VILLAGE,
    a_petition,
)
from tests.support.petition_desks import AppealSite, rights, target

ACCEPT = Acceptance()


@pytest.fixture
def site() -> AppealSite:
    return AppealSite()


async def test_an_appeal_is_accepted_once(site: AppealSite) -> None:
    told = a_petition()
    await site.put(told)
    for _ in range(2):
        found = await site.desk.accept(
            rights("AcceptPetition"), target(told.petition), ACCEPT, "属实"
        )
        assert (found.state.state, found.revision) == (State.ACCEPTED, 2)


async def test_it_is_assigned_by_the_table(site: AppealSite) -> None:
    told = a_petition().accepted()
    await site.put(told)
    order = AssignPetition()
    found = await site.desk.assign(rights("AssignPetition"), target(told.petition), order, "")
    assert found.state.main_unit == UNIT


async def test_what_nobody_sorted_goes_to_the_centers_desk(site: AppealSite) -> None:
    told = a_petition(category=None).accepted()
    await site.put(told)
    order = AssignPetition()
    found = await site.desk.assign(rights("AssignPetition"), target(told.petition), order, "")
    assert found.state.main_unit == CENTER_DESK


async def test_only_units_and_categories_of_the_county_are_named(site: AppealSite) -> None:
    told = a_petition().accepted()
    await site.put(told)
    unknown = AssignPetition(UnitCode("nobody"))
    with pytest.raises(InvalidValue):
        await site.desk.assign(rights("AssignPetition"), target(told.petition), unknown, "理由")
    order = Acceptance(category=CategoryCode("Z99"))
    with pytest.raises(InvalidValue):
        await site.desk.accept(rights("AcceptPetition"), target(told.petition), order, "")
    assert (await site.one(told.petition)).revision == 1


async def test_an_officer_works_for_the_own_unit_only(site: AppealSite) -> None:
    told = a_petition().accepted().assigned(UNIT)
    await site.put(told)
    other = rights("ContactPetitioner", Role.HANDLER, unit=OTHER_UNIT)
    with pytest.raises(NotFound):
        await site.desk.contact(other, target(told.petition), "已联系")
    own = rights("ContactPetitioner", Role.HANDLER, unit=UNIT)
    found = await site.desk.contact(own, target(told.petition), "已联系")
    assert found.state.state is State.IN_PROGRESS


async def test_a_helper_sees_it_but_the_main_unit_acts(site: AppealSite) -> None:
    told = a_petition().accepted()
    await site.put(told)
    order = AssignPetition(UNIT, (OTHER_UNIT,))
    await site.desk.assign(rights("AssignPetition"), target(told.petition), order, "需配合")
    helper = rights("ContactPetitioner", Role.HANDLER, unit=OTHER_UNIT)
    with pytest.raises(NotYourMatter):
        await site.desk.contact(helper, target(told.petition, "second"), "已联系")


async def test_a_stale_revision_changes_nothing(site: AppealSite) -> None:
    told = a_petition()
    await site.put(told)
    stale = target(told.petition, revision=7)
    with pytest.raises(StaleRevision):
        await site.desk.accept(rights("AcceptPetition"), stale, ACCEPT, "")
    assert (await site.one(told.petition)).revision == 1


async def test_another_scope_is_refused(site: AppealSite) -> None:
    told = a_petition()
    await site.put(told)
    access = rights("AcceptPetition", scope="610921104207")
    with pytest.raises(OutOfScope):
        await site.desk.accept(access, target(told.petition), ACCEPT, "")


async def test_an_unknown_appeal_is_not_found(site: AppealSite) -> None:
    with pytest.raises(NotFound):
        await site.desk.accept(rights("AcceptPetition"), target(a_petition().petition), ACCEPT, "")


async def test_after_a_transfer_this_site_refuses_but_a_repeat(site: AppealSite) -> None:
    told = a_petition().accepted()
    await site.put(told)
    for _ in range(2):
        found = await site.desk.transfer(
            rights("TransferPetition"), target(told.petition), TOWN, "需镇级协调"
        )
        assert found.state.custody.in_flight
    with pytest.raises(NotCustodian) as refused:
        await site.desk.assign(
            rights("AssignPetition"), target(told.petition, "next"), AssignPetition(), ""
        )
    assert refused.value.fields["custodian"] == TOWN.digits


async def test_a_transfer_goes_to_a_center_of_the_county(site: AppealSite) -> None:
    told = a_petition().accepted()
    await site.put(told)
    nowhere = DivisionCode.parse("610921199000")
    with pytest.raises(NotFound):
        await site.desk.transfer(
            rights("TransferPetition"), target(told.petition), nowhere, "需协调"
        )


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(Acceptance(urgency=Urgency.U1), id="most urgent"),
        pytest.param(Acceptance(channel=Channel.DISCIPLINE), id="protected"),
    ],
)
async def test_what_cannot_stay_is_sent_when_it_is_accepted(
    site: AppealSite, order: Acceptance
) -> None:
    told = a_petition()
    await site.put(told)
    found = await site.desk.accept(rights("AcceptPetition"), target(told.petition), order, "")
    assert (found.state.custody.center, found.state.custody.in_flight) == (COUNTY, True)


async def test_a_clerk_knows_nothing_of_a_protected_one(site: AppealSite) -> None:
    told = a_petition(channel=Channel.DISCIPLINE)
    await site.put(told)
    with pytest.raises(NotFound):
        await site.desk.accept(rights("AcceptPetition"), target(told.petition), ACCEPT, "")
    access = rights("AcceptPetition", Role.DISCIPLINE)
    assert (await site.desk.accept(access, target(told.petition), ACCEPT, "")).state.state is (
        State.ACCEPTED
    )


async def test_two_are_joined(site: AppealSite) -> None:
    one, lead = a_petition("one"), a_petition("lead").accepted()
    await site.put(one, lead)
    for _ in range(2):
        found = await site.desk.join(
            rights("JoinPetition"), target(one.petition), lead.petition.id, "同一事项"
        )
        assert (found.state.state, found.state.joined_to) == (State.JOINED, lead.petition.id)
    assert len((await site.one(lead.petition)).state.petitioners) == 2


async def test_nobody_joins_what_another_center_has(site: AppealSite) -> None:
    one, lead = a_petition("one"), a_petition("lead")
    gone, _ = hand_off(
        lead.petition, TOWN, HandoffReason.MANUAL, CLERK, MONDAY.replace(hour=9), "需协调"
    )
    lead.petition = gone
    await site.put(one, lead)
    with pytest.raises(NotCustodian):
        await site.desk.join(rights("JoinPetition"), target(one.petition), gone.id, "同一事项")
    assert (await site.one(one.petition)).revision == 1


async def test_the_table_of_steps_decides_who_may(site: AppealSite) -> None:
    told = a_petition()
    await site.put(told)
    with pytest.raises(StepNotYours):
        await site.desk.reject(
            rights("AcceptPetition"), target(told.petition), "向法院起诉", "涉诉"
        )
    assert told.petition.custody.center == VILLAGE
