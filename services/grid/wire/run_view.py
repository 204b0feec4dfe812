"""Yearly runs as they are shown."""

from __future__ import annotations

from gov321.grid.v1 import run_service_pb2 as pb
from gov321.grid.v1.care_pb2 import COLOUR_UNSPECIFIED

from kit.wire_enum import reverse
from kit.wire_time import timestamp
from services.grid.domain.run import ColourRun, RunChange

from .enums import COLOUR, RUN_STATUS

_COLOUR = reverse(COLOUR)
_STATUS = reverse(RUN_STATUS)


def run_view(run: ColourRun) -> pb.ColourRun:
    """Return a run."""
    return pb.ColourRun(
        run_id=run.id,
        division=run.division.digits,
        year=run.year,
        status=_STATUS[run.status],
        draft_time=timestamp(run.drafted_at),
        drafted_by=run.drafted_by,
        applied_by=run.applied_by,
        households=run.households,
        changed=run.changed,
        held_back=run.held_back,
        applied=run.applied,
        colours={colour.value: count for colour, count in run.colours.items()},
    )


def change_view(change: RunChange, *, done: bool) -> pb.RunChange:
    """Return one household a run changes."""
    return pb.RunChange(
        household_id=change.household,
        village=change.village.digits,
        before=_COLOUR[change.before] if change.before else COLOUR_UNSPECIFIED,
        after=_COLOUR[change.after],
        done=done,
    )
