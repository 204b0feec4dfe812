"""The yearly run: what it would change, its life, and one household at a time.

A run brings into force what the rules say, signed by the person who applies it. It leaves to a
person: households that refused (PIPL 24), overrides, and where the rules decide nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from .care import ColourSpell, Decided, HouseholdCare
from .care_errors import RunNotOpen
from .colour.values import Colour
from .deciding import put_in_force
from .ids import RunId
from .policy import GridPolicy
from .run import ColourRun, RunChange, RunStatus
from .settling import CareOutcome

NEXT: Mapping[RunStatus, frozenset[RunStatus]] = {
    RunStatus.DRAFTED: frozenset({RunStatus.APPLYING}),
    RunStatus.APPLYING: frozenset({RunStatus.APPLIED}),
    RunStatus.APPLIED: frozenset(),
}
"""Life of a run."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run comes to over some households."""

    households: int
    held_back: int
    colours: Mapping[Colour, int]
    changes: tuple[RunChange, ...]


def tally(cares: Iterable[HouseholdCare], year: int) -> Tally:
    """Compare what the rules say of a year with what is in force; closed households do not count.

    A household without a result of that year is looked at, and neither changed nor held back.
    """
    live = [care for care in cares if care.live]
    said = (c.assessment.verdict.colour for c in live if c.assessment and c.assessment.year == year)
    return Tally(
        households=len(live),
        held_back=sum(is_held_back(care, year) for care in live),
        colours=Counter(said),
        changes=tuple(change for care in live if (change := change_of(care, year))),
    )


def change_of(care: HouseholdCare, year: int) -> RunChange | None:
    """Return what a run of the year changes about a household, None for nothing."""
    if care.assessment is None or not _differs(care, year) or is_held_back(care, year):
        return None
    after = care.assessment.verdict.colour
    inputs = care.assessment.inputs_hash
    return RunChange(care.household, care.village, care.colour, after, inputs)


def is_held_back(care: HouseholdCare, year: int) -> bool:
    """Whether the rules say something else than what is in force, but a person has to decide."""
    if care.assessment is None or not _differs(care, year):
        return False
    undecided = care.assessment.verdict.colour is Colour.PENDING
    return undecided or care.refused is not None or care.override is not None


def apply_change(
    care: HouseholdCare, change: RunChange, run: ColourRun, policy: GridPolicy, today: date
) -> CareOutcome:
    """Bring one change of a run into force, unless the household is no longer as it was drafted.

    Other inputs, another result, another colour by a person meanwhile: it keeps its proposal.
    """
    if change_of(care, run.year) != replace(change, village=care.village):
        return care, ()
    spell = ColourSpell(
        colour=change.after,
        since=today,
        decided=Decided.RUN,
        signer=run.applied_by,
        assessment=care.assessment,
        run=run.id,
    )
    return put_in_force(care, spell, policy, today, run.id)


def is_done(care: HouseholdCare, run: RunId) -> bool:
    """Whether the colour in force came by this run."""
    return care.in_force is not None and care.in_force.run == run


def started(run: ColourRun, signer: str) -> ColourRun:
    """Return the run on its way, signed; one that started already keeps its first signer."""
    if run.status is not RunStatus.DRAFTED:
        return run
    return replace(_to(run, RunStatus.APPLYING), applied_by=signer)


def advanced(run: ColourRun, after: str, applied: int) -> ColourRun:
    """Return the run after a chunk that ends at `after`; one that came before is not counted.

    Raises:
        RunNotOpen: it was never started.
    """
    if run.status is RunStatus.DRAFTED:
        raise RunNotOpen(run=run.id, status=run.status.value, wanted=RunStatus.APPLIED.value)
    if run.status is RunStatus.APPLIED or after <= run.after:
        return run
    return replace(run, after=after, applied=run.applied + applied)


def finished(run: ColourRun) -> ColourRun:
    """Return the run with all its changes behind it; once more changes nothing."""
    return run if run.status is RunStatus.APPLIED else _to(run, RunStatus.APPLIED)


def _differs(care: HouseholdCare, year: int) -> bool:
    assessment = care.assessment
    if not care.live or assessment is None or assessment.year != year:
        return False
    verdict = assessment.verdict
    if verdict.colour is Colour.PENDING:
        return care.colour is None or care.colour is not verdict.suggested
    return verdict.colour is not care.colour


def _to(run: ColourRun, status: RunStatus) -> ColourRun:
    if status not in NEXT[run.status]:
        raise RunNotOpen(run=run.id, status=run.status.value, wanted=status.value)
    return replace(run, status=status)
