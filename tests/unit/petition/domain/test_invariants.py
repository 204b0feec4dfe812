"""An appeal that cannot be is found out, whatever is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from services.petition.domain.clocks import ClockKind
from services.petition.domain.ids import PetitionId
from services.petition.domain.invariants import BrokenInvariant, check_petition
from services.petition.domain.kinds import Channel
from services.petition.domain.petition import Petition
from services.petition.domain.states import State
from tests.support.petition_builders import UNIT, a_petition

FRESH = a_petition().build()
AT_UNIT = a_petition().accepted().assigned().build()
STANDING = a_petition().in_progress().paused().build()
CLOSED = a_petition().done().build()
WITHOUT_LIMIT = tuple(c for c in STANDING.clocks if c.kind is not ClockKind.SUSPENSION)


@dataclass(frozen=True)
class Case:
    id: str
    petition: Petition
    said: str


CASES = (
    Case("no history", replace(FRESH, history=()), "no beginning"),
    Case("a gap in the history", replace(CLOSED, history=CLOSED.history[::2]), "does not"),
    Case("another state", replace(FRESH, state=State.ACCEPTED), "last line"),
    Case("no clock", replace(FRESH, clocks=()), "no clock runs"),
    Case("two of a kind", replace(FRESH, clocks=FRESH.clocks * 2), "two clocks"),
    Case("a clock at the end", replace(CLOSED, clocks=FRESH.clocks), "open at the end"),
    Case("no limit", replace(STANDING, clocks=WITHOUT_LIMIT), "no clock runs"),
    Case("no unit", replace(AT_UNIT, assignments=()), "0 main units"),
    Case("two units", replace(AT_UNIT, assignments=AT_UNIT.assignments * 2), "2 main units"),
    Case("a unit too early", replace(FRESH, assignments=AT_UNIT.assignments), "a unit has it"),
    Case(
        "the accused unit",
        replace(AT_UNIT, channel=Channel.DISCIPLINE, accused_unit=UNIT),
        "accused",
    ),
    Case("returned twice", replace(FRESH, returns=(UNIT, UNIT)), "returned it twice"),
    Case("one number twice", replace(FRESH, petitioners=FRESH.petitioners * 2), "one number"),
    Case("joined and open", replace(FRESH, joined_to=PetitionId("p-2")), "joined to nothing"),
    Case("nobody asks", replace(FRESH, petitioners=()), "wrong place"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_broken_appeal_is_found_out(case: Case) -> None:
    with pytest.raises(BrokenInvariant, match=case.said):
        check_petition(case.petition)


@pytest.mark.parametrize("petition", [FRESH, AT_UNIT, STANDING, CLOSED])
def test_a_whole_one_passes(petition: Petition) -> None:
    check_petition(petition)
