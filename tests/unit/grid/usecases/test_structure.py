"""Exemptions and ridges at the desk: rights, custody, revisions, repeats."""

from __future__ import annotations

import pytest

from kit.access import OutOfScope
from kit.model.errors import NotCustodian, StaleRevision
from services.grid.domain.grid import Exemption
from services.grid.domain.structure import structure_of
from services.grid.domain.village import Ridge
from services.grid.usecases.lines import VillageTarget
from tests.support.grid_builders import JIANGHE, TODAY, YUHE, a_request, leaf
from tests.support.grid_plan_site import PlanSite, access_to

RIDGE = Ridge((108.5, 32.9), (108.6, 32.9))


def target(name: str = "first", revision: int | None = None) -> VillageTarget:
    """Return 江河村 as the target of a request."""
    return VillageTarget(JIANGHE, revision, a_request(name))


@pytest.fixture
async def site() -> PlanSite:
    """江河村 with one group."""
    site = PlanSite()
    await site.hear_groups(一组=3)
    return site


async def test_who_exempts_a_grid_signs_for_it(site: PlanSite) -> None:
    access = access_to("GridService/ExemptGrid")
    for name in ("first", "first", "again"):
        found = await site.structure.exempt(access, target(name), leaf("01"), "山高路远")
    exemption = structure_of(found.state).live[leaf("01")].exemption
    assert exemption == Exemption("山高路远", "reviewer-1", TODAY)
    assert found.revision == 3  # founded, placed, exempted once


async def test_ridges_are_drawn_on_the_state_the_caller_saw(site: PlanSite) -> None:
    access = access_to("GridService/DrawRidges")
    found = await site.structure.draw_ridges(access, target("first", 2), (RIDGE,))
    assert found.state.ridges == (RIDGE,)
    with pytest.raises(StaleRevision):
        await site.structure.draw_ridges(access, target("second", 2), ())


async def test_a_village_out_of_scope_is_refused(site: PlanSite) -> None:
    access = access_to("GridService/DrawRidges", YUHE.digits)
    with pytest.raises(OutOfScope):
        await site.structure.draw_ridges(access, target(), (RIDGE,))


async def test_another_site_names_the_custodian() -> None:
    with pytest.raises(NotCustodian):
        await PlanSite("towns").structure.exempt(
            access_to("GridService/ExemptGrid"), target(), leaf("01"), "山高路远"
        )
