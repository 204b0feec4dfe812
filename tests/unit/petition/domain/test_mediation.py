"""Who may mediate: committees of 3 to 9 with a woman and one chair, for three years."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from kit.model.division import DivisionCode
from kit.model.errors import Refusal
from services.petition.domain.dispute_errors import (
    CommitteeMemberTwice,
    CommitteeNeedsOneChair,
    CommitteeNeedsWoman,
    CommitteeNotInOffice,
    CommitteeSizeWrong,
    CommitteeTermWrong,
    DisputeAtCounty,
    MediatorNotOfCommittee,
    TooManyMediators,
)
from services.petition.domain.mediation import Committee, Member, form, require_mediators
from tests.support.dispute_builders import MEDIATOR, TODAY, a_committee, members
from tests.support.petition_builders import COUNTY, TOWN, VILLAGE


@dataclass(frozen=True)
class Case:
    id: str
    refusal: type[Refusal]
    members: tuple[Member, ...] = members()
    center: DivisionCode = VILLAGE
    since: date = TODAY


CASES = (
    Case("two are too few", CommitteeSizeWrong, members(2)),
    Case("ten are too many", CommitteeSizeWrong, members(10)),
    Case("no woman", CommitteeNeedsWoman, members(3, women=0)),
    Case("no chair", CommitteeNeedsOneChair, members(3, chairs=0)),
    Case("two chairs", CommitteeNeedsOneChair, members(3, chairs=2)),
    Case("somebody twice", CommitteeMemberTwice, (*members(3), replace(members(3)[0]))),
    Case("at the county", DisputeAtCounty, center=COUNTY),
    Case("begins tomorrow", CommitteeTermWrong, since=date(2026, 3, 3)),
    Case("begins when the one before began", CommitteeTermWrong, since=date(2025, 1, 1)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_committee_that_cannot_be_is_refused(case: Case) -> None:
    with pytest.raises(case.refusal):
        form(case.center, case.since, case.members, a_committee(case.center), TODAY)


@pytest.mark.parametrize("count", [3, 9])
@pytest.mark.parametrize("center", [VILLAGE, TOWN])
def test_three_to_nine_members_form_a_committee(center: DivisionCode, count: int) -> None:
    committee = form(center, TODAY, members(count), None, TODAY)
    assert len(committee.members) == count


@pytest.mark.parametrize(
    ("since", "last"),
    [
        (date(2025, 1, 1), date(2027, 12, 31)),
        (date(2024, 2, 29), date(2027, 2, 28)),
    ],
)
def test_a_term_is_three_years(since: date, last: date) -> None:
    committee = a_committee(since=since)
    assert committee.until == last
    assert committee.in_office(since)
    assert committee.in_office(last)
    assert not committee.in_office(date(last.year + 1, last.month, last.day))


@pytest.mark.parametrize(
    ("committee", "mediators", "refusal"),
    [
        (None, [MEDIATOR], CommitteeNotInOffice),
        (a_committee(since=date(2020, 1, 1)), [MEDIATOR], CommitteeNotInOffice),
        (a_committee(), ["stranger"], MediatorNotOfCommittee),
        (a_committee(), [], TooManyMediators),
        (a_committee(), ["a", "b", "c", "d"], TooManyMediators),
    ],
)
def test_only_members_in_office_mediate(
    committee: Committee | None, mediators: list[str], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        require_mediators(committee, VILLAGE, mediators, TODAY)
