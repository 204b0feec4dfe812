"""Which needs make a household RED, by class; and needs as bits, for columns and compiled rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from .policy import GRADES, ColourPolicy
from .values import NeedCode, NeedFact

UNGRADED = 0
"""Stands for every grade that is none of 1–4."""


class NeedClass(Enum):
    """The classes the plan names (四(二)2); the value is what a helper may be told (gap 12).

    The class of people under sentence or released is named by the service they get, 帮教: neither
    the fact nor which of the two.
    """

    LEFT_BEHIND = "三留守人员"
    DISABLED = "残疾人"
    POOR = "困难帮扶对象"
    MENTORED = "重点帮教对象"


class Counts(Enum):
    """Whether a need makes the household RED."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


CLASSES: dict[NeedCode, NeedClass] = {
    NeedCode.LEFT_BEHIND_CHILD: NeedClass.LEFT_BEHIND,
    NeedCode.LEFT_BEHIND_ELDER: NeedClass.LEFT_BEHIND,
    NeedCode.LEFT_BEHIND_WOMAN: NeedClass.LEFT_BEHIND,
    NeedCode.DISABILITY: NeedClass.DISABLED,
    NeedCode.MINIMUM_LIVING: NeedClass.POOR,
    NeedCode.EXTREME_POVERTY: NeedClass.POOR,
    NeedCode.MONITORED_CASE: NeedClass.POOR,
    NeedCode.LIFTED_FROM_POVERTY: NeedClass.POOR,
    NeedCode.SERVING_SENTENCE: NeedClass.MENTORED,
    NeedCode.RELEASED: NeedClass.MENTORED,
}
"""The class of each need."""


def counts(need: NeedFact, policy: ColourPolicy) -> Counts:
    """Return whether a need makes the household RED under a policy (gaps 6, 7, 8)."""
    if need.code is NeedCode.DISABILITY:
        return _disability_counts(need.grade, policy.disability_min_grade)
    if CLASSES[need.code] is NeedClass.POOR:
        return Counts.YES if need.code in policy.poverty_needs else Counts.NO
    if need.code is NeedCode.RELEASED and not policy.released_counts:
        return Counts.NO
    return Counts.YES


def _disability_counts(grade: int, lightest: int) -> Counts:
    if lightest == GRADES[-1]:  # any certificate, whatever is written in it
        return Counts.YES
    if grade not in GRADES:
        return Counts.UNCLEAR
    return Counts.YES if grade <= lightest else Counts.NO


def _known_facts() -> list[NeedFact]:
    grades = [NeedFact(NeedCode.DISABILITY, grade) for grade in (UNGRADED, *GRADES)]
    return [NeedFact(code) for code in NeedCode if code is not NeedCode.DISABILITY] + grades


_BITS = {fact: 1 << position for position, fact in enumerate(_known_facts())}
_UNGRADED_BITS = {fact.code: bit for fact, bit in _BITS.items() if fact.grade == UNGRADED}

NEED_BITS = len(_BITS)
"""How many bits a set of needs takes."""


def need_bits(needs: Iterable[NeedFact]) -> int:
    """Return needs as a set of bits, without what no policy asks for."""
    bits = 0
    for need in needs:
        bits |= _BITS.get(need) or _UNGRADED_BITS[need.code]
    return bits


@dataclass(frozen=True, slots=True)
class NeedMasks:
    """The bits of the needs that count under a policy, and of those nobody can say it of."""

    counted: int
    unclear: int


@lru_cache(maxsize=64)
def need_masks(policy: ColourPolicy) -> NeedMasks:
    """Return what `counts` says of every need, as bits."""
    answers = {bit: counts(fact, policy) for fact, bit in _BITS.items()}
    return NeedMasks(_all_that(answers, Counts.YES), _all_that(answers, Counts.UNCLEAR))


def _all_that(answers: Mapping[int, Counts], wanted: Counts) -> int:
    return sum(bit for bit, answer in answers.items() if answer is wanted)


def counted_classes(needs: Iterable[NeedFact], policy: ColourPolicy) -> tuple[NeedClass, ...]:
    """Return the classes of the needs that make the household RED, in the plan's order."""
    found = {CLASSES[need.code] for need in needs if counts(need, policy) is Counts.YES}
    return tuple(one for one in NeedClass if one in found)
