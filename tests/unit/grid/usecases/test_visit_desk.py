"""Visits are recorded once, however often and however late the device sends them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kit.model.errors import NotFound, RequestReused
from kit.roles import Role
from services.grid.domain.care_errors import NotTheVisitor, VisitReused
from services.grid.domain.ids import HouseholdId
from services.grid.domain.visit import Visit
from services.grid.domain.visiting import KEPT_VISITS
from services.grid.ports.cares import ToldVisit
from tests.support.grid_builders import JIANGHE, NOW, TODAY, leaf
from tests.support.grid_care_site import CareSite, here, rights, target
from tests.support.grid_cares import HELPER, OTHER, a_care, a_visit
from tests.support.grid_lines import CORE, HEAD

ACCESS = rights("CareService/RecordVisit", Role.GRID_LEADER)


async def tell(site: CareSite, visit: Visit, household: str = "h1") -> None:
    """Let the care's own fact reach the list of visits."""
    await site.visits_told.append([ToldVisit(HouseholdId(household), JIANGHE, visit, NOW)])


async def test_the_leader_of_the_leaf_records_a_visit() -> None:
    site = CareSite()
    await site.put(here())
    found = await site.visits.record(ACCESS, target(), a_visit(visitor=CORE))
    assert [visit.visitor for visit in found.state.visits] == [CORE]


async def test_the_leader_of_another_leaf_is_refused() -> None:
    site = CareSite()
    await site.put(a_care().in_leaf(leaf("01-02")))
    with pytest.raises(NotTheVisitor):
        await site.visits.record(ACCESS, target(), a_visit(visitor=CORE))
    await site.visits.record(ACCESS, target(), a_visit(visitor=HEAD))


async def test_a_visit_sent_twice_is_recorded_once() -> None:
    site = CareSite()
    await site.put(here().with_contact())
    for name in ("first", "first", "after the request was forgotten"):
        found = await site.visits.record(ACCESS, target(name=name), a_visit())
        assert (found.revision, len(found.state.visits)) == (2, 1)


async def test_a_visit_that_only_the_list_remembers_is_not_recorded_again() -> None:
    site = CareSite()
    await site.put(here().on(date(2025, 1, 1)).with_contact().on(TODAY))
    for n in range(KEPT_VISITS + 1):
        visit = a_visit(f"v{n}", on=TODAY - timedelta(days=90 - n))
        await site.visits.record(ACCESS, target(name=f"v{n}"), visit)
        await tell(site, visit)
    before = await site.one()
    forgotten = a_visit("v0", on=TODAY - timedelta(days=90))
    assert "v0" not in {visit.id for visit in before.state.visits}
    again = await site.visits.record(ACCESS, target(name="v0 much later"), forgotten)
    assert again.revision == before.revision


async def test_the_id_of_a_visit_with_other_content_is_refused() -> None:
    site = CareSite()
    await site.put(here().with_contact(), here("h2").with_contact())
    await site.visits.record(ACCESS, target(), a_visit())
    with pytest.raises(VisitReused):
        await site.visits.record(ACCESS, target(name="other"), a_visit(text="别的话"))
    await tell(site, a_visit())
    with pytest.raises(VisitReused):
        await site.visits.record(ACCESS, target(name="third"), a_visit(text="别的话"))
    with pytest.raises(VisitReused):
        await site.visits.record(ACCESS, target("h2", name="fourth"), a_visit())


async def test_a_request_of_another_body_is_refused_by_its_id_alone() -> None:
    site = CareSite()
    await site.put(here().with_contact())
    await site.visits.record(ACCESS, target(), a_visit())
    other = a_visit(visitor=OTHER)
    with pytest.raises((RequestReused, VisitReused)):
        await site.visits.record(ACCESS, target(name="x"), other)


async def test_the_household_must_be_known() -> None:
    with pytest.raises(NotFound):
        await CareSite().visits.record(ACCESS, target(), a_visit(visitor=HELPER))
