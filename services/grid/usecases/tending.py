"""The rule that brings cares to what they must be, from villages in memory and in the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kit.custody import Custody
from kit.model.division import DivisionCode
from services.grid.domain.care import HouseholdCare
from services.grid.domain.gone import retired
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.keeping import kept, seat_of, without_posts
from services.grid.domain.lines import EndReason
from services.grid.domain.opening import close_care
from services.grid.domain.settling import CareOutcome
from services.grid.domain.village import Village
from services.grid.ports.households import KnownHouseholds

from .books import VillageState
from .care_keeping import Rule
from .placing import States


async def ended_of(
    households: Collection[HouseholdId],
    states: States,
    known: KnownHouseholds,
    custody: Custody,
) -> frozenset[HouseholdId]:
    """Return which of these live in no village of this site any more."""
    elsewhere = {id for id in households if not any(id in s.known for s in states.values())}
    found = await known.get_many(sorted(elsewhere)) if elsewhere else {}
    return frozenset(
        id for id, one in found.items() if not (one.live and custody.hosts(one.village))
    )


def rule_of(
    states: States,
    villages: Mapping[DivisionCode, Village],
    ended: Collection[HouseholdId],
) -> Rule:
    """Return what the care of each household must be: kept where it sits, closed where it ended."""

    here = {code: state for code, state in states.items() if code in villages}
    lost = {code: retired(villages[code], state.rules.day) for code, state in here.items()}

    def rule(household: HouseholdId, care: HouseholdCare | None) -> CareOutcome | None:
        for code, state in here.items():
            if household in state.known:
                return _kept(household, care, state, villages[code], lost[code])
        if care is None or household not in ended:
            return None
        return close_care(care, next(iter(states.values())).rules.day)

    return rule


def _kept(
    household: HouseholdId,
    care: HouseholdCare | None,
    state: VillageState,
    village: Village,
    lost: Mapping[PersonId, EndReason],
) -> CareOutcome | None:
    known, rules = state.known[household], state.rules
    seat = seat_of(village, household, rules.day)
    if seat is None:
        return None
    said = state.assessment(household)
    after, happened = kept(care, known, seat, said, rules.grid, rules.day)
    after, ended = without_posts(after, village, lost, rules.grid, rules.day)
    return after, (*happened, *ended)
