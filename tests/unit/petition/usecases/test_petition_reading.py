"""Reading appeals: scope, unit, the wall of 检举控告; names only by purpose, logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from kit.access import OutOfScope, PurposeRequired
from kit.authz import Purpose
from kit.model.division import DivisionCode
from kit.model.errors import NotFound
from kit.roles import Role
from services.petition.domain.kinds import Channel, Disclosure
from services.petition.domain.petition_errors import ContactWithheld
from services.petition.domain.states import State
from services.petition.domain.submitting import NewPetitioner
from services.petition.ports.petitions import PetitionFilter
from tests.support.petition_builders import (
    COUNTY,
    MONDAY,
    OTHER_UNIT,
    TOWN,
    UNIT,
    VILLAGE,
    a_petition,
)
from tests.support.petition_desks import AppealSite, rights

PLAIN = a_petition("plain")
MINE = a_petition("mine").accepted().assigned(UNIT)
THEIRS = a_petition("theirs").accepted().assigned(OTHER_UNIT)
CLOSED = a_petition("closed").done()
HIDDEN = a_petition("hidden", channel=Channel.DISCIPLINE, accused_unit=UNIT)
EVERYTHING = PetitionFilter()
OF_OTHERS = PetitionFilter(unit=OTHER_UNIT)
OVER = PetitionFilter(states=frozenset({State.CLOSED}))
WHY = Purpose("PETITION", "核实诉求内容")


@pytest.fixture
async def site() -> AppealSite:
    site = AppealSite()
    await site.put(PLAIN, MINE, THEIRS, CLOSED, HIDDEN)
    return site


@dataclass(frozen=True)
class Case:
    id: str
    role: Role
    shown: tuple[str, ...]
    unit: str = ""
    wanted: PetitionFilter = EVERYTHING
    overdue: bool = False


OPEN = ("plain", "mine", "theirs")
CASES = (
    Case("the desk sees open ones", Role.CLERK, OPEN),
    Case("an officer the own unit's", Role.HANDLER, ("mine",), unit=UNIT),
    Case("whatever unit is asked for", Role.HANDLER, ("mine",), UNIT, OF_OTHERS),
    Case("an officer without a unit nothing", Role.HANDLER, ()),
    Case("discipline its own alone", Role.DISCIPLINE, ("hidden",)),
    Case("discipline of the accused unit nothing", Role.DISCIPLINE, (), unit=UNIT),
    Case("closed ones when asked", Role.CLERK, ("closed",), wanted=OVER),
    Case("of a unit", Role.COMMAND, ("theirs",), wanted=OF_OTHERS),
    Case("late ones", Role.CLERK, OPEN, overdue=True),
)
NAMES = {"plain": PLAIN, "mine": MINE, "theirs": THEIRS, "closed": CLOSED, "hidden": HIDDEN}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_who_is_listed_what(site: AppealSite, case: Case) -> None:
    site.clock.advance(timedelta(days=30))
    access = rights("ListPetitions", case.role, unit=case.unit)
    found = await site.reading.page(access, COUNTY, case.wanted, case.overdue, "", 9)
    wanted = {NAMES[name].petition.id for name in case.shown}
    assert {item.state.id for item in found} == wanted


async def test_pages_do_not_overlap(site: AppealSite) -> None:
    access, seen, after = rights("ListPetitions"), list[str](), ""
    for _ in range(3):
        [item] = await site.reading.page(access, COUNTY, PetitionFilter(), False, after, 1)
        seen.append(item.state.id)
        after = f"{item.state.place}/{item.state.number}"
    assert set(seen) == {NAMES[name].petition.id for name in OPEN}
    assert await site.reading.page(access, COUNTY, PetitionFilter(), False, after, 1) == []


async def test_a_list_outside_the_scope_is_refused(site: AppealSite) -> None:
    access = rights("ListPetitions", scope="610921105")
    with pytest.raises(OutOfScope):
        await site.reading.page(access, TOWN, PetitionFilter(), False, "", 9)


@pytest.mark.parametrize(
    ("role", "unit", "scope"),
    [
        pytest.param(Role.CLERK, "", "610921105", id="another town"),
        pytest.param(Role.HANDLER, OTHER_UNIT, "610921", id="another unit"),
        pytest.param(Role.DISCIPLINE, "", "610921", id="discipline"),
    ],
)
async def test_what_is_not_ones_own_is_not_found(
    site: AppealSite, role: Role, unit: str, scope: str
) -> None:
    access = rights("GetPetition", role, scope, unit)
    with pytest.raises(NotFound):
        await site.reading.get(access, MINE.petition.id)


async def test_a_protected_one_is_not_found_by_the_desk(site: AppealSite) -> None:
    for role in (Role.CLERK, Role.REVIEWER, Role.COMMAND, Role.HANDLER):
        with pytest.raises(NotFound):
            await site.reading.get(rights("GetPetition", role), HIDDEN.petition.id)
    access = rights("GetPetition", Role.DISCIPLINE)
    assert (await site.reading.get(access, HIDDEN.petition.id)).state == HIDDEN.petition


async def test_protected_ones_are_not_counted(site: AppealSite) -> None:
    [count] = await site.reading.counts(rights("GetPetitionStatistics", Role.COMMAND), TOWN)
    assert (count.division, count.received, count.open, count.closed) == (VILLAGE.digits, 4, 3, 1)


async def test_a_county_is_counted_by_town(site: AppealSite) -> None:
    access = rights("GetPetitionStatistics", Role.COMMAND)
    counts = await site.reading.counts(access, DivisionCode.parse("610921000000"))
    assert [count.division for count in counts] == [TOWN.digits]


async def test_a_name_is_revealed_for_a_purpose_and_logged(site: AppealSite) -> None:
    petition = PLAIN.petition
    one = petition.petitioners[0]
    found = await site.reading.reveal(rights("RevealPetitioner"), petition.id, one.id, WHY)
    assert (found.name, found.phone) == ("王小明", "13900000001")
    [entry] = site.log.entries
    assert (entry.record_id, entry.field) == (petition.id, f"petitioner/{one.id}")
    assert (entry.purpose, entry.subject, entry.at) == ("PETITION", "clerk-1", site.clock.now())


@pytest.mark.parametrize("purpose", [Purpose(), Purpose("NOTIFY", "随便看看"), Purpose("PETITION")])
async def test_no_name_without_a_purpose(site: AppealSite, purpose: Purpose) -> None:
    petition = PLAIN.petition
    access = rights("RevealPetitioner")
    with pytest.raises(PurposeRequired):
        await site.reading.reveal(access, petition.id, petition.petitioners[0].id, purpose)
    assert [entry.outcome for entry in site.log.entries] == ["PURPOSE_REQUIRED"]


async def test_an_anonymous_one_has_nothing_to_reveal() -> None:
    site = AppealSite()
    told = a_petition(petitioners=(NewPetitioner(Disclosure.ANONYMOUS),))
    await site.put(told)
    one = told.petition.petitioners[0]
    with pytest.raises(ContactWithheld):
        await site.reading.reveal(rights("RevealPetitioner"), told.petition.id, one.id, WHY)
    assert told.now > MONDAY
