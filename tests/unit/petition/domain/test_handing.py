"""One handoff: what the sender's write does, and what the receiver's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from kit.model.division import DivisionCode
from kit.model.errors import NotCustodian
from kit.roles import Role
from services.petition.domain.actor import Actor
from services.petition.domain.clocking import is_overdue, latest_clock
from services.petition.domain.clocks import ClockKind, ClockState
from services.petition.domain.events import HandedOff, HandoffReason, TakenOver
from services.petition.domain.handing import (
    CenterOffTheLine,
    hand_off,
    may_write,
    require_here,
    take_over,
)
from services.petition.domain.ids import UnitCode
from services.petition.domain.kinds import Channel
from services.petition.domain.petition import Assignment, Petition
from services.petition.domain.petition_errors import (
    ConflictOfInterest,
    ReasonRequired,
    StepNotAllowed,
    StepNotYours,
)
from services.petition.domain.states import State
from services.petition.domain.steps import open_clocks
from tests.support.petition_builders import clocks
from tests.support.petition_handoffs import (
    CLERK,
    COUNTY,
    MANUAL,
    NEIGHBOUR,
    NOW,
    THREE_SITES,
    TOWN,
    VILLAGE,
    a_clock,
    a_matter,
)

LATER = NOW + timedelta(hours=1)
WHY = "需要镇里协调"


def sent(petition: Petition, to: DivisionCode = TOWN) -> Petition:
    return hand_off(petition, to, MANUAL, CLERK, LATER, WHY)[0]


def taken(own: Petition | None, came: Petition) -> Petition:
    outcome = take_over(own, came, LATER, clocks())
    assert outcome is not None
    return outcome[0]


def test_the_sender_names_the_receiver_and_writes_no_more() -> None:
    gone, happened = hand_off(a_matter(), TOWN, MANUAL, CLERK, LATER, WHY)
    assert happened == (HandedOff(VILLAGE, TOWN, 1, HandoffReason.MANUAL),)
    assert (gone.custody.center, gone.custody.epoch, gone.custody.in_flight) == (TOWN, 1, True)
    assert gone.custody.sent_by == VILLAGE
    for site in THREE_SITES.sites:
        assert not may_write(gone, THREE_SITES, site)
        with pytest.raises(NotCustodian) as refused:
            require_here(gone, THREE_SITES, site)
        assert refused.value.fields["custodian"] == TOWN.digits


def test_the_receiver_has_it_with_history_and_clocks() -> None:
    before = a_matter()
    came = sent(before)
    outcome = take_over(None, came, LATER, clocks())
    assert outcome is not None
    here, happened = outcome
    assert happened == (TakenOver(TOWN, 1),)
    assert not here.custody.in_flight
    assert [line.step for line in here.history] == ["submit", "hand_off", "take_over"]
    require_here(here, THREE_SITES, THREE_SITES.site("towns"))


def open_kinds(petition: Petition) -> set[ClockKind]:
    return {clock.kind for clock in open_clocks(petition)}


@dataclass(frozen=True)
class Taking:
    """What a center had to do before it sent the matter on, and the next one has to do."""

    id: str
    state: State
    to: DivisionCode
    begins: set[ClockKind]
    center: DivisionCode = VILLAGE


TAKINGS = (
    Taking("nobody accepted it", State.REGISTERED, TOWN, {ClockKind.ACCEPT}),
    Taking("nobody assigned it", State.ACCEPTED, TOWN, {ClockKind.FIRST_CONTACT}),
    Taking("a unit has it", State.IN_PROGRESS, COUNTY, {ClockKind.FIRST_CONTACT}),
    Taking(
        "down to a village, which has its week to solve it",
        State.ACCEPTED,
        VILLAGE,
        {ClockKind.FIRST_CONTACT, ClockKind.CLIMB},
        TOWN,
    ),
)


@pytest.mark.parametrize("case", TAKINGS, ids=lambda case: case.id)
def test_the_time_to_take_it_on_ends_with_the_handoff_and_begins_anew(case: Taking) -> None:
    before = a_matter(case.center, case.state)
    gone = sent(before, case.to)
    here = taken(None, gone)
    assert open_kinds(gone) == {ClockKind.FINISH}
    assert open_kinds(here) == {ClockKind.FINISH, *case.begins}
    assert {c.started_at for c in open_clocks(here) if c.kind in case.begins} == {LATER}
    finish = latest_clock(before, ClockKind.FINISH)
    assert latest_clock(here, ClockKind.FINISH) == finish, "the answer is due when it was"


def test_a_clock_that_has_ended_is_late_for_ever_and_the_next_one_runs() -> None:
    matter = a_matter(state=State.REGISTERED)
    late = replace(matter.clocks[0], state=ClockState.EXPIRED, fired=3, due_at=NOW)
    here = taken(None, sent(replace(matter, clocks=(late,))))
    first, second = here.clocks
    assert (first.stopped_at, is_overdue(first, LATER)) == (LATER, True)
    assert (second.kind, second.state, second.fired) == (ClockKind.ACCEPT, ClockState.RUNNING, 0)


def test_a_handoff_replayed_after_the_matter_came_back_changes_nothing() -> None:
    up = sent(a_matter())
    at_town = taken(None, up)
    down = sent(at_town, VILLAGE)
    back = taken(up, down)
    assert take_over(back, down, LATER, clocks()) is None
    assert take_over(down, up, LATER, clocks()) is None
    assert take_over(at_town, up, LATER, clocks()) is None


def test_a_site_that_hosts_both_centers_takes_over_its_own_record() -> None:
    came = sent(a_matter())
    here = taken(came, came)
    assert not here.custody.in_flight
    assert take_over(here, came, LATER, clocks()) is None


def test_the_units_of_the_center_that_sends_have_it_no_more() -> None:
    unit = Assignment(UnitCode("village-committee"), True, NOW)
    clocks = (*a_matter().clocks, a_clock(ClockKind.RETURN))
    given = replace(a_matter(state=State.ASSIGNED), assignments=(unit,), clocks=clocks)
    gone = sent(given)
    assert gone.state is State.ACCEPTED
    assert gone.main_unit is None
    states = {clock.kind: clock.state for clock in gone.clocks}
    assert states == {
        ClockKind.FIRST_CONTACT: ClockState.STOPPED,
        ClockKind.FINISH: ClockState.RUNNING,
        ClockKind.RETURN: ClockState.STOPPED,
    }


def test_a_receiver_whose_clock_is_behind_does_not_take_over_before_it_was_sent() -> None:
    here = take_over(None, sent(a_matter()), NOW - timedelta(minutes=5), clocks())
    assert here is not None
    assert here[0].history[-1].at == LATER
    assert here[0].custody.since == LATER


@dataclass(frozen=True)
class Case:
    id: str
    petition: Petition
    to: DivisionCode
    refusal: type[Exception]
    by: Actor = CLERK
    note: str = WHY


CASES = (
    Case("sideways", a_matter(), NEIGHBOUR, CenterOffTheLine),
    Case("to itself", a_matter(), VILLAGE, CenterOffTheLine),
    Case("to another county", a_matter(), DivisionCode.parse("610922000000"), CenterOffTheLine),
    Case("on its way already", sent(a_matter()), COUNTY, NotCustodian),
    Case("without a reason", a_matter(), TOWN, ReasonRequired, note="  "),
    Case("answered", a_matter(state=State.REPLIED), TOWN, StepNotAllowed),
    Case("closed", a_matter(state=State.CLOSED), TOWN, StepNotAllowed),
    Case(
        "by a grid leader",
        a_matter(),
        TOWN,
        StepNotYours,
        Actor("leader", roles=frozenset({Role.GRID_LEADER})),
    ),
    Case(
        "a protected one out of its channel",
        replace(a_matter(COUNTY), channel=Channel.DISCIPLINE),
        TOWN,
        ConflictOfInterest,
        Actor("inspector", roles=frozenset({Role.DISCIPLINE})),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_handoff_that_may_not_be_is_refused(case: Case) -> None:
    with pytest.raises(case.refusal):
        hand_off(case.petition, case.to, MANUAL, case.by, LATER, case.note)
