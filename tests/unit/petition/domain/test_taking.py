"""The desk: accepted, assigned by the table, given back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from kit.model.clock import local_date
from kit.model.errors import Refusal
from services.petition.domain import taking
from services.petition.domain.clocking import latest_clock
from services.petition.domain.clocks import ClockKind, ClockState
from services.petition.domain.ids import UnitCode
from services.petition.domain.kinds import Channel, Urgency
from services.petition.domain.petition import Petition
from services.petition.domain.petition_errors import (
    ArbiterDecides,
    ConflictOfInterest,
    DeskCannotReturn,
    ReasonRequired,
    ReturnedBefore,
    ReturnTooLate,
)
from services.petition.domain.reference import Responsibility
from services.petition.domain.states import State
from services.petition.domain.steps import CENTER_DESK
from services.petition.domain.taking import Acceptance, AssignPetition
from tests.support.petition_builders import (
    ARBITER,
    CATEGORY,
    CLERK,
    DISCIPLINE,
    MONDAY,
    OTHER_UNIT,
    REVIEWER,
    UNIT,
    VILLAGE,
    a_petition,
    clocks,
    officer,
    rules,
)

LATER = MONDAY + timedelta(hours=4)


def table() -> Responsibility | None:
    """The row of drinking water in the county's table."""
    return rules().reference.responsible(CATEGORY, VILLAGE, local_date(MONDAY))


def assigned(petition: Petition, order: AssignPetition, note: str = "") -> Petition:
    return taking.assign(petition, order, table(), CLERK, LATER, clocks(), note)[0]


def test_what_is_accepted_may_be_sorted_in_the_same_step() -> None:
    order = Acceptance(urgency=Urgency.U4, channel=Channel.PETITION_LAW)
    petition = a_petition(category=None).accepted(order).build()
    finish = latest_clock(petition, ClockKind.FINISH)
    assert (petition.state, petition.urgency) == (State.ACCEPTED, Urgency.U4)
    assert finish is not None
    assert finish.span.amount == 60


def test_a_rejected_one_is_told_the_legal_route() -> None:
    petition = a_petition().rejected().build()
    assert (petition.state, petition.route) == (State.REJECTED, "向法院起诉")
    assert petition.next_timer is None


def test_it_is_not_rejected_without_a_route() -> None:
    with pytest.raises(ReasonRequired):
        taking.reject(a_petition().build(), " ", REVIEWER, LATER, clocks(), "涉诉")


def test_it_goes_to_the_unit_of_the_table() -> None:
    row = table()
    petition = assigned(a_petition().accepted().build(), AssignPetition())
    assert row is not None
    assert petition.main_unit == row.main
    assert {one.unit for one in petition.assignments if not one.main} == set(row.helpers)


def test_what_fits_no_row_goes_to_the_centers_desk() -> None:
    fresh = a_petition().accepted().build()
    petition, _ = taking.assign(fresh, AssignPetition(), None, CLERK, LATER, clocks())
    assert petition.main_unit == CENTER_DESK


def test_what_the_tables_unit_returned_goes_to_the_desk() -> None:
    petition = a_petition().accepted().assigned(UNIT).returned().build()
    assert assigned(petition, AssignPetition()).main_unit == CENTER_DESK


def test_another_unit_than_the_tables_needs_a_reason() -> None:
    accepted = a_petition().accepted().build()
    with pytest.raises(ReasonRequired):
        assigned(accepted, AssignPetition(OTHER_UNIT))
    assert assigned(accepted, AssignPetition(OTHER_UNIT), "房屋问题").main_unit == OTHER_UNIT


def test_a_helper_is_named_once_and_not_beside_itself() -> None:
    order = AssignPetition(OTHER_UNIT, (OTHER_UNIT, UNIT, UNIT))
    petition = assigned(a_petition().accepted().build(), order, "房屋问题")
    assert [one.unit for one in petition.assignments] == [OTHER_UNIT, UNIT]


def test_the_accused_unit_never_handles_it() -> None:
    accepted = a_petition(channel=Channel.DISCIPLINE, accused_unit=UNIT)
    done, _ = taking.accept(accepted.build(), Acceptance(), DISCIPLINE, LATER, clocks())
    for order in (AssignPetition(UNIT), AssignPetition(OTHER_UNIT, (UNIT,))):
        with pytest.raises(ConflictOfInterest):
            taking.assign(done, order, None, DISCIPLINE, LATER, clocks(), "由其办理")


def test_the_first_contact_is_kept_and_stops_its_clock() -> None:
    petition = a_petition().in_progress().build()
    clock = latest_clock(petition, ClockKind.FIRST_CONTACT)
    assert petition.first_contact_at is not None
    assert petition.assignments[0].contacted_at == petition.first_contact_at
    assert clock is not None
    assert clock.state is ClockState.STOPPED


def test_an_interim_answer_to_the_most_urgent_stops_its_clock() -> None:
    told = a_petition(urgency=Urgency.U1).in_progress()
    before = latest_clock(told.petition, ClockKind.INTERIM)
    after = latest_clock(told.contacted().petition, ClockKind.INTERIM)
    assert before is not None
    assert before.stopped_at is None
    assert after is not None
    assert after.stopped_at is not None
    assert told.petition.state is State.IN_PROGRESS


def test_a_return_leaves_the_clock_of_the_answer_running() -> None:
    before = a_petition().accepted().assigned()
    finish = latest_clock(before.petition, ClockKind.FINISH)
    petition = before.returned().build()
    assert (petition.state, petition.main_unit) == (State.ACCEPTED, None)
    assert petition.returns == (UNIT,)
    assert latest_clock(petition, ClockKind.FINISH) == finish


def test_after_the_third_return_only_the_arbiter_assigns() -> None:
    told = a_petition(urgency=Urgency.U4).accepted()
    for unit in ("water", "housing", "transport"):
        told = told.assigned(UnitCode(unit)).returned()
    order = AssignPetition(UNIT)
    with pytest.raises(ArbiterDecides):
        taking.assign(told.petition, order, None, CLERK, told.now, told.clocks, "裁定")
    again, _ = taking.assign(told.petition, order, None, ARBITER, told.now, told.clocks, "裁定")
    assert again.main_unit == UNIT


@dataclass(frozen=True)
class Case:
    id: str
    petition: Petition
    unit: UnitCode
    days: int
    refusal: type[Refusal]


AT_UNIT = a_petition().accepted().assigned().build()
CASES = (
    Case("after five working days", AT_UNIT, UNIT, 8, ReturnTooLate),
    Case("a second time", replace(AT_UNIT, returns=(UNIT,)), UNIT, 0, ReturnedBefore),
    Case(
        "by the desk itself",
        a_petition().accepted().assigned(CENTER_DESK).build(),
        CENTER_DESK,
        0,
        DeskCannotReturn,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_return_is_refused(case: Case) -> None:
    who = CLERK if case.unit == CENTER_DESK else officer(case.unit)
    now = LATER + timedelta(days=case.days)
    with pytest.raises(case.refusal):
        taking.give_back(case.petition, who, now, clocks(now), "不属本单位职责")


def test_a_return_on_the_fifth_working_day_is_in_time() -> None:
    now = LATER + timedelta(days=7)  # the Monday after
    petition, _ = taking.give_back(AT_UNIT, officer(), now, clocks(now), "不属本单位职责")
    assert petition.state is State.ACCEPTED
