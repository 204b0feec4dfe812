"""Needs of a person that decide how closely the household is looked after.

Plan 四(二)2: 三留守, 残疾人, 贫困户, 服刑或刑满释放. Only the flag is kept of a sentence
(minimisation, PIPL 6/19): no offence, no term, no place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class NeedKind(Enum):
    """What a person needs attention for; the value is the wire name."""

    LEFT_BEHIND_CHILD = "left_behind_child"  # 留守儿童
    LEFT_BEHIND_ELDER = "left_behind_elder"  # 留守老人
    LEFT_BEHIND_WOMAN = "left_behind_woman"  # 留守妇女
    DISABILITY = "disability"  # 残疾
    MINIMUM_LIVING = "minimum_living"  # 低保
    EXTREME_POVERTY = "extreme_poverty"  # 特困
    SERVING_SENTENCE = "serving_sentence"  # 服刑
    RELEASED = "released"  # 刑满释放, in 安置帮教


class DisabilityKind(Enum):
    """残疾类别, the 19th digit of the certificate."""

    VISION = 1
    HEARING = 2
    SPEECH = 3
    LIMB = 4
    INTELLECT = 5
    MENTAL = 6
    MULTIPLE = 7


@dataclass(frozen=True, slots=True)
class Disability:
    """Kind and grade of a disability certificate; grade 1 is the severest of 1–4."""

    kind: DisabilityKind
    grade: int


@dataclass(frozen=True, slots=True)
class Need:
    """One need with its validity `[valid_from, valid_to)`; `valid_to` None means open."""

    kind: NeedKind
    valid_from: date
    valid_to: date | None = None
    disability: Disability | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the need holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
