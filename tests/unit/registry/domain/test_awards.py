"""平安家庭 awards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kit.model.errors import InvalidValue, Refusal
from services.registry.domain.awards import (
    GrantAward,
    RevokeAward,
    awards_of_last_years,
    grant_award,
    revoke_award,
)
from services.registry.domain.errors import (
    AwardExists,
    AwardNotFound,
    DateInFuture,
    DateOutOfOrder,
)
from services.registry.domain.events import AwardGranted, AwardRevoked
from services.registry.domain.household import Household
from tests.support.builders import TODAY, a_household

DAY = date(2024, 12, 20)


def honoured(*years: int) -> Household:
    household = a_household().build()
    for year in years:
        household, _ = grant_award(household, GrantAward(year, date(year, 12, 20)), TODAY)
    return household


def test_an_award_is_granted_for_a_year() -> None:
    household, facts = grant_award(honoured(), GrantAward(2024, DAY), TODAY)
    assert facts == (AwardGranted(DAY, 2024),)
    assert awards_of_last_years(household, 2025) == (True, False, False)


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        (GrantAward(2024, DAY), AwardExists),
        (GrantAward(2026, date(2025, 12, 20)), DateInFuture),
        (GrantAward(2025, TODAY + timedelta(days=1)), DateInFuture),
        (GrantAward(203, DAY), InvalidValue),
    ],
)
def test_an_award_that_cannot_be_is_refused(order: GrantAward, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        grant_award(honoured(2024), order, TODAY)


def test_a_revoked_award_stays_in_the_record_and_no_longer_counts() -> None:
    later = date(2025, 3, 1)
    household, facts = revoke_award(honoured(2024), RevokeAward(2024, later, "打架斗殴"), TODAY)
    assert facts == (AwardRevoked(later, 2024),)
    assert (household.awards[0].revoked, household.awards[0].revoke_reason) == (later, "打架斗殴")
    assert awards_of_last_years(household, 2025) == (False, False, False)


def test_a_revoked_award_may_be_granted_anew() -> None:
    revoked, _ = revoke_award(honoured(2024), RevokeAward(2024, DAY, "误"), TODAY)
    again, _ = grant_award(revoked, GrantAward(2024, date(2025, 1, 5)), TODAY)
    assert awards_of_last_years(again, 2025) == (True, False, False)
    assert len(again.awards) == 2


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        (RevokeAward(2023, DAY, "误"), AwardNotFound),
        (RevokeAward(2024, DAY, " "), InvalidValue),
        (RevokeAward(2024, DAY - timedelta(days=1), "误"), DateOutOfOrder),
    ],
)
def test_a_revocation_that_cannot_be_is_refused(order: RevokeAward, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        revoke_award(honoured(2024), order, TODAY)


def test_the_last_three_years_are_read_backwards() -> None:
    household = honoured(2021, 2022, 2024)
    assert awards_of_last_years(household, 2025) == (True, False, True)
    assert awards_of_last_years(household, 2025, 2) == (True, False)
    assert [award.year for award in household.awards] == [2021, 2022, 2024]
