"""What the three colours of a household are decided from, read out of what the registry told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kit.model.income import IncomePolicy, net_income, persons_sharing

from .colour.awards import with_parent_awards
from .colour.policy import ColourPolicy
from .colour.values import Awards, ColourInputs, NeedFact
from .ids import HouseholdId
from .known import KnownHousehold

Parents = Mapping[HouseholdId, KnownHousehold]
"""The households that young ones were split from, with theirs in turn."""

_CENTS = 100


def inputs_of(
    known: KnownHousehold,
    parents: Parents,
    year: int,
    day: date,
    income_policy: IncomePolicy,
    colour_policy: ColourPolicy,
) -> ColourInputs:
    """Return the inputs for an assessed year: income of the year before, needs valid on the day.

    `income_policy` is the one of the year the income is of.
    """
    stays = ((stay.joined, stay.left) for stay in known.stays)
    return ColourInputs(
        income_cents=_income_cents(known, year - 1, income_policy),
        persons=persons_sharing(stays, known.registered, year - 1),
        awards=_awards(known, parents, year, colour_policy),
        needs=_needs(known, day),
    )


def _income_cents(known: KnownHousehold, year: int, policy: IncomePolicy) -> int | None:
    for income in known.incomes:
        if income.year == year:
            return int(net_income(income, policy) * _CENTS)
    return None


def _awards(known: KnownHousehold, parents: Parents, year: int, policy: ColourPolicy) -> Awards:
    """Return the awards of three years; those of a parent for years before the split (gap 5)."""
    own = _award(known, year - 1), _award(known, year - 2), _award(known, year - 3)
    parent = parents.get(known.split_from) if known.split_from else None
    if parent is None or None not in own:
        return own
    others = {id: found for id, found in parents.items() if id != parent.id}
    return with_parent_awards(own, _awards(parent, others, year, policy), policy)


def _award(known: KnownHousehold, year: int) -> bool | None:
    """Whether the household had the award; None for a year in which it was not there."""
    if year in known.awards:
        return True
    return False if known.existed_in(year) else None


def _needs(known: KnownHousehold, day: date) -> frozenset[NeedFact]:
    """Return the needs of those who live here on the day."""
    if not known.needs:
        return frozenset()
    here = {stay.person for stay in known.stays if stay.lives_here_on(day)}
    return frozenset(
        need.fact for need in known.needs if need.person in here and need.valid_on(day)
    )
