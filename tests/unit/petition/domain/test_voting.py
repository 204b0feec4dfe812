"""Quorum and majority of the law at their borders, and what makes a ballot count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.petition.domain.voting import (
    QUORUM,
    Assembly,
    Basis,
    Choice,
    Result,
    Slip,
    Validity,
    Vote,
    VoteChannel,
    counted,
    earliest_day,
    judged,
    result_of,
)

MEETING = date(2026, 3, 12)
NOTICE = date(2026, 3, 2)
A, B = Assembly, Basis


@dataclass(frozen=True)
class Case:
    id: str
    assembly: Assembly
    basis: Basis
    entitled: int
    present: int
    agree: int
    result: Result


CASES = (
    Case("half of the adults is no quorum", A.VILLAGERS, B.PERSON, 600, 300, 300, Result.NO_QUORUM),
    Case("one more than half is one", A.VILLAGERS, B.PERSON, 600, 301, 301, Result.CARRIED),
    Case("more than half of odd adults", A.VILLAGERS, B.PERSON, 601, 301, 301, Result.CARRIED),
    Case("two thirds of the households", A.VILLAGERS, B.HOUSEHOLD, 300, 200, 101, Result.CARRIED),
    Case("a household less", A.VILLAGERS, B.HOUSEHOLD, 300, 199, 199, Result.NO_QUORUM),
    Case(
        "more than half of the households is not enough",
        A.VILLAGERS,
        B.HOUSEHOLD,
        300,
        151,
        151,
        Result.NO_QUORUM,
    ),
    Case(
        "two thirds of 100 households are 67",
        A.VILLAGERS,
        B.HOUSEHOLD,
        100,
        66,
        66,
        Result.NO_QUORUM,
    ),
    Case("67 of 100 households", A.VILLAGERS, B.HOUSEHOLD, 100, 67, 34, Result.CARRIED),
    Case("two thirds of the members", A.REPRESENTATIVES, B.PERSON, 30, 20, 11, Result.CARRIED),
    Case("a member less", A.REPRESENTATIVES, B.PERSON, 30, 19, 19, Result.NO_QUORUM),
    Case(
        "half of those present do not decide", A.REPRESENTATIVES, B.PERSON, 30, 20, 10, Result.LOST
    ),
    Case("two thirds of a group by person", A.GROUP, B.PERSON, 90, 60, 31, Result.CARRIED),
    Case("an adult of the group less", A.GROUP, B.PERSON, 90, 59, 59, Result.NO_QUORUM),
    Case("two thirds of a group by household", A.GROUP, B.HOUSEHOLD, 24, 16, 9, Result.CARRIED),
    Case("a household of the group less", A.GROUP, B.HOUSEHOLD, 24, 15, 15, Result.NO_QUORUM),
    Case("nobody came", A.GROUP, B.PERSON, 24, 0, 0, Result.NO_QUORUM),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_law_at_its_borders(case: Case) -> None:
    found = result_of(case.assembly, case.basis, case.entitled, case.present, case.agree)
    assert found is case.result


@given(
    st.sampled_from(sorted(QUORUM, key=str)),
    st.integers(1, 5_000),
    st.integers(0, 5_000),
    st.integers(0, 5_000),
)
def test_who_comes_or_agrees_besides_never_makes_it_worse(
    kind: tuple[Assembly, Basis], entitled: int, present: int, agree: int
) -> None:
    present = min(present, entitled)
    agree = min(agree, present)
    found = result_of(*kind, entitled, present, agree)
    assert (found is Result.CARRIED) <= (2 * agree > present)
    if present < entitled:
        more = result_of(*kind, entitled, present + 1, agree + 1)
        assert (found is Result.CARRIED) <= (more is Result.CARRIED)
        assert (found is Result.NO_QUORUM) or more is not Result.NO_QUORUM


def test_villagers_are_told_ten_days_ahead_and_the_others_have_no_such_term() -> None:
    assert earliest_day(A.VILLAGERS, NOTICE) == MEETING
    assert earliest_day(A.REPRESENTATIVES, NOTICE) == NOTICE
    assert earliest_day(A.GROUP, NOTICE) == NOTICE


def slip(
    id: str, voter: str = "", choice: Choice = Choice.FOR, on: date = MEETING, **more: bool
) -> Slip:
    return Slip(id, voter or id, choice, VoteChannel.ON_SITE, on, **more)


def a_vote(*slips: Slip) -> Vote:
    return Vote(A.VILLAGERS, B.PERSON, 600, NOTICE, MEETING, judged(_EMPTY, slips))


_EMPTY = Vote(A.VILLAGERS, B.PERSON, 600, NOTICE, MEETING)


@dataclass(frozen=True)
class Ballots:
    id: str
    slips: tuple[Slip, ...]
    validity: tuple[Validity, ...]


VALID, DUPLICATE = Validity.VALID, Validity.DUPLICATE
BALLOTS = (
    Ballots("two voters", (slip("1"), slip("2")), (VALID, VALID)),
    Ballots("one voter twice", (slip("1", "王"), slip("2", "王")), (VALID, DUPLICATE)),
    Ballots("one ballot twice is one", (slip("1"), slip("1")), (VALID,)),
    Ballots("unreadable", (slip("1", choice=Choice.UNREADABLE),), (Validity.SPOILT,)),
    Ballots(
        "who spoilt a ballot has no second one",
        (slip("1", "王", Choice.UNREADABLE), slip("2", "王")),
        (Validity.SPOILT, DUPLICATE),
    ),
    Ballots("no vote", (slip("1", entitled=False),), (Validity.NOT_ENTITLED,)),
    Ballots(
        "a ballot that does not count leaves the voter the right to another",
        (slip("1", "王", on=MEETING + timedelta(days=1)), slip("2", "王")),
        (Validity.OUTSIDE_TIME, VALID),
    ),
    Ballots("on the day of the notice", (slip("1", on=NOTICE),), (VALID,)),
    Ballots(
        "the day before", (slip("1", on=NOTICE - timedelta(days=1)),), (Validity.OUTSIDE_TIME,)
    ),
)


@pytest.mark.parametrize("case", BALLOTS, ids=lambda case: case.id)
def test_every_ballot_says_whether_it_counts(case: Ballots) -> None:
    assert tuple(ballot.validity for ballot in a_vote(*case.slips).ballots) == case.validity


def test_a_voter_of_an_earlier_batch_is_known() -> None:
    again = judged(a_vote(slip("1", "王")), (slip("2", "王"), slip("1", "王")))
    assert [(ballot.id, ballot.validity) for ballot in again] == [("2", DUPLICATE)]


def test_counts_tell_what_ballots_say_only_when_told_to() -> None:
    ballots = a_vote(slip("1"), slip("2", choice=Choice.AGAINST)).ballots
    [hidden] = counted(ballots, told=False)
    assert (hidden.choice, hidden.number) == (None, 2)
    assert {count.choice for count in counted(ballots, told=True)} == {Choice.FOR, Choice.AGAINST}
