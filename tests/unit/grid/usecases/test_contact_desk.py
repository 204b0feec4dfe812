"""Contacts: the post is asked of the village, the load warns, a whole division goes by grid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kit.access import OutOfScope
from kit.commit import Decision
from kit.model.errors import NotCustodian
from kit.roles import Role
from services.grid.domain.care_errors import PostNotHeld
from services.grid.domain.colour.values import Colour
from services.grid.domain.contacting import EndContact
from services.grid.domain.events import RidgesDrawn
from services.grid.domain.ids import PersonId
from services.grid.domain.lines import EndReason, Line
from services.grid.domain.policies import Policies
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.village import Village
from services.grid.usecases.contacts import ByGrid, NewContact
from tests.support.grid_builders import JIANGHE, TODAY, YUHE, leaf
from tests.support.grid_care_site import CareSite, here, rights, target
from tests.support.grid_cares import HELPER, a_care
from tests.support.grid_lines import CORE, DEPUTY, HEAD, PARTY, SECOND

ASSIGN = "LineService/AssignContact"
BY_GRID = "LineService/AssignContactsByGrid"
CLERK = rights(ASSIGN, Role.CLERK)
LINE = Line.CORE_HOUSEHOLDER
FEW = Policies(grid=(replace(DEFAULT_GRID_POLICY, helper_limit=1),))


def without_posts(village: Village) -> Decision[Village]:
    return Decision(replace(village, postings=()), (RidgesDrawn(0),))


@pytest.mark.parametrize(
    ("line", "person"),
    [(Line.PARTY, PARTY), (Line.DEPUTY, DEPUTY), (LINE, CORE), (LINE, HEAD)],
    ids=["party member", "deputy", "core householder", "leader of the grid around"],
)
async def test_who_holds_the_post_or_leads_the_grid_is_assigned_by_the_name_of_the_post(
    line: Line, person: PersonId
) -> None:
    site = CareSite()
    await site.put(here())
    found, warnings = await site.contacts.assign(CLERK, target(), NewContact(line, person, TODAY))
    assert [(c.person, c.name) for c in found.state.contacts] == [(person, f"测试{person}")]
    assert warnings == ()


@pytest.mark.parametrize(
    ("line", "person", "since"),
    [
        (Line.PARTY, CORE, TODAY),
        (Line.DEPUTY, PARTY, TODAY),
        (LINE, PARTY, TODAY),
        (LINE, PersonId("nobody"), TODAY),
        (Line.PARTY, PARTY, date(2024, 12, 31)),
    ],
    ids=["another post", "another line", "leads nothing", "nobody", "before the post"],
)
async def test_who_does_not_hold_the_post_is_refused(
    line: Line, person: PersonId, since: date
) -> None:
    site = CareSite()
    await site.put(here())
    with pytest.raises(PostNotHeld):
        await site.contacts.assign(CLERK, target(), NewContact(line, person, since))


async def test_a_repeat_is_answered_though_the_post_has_ended_since() -> None:
    site = CareSite()
    await site.put(here())
    new = NewContact(Line.PARTY, PARTY, TODAY)
    for _ in range(2):
        found, _ = await site.contacts.assign(CLERK, target(), new)
        assert found.revision == 2
        await site.villages.change(JIANGHE, without_posts)


async def test_a_helper_above_the_limit_is_warned_of_and_not_refused() -> None:
    site = CareSite(policies=FEW)
    await site.put(here("h1").in_force(Colour.RED), here("h2").in_force(Colour.RED))
    new = NewContact(LINE, CORE, TODAY, named=True)
    _, first = await site.contacts.assign(CLERK, target("h1"), new)
    found, second = await site.contacts.assign(CLERK, target("h2"), new)
    assert first == ()
    assert "2 户" in second[0]
    assert found.state.named_contact is not None


async def test_ending_the_named_contact_opens_the_vacancy_in_the_same_write() -> None:
    site = CareSite()
    await site.put(here().in_force(Colour.RED).with_contact(named=True))
    order = EndContact(LINE, TODAY, EndReason.RESIGNED)
    found = await site.contacts.end(rights("LineService/EndContact", Role.CLERK), target(), order)
    assert (found.revision, found.state.named_contact) == (2, None)
    assert found.state.open_vacancy is not None


async def test_by_grid_every_household_gets_the_leader_of_its_leaf() -> None:
    site = CareSite()
    await site.put(
        here("green").in_force(Colour.GREEN),
        here("red").in_force(Colour.RED),
        here("helped").in_force(Colour.RED).with_contact(HELPER),
        here("content").in_force(Colour.GREEN).with_contact(HELPER),
        a_care("in the group").in_leaf(SECOND).in_force(Colour.RED),
        a_care("nowhere").in_leaf(leaf("07")).in_force(Colour.RED),
    )
    access = rights(BY_GRID, Role.CLERK)
    done = await site.contacts.by_grid(access, JIANGHE)
    assert done == ByGrid(assigned=3, named=3, left=1)
    who = {
        item.state.household: (item.state.contacts[-1].person, item.state.contacts[-1].named)
        for item in await site.cares.of_village(JIANGHE)
        if item.state.contacts
    }
    assert who == {
        "green": (CORE, False),
        "red": (CORE, True),
        "helped": (HELPER, True),
        "content": (HELPER, False),
        "in the group": (HEAD, True),
    }


async def test_by_grid_again_changes_nothing() -> None:
    site = CareSite()
    await site.put(here("h1").in_force(Colour.RED))
    access = rights(BY_GRID, Role.CLERK)
    await site.contacts.by_grid(access, JIANGHE.county)
    assert await site.contacts.by_grid(access, JIANGHE.county) == ByGrid(0, 0, 0)
    assert (await site.one()).revision == 2


async def test_by_grid_is_for_the_callers_villages_at_their_custodian() -> None:
    site = CareSite()
    await site.put(here())
    with pytest.raises(OutOfScope):
        await site.contacts.by_grid(rights(BY_GRID, Role.CLERK, "610921105"), JIANGHE)
    with pytest.raises(NotCustodian):
        await CareSite("county").contacts.by_grid(rights(BY_GRID, Role.CLERK), JIANGHE)


async def test_the_households_of_a_person_are_shown_within_the_callers_scope() -> None:
    site = CareSite()
    far = a_care("b").in_leaf(leaf("01")).with_contact()
    moved = replace(far.care, village=YUHE, leaf=type(far.care.leaf)(f"{YUHE}-01"))
    await site.put(
        here("a").in_force(Colour.RED).with_contact(named=True),
        replace(far, care=moved),
        here("c").with_contact(),
    )
    access = rights("LineService/ListContacts", scope=JIANGHE.digits)
    first = await site.contacts.of_person(access, HELPER, "", 2)
    assert [item.state.household for item in first.cares] == ["a"]
    assert (first.helper.contacts, first.helper.named_red, first.limit) == (2, 1, 10)
    second = await site.contacts.of_person(access, HELPER, first.after, 2)
    assert [item.state.household for item in second.cares] == ["c"]
    assert second.after == ""
