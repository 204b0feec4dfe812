"""What the three colours are decided from, and what comes out (plan 四(二), domain §1.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

Awards = tuple[bool | None, bool | None, bool | None]
"""平安家庭 of y-1, y-2, y-3 before the assessed year y; None = not known, or not there yet."""


class Colour(Enum):
    """How closely a household is looked after; PENDING where the plan decides nothing."""

    GREEN = "green"  # 放心户: waits for a call
    YELLOW = "yellow"  # 关心户: visited periodically
    RED = "red"  # 连心户: one named contact
    PENDING = "pending"  # 待定


class NeedCode(Enum):
    """Needs of a person. All but the last two carry the wire names of the registry.

    The last two are facts of the monitor: 贫困户 no longer existed when the plan was written, and
    is read from several lists (domain §1.3 gap 6).
    """

    LEFT_BEHIND_CHILD = "left_behind_child"  # 留守儿童
    LEFT_BEHIND_ELDER = "left_behind_elder"  # 留守老人
    LEFT_BEHIND_WOMAN = "left_behind_woman"  # 留守妇女
    DISABILITY = "disability"  # 残疾
    MINIMUM_LIVING = "minimum_living"  # 低保
    EXTREME_POVERTY = "extreme_poverty"  # 特困
    SERVING_SENTENCE = "serving_sentence"  # 服刑
    RELEASED = "released"  # 刑满释放, in 安置帮教
    MONITORED_CASE = "monitored_case"  # 防返贫监测对象 of any of the three types, case active
    LIFTED_FROM_POVERTY = "lifted_from_poverty"  # 脱贫户


@dataclass(frozen=True, slots=True)
class NeedFact:
    """One need that is valid on the day. `grade` is that of a disability certificate, 0 = none.

    A grade that cannot be right is kept as it came: it becomes a data task, not an exception.
    """

    code: NeedCode
    grade: int = 0


@dataclass(frozen=True, slots=True)
class ColourInputs:
    """What is known of one household on the day and for the year assessed.

    Args:
        income_cents: net income in the last closed year, negative when business lost money; None
            when it was not recorded.
        persons: who share that income.
        awards: 平安家庭 of the three years before.
        needs: valid on the day, of living members.
    """

    income_cents: int | None = field(repr=False)
    persons: int
    awards: Awards
    needs: frozenset[NeedFact] = field(repr=False)


@dataclass(frozen=True, slots=True)
class VillageMean:
    """Σ income and Σ persons of the households of a village whose income can be compared."""

    cents: int
    persons: int


class Rule(Enum):
    """The rows of the rule table. Append only: the position is the bit in stored results."""

    RED_NEED = "red_need"
    YELLOW = "yellow"
    GREEN = "green"
    GAP_A = "gap_a"
    GAP_B = "gap_b"
    MISSING_INCOME = "missing_income"
    MISSING_MEAN = "missing_mean"
    MISSING_AWARDS = "missing_awards"
    UNCLEAR_NEED = "unclear_need"


BITS = {rule: 1 << position for position, rule in enumerate(Rule)}
"""The bit of each rule in `matched`."""


def rules_of(matched: int) -> tuple[Rule, ...]:
    """Return the rules of a set of bits, in the order of their positions."""
    return tuple(rule for rule, bit in BITS.items() if matched & bit)


class DataProblem(Enum):
    """What is missing or contradictory in the inputs of a household."""

    INCOME_MISSING = "income_missing"
    INCOME_OUT_OF_RANGE = "income_out_of_range"
    NO_PERSONS = "no_persons"
    TOO_MANY_PERSONS = "too_many_persons"
    MEAN_MISSING = "mean_missing"
    AWARD_MISSING = "award_missing"
    GRADE_MISSING = "grade_missing"
    GRADE_OUT_OF_RANGE = "grade_out_of_range"
    GRADE_WITHOUT_DISABILITY = "grade_without_disability"


@dataclass(frozen=True, slots=True)
class DataTask:
    """Something somebody has to find out or put right. `years_back` is that of an award."""

    problem: DataProblem
    years_back: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The colour of a household and everything that explains it.

    Args:
        colour: what the rules say; a person confirms it where it affects a family.
        suggested: what the village may start from, where the colour is PENDING and there is one.
        matched: all rules that hold, not only the winner (domain §1.3 gap 1), by position.
        reasons: Chinese sentences to read out; a need is told by its class only (gap 12).
        data_tasks: what is missing or contradictory (gap 9).
        rule_version: of the rule table.
        policy_version: of the county's answers to the gaps of the plan.
    """

    colour: Colour
    suggested: Colour | None
    matched: tuple[Rule, ...] = field(repr=False)
    reasons: tuple[str, ...] = field(repr=False)
    data_tasks: tuple[DataTask, ...] = field(repr=False)
    rule_version: str
    policy_version: str

    @property
    def needs_review(self) -> bool:
        """Whether the village has to decide: PENDING by a gap of the plan, not by data (2)."""
        return self.suggested is not None
