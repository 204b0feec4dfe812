"""The Chinese words and sentences of colours, rules and data tasks; no figure, no finer fact.

A sentence follows from atoms and policy alone, so it stays true while the mean moves and nobody
crosses it.
"""

from __future__ import annotations

from .needs import NeedClass
from .policy import ColourPolicy, IncomeShare, YellowAwards
from .rules import GAPS, Decision
from .values import BITS, Colour, DataProblem, DataTask, Rule, rules_of

COLOURS = {
    Colour.GREEN: "放心户",
    Colour.YELLOW: "关心户",
    Colour.RED: "连心户",
    Colour.PENDING: "待定",
}
"""Plan 四(二)."""

_FIXED = {
    Rule.MISSING_INCOME: "上年度家庭纯收入没有登记或无法核算，不能与全村平均水平比较。",
    Rule.MISSING_MEAN: "本村没有可以核算的平均收入，不能比较。",
    Rule.MISSING_AWARDS: "近三年平安家庭评定情况不全。",
    Rule.UNCLEAR_NEED: "户内有残疾人，等级没有登记或登记有误，按本县口径须先核实。",
}

_TASKS = {
    DataProblem.INCOME_MISSING: "请登记上年度家庭纯收入。",
    DataProblem.INCOME_OUT_OF_RANGE: "登记的家庭收入数额超出合理范围，请核对。",
    DataProblem.NO_PERSONS: "没有共享收入的家庭成员，请核对户内人口。",
    DataProblem.TOO_MANY_PERSONS: "户内人口数超出合理范围，请核对。",
    DataProblem.MEAN_MISSING: "本村没有可以核算的平均收入，请先登记各户收入。",
    DataProblem.AWARD_MISSING: "请核实评定年度之前第{years_back}年的平安家庭评定情况。",
    DataProblem.GRADE_MISSING: "请登记残疾人证上的等级。",
    DataProblem.GRADE_OUT_OF_RANGE: "登记的残疾等级不是 1 至 4 级，请对照残疾人证核对。",
    DataProblem.GRADE_WITHOUT_DISABILITY: "非残疾的需求登记了残疾等级，请核对需求种类。",
}


def task_text(task: DataTask) -> str:
    """Return what somebody has to do about missing or contradictory data."""
    return _TASKS[task.problem].format(years_back=task.years_back)


def reasons(
    decision: Decision, classes: tuple[NeedClass, ...], policy: ColourPolicy
) -> tuple[str, ...]:
    """Return one sentence for each rule that holds, and last what follows from them."""
    facts = (_fact(rule, classes, policy) for rule in rules_of(decision.matched))
    return (*facts, _conclusion(decision))


def _fact(rule: Rule, classes: tuple[NeedClass, ...], policy: ColourPolicy) -> str:
    if rule in _FIXED:
        return _FIXED[rule]
    if rule is Rule.RED_NEED:
        return f"户内有{'、'.join(found.value for found in classes)}，符合连心户条件。"
    return f"{_income(rule, policy)}，{_awards(rule, policy)}。"


def _income(rule: Rule, policy: ColourPolicy) -> str:
    share = "人均纯收入" if policy.income_share is IncomeShare.PERSON else "家庭纯收入"
    above, below = ("不低于", "低于") if policy.ties_are_green else ("高于", "不高于")
    return f"{share}{above if rule in {Rule.GREEN, Rule.GAP_A} else below}全村平均水平"


def _awards(rule: Rule, policy: ColourPolicy) -> str:
    if rule is Rule.GREEN:
        return "且连续三年被评为平安家庭，符合放心户条件"
    if rule is Rule.GAP_A:
        return "但没有连续三年被评为平安家庭，方案未规定归入哪一类"
    neither = policy.yellow_awards is YellowAwards.NEITHER
    if rule is Rule.YELLOW:
        return f"且近两年{'均未' if neither else '没有连续'}被评为平安家庭，符合关心户条件"
    return f"但近两年{'曾' if neither else '连续'}被评为平安家庭，方案未规定归入哪一类"


def _conclusion(decision: Decision) -> str:
    colour = COLOURS[decision.colour]
    if decision.suggested is not None:
        suggested = COLOURS[decision.suggested]
        return f"因此暂列{colour}，建议按{suggested}联系，请村集体评议决定。"
    if decision.colour is Colour.PENDING:
        return f"因此暂列{colour}，请补齐或核实资料后再评定。"
    if decision.colour is Colour.RED:
        return f"按连心户、关心户、放心户的先后次序，评定为{colour}。"
    by_policy = any(decision.matched & BITS[gap] for gap in GAPS)
    return f"{'按本县口径' if by_policy else '因此'}评定为{colour}。"
