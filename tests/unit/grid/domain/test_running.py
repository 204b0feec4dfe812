"""What a yearly run changes, leaves to a person, and never does twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from services.grid.domain import opening, running
from services.grid.domain.care import Decided, HouseholdCare
from services.grid.domain.colour.values import Colour
from services.grid.domain.events import HouseholdColourChanged
from services.grid.domain.run import RunStatus
from tests.support.grid_builders import TODAY
from tests.support.grid_cares import POLICY, SIGNER, YEAR, CareBuilder, a_care, a_run, says

PROPOSED = a_care().assessed(says(Colour.RED))
RUN = running.started(a_run(), SIGNER)


@dataclass(frozen=True)
class Case:
    id: str
    care: HouseholdCare
    changed: bool = False
    held_back: bool = False


CASES = (
    Case("a first colour", PROPOSED.care, changed=True),
    Case("another colour", a_care().in_force(Colour.GREEN).assessed(says(Colour.RED)).care, True),
    Case("the same colour", a_care().in_force(Colour.RED).care),
    Case("no result", a_care().care),
    Case("a result of another year", a_care().assessed(says(Colour.RED, year=YEAR - 1)).care),
    Case("refused", PROPOSED.refused().care, held_back=True),
    Case("overridden", PROPOSED.overridden(Colour.GREEN).care, held_back=True),
    Case("overridden to the same", PROPOSED.overridden(Colour.RED).care),
    Case("refused and the same", a_care().in_force(Colour.RED).refused().care),
    Case("pending", a_care().assessed(says(Colour.PENDING)).care, held_back=True),
    Case("suggested", a_care().assessed(says(Colour.PENDING, Colour.YELLOW)).care, held_back=True),
    Case(
        "suggested and in force",
        a_care().assessed(says(Colour.PENDING, Colour.YELLOW)).confirmed().care,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_run_changes_what_the_rules_settle_and_nobody_has_to_decide(case: Case) -> None:
    assert (running.change_of(case.care, YEAR) is not None) == case.changed
    assert running.is_held_back(case.care, YEAR) == case.held_back


def test_a_tally_counts_live_households_and_what_the_rules_say() -> None:
    ended = opening.close_care(replace(PROPOSED.care), TODAY)[0]
    tally = running.tally([ended, *(case.care for case in CASES)], YEAR)
    assert tally.households == len(CASES)
    assert tally.held_back == 4
    assert len(tally.changes) == 2
    assert tally.colours == {Colour.RED: 7, Colour.PENDING: 3}


def test_a_change_comes_into_force_under_the_signer_of_the_run() -> None:
    change = running.change_of(PROPOSED.care, YEAR)
    assert change is not None
    care, happened = running.apply_change(PROPOSED.care, change, RUN, POLICY, TODAY)
    assert care.in_force is not None
    assert (care.in_force.decided, care.in_force.signer) == (Decided.RUN, SIGNER)
    assert care.in_force.assessment == PROPOSED.care.assessment
    assert happened[0] == HouseholdColourChanged(None, Colour.RED, RUN.id)
    assert running.is_done(care, RUN.id)
    assert running.apply_change(care, change, RUN, POLICY, TODAY) == (care, ())


MEANWHILE: dict[str, Callable[[CareBuilder], CareBuilder]] = {
    "other inputs": lambda care: care.assessed(says(Colour.RED, inputs="others")),
    "other result": lambda care: care.assessed(says(Colour.YELLOW)),
    "override": lambda care: care.overridden(Colour.YELLOW),
    "refused": lambda care: care.refused(),
    "decided by a person": lambda care: (
        care.assessed(says(Colour.YELLOW)).confirmed().assessed(says(Colour.RED))
    ),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_a_household_that_is_not_as_it_was_drafted_keeps_its_proposal(what: str) -> None:
    change = running.change_of(PROPOSED.care, YEAR)
    assert change is not None
    care = MEANWHILE[what](PROPOSED).care
    assert running.apply_change(care, change, RUN, POLICY, TODAY) == (care, ())


def test_a_household_that_moved_is_still_changed() -> None:
    change = running.change_of(PROPOSED.care, YEAR)
    assert change is not None
    moved = replace(change, village=change.village.town)
    assert running.apply_change(PROPOSED.care, moved, RUN, POLICY, TODAY)[1] != ()


def test_a_run_goes_from_drafted_over_applying_to_applied() -> None:
    assert (RUN.status, RUN.applied_by) == (RunStatus.APPLYING, SIGNER)
    assert running.started(RUN, "somebody else") == RUN
    done = running.finished(RUN)
    assert done.status is RunStatus.APPLIED
    assert running.finished(done) == running.started(done, "x") == done


def test_a_chunk_that_came_before_is_not_counted_again() -> None:
    once = running.advanced(RUN, "v1/h5", 3)
    assert (once.after, once.applied) == ("v1/h5", 3)
    assert running.advanced(once, "v1/h5", 3) == once
    assert running.advanced(once, "v1/h4", 3) == once
    assert running.advanced(once, "v2/h1", 2).applied == 5
    assert running.advanced(running.finished(once), "v9/h1", 2) == running.finished(once)
