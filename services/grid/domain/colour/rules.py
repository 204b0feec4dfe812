"""The one rule table of the three colours. Everything else evaluates or compiles it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .policy import ColourPolicy, YellowAwards
from .situation import Situation
from .values import BITS, Colour, Rule

RULE_VERSION = "three-colours/1"
"""Grows with every change of the table or of an atom; stored with every result."""


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: when it holds, and which colour it gives under a policy."""

    rule: Rule
    holds: Callable[[Situation, ColourPolicy], bool]
    colour: Callable[[ColourPolicy], Colour]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the table says of a situation; `matched` has the bits of all rules that hold."""

    colour: Colour
    suggested: Colour | None
    matched: int


def _red_need(at: Situation, _: ColourPolicy) -> bool:
    return at.need


def _yellow(at: Situation, policy: ColourPolicy) -> bool:
    last_two = at.awards[:2]
    without = (award is False for award in last_two)
    enough = all if policy.yellow_awards is YellowAwards.NEITHER else any
    return at.below and None not in last_two and enough(without)


def _green(at: Situation, _: ColourPolicy) -> bool:
    return at.above and all(at.awards)


def _gap_a(at: Situation, policy: ColourPolicy) -> bool:
    return at.above and at.history_known and not _green(at, policy)


def _gap_b(at: Situation, policy: ColourPolicy) -> bool:
    return at.below and at.history_known and not _yellow(at, policy)


def _missing_awards(at: Situation, _: ColourPolicy) -> bool:
    return not at.history_known


def _missing_income(at: Situation, _: ColourPolicy) -> bool:
    return not at.income


def _missing_mean(at: Situation, _: ColourPolicy) -> bool:
    return at.income and not at.mean


def _unclear_need(at: Situation, _: ColourPolicy) -> bool:
    return at.unclear


def _yellow_though_young(at: Situation, policy: ColourPolicy) -> bool:
    return policy.yellow_without_third_year and not at.unclear and _yellow(at, policy)


def _always(colour: Colour) -> Callable[[ColourPolicy], Colour]:
    return lambda _: colour


_PENDING = _always(Colour.PENDING)

RULES: tuple[Row, ...] = (
    Row(Rule.RED_NEED, _red_need, _always(Colour.RED)),
    Row(Rule.YELLOW, _yellow_though_young, _always(Colour.YELLOW)),
    Row(Rule.UNCLEAR_NEED, _unclear_need, _PENDING),
    Row(Rule.MISSING_INCOME, _missing_income, _PENDING),
    Row(Rule.MISSING_MEAN, _missing_mean, _PENDING),
    Row(Rule.MISSING_AWARDS, _missing_awards, _PENDING),
    Row(Rule.YELLOW, _yellow, _always(Colour.YELLOW)),
    Row(Rule.GREEN, _green, _always(Colour.GREEN)),
    Row(Rule.GAP_A, _gap_a, lambda policy: policy.gap_a),
    Row(Rule.GAP_B, _gap_b, lambda policy: policy.gap_b),
)
"""The first row that holds decides: RED > YELLOW > GREEN (gap 1), and never a colour other than
RED on data that is missing (gap 9) but for what gap 5 lets through."""

GAPS = frozenset({Rule.GAP_A, Rule.GAP_B})
"""The 13 of 16 cells of income and awards the plan says nothing of (gap 2)."""


def decide(at: Situation, policy: ColourPolicy) -> Decision:
    """Return what the table says of a situation. Some row holds in every situation."""
    holding = [row for row in RULES if row.holds(at, policy)]
    first = holding[0]
    colour = first.colour(policy)
    matched = 0
    for row in holding:
        matched |= BITS[row.rule]
    is_open = colour is Colour.PENDING and first.rule in GAPS
    return Decision(colour, policy.gap_suggestion if is_open else None, matched)
