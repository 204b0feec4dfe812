"""The ladder 村 → 镇 → 县, up to its last rung."""

from __future__ import annotations

from dataclasses import replace

from kit.model.division_tree import Division, DivisionTree
from services.petition.domain.escalating import climb, first_center, next_center
from services.petition.domain.events import HandedOff, HandoffReason
from services.petition.domain.handing import take_over
from services.petition.domain.ids import UnitCode
from services.petition.domain.kinds import Urgency
from services.petition.domain.petition import Assignment, Origin
from services.petition.domain.states import State
from tests.support.petition_builders import clocks
from tests.support.petition_handoffs import CENTERS, COUNTY, NOW, TOWN, VILLAGE, a_matter

DIVISIONS = DivisionTree(Division(code, code.digits) for code in CENTERS)


def test_every_rung_leads_to_the_next_and_the_county_is_the_last() -> None:
    rungs = [next_center(a_matter(center), DIVISIONS) for center in (VILLAGE, TOWN, COUNTY)]
    assert rungs == [TOWN, COUNTY, None]


def test_what_nobody_takes_on_climbs_to_the_county_and_stays() -> None:
    matter = a_matter(VILLAGE, State.REGISTERED)
    for center in (TOWN, COUNTY):
        gone, happened = climb(matter, DIVISIONS, NOW)
        assert [one.reason for one in happened if isinstance(one, HandedOff)] == [
            HandoffReason.UNASSIGNED
        ]
        assert gone.history[-1].origin is Origin.TIMER
        came = take_over(None, gone, NOW, clocks())
        assert came is not None
        matter = came[0]
        assert matter.custody.center == center
    assert climb(matter, DIVISIONS, NOW) == (matter, ())


def test_what_a_unit_does_not_finish_climbs_as_overdue() -> None:
    unit = Assignment(UnitCode("u1"), True, NOW)
    _, happened = climb(
        replace(a_matter(state=State.IN_PROGRESS), assignments=(unit,)), DIVISIONS, NOW
    )
    assert happened == (HandedOff(VILLAGE, TOWN, 1, HandoffReason.OVERDUE),)


def test_a_most_urgent_matter_goes_straight_to_the_county() -> None:
    matter = replace(a_matter(), urgency=Urgency.U1)
    assert first_center(matter, DIVISIONS) == COUNTY
    assert first_center(a_matter(), DIVISIONS) is None
    assert first_center(replace(a_matter(COUNTY), urgency=Urgency.U1), DIVISIONS) is None
