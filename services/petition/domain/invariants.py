"""What holds for every appeal at any time (I1); a broken one is a mistake of the service."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .clocks import ClockKind, ClockState
from .life_cycle import ROWS
from .petition import Petition
from .states import FINAL, State
from .step import Step
from .steps import open_clocks

_WITH_UNIT = frozenset(
    {State.ASSIGNED, State.IN_PROGRESS, State.SUSPENDED, State.REPLIED, State.CONFIRMED}
)
_WITHOUT_UNIT = frozenset({State.REGISTERED, State.ACCEPTED})


class BrokenInvariant(AssertionError):
    """An appeal that cannot be."""


def check_petition(petition: Petition) -> None:
    """Pass when history, state, clocks, units and petitioners agree.

    Raises:
        BrokenInvariant: the first thing that does not.
    """
    for broken in _broken(petition):
        raise BrokenInvariant(f"{petition.id}: {broken}")


def _broken(petition: Petition) -> Iterator[str]:
    yield from _of_history(petition)
    yield from _of_clocks(petition)
    yield from _of_units(petition)
    yield from _of_petitioners(petition)


def _of_history(petition: Petition) -> Iterator[str]:
    """It begins with the submission; each line goes on from the last one as the table says."""
    lines = petition.history
    if not lines or lines[0].before is not None:
        yield "the history has no beginning"
    for line in lines:
        row = ROWS.get((Step(line.step), line.before))
        if row is None or line.after is not (row.after or line.before):
            yield f"{line.step} does not lead from {line.before} to {line.after}"
    for earlier, later in pairwise(lines):
        if later.before is not earlier.after or later.at < earlier.at:
            yield f"{later.step} does not follow {earlier.step}"
    if lines and lines[-1].after is not petition.state:
        yield "the state is not that of the last line"


def _of_clocks(petition: Petition) -> Iterator[str]:
    """One open clock of a kind; none at the end; before it one that runs, or a standing one whose
    suspension runs; on its way to another center none has to."""
    clocks = open_clocks(petition)
    kinds = {clock.kind for clock in clocks}
    if len(kinds) < len(clocks):
        yield "two clocks of a kind"
    if petition.state in FINAL:
        if clocks:
            yield "a clock is open at the end"
        return
    going = [clock for clock in clocks if clock.state is not ClockState.PAUSED]
    if not going and not petition.custody.in_flight:
        yield "no clock runs"
    if (petition.state is State.SUSPENDED) != (ClockKind.SUSPENSION in kinds):
        yield "a suspension without its limit"
    if petition.state is not State.SUSPENDED and len(going) < len(clocks):
        yield "a clock stands outside a suspension"


def _of_units(petition: Petition) -> Iterator[str]:
    mains = [one for one in petition.assignments if one.main and one.returned_at is None]
    if petition.state in _WITH_UNIT and len(mains) != 1:
        yield f"{len(mains)} main units in {petition.state.value}"
    if petition.state in _WITHOUT_UNIT and any(
        one.returned_at is None for one in petition.assignments
    ):
        yield f"a unit has it in {petition.state.value}"
    if petition.accused_unit is not None and any(
        one.unit == petition.accused_unit for one in petition.assignments
    ):
        yield "the accused unit has it"
    if len(set(petition.returns)) < len(petition.returns):
        yield "a unit returned it twice"


def _of_petitioners(petition: Petition) -> Iterator[str]:
    numbers = {one.number for one in petition.petitioners}
    if len(numbers) < len(petition.petitioners):
        yield "two petitioners with one number"
    if (petition.state is State.JOINED) != (petition.joined_to is not None):
        yield "joined to nothing"
    if (petition.state is State.JOINED) == bool(petition.petitioners):
        yield "the petitioners are in the wrong place"
    if petition.state is State.WITHDRAWN and petition.asking:
        yield "withdrawn while somebody asks"
