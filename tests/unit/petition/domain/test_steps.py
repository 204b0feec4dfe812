"""Who may take which step when; a refused one says from, to and why."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from kit.model.errors import NotCustodian, Refusal
from kit.roles import Role
from services.petition.domain.actor import Actor, timer
from services.petition.domain.events import HandoffReason, Moved
from services.petition.domain.handing import hand_off
from services.petition.domain.ids import UnitCode
from services.petition.domain.kinds import Channel
from services.petition.domain.petition import Petition
from services.petition.domain.petition_errors import (
    NotYourMatter,
    ReasonRequired,
    StepNotAllowed,
    StepNotYours,
)
from services.petition.domain.states import State
from services.petition.domain.step import Step
from services.petition.domain.steps import CENTER_DESK, allowed, guard, take_step
from tests.support.petition_builders import (
    ARBITER,
    CLERK,
    DISCIPLINE,
    MONDAY,
    OTHER_UNIT,
    REVIEWER,
    TOWN,
    UNIT,
    a_petition,
    clocks,
    officer,
)

LEADER = Actor("leader-1", roles=frozenset({Role.GRID_LEADER}))
STRANGER = Actor("who", roles=frozenset())
AT_UNIT = a_petition().accepted().assigned().build()
AT_DESK = a_petition().accepted().assigned(CENTER_DESK).build()
PROTECTED = a_petition(channel=Channel.DISCIPLINE).build()
FRESH = a_petition().build()
CLOSED = a_petition().done().build()
WHY = "属实"


@dataclass(frozen=True)
class Case:
    id: str
    petition: Petition
    step: Step
    who: Actor
    refusal: type[Refusal]
    note: str = WHY


CASES = (
    Case("a clerk rejects", FRESH, Step.REJECT, CLERK, StepNotYours),
    Case("an officer accepts", FRESH, Step.ACCEPT, officer(), StepNotYours),
    Case("a grid leader accepts", FRESH, Step.ACCEPT, LEADER, StepNotYours),
    Case("nobody accepts", FRESH, Step.ACCEPT, STRANGER, StepNotYours),
    Case("discipline takes an ordinary one", FRESH, Step.ACCEPT, DISCIPLINE, StepNotYours),
    Case("a clerk takes a protected one", PROTECTED, Step.ACCEPT, CLERK, StepNotYours),
    Case("a timer accepts", FRESH, Step.ACCEPT, timer("timers"), StepNotYours),
    Case("assigned before accepted", FRESH, Step.ASSIGN, ARBITER, StepNotAllowed),
    Case("answered before accepted", FRESH, Step.REPLY, officer(), StepNotAllowed),
    Case("closed twice", CLOSED, Step.CLOSE, REVIEWER, StepNotAllowed),
    Case("another unit's officer", AT_UNIT, Step.CONTACT, officer(OTHER_UNIT), NotYourMatter),
    Case("an officer without a unit", AT_UNIT, Step.CONTACT, officer(UnitCode("")), NotYourMatter),
    Case("the desk for a unit", AT_UNIT, Step.CONTACT, CLERK, NotYourMatter),
    Case("an officer for the desk", AT_DESK, Step.CONTACT, officer(), NotYourMatter),
    Case("no reason", AT_UNIT, Step.RETURN, officer(), ReasonRequired, note="  "),
    Case("no reason to reject", FRESH, Step.REJECT, REVIEWER, ReasonRequired, note=""),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_step_is_refused(case: Case) -> None:
    with pytest.raises(case.refusal):
        guard(case.petition, case.step, case.who, case.note)
    if case.refusal is not ReasonRequired:
        assert not allowed(case.petition, case.step, case.who)


def test_a_refused_step_says_from_and_to() -> None:
    with pytest.raises(StepNotAllowed) as refused:
        guard(FRESH, Step.REPLY, officer())
    assert refused.value.fields | {"id": "-"} == {
        "id": "-",
        "step": "答复",
        "state": "已登记",
        "from_states": "办理中",
        "to": "已答复",
    }


def test_a_step_is_kept_in_the_history_and_told() -> None:
    moved, happened = take_step(FRESH, Step.ACCEPT, CLERK, MONDAY, clocks(), note=" 属实 ")
    line = moved.history[-1]
    assert (line.step, line.by, line.note) == ("accept", "clerk-1", "属实")
    assert (line.before, line.after) == (State.REGISTERED, State.ACCEPTED)
    assert happened == (Moved(Step.ACCEPT, State.REGISTERED, State.ACCEPTED),)


def test_an_appeal_on_its_way_is_nobodys() -> None:
    gone, _ = hand_off(FRESH, TOWN, HandoffReason.MANUAL, CLERK, MONDAY, "需镇级协调")
    with pytest.raises(NotCustodian) as refused:
        guard(gone, Step.ACCEPT, CLERK)
    assert refused.value.fields["custodian"] == TOWN.digits
    assert not allowed(gone, Step.ACCEPT, CLERK)


def test_the_desk_acts_for_the_center_itself() -> None:
    assert allowed(AT_DESK, Step.CONTACT, CLERK)
    assert allowed(AT_UNIT, Step.CONTACT, officer(UNIT))


def test_the_discipline_channel_does_every_step_of_its_own() -> None:
    assert allowed(PROTECTED, Step.ACCEPT, DISCIPLINE)
    assert allowed(PROTECTED, Step.REJECT, DISCIPLINE)
    assert not allowed(replace(PROTECTED, channel=Channel.ORDINARY), Step.REJECT, DISCIPLINE)
