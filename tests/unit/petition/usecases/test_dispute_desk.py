"""The desks of disputes and whistles at the tiers: who hosts what, and what a repeat comes to."""

from __future__ import annotations

import pytest

from kit.access import Access, OutOfScope
from kit.authz import principal
from kit.model.division import DivisionCode, Tier
from kit.model.errors import NotCustodian, NotFound
from kit.roles import Role
from services.petition.domain.dispute_errors import CommitteeNotInOffice
from services.petition.domain.dispute_orders import End
from services.petition.domain.ids import DisputeId, WhistleId
from services.petition.domain.whistle_steps import WaivePart
from services.petition.rpc.operations import OPERATIONS
from services.petition.usecases.dispute_desk import DisputeTarget
from services.petition.usecases.whistle_desk import WhistleTarget
from tests.support.dispute_builders import MEDIATOR, ROUTE, TODAY, a_new_dispute, members
from tests.support.dispute_site import DisputeSite
from tests.support.grid_builders import a_request
from tests.support.petition_builders import TOWN, VILLAGE
from tests.support.whistle_builders import HOUSING, WATER, a_call

FAR = DivisionCode.parse("610921105201")
"""A village whose center another site hosts."""


def rights(method: str, tier: Tier = Tier.VILLAGE, scope: str = "610921") -> Access:
    """Return the rights of a reviewer who calls `DisputeService/RegisterDispute`, say."""
    who = principal("reviewer-1", [Role.REVIEWER], [scope], tier)
    return Access(who, OPERATIONS[f"gov321.petition.v1.{method}"])


REGISTER, CALL = "DisputeService/RegisterDispute", "WhistleService/CallUnits"


async def test_a_town_mediates_and_calls_at_its_own_site_only() -> None:
    towns, villages = DisputeSite("towns"), DisputeSite("villages")
    new, call = a_new_dispute(center=TOWN), a_call(center=TOWN)
    town = Tier.TOWN
    found = await towns.dispute_desk.register(rights(REGISTER), new, a_request())
    assert found.state.center == TOWN
    called = await towns.whistle_desk.call(rights(CALL, town), call, a_request())
    assert called.state.center == TOWN
    with pytest.raises(NotCustodian):
        await villages.dispute_desk.register(rights(REGISTER), new, a_request())
    with pytest.raises(NotCustodian):
        await villages.whistle_desk.call(rights(CALL, town), call, a_request())
    with pytest.raises(NotCustodian):
        await towns.dispute_desk.register(rights(REGISTER), a_new_dispute(), a_request())
    with pytest.raises(NotCustodian):
        await villages.dispute_desk.form_committee(
            rights("DisputeService/FormCommittee"), FAR, TODAY, members(), a_request()
        )


async def test_a_mediator_is_a_member_of_the_committee_of_the_disputes_own_center() -> None:
    desk = DisputeSite().dispute_desk
    made = await desk.register(rights(REGISTER), a_new_dispute(), a_request())
    target = DisputeTarget(made.state.id, None, a_request("name"))
    access = rights("DisputeService/NameMediators")
    with pytest.raises(CommitteeNotInOffice):
        await desk.name_mediators(access, target, [MEDIATOR], chosen=True, note="")
    forming = rights("DisputeService/FormCommittee")
    await desk.form_committee(forming, VILLAGE, TODAY, members(), a_request("form"))
    named = await desk.name_mediators(access, target, [MEDIATOR], chosen=True, note="")
    assert (named.state.mediators, named.revision) == ((MEDIATOR,), 2)


async def test_a_repeated_step_answers_although_the_table_would_refuse_it_now() -> None:
    site = DisputeSite()
    made = await site.dispute_desk.register(rights(REGISTER), a_new_dispute(), a_request())
    target = DisputeTarget(made.state.id, 1, a_request("end"))
    access = rights("DisputeService/EndMediation")
    first, again = [
        await site.dispute_desk.take_step(access, target, End(route=ROUTE)) for _ in range(2)
    ]
    assert first == again
    called = await site.whistle_desk.call(rights(CALL), a_call(), a_request())
    waiving = WhistleTarget(called.state.id, 1, a_request("waive"))
    order = WaivePart(WATER, "暂不需要测试")
    access = rights("WhistleService/WaivePart")
    results = [await site.whistle_desk.take_step(access, waiving, order) for _ in range(2)]
    assert results[0] == results[1]
    assert results[0].state.open_units == (HOUSING,)


async def test_what_is_not_there_or_not_theirs_is_refused() -> None:
    site = DisputeSite()
    order, waive = End(route=ROUTE), WaivePart(WATER, "免")
    none = DisputeTarget(DisputeId("none"), None, a_request("end"))
    with pytest.raises(NotFound):
        await site.dispute_desk.take_step(rights("DisputeService/EndMediation"), none, order)
    nothing = WhistleTarget(WhistleId("none"), None, a_request("waive"))
    with pytest.raises(NotFound):
        await site.whistle_desk.take_step(rights("WhistleService/WaivePart"), nothing, waive)
    made = await site.dispute_desk.register(rights(REGISTER), a_new_dispute(), a_request())
    called = await site.whistle_desk.call(rights(CALL), a_call(), a_request())
    theirs = DisputeTarget(made.state.id, None, a_request("end"))
    outside = rights("DisputeService/EndMediation", scope="610921105")
    with pytest.raises(OutOfScope):
        await site.dispute_desk.take_step(outside, theirs, order)
    called_by_others = WhistleTarget(called.state.id, None, a_request("waive"))
    outside = rights("WhistleService/WaivePart", scope="610921105")
    with pytest.raises(OutOfScope):
        await site.whistle_desk.take_step(outside, called_by_others, waive)
