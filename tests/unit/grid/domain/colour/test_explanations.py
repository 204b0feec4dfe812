"""What a person is told of a colour, what somebody has to put right, and the stored fingerprint."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from hypothesis import given

from services.grid.domain.colour.data_tasks import data_tasks
from services.grid.domain.colour.fingerprint import canonical_text
from services.grid.domain.colour.labels import task_text
from services.grid.domain.colour.policy import DEFAULT_POLICY, ColourPolicy, IncomeShare
from services.grid.domain.colour.scalar import evaluate
from services.grid.domain.colour.values import (
    Colour,
    ColourInputs,
    DataProblem,
    DataTask,
    NeedCode,
    NeedFact,
    VillageMean,
)
from services.registry.domain.need import NeedKind
from tests.unit.grid.domain.colour.households import (
    INPUTS,
    MEAN,
    MEANS,
    POLICIES,
    awards,
    household,
)

SENTENCE = re.compile(r"[一-鿿，、0-9 ]*[一-鿿]。")
HIDDEN = ("服刑", "刑满", "释放", "罪", "安置", "级残疾", "精神", "智力")


@given(INPUTS, MEANS, POLICIES)
def test_reasons_are_chinese_sentences_that_hide_what_a_helper_need_not_know(
    inputs: ColourInputs, mean: VillageMean, policy: ColourPolicy
) -> None:
    verdict = evaluate(inputs, mean, policy)
    assert len(verdict.reasons) == len(verdict.matched) + 1
    for reason in verdict.reasons:
        assert SENTENCE.fullmatch(reason)
        assert not [word for word in HIDDEN if word in reason]


@dataclass(frozen=True)
class Told:
    """What is said of a household."""

    id: str
    inputs: ColourInputs
    reasons: tuple[str, ...]
    policy: ColourPolicy = DEFAULT_POLICY


RATHER_RICH = "人均纯收入不低于全村平均水平，"
RATHER_POOR = "人均纯收入低于全村平均水平，"

TOLD = (
    Told("green", household(1.0, "111"),
         (RATHER_RICH + "且连续三年被评为平安家庭，符合放心户条件。", "因此评定为放心户。")),
    Told("yellow", household(0.9, "001"),
         (RATHER_POOR + "且近两年均未被评为平安家庭，符合关心户条件。", "因此评定为关心户。")),
    Told("red and green", household(1.0, "111", NeedCode.RELEASED, NeedCode.LEFT_BEHIND_CHILD),
         ("户内有三留守人员、重点帮教对象，符合连心户条件。",
          RATHER_RICH + "且连续三年被评为平安家庭，符合放心户条件。",
          "按连心户、关心户、放心户的先后次序，评定为连心户。")),
    Told("gap A", household(1.2, "110"),
         (RATHER_RICH + "但没有连续三年被评为平安家庭，方案未规定归入哪一类。",
          "因此暂列待定，建议按关心户联系，请村集体评议决定。")),
    Told("gap B by policy", household(0.9, "111"),
         (RATHER_POOR + "但近两年曾被评为平安家庭，方案未规定归入哪一类。",
          "按本县口径评定为放心户。"), replace(DEFAULT_POLICY, gap_b=Colour.GREEN)),
    Told("nothing known", household(None, "???"),
         ("上年度家庭纯收入没有登记或无法核算，不能与全村平均水平比较。",
          "近三年平安家庭评定情况不全。", "因此暂列待定，请补齐或核实资料后再评定。")),
    Told("of the whole household, a tie below", household(1.0, "000", persons=1),
         ("家庭纯收入不高于全村平均水平，且近两年均未被评为平安家庭，符合关心户条件。",
          "因此评定为关心户。"),
         replace(DEFAULT_POLICY, income_share=IncomeShare.HOUSEHOLD, ties_are_green=False)),
)  # fmt: skip


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.id)
def test_reasons_say_every_rule_and_what_follows(told: Told) -> None:
    assert evaluate(told.inputs, MEAN, told.policy).reasons == told.reasons


NOTHING: frozenset[NeedFact] = frozenset()
KNOWN = awards("000")
D = NeedCode.DISABILITY


@dataclass(frozen=True)
class Lacking:
    """Inputs, and what is wrong with them."""

    id: str
    inputs: ColourInputs
    tasks: tuple[DataTask, ...]


def only(problem: DataProblem) -> tuple[DataTask, ...]:
    return (DataTask(problem),)


def graded(*needs: NeedFact) -> ColourInputs:
    return ColourInputs(0, 1, KNOWN, frozenset(needs))


LACKING = (
    Lacking("nothing", ColourInputs(0, 1, KNOWN, NOTHING), ()),
    Lacking("income", ColourInputs(None, 1, KNOWN, NOTHING), only(DataProblem.INCOME_MISSING)),
    Lacking("income of nobody", ColourInputs(5, 0, KNOWN, NOTHING), only(DataProblem.NO_PERSONS)),
    Lacking("fewer than nobody", ColourInputs(5, -1, KNOWN, NOTHING), only(DataProblem.NO_PERSONS)),
    Lacking("absurd income", ColourInputs(-(10**13), 1, KNOWN, NOTHING),
            only(DataProblem.INCOME_OUT_OF_RANGE)),
    Lacking("absurd persons", ColourInputs(5, 10**7, KNOWN, NOTHING),
            only(DataProblem.TOO_MANY_PERSONS)),
    Lacking("awards", ColourInputs(0, 1, awards("?1?"), NOTHING),
            (DataTask(DataProblem.AWARD_MISSING, 1), DataTask(DataProblem.AWARD_MISSING, 3))),
    Lacking("grade", graded(NeedFact(D)), only(DataProblem.GRADE_MISSING)),
    Lacking("grade 5 twice", graded(NeedFact(D, 5), NeedFact(D, -2)),
            only(DataProblem.GRADE_OUT_OF_RANGE)),
    Lacking("grade of another need", graded(NeedFact(NeedCode.RELEASED, 1)),
            only(DataProblem.GRADE_WITHOUT_DISABILITY)),
)  # fmt: skip


@pytest.mark.parametrize("lacking", LACKING, ids=lambda lacking: lacking.id)
def test_what_is_missing_or_contradictory_becomes_a_data_task(lacking: Lacking) -> None:
    tasks = data_tasks(lacking.inputs, MEAN)
    assert tasks == lacking.tasks
    assert evaluate(lacking.inputs, MEAN, DEFAULT_POLICY).data_tasks == tasks


def test_a_village_without_a_mean_is_a_data_task() -> None:
    empty = VillageMean(0, 0)
    assert data_tasks(household(1.0), empty) == only(DataProblem.MEAN_MISSING)
    assert data_tasks(household(None), empty) == only(DataProblem.INCOME_MISSING)


@pytest.mark.parametrize("problem", DataProblem)
def test_every_data_task_says_in_chinese_what_to_do(problem: DataProblem) -> None:
    assert SENTENCE.fullmatch(task_text(DataTask(problem, 2)))


def test_the_text_of_inputs_never_changes() -> None:
    needs = [NeedFact(NeedCode.RELEASED), NeedFact(D, 2)]
    both_orders = [ColourInputs(-5, 3, awards("1?0"), frozenset(n)) for n in (needs, needs[::-1])]
    assert {canonical_text(inputs) for inputs in both_orders} == {
        "colour-inputs/1|-5|3|1,?,0|disability:2,released:0"
    }


@given(INPUTS, INPUTS)
def test_different_inputs_have_different_texts(a: ColourInputs, b: ColourInputs) -> None:
    assert (canonical_text(a) == canonical_text(b)) == (a == b)


def test_needs_are_named_as_the_registry_names_them() -> None:
    from_elsewhere = {NeedCode.MONITORED_CASE, NeedCode.LIFTED_FROM_POVERTY}
    assert {code.value for code in NeedCode if code not in from_elsewhere} == {
        kind.value for kind in NeedKind
    }
