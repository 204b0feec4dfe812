"""The county's answers to the gaps of the plan: each a key, its default that of domain §1.3."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from kit.model.errors import InvalidValue

from .errors import ColourPoliciesOverlap, NoColourPolicy
from .values import Colour, NeedCode

GRADES = range(1, 5)
"""Disability grades, 1 the severest (domain §2.1)."""

_NOT_A_LEAP_YEAR = 2001
_GAP_COLOURS = frozenset({Colour.YELLOW, Colour.GREEN, Colour.PENDING})
_POVERTY = frozenset(
    {
        NeedCode.MINIMUM_LIVING,
        NeedCode.EXTREME_POVERTY,
        NeedCode.MONITORED_CASE,
        NeedCode.LIFTED_FROM_POVERTY,
    }
)


class IncomeShare(Enum):
    """Gap 3: what 家庭经济收入 is compared by."""

    PERSON = "person"
    HOUSEHOLD = "household"


class YellowAwards(Enum):
    """Gap 4: how 近两年未被评为 is read."""

    NEITHER = "neither"
    NOT_BOTH = "not_both"


def _require(holds: bool, field: str, why: str) -> None:
    if not holds:
        raise InvalidValue(field=field, why=why)


def _is_day(month: int, day: int) -> bool:
    try:
        date(_NOT_A_LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class ColourPolicy:
    """Answers that are in force `[valid_from, valid_to)`.

    Args:
        version: names these answers in every stored result.
        valid_from: first day.
        valid_to: the day after the last.
        gap_a: colour at or above the mean without three awards (gap 2).
        gap_b: colour below the mean with an award in the last two years (gap 2).
        gap_suggestion: what the village starts from where a gap is PENDING (gap 2).
        income_share: whether income is compared per person or per household (gap 3).
        ties_are_green: whether income equal to the mean is on the green side (gap 3, 持平).
        yellow_awards: whether YELLOW wants neither award of the last two years, or not both (4).
        yellow_without_third_year: whether a household that fulfils YELLOW is YELLOW although the
            award of y-3 is not known; by default it waits, as a young one does (gap 5).
        split_inherits_awards: whether a split-off household has its parent's awards (gap 5).
        poverty_needs: which needs stand for 贫困户 (gap 6).
        disability_min_grade: the lightest grade that counts, 4 = any certificate (gap 7).
        released_counts: whether 刑满释放 in 安置帮教 counts (gap 8); when it ends is the need's
            own expiry.
        assessment_starts: month and day from which the calendar year is the one assessed: after
            the award list of the year before has come out.
    """

    version: str
    valid_from: date
    valid_to: date = date.max
    gap_a: Colour = Colour.PENDING
    gap_b: Colour = Colour.PENDING
    gap_suggestion: Colour = Colour.YELLOW
    income_share: IncomeShare = IncomeShare.PERSON
    ties_are_green: bool = True
    yellow_awards: YellowAwards = YellowAwards.NEITHER
    yellow_without_third_year: bool = False
    split_inherits_awards: bool = True
    poverty_needs: frozenset[NeedCode] = _POVERTY - {NeedCode.LIFTED_FROM_POVERTY}
    disability_min_grade: int = GRADES[-1]
    released_counts: bool = True
    assessment_starts: tuple[int, int] = (3, 1)

    def __post_init__(self) -> None:
        _require(bool(self.version.strip()), "口径版本", "请填写版本名称")
        _require(self.valid_from < self.valid_to, "失效日期", "须晚于生效日期")
        _require(self.gap_a in _GAP_COLOURS, "gap_a", "只能是关心户、放心户或待定")
        _require(self.gap_b in _GAP_COLOURS, "gap_b", "只能是关心户、放心户或待定")
        suggestible = self.gap_suggestion in _GAP_COLOURS - {Colour.PENDING}
        _require(suggestible, "gap_suggestion", "只能是关心户或放心户")
        _require(
            self.poverty_needs <= _POVERTY, "poverty_needs", "只能是低保、特困、监测户、脱贫户"
        )
        _require(self.disability_min_grade in GRADES, "残疾等级", "须为 1 至 4 级，1 级最重")
        _require(_is_day(*self.assessment_starts), "年度起算日", "须为每年都有的月和日")

    def valid_on(self, day: date) -> bool:
        """Whether the policy is in force on a day."""
        return self.valid_from <= day < self.valid_to


DEFAULT_POLICY = ColourPolicy(version="default-2021", valid_from=date(2021, 1, 1))
"""Domain §1.3: the proposed answer to every gap, until the county gives its own."""


def policy_for(policies: Iterable[ColourPolicy], day: date) -> ColourPolicy:
    """Return the policy in force on a day.

    Raises:
        NoColourPolicy: there is none: nobody is classified by guess.
        ColourPoliciesOverlap: there are several.
    """
    found = [policy for policy in policies if policy.valid_on(day)]
    if not found:
        raise NoColourPolicy(day=day)
    if len(found) > 1:
        versions = "、".join(sorted(policy.version for policy in found))
        raise ColourPoliciesOverlap(day=day, versions=versions)
    return found[0]


def assessment_year(policy: ColourPolicy, day: date) -> int:
    """Return the year y that is assessed on a day; income is that of y-1, awards y-1 to y-3."""
    return day.year if (day.month, day.day) >= policy.assessment_starts else day.year - 1
