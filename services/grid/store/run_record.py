"""A yearly run and its changes as stored documents."""

from __future__ import annotations

from collections import Counter

from kit.commit import Request
from kit.model.division import DivisionCode
from kit.records import Document
from kit.tolerance import read_enum
from services.grid.domain.colour.values import Colour
from services.grid.domain.ids import HouseholdId, RunId
from services.grid.domain.run import ColourRun, RunChange, RunStatus


def document_of_run(run: ColourRun) -> Document:
    """Return the fields of a run; `open_since` marks one that is on its way."""
    document: Document = {
        "_id": run.id,
        "division": run.division.digits,
        "year": run.year,
        "drafted_at": run.drafted_at,
        "drafted_by": run.drafted_by,
        "households": run.households,
        "changed": run.changed,
        "held_back": run.held_back,
        "status": run.status.value,
        "applied_by": run.applied_by,
        "applied": run.applied,
        "after": run.after,
        "colours": {colour.value: count for colour, count in run.colours.items()},
    }
    return document | ({"open_since": run.drafted_at} if run.status is RunStatus.APPLYING else {})


def run_of_document(document: Document) -> ColourRun:
    """Return the run of a stored form; a status of a newer version is shown as on its way."""
    colours = Counter[Colour]()
    for name, count in document["colours"].items():
        colours[read_enum(Colour, name, Colour.PENDING)] += count
    return ColourRun(
        id=RunId(document["_id"]),
        division=DivisionCode.parse(document["division"]),
        year=document["year"],
        drafted_at=document["drafted_at"],
        drafted_by=document["drafted_by"],
        households=document["households"],
        changed=document["changed"],
        held_back=document["held_back"],
        status=read_enum(RunStatus, document["status"], RunStatus.APPLYING),
        applied_by=document["applied_by"],
        applied=document["applied"],
        after=document["after"],
        colours=dict(colours),
    )


def requested(run: ColourRun, request: Request) -> Document:
    """Return a new run with the request it came by."""
    kept = {"digest": request.digest, "version": 1}
    return {**document_of_run(run), **kept, "leased_until": run.drafted_at}


def document_of_change(run: RunId, change: RunChange) -> Document:
    """Return the stored form of one change."""
    return {
        "_id": f"{run}/{change.key}",
        "run": run,
        "key": change.key,
        "before": change.before.value if change.before else "",
        "after": change.after.value,
        "inputs_hash": change.inputs_hash,
    }


def change_of_document(document: Document) -> RunChange:
    """Return the change of a stored form."""
    village, household = document["key"].split("/", 1)
    before = document["before"]
    return RunChange(
        HouseholdId(household),
        DivisionCode.parse(village),
        read_enum(Colour, before, Colour.PENDING) if before else None,
        read_enum(Colour, document["after"], Colour.PENDING),
        document["inputs_hash"],
    )
