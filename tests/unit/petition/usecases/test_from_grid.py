"""What a visit raised becomes an appeal of the village, once, however often it is told."""

from __future__ import annotations

import pytest
from gov321.grid.events.v1 import care_events_pb2 as pb
from gov321.grid.events.v1.care_record_pb2 import CareRecord

from kit.access_log import MemoryAccessLog
from kit.crypto import CannotOpen
from kit.custody import Custody
from kit.envelope import Event, Received
from kit.model.clock import ManualClock
from kit.model.division_tree import Division, DivisionTree
from services.petition.domain.ids import PetitionId
from services.petition.domain.kinds import Source
from services.petition.domain.petition import Origin
from services.petition.events import GRID_TYPES, GridNeeds
from services.petition.usecases.attachments import Attachments
from services.petition.usecases.from_grid import FromGrid
from services.petition.usecases.receipts import QueryCodes
from services.petition.usecases.submission import Submission
from tests.support.grid_intake import received
from tests.support.petition_builders import MONDAY, VILLAGE, rules
from tests.support.petition_fakes import MemoryPetitions
from tests.support.petition_files import MemoryObjects, MemoryUploads
from tests.support.petition_handoffs import CENTERS, THREE_SITES
from tests.support.registry_fakes import a_vault

DIVISIONS = DivisionTree(Division(code, code.digits) for code in CENTERS)
TEXT = "水渠堵了，田里进不了水。"


def a_need(number: int = 1, text: str = TEXT, household: str = "h1") -> Received:
    """Return the fact that something was asked for on a visit."""
    care = CareRecord(household_id=household, revision=7, home=VILLAGE.digits, leaf="01-02")
    sealed = a_vault().seal(text.encode(), "h1", "need")
    fact = pb.NeedRaised(care=care, visit_id="v1", number=number, text=sealed)
    name = fact.DESCRIPTOR.full_name
    assert name in GRID_TYPES
    return received(
        Event(
            topic="gov321.grid.events.v1",
            key=VILLAGE.digits,
            type=name,
            subject=household,
            revision=7,
            n=number,
            source="/gov321/villages/grid",
            time=MONDAY,
            data=fact.SerializeToString(),
        )
    )


class Rig:
    """The consumer of needs at a site."""

    def __init__(self, site: str = "villages") -> None:
        here, clock = THREE_SITES.site(site), ManualClock(MONDAY)
        self.petitions = MemoryPetitions(clock)
        custody = Custody(THREE_SITES, here, DIVISIONS)
        submission = Submission(
            petitions=self.petitions,
            attachments=Attachments(
                MemoryUploads(), MemoryObjects(), custody, MemoryAccessLog(), clock
            ),
            codes=QueryCodes(a_vault().blind),
            custody=custody,
            clock=clock,
            rules=rules(),
        )
        self.needs = GridNeeds(FromGrid(submission, THREE_SITES, here), a_vault())

    def kept(self) -> list[PetitionId]:
        """Return the ids of the appeals there are."""
        return [PetitionId(document["_id"]) for document in self.petitions.records.all()]


async def test_a_need_becomes_an_appeal_of_its_household_and_grid() -> None:
    rig = Rig()
    await rig.needs([a_need()])
    [found] = (await rig.petitions.get_many(rig.kept())).values()
    petition = found.state
    assert (petition.source, petition.text, petition.title) == (Source.VISIT, TEXT, TEXT)
    assert (petition.home, petition.place, petition.custody.center) == (VILLAGE,) * 3
    assert (petition.household_id, petition.grid, petition.visit_id) == ("h1", "01-02", "v1")
    assert petition.history[0].origin is Origin.EVENT
    assert petition.next_timer is not None


async def test_a_need_told_again_meets_the_appeal_it_made() -> None:
    rig = Rig()
    await rig.needs([a_need(), a_need()])
    await rig.needs([a_need(2), a_need(1)])
    assert len(rig.kept()) == 2
    before = rig.petitions.records.all()
    await rig.needs([a_need(), a_need(2)])
    assert rig.petitions.records.all() == before


async def test_a_long_need_has_a_title_that_fits() -> None:
    rig = Rig()
    await rig.needs([a_need(text="水" * 2000)])
    [found] = (await rig.petitions.get_many(rig.kept())).values()
    assert (len(found.state.title), len(found.state.text)) == (50, 2000)


@pytest.mark.parametrize("site", ["towns", "county"])
async def test_only_the_site_of_the_village_takes_it_in(site: str) -> None:
    rig = Rig(site)
    await rig.needs([a_need()])
    assert rig.kept() == []


async def test_a_text_that_was_moved_to_another_household_is_raised_for_the_bus_to_park() -> None:
    rig = Rig()
    with pytest.raises(CannotOpen):
        await rig.needs([a_need(household="h2")])
    assert rig.kept() == []
