"""Who is told of a write: the receiver of a handoff, and every site that has to follow."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from kit.model.division import DivisionCode
from kit.topology import Topology, parse_topology
from services.petition.domain.addressing import FACTS, Routes
from services.petition.domain.events import HandedOff, HandoffReason, Submitted
from services.petition.domain.handing import hand_off, take_over
from services.petition.domain.kinds import Channel
from services.petition.domain.petition import Petition
from tests.support.petition_builders import clocks
from tests.support.petition_handoffs import (
    CLERK,
    COUNTY,
    MANUAL,
    NOW,
    THREE_SITES,
    TOWN,
    VILLAGE,
    a_matter,
)

SPLIT = parse_topology(
    {
        "county": COUNTY.digits,
        "sites": [
            {"id": "county", "tier": "county", "scope": ["610921"]},
            {"id": "towns", "tier": "town", "scope": ["610921"]},
            {"id": "own-town", "tier": "town", "scope": ["610921104"]},
            {"id": "villages", "tier": "village", "scope": ["610921"]},
        ],
    }
)
"""One town has a site of its own."""


def inboxes(*sites: str) -> tuple[str, ...]:
    return tuple(f"gov321.petition.inbox.{site}.v1" for site in sites)


def passed(*centers: DivisionCode) -> Petition:
    """Return an appeal that went from center to center, and is at the last."""
    matter = a_matter(centers[0])
    for center in centers[1:]:
        gone, _ = hand_off(matter, center, MANUAL, CLERK, NOW, "需要协调")
        came = take_over(None, gone, NOW, clocks())
        assert came is not None
        matter = came[0]
    return matter


@pytest.mark.parametrize("to", [TOWN, COUNTY])
def test_a_handoff_goes_to_the_facts_and_to_its_receiver(to: DivisionCode) -> None:
    routes = Routes(THREE_SITES, THREE_SITES.site("villages"))
    fact = HandedOff(VILLAGE, to, 1, HandoffReason.MANUAL)
    assert routes.of(fact) == (FACTS, *inboxes("towns" if to == TOWN else "county"))
    assert routes.of(Submitted()) == (FACTS,)


@dataclass(frozen=True)
class Case:
    id: str
    here: str
    petition: Petition
    told: tuple[str, ...]
    topology: Topology = THREE_SITES


CASES = (
    Case("at home nobody else has to be told", "villages", a_matter(), ()),
    Case("the home village follows the town", "towns", passed(VILLAGE, TOWN), ("villages",)),
    Case(
        "most urgent, straight to the county: the town is told as well",
        "county",
        passed(VILLAGE, COUNTY),
        ("towns", "villages"),
    ),
    Case("received at the county", "county", a_matter(COUNTY), ("towns", "villages")),
    Case("the sites above hear facts", "villages", passed(VILLAGE, TOWN, VILLAGE), ()),
    Case(
        "the receiver of a handoff gets that alone",
        "towns",
        hand_off(passed(VILLAGE, TOWN), VILLAGE, MANUAL, CLERK, NOW, "退回")[0],
        (),
    ),
    Case(
        "a site beside, whatever its name",
        "county",
        passed(VILLAGE, TOWN, COUNTY),
        ("own-town", "villages"),
        SPLIT,
    ),
    Case(
        "a protected matter is told to nobody who has not had it",
        "county",
        replace(a_matter(COUNTY), channel=Channel.DISCIPLINE),
        (),
    ),
    Case("a matter of the whole town", "county", replace(a_matter(COUNTY), home=TOWN), ("towns",)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_who_follows(case: Case) -> None:
    routes = Routes(case.topology, case.topology.site(case.here))
    assert routes.followers(case.petition) == inboxes(*case.told)
