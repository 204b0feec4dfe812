"""Sealed means sealed, in the grid too: planted personal data is nowhere in clear."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.commit import Decision
from kit.envelope import Received
from services.grid.domain.care import HouseholdCare
from services.grid.domain.colour.values import Colour
from services.grid.domain.contacting import AssignContact, assign
from services.grid.domain.deciding import OverrideColour, override, refuse_classification
from services.grid.domain.ids import HouseholdId, PersonId, VisitId
from services.grid.domain.lines import Line, Post
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.postings import TakePost, take_post
from services.grid.domain.settling import CareOutcome
from services.grid.domain.visit import DutyCode, RaisedNeed, Visit, VisitKind
from services.grid.domain.visiting import record
from tests.support import registry_canaries as canaries
from tests.support.builders import JIANGHE, TODAY
from tests.support.grid_app import GridWorld
from tests.support.grid_intake import a_fact, wages

CANARY = HouseholdId("canary")
HELPER, HELPER_NAME = PersonId("canary-1"), "金丝雀联系人"
SECRETS = {
    "reason of a decision": "金丝雀评议理由",
    "note of a refusal": "金丝雀不接受",
    "what was said": "金丝雀拉家常",
    "what was asked for": "金丝雀诉求",
    "reason in words": "重点帮教",
    "rule that matched": "red_need",
}
IN_CLEAR = {**{name: text.encode() for name, text in SECRETS.items()}, **canaries.IN_CLEAR}
"""What must never be found outside of a sealed field."""


@pytest.fixture
async def world() -> GridWorld:
    """A county in which everything that can be said of a household was said."""
    world = GridWorld()
    household = replace(canaries.household(), incomes=(wages(TODAY.year - 1, 12345),))
    await world.hear([a_fact(household)])
    await _posted(world)
    for step in (_overridden, _refused, _contacted, _visited):
        await world.site().stores.cares.change(CANARY, lambda care, s=step: Decision(*s(care)))
    await world.settle()
    return world


async def _posted(world: GridWorld) -> None:
    order = TakePost(HELPER, HELPER_NAME, Post.PARTY_MEMBER, TODAY, CANARY)
    await world.site().stores.villages.change(
        JIANGHE, lambda village: Decision(*take_post(village, order, TODAY))
    )


def _overridden(care: HouseholdCare) -> CareOutcome:
    reason = SECRETS["reason of a decision"]
    order = OverrideColour(Colour.RED, reason, "reviewer-1", TODAY.replace(month=12))
    return override(care, order, DEFAULT_GRID_POLICY, TODAY)


def _refused(care: HouseholdCare) -> CareOutcome:
    return refuse_classification(care, SECRETS["note of a refusal"], TODAY)


def _contacted(care: HouseholdCare) -> CareOutcome:
    order = AssignContact(Line.PARTY, HELPER, HELPER_NAME, TODAY, named=True)
    return assign(care, order, DEFAULT_GRID_POLICY, TODAY)


def _visited(care: HouseholdCare) -> CareOutcome:
    visit = Visit(
        id=VisitId("visit-1"),
        kind=VisitKind.VISIT,
        visitor=HELPER,
        on=TODAY,
        recorded_on=TODAY,
        duties=(DutyCode.OPINION,),
        text=SECRETS["what was said"],
        needs=(RaisedNeed(1, SECRETS["what was asked for"]),),
    )
    return record(care, visit, (), DEFAULT_GRID_POLICY, TODAY)


async def test_the_story_says_everything_it_should(world: GridWorld) -> None:
    """Else the search below would find nothing because nothing was there."""
    care = (await world.site().stores.cares.get_many([CANARY]))[CANARY].state
    assert care.assessment is not None
    assert care.refused is not None
    verdict, [visit] = care.assessment.verdict, care.visits
    told = (visit.text, visit.needs[0].text, care.spells[0].reason, care.refused.note)
    words = (*told, *verdict.reasons, *(rule.value for rule in verdict.matched))
    assert [name for name, text in SECRETS.items() if text not in "".join(words)] == []


async def test_no_event_has_a_sealed_value_in_clear(world: GridWorld) -> None:
    published = await world.published()
    assert {event.type.rpartition(".")[2] for event in published} >= {"VisitRecorded", "NeedRaised"}
    assert [(event.type, leak) for event in published for leak in _leaks(event.data)] == []


async def test_no_key_topic_or_header_says_anything_of_a_person(world: GridWorld) -> None:
    for event in await world.published():
        around = _around(event)
        assert _leaks(around) == []
        assert canaries.NAME.encode() not in around
        assert HELPER_NAME.encode() not in around
        assert b"red" not in event.key.encode() + event.topic.encode() + event.id.encode()


async def test_what_is_stored_copied_and_kept_as_history_is_sealed(world: GridWorld) -> None:
    own, county = world.site().stores, world.site("county").stores
    kept = {
        "copies of households": own.households.replica.all(),
        "villages": own.villages.records.all(),
        "cares": own.cares.records.all(),
        "history of villages": await own.village_trail.rows.versions(JIANGHE.digits),
        "history of cares": await own.care_trail.rows.versions(CANARY),
        "copies of villages": county.village_copies.replica.all(),
        "copies of cares": county.care_copies.replica.all(),
    }
    assert [name for name, documents in kept.items() if not documents] == []
    leaks = [(name, leak) for name, found in kept.items() for leak in _leaks_of(found)]
    assert leaks == []


async def test_what_is_kept_of_households_names_nobody(world: GridWorld) -> None:
    kept = repr(world.site().stores.households.replica.all())
    assert canaries.NAME not in kept
    assert repr(canaries.NAME.encode())[2:-1] not in kept
    assert "108.77777" not in kept


async def test_nothing_prints_what_is_sealed(world: GridWorld) -> None:
    stores = world.site().stores
    care = (await stores.cares.get_many([CANARY]))[CANARY]
    known = (await stores.households.get_many([CANARY]))[CANARY]
    village = await stores.villages.get(JIANGHE)
    told = f"{care.state.visits!r}{care.state.spells!r}{care.state.refused!r}{known!r}{village!r}"
    assert [name for name, text in IN_CLEAR.items() if text.decode() in told] == []
    assert HELPER_NAME not in told


def _around(event: Received) -> bytes:
    parts = (event.topic, event.key, event.id, event.subject, event.source, event.type)
    return "\n".join(parts).encode()


def _leaks(raw: bytes) -> list[str]:
    return [name for name, canary in IN_CLEAR.items() if canary in raw]


def _leaks_of(documents: object) -> list[str]:
    """`repr` shows bytes that are text as they are, and escapes the rest: both are looked for."""
    told = repr(documents)
    return [
        name
        for name, canary in IN_CLEAR.items()
        if repr(canary)[2:-1] in told or canary.decode() in told
    ]


def test_the_search_for_canaries_finds_them() -> None:
    text = SECRETS["what was said"]
    assert _leaks_of([{"data": text.encode()}]) == ["what was said"]
    assert _leaks_of({"text": text}) == ["what was said"]
    assert _leaks(b"x" + text.encode()) == ["what was said"]
