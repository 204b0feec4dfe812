"""What is missing or contradictory in the inputs of a household (domain §1.3 gap 9)."""

from __future__ import annotations

from collections.abc import Iterator

from .income import LARGEST_INCOME, MOST_PERSONS, recorded_income
from .needs import UNGRADED
from .policy import GRADES
from .values import ColourInputs, DataProblem, DataTask, NeedCode, NeedFact, VillageMean


def data_tasks(inputs: ColourInputs, mean: VillageMean) -> tuple[DataTask, ...]:
    """Return what somebody has to find out or put right, each once, whatever the colour."""
    found = {*_income(inputs), *_awards(inputs), *_needs(inputs)}
    if mean.persons <= 0 and recorded_income(inputs) is not None:
        found.add(DataTask(DataProblem.MEAN_MISSING))
    return tuple(sorted(found, key=lambda task: (_ORDER[task.problem], task.years_back)))


_ORDER = {problem: position for position, problem in enumerate(DataProblem)}


def _income(inputs: ColourInputs) -> Iterator[DataTask]:
    if inputs.income_cents is None:
        yield DataTask(DataProblem.INCOME_MISSING)
    elif abs(inputs.income_cents) > LARGEST_INCOME:
        yield DataTask(DataProblem.INCOME_OUT_OF_RANGE)
    if inputs.persons <= 0:
        yield DataTask(DataProblem.NO_PERSONS)
    elif inputs.persons > MOST_PERSONS:
        yield DataTask(DataProblem.TOO_MANY_PERSONS)


def _awards(inputs: ColourInputs) -> Iterator[DataTask]:
    for years_back, award in enumerate(inputs.awards, start=1):
        if award is None:
            yield DataTask(DataProblem.AWARD_MISSING, years_back)


def _needs(inputs: ColourInputs) -> Iterator[DataTask]:
    for need in inputs.needs:
        problem = _grade_problem(need)
        if problem is not None:
            yield DataTask(problem)


def _grade_problem(need: NeedFact) -> DataProblem | None:
    if need.code is not NeedCode.DISABILITY:
        return None if need.grade == UNGRADED else DataProblem.GRADE_WITHOUT_DISABILITY
    if need.grade in GRADES:
        return None
    return DataProblem.GRADE_MISSING if need.grade == UNGRADED else DataProblem.GRADE_OUT_OF_RANGE
