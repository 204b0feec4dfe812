"""What happened to a village, as it is published: every fact with the village's present record."""

from __future__ import annotations

from typing import get_args

import pytest
from gov321.grid.events.v1 import village_events_pb2 as pb

from services.grid.domain import events
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId, PersonId, PlanId, VacancyId
from services.grid.domain.lines import EndReason, Post, SessionKind
from services.grid.wire.village_facts import (
    VILLAGE_FACTS,
    village_message,
    village_of,
    village_republished,
)
from services.grid.wire.village_record import from_village, to_village
from tests.behaviour.grid_villages_suite import everything
from tests.support.grid_builders import NOW, leaf

PERSON = PersonId("p")
FACTS: tuple[events.VillageEvent, ...] = (
    events.HouseholdsPlaced({HouseholdId("b"): None, HouseholdId("a"): leaf("01")}),
    events.GridsRepartitioned(PlanId("plan"), {HouseholdId("a"): leaf("01-01")}, undone=True),
    events.GridExempted(leaf("01")),
    events.RidgesDrawn(2),
    events.PostTaken(PERSON, Post.DEPUTY),
    events.PostLeft(PERSON, Post.DEPUTY, EndReason.DIED),
    events.LeaderAppointed(leaf("01"), PERSON),
    events.LeaderReleased(leaf("01"), PERSON, EndReason.GRID_ENDED),
    events.LeaderVacancyOpened(VacancyId("v"), leaf("01")),
    events.SessionHeld(SessionKind.VOTER_MEETING),
)


def test_every_fact_of_the_domain_is_here() -> None:
    assert {type(fact) for fact in FACTS} == set(get_args(events.VillageEvent))


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_a_fact_carries_the_record_of_the_village(fact: events.VillageEvent) -> None:
    record = from_village(everything(), 7)
    name, data = village_message(fact, record, NOW)
    assert name == f"gov321.grid.events.v1.{type(fact).__name__}"
    assert name in VILLAGE_FACTS
    assert to_village(village_of(data)) == everything()
    assert (village_of(data).revision, village_of(data).custodian) == (7, record.village)


def test_details_are_told_in_wire_names() -> None:
    record = from_village(everything(), 7)
    told = {type(fact).__name__: village_message(fact, record, NOW)[1] for fact in FACTS}
    placed = pb.HouseholdsPlaced.FromString(told["HouseholdsPlaced"])
    moved = pb.GridsRepartitioned.FromString(told["GridsRepartitioned"])
    left = pb.PostLeft.FromString(told["PostLeft"])
    assert list(placed.household_ids) == ["a", "b"]
    assert (moved.plan_id, dict(moved.moves), moved.undone) == (
        "plan",
        {"a": leaf("01-01").text},
        True,
    )
    assert (left.person_id, left.post, left.reason) == ("p", "deputy", "died")


def test_a_republished_village_says_nothing_but_how_it_stands() -> None:
    name, data = village_republished(from_village(everything(), 7), NOW)
    assert name in VILLAGE_FACTS
    assert to_village(village_of(data)) == everything()


def test_a_record_of_a_newer_version_is_read_not_lost() -> None:
    record = from_village(everything(), 7)
    record.postings[0].post = "astronaut"
    record.grids[0].population = "martian"
    read = to_village(record)
    assert read.postings[0].post is Post.PARTY_MEMBER
    assert read.grids[0].code == GridCode.of_village(read.code)
