"""The fields of a care document that queries use; everything else is in the snapshot.

They follow from the record alone, so that a copy has the same ones without opening anything.
"""

from __future__ import annotations

from gov321.grid.events.v1.care_record_pb2 import CareRecord

from kit.authz import Range
from kit.mongo import Index
from kit.records import Document
from kit.wire_time import to_day
from services.grid.domain.colour.values import Colour
from services.grid.domain.grid import GridCode

CARE_INDEXES = (
    Index("by_position", ("position",)),
    Index("by_proposal", ("proposal_at",), sparse=True),
    Index("by_vacancy", ("vacant_at",), sparse=True),
    Index("by_due", ("due_at",), sparse=True),
    Index("by_contact", ("contacts",), sparse=True),
)
"""What the questions of `ports/cares.py` need, at the custodian and in a copy."""


NO_COLOUR = "none"
"""Nobody decided yet."""


def care_fields(record: CareRecord) -> Document:
    """Return the snapshot and the index fields.

    `standing` and the two counts are what is summed up by village.

    `…_at` are positions, kept only where there is something to find, so that the sparse index holds
    nothing else. A closed care keeps its position and is not `live`.
    """
    at = position(record.home, record.leaf, record.household_id)
    fields: Document = {
        "snapshot": record.SerializeToString(),
        "position": at,
        "live": record.live,
        "colour": _colour(record),
        "standing": f"{record.home}/{_colour(record)}",
        "proposals": int(bool(record.proposal)),
        "vacant": int(any(not vacancy.HasField("filled") for vacancy in record.vacancies)),
    }
    if not record.live:
        return fields
    if fields["proposals"]:
        fields["proposal_at"] = at
    if fields["vacant"]:
        fields["vacant_at"] = at
    if record.HasField("duty"):
        fields |= {"due_at": at, "due": to_day(record.duty.due, "due").isoformat()}
    people = [contact.person_id for contact in record.contacts if not contact.HasField("until")]
    if people:
        fields["contacts"] = sorted(set(people))
        fields["named"] = _named(record)
    return fields


def position(home: str, leaf: str, household: str) -> str:
    """Return the sort key of lists. Ranges of villages are ranges of it."""
    return f"{home}/{leaf}/{household}"


def grid_bounds(grid: GridCode) -> Range:
    """Return the range of positions of a grid's households: below it (`-`) and in it (`/`)."""
    base = f"{grid.village}/{grid}"
    return f"{base}-", f"{base}0"


def _colour(record: CareRecord) -> str:
    """Wire name of the colour in force."""
    last = record.spells[-1] if record.spells else None
    return last.colour if last is not None and not last.HasField("until") else NO_COLOUR


def _named(record: CareRecord) -> str:
    """The live named contact of a red household."""
    red = _colour(record) == Colour.RED.value
    live = (c for c in record.contacts if c.named and not c.HasField("until"))
    return next((contact.person_id for contact in live if red), "")
