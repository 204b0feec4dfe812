"""Deciding on colours: rights, custody, revisions, repeats."""

from __future__ import annotations

import pytest

from kit.access import OutOfScope
from kit.model.errors import InvalidValue, NotCustodian, NotFound, RequestReused, StaleRevision
from services.grid.domain.care_errors import NoOverride
from services.grid.domain.colour.values import Colour
from services.grid.usecases.care_changes import CareTarget
from tests.support.grid_builders import a_request
from tests.support.grid_care_site import CareSite, here, rights, target
from tests.support.grid_cares import ids, overriding, says

CONFIRM = "CareService/ConfirmColour"
OVERRIDE = "CareService/OverrideColour"
PROPOSED = here().assessed(says(Colour.RED))


async def test_a_confirmed_colour_is_in_force_under_the_callers_name() -> None:
    site = CareSite()
    await site.put(PROPOSED)
    found = await site.desk.confirm(rights(CONFIRM), target(revision=1))
    assert (found.state.colour, found.revision) == (Colour.RED, 2)
    assert found.state.spells[-1].signer == "reviewer-1"


async def test_nobody_confirms_what_they_did_not_see() -> None:
    site = CareSite()
    await site.put(PROPOSED)
    with pytest.raises(InvalidValue):
        await site.desk.confirm(rights(CONFIRM), target())
    await site.desk.override(rights(OVERRIDE), target(), overriding(Colour.GREEN))
    with pytest.raises(StaleRevision):
        await site.desk.confirm(rights(CONFIRM), target(revision=1, name="late"))


async def test_a_repeated_confirmation_changes_nothing_more() -> None:
    site = CareSite()
    await site.put(PROPOSED)
    for _ in range(2):
        found = await site.desk.confirm(rights(CONFIRM), target(revision=1))
        assert found.revision == 2


async def test_a_request_id_with_another_body_is_refused() -> None:
    site = CareSite()
    await site.put(PROPOSED)
    await site.desk.confirm(rights(CONFIRM), target(revision=1))
    other = CareTarget(ids("h1")[0], 1, a_request("first", "another body"))
    with pytest.raises(RequestReused):
        await site.desk.confirm(rights(CONFIRM), other)


async def test_an_override_is_ended_and_then_there_is_none() -> None:
    site = CareSite()
    await site.put(PROPOSED)
    await site.desk.override(rights(OVERRIDE), target(), overriding(Colour.GREEN))
    end = rights("CareService/EndOverride")
    found = await site.desk.end_override(end, target(name="end"))
    assert (found.state.colour, found.state.proposal) == (None, Colour.RED)
    with pytest.raises(NoOverride):
        await site.desk.end_override(end, target(name="end again"))


async def test_a_refusal_is_recorded_and_taken_back() -> None:
    site = CareSite()
    await site.put(PROPOSED)
    access = rights("CareService/RefuseClassification")
    found = await site.desk.refuse(access, target(), "不同意自动评定")
    assert found.state.refused is not None
    found = await site.desk.accept(access, target(name="back"))
    assert found.state.refused is None


async def test_another_village_is_out_of_scope() -> None:
    site = CareSite()
    await site.put(PROPOSED)
    with pytest.raises(OutOfScope):
        await site.desk.confirm(rights(CONFIRM, scope="610921105"), target(revision=1))
    assert (await site.one()).revision == 1


async def test_a_site_above_names_the_custodian() -> None:
    county = CareSite("county")
    await county.put(PROPOSED)
    with pytest.raises(NotCustodian):
        await county.desk.confirm(rights(CONFIRM), target(revision=1))


async def test_an_unknown_household_is_not_found() -> None:
    with pytest.raises(NotFound):
        await CareSite().desk.confirm(rights(CONFIRM), target("none", 1))
