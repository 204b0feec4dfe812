"""How long each clock of an appeal runs, what its end brings about, what a county may not set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from kit.model.errors import InvalidValue, NotFound
from services.petition.domain.clock_errors import ExtensionTooLong
from services.petition.domain.clocks import ClockKind, Span
from services.petition.domain.kinds import Channel, MatterType, Urgency
from services.petition.domain.petition import Petition
from services.petition.domain.policy import Consequence, Follow, check_policy, policy_for
from services.petition.domain.states import State
from tests.support.petition_builders import rules
from tests.support.petition_clocks import (
    TODAY,
    a_petition,
    days,
    minutes,
    working_days,
)
from tests.support.petition_handoffs import COUNTY, TOWN

POLICY = rules().in_force(TODAY)
LAW, ORDINARY = Channel.PETITION_LAW, Channel.ORDINARY


@dataclass(frozen=True)
class Runs:
    urgency: Urgency
    kind: ClockKind
    span: Span | None
    channel: Channel = ORDINARY
    matter: MatterType = MatterType.HELP


RUNS = [
    Runs(Urgency.U1, ClockKind.ACCEPT, minutes(15)),
    Runs(Urgency.U1, ClockKind.FIRST_CONTACT, minutes(120)),
    Runs(Urgency.U1, ClockKind.INTERIM, minutes(24 * 60)),
    Runs(Urgency.U1, ClockKind.FINISH, days(3)),
    Runs(Urgency.U2, ClockKind.ACCEPT, minutes(120)),
    Runs(Urgency.U2, ClockKind.FIRST_CONTACT, days(0)),
    Runs(Urgency.U2, ClockKind.FINISH, working_days(3)),
    Runs(Urgency.U2, ClockKind.INTERIM, None),
    Runs(Urgency.U3, ClockKind.ACCEPT, working_days(1)),
    Runs(Urgency.U3, ClockKind.FINISH, working_days(5)),
    Runs(Urgency.U3, ClockKind.FINISH, working_days(2), matter=MatterType.INQUIRY),
    Runs(Urgency.U4, ClockKind.FINISH, working_days(15)),
    Runs(Urgency.U4, ClockKind.FINISH, working_days(15), matter=MatterType.INQUIRY),
    Runs(Urgency.U3, ClockKind.ACCEPT, days(15), LAW),
    Runs(Urgency.U3, ClockKind.FINISH, days(60), LAW),
    Runs(Urgency.U3, ClockKind.FINISH, days(60), LAW, MatterType.INQUIRY),
    Runs(Urgency.U1, ClockKind.FINISH, days(3), LAW),
    Runs(Urgency.U3, ClockKind.REVIEW, days(30), LAW),
    Runs(Urgency.U3, ClockKind.REVIEW_ANSWER, days(30), LAW),
    Runs(Urgency.U3, ClockKind.RECHECK, days(30), LAW),
    Runs(Urgency.U3, ClockKind.RECHECK_ANSWER, days(30), LAW),
    Runs(Urgency.U3, ClockKind.REVIEW, None),
    Runs(Urgency.U3, ClockKind.FINISH, days(30), Channel.MEDIATION),
    Runs(Urgency.U3, ClockKind.FINISH, working_days(5), Channel.DISCIPLINE),
    Runs(Urgency.U3, ClockKind.RETURN, working_days(5), LAW),
    Runs(Urgency.U3, ClockKind.CLIMB, days(7)),
]


@pytest.mark.parametrize("case", RUNS, ids=str)
def test_a_clock_runs_as_urgency_channel_and_matter_say(case: Runs) -> None:
    petition = replace(a_petition(), urgency=case.urgency, channel=case.channel, matter=case.matter)
    assert POLICY.spans_for(petition, case.kind) == case.span


def test_only_a_village_has_to_pass_a_matter_up() -> None:
    assert POLICY.spans_for(at_center(State.ACCEPTED), ClockKind.CLIMB) is None


def at_center(state: State, center: object = TOWN) -> Petition:
    petition = a_petition(state)
    custody = replace(petition.custody, center=TOWN if center is TOWN else COUNTY)
    return replace(petition, custody=custody)


FOLLOWS = [
    (ClockKind.ACCEPT, State.REGISTERED, Follow.ESCALATE),
    (ClockKind.FIRST_CONTACT, State.ACCEPTED, Follow.ESCALATE),
    (ClockKind.FIRST_CONTACT, State.ASSIGNED, Follow.NOTHING),
    (ClockKind.FINISH, State.IN_PROGRESS, Follow.ESCALATE),
    (ClockKind.SUSPENSION, State.SUSPENDED, Follow.RESUME),
    (ClockKind.RATE, State.CONFIRMED, Follow.CLOSE),
    (ClockKind.RETURN, State.ASSIGNED, Follow.NOTHING),
    (ClockKind.REOPEN, State.CLOSED, Follow.NOTHING),
    (ClockKind.REVIEW, State.CLOSED, Follow.NOTHING),
    (ClockKind.CONFIRM, State.REPLIED, Follow.NOTHING),
]


@pytest.mark.parametrize(("kind", "state", "follow"), FOLLOWS)
def test_an_end_brings_about_what_the_county_says(
    kind: ClockKind, state: State, follow: Follow
) -> None:
    assert POLICY.follow_of(at_center(state), kind) is follow


def test_at_the_county_an_overdue_matter_stays_and_the_rest_follows_as_elsewhere() -> None:
    assert POLICY.follow_of(at_center(State.REGISTERED, COUNTY), ClockKind.ACCEPT) is Follow.NOTHING
    assert POLICY.follow_of(at_center(State.CONFIRMED, COUNTY), ClockKind.RATE) is Follow.CLOSE


EXTENSIONS = [
    (Urgency.U4, ORDINARY, 15),
    (Urgency.U3, ORDINARY, 0),
    (Urgency.U3, LAW, 30),
    (Urgency.U4, LAW, 30),
    (Urgency.U1, LAW, 0),
]


@pytest.mark.parametrize(("urgency", "channel", "most"), EXTENSIONS)
def test_an_extension_is_as_long_as_law_or_county_allow(
    urgency: Urgency, channel: Channel, most: int
) -> None:
    petition = replace(a_petition(), urgency=urgency, channel=channel)
    assert POLICY.extension_most(petition) == most
    for days_ in (0, most + 1):
        with pytest.raises(ExtensionTooLong):
            POLICY.require_extension(petition, ClockKind.FINISH, days_)
    if most:
        POLICY.require_extension(petition, ClockKind.FINISH, most)


def test_limits_beside_the_clocks_are_those_of_the_order() -> None:
    assert (POLICY.returns_limit, POLICY.reopen_limit, POLICY.roll_over) == (3, 2, False)


def test_a_day_has_the_version_that_holds_on_it() -> None:
    first = replace(POLICY, version="a", valid_to=date(2026, 1, 1))
    second = replace(POLICY, version="b", valid_from=date(2026, 1, 1))
    assert policy_for((first, second), date(2025, 12, 31)).version == "a"
    assert policy_for((first, second), date(2026, 1, 1)).version == "b"
    with pytest.raises(NotFound):
        policy_for((first, second), date(2022, 4, 30))


@pytest.mark.parametrize("urgency", list(Urgency))
def test_a_policy_without_a_clock_that_must_run_is_refused(urgency: Urgency) -> None:
    spans = dict(POLICY.urgency[urgency])
    del spans[ClockKind.FINISH]
    with pytest.raises(InvalidValue, match=rf"urgency\.{urgency.value}\.finish"):
        check_policy(replace(POLICY, urgency={**POLICY.urgency, urgency: spans}))


def ends(kind: ClockKind, follow: Follow, *states: State) -> Consequence:
    return Consequence(kind, frozenset(states), follow)


BROKEN = [
    ends(ClockKind.RATE, Follow.CLOSE, State.CLOSED),
    ends(ClockKind.RATE, Follow.CLOSE),
    ends(ClockKind.ACCEPT, Follow.CLOSE, State.REGISTERED),
    ends(ClockKind.FINISH, Follow.RESUME, State.ACCEPTED),
]


@pytest.mark.parametrize("consequence", BROKEN, ids=str)
def test_a_consequence_that_cannot_be_is_refused(consequence: Consequence) -> None:
    with pytest.raises(InvalidValue, match=f"consequences.{consequence.kind.value}"):
        check_policy(replace(POLICY, consequences=(consequence,)))
