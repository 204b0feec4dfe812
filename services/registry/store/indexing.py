"""The fields of a household document that queries use; everything else is in the snapshot."""

from __future__ import annotations

from gov321.registry.events.v1.household_record_pb2 import HouseholdRecord

from kit.mongo import Index
from kit.records import Document

_POSITION = Index("by_position", ("position",))
_PHONES = Index("by_phone", ("phones",), sparse=True)
_SHARED = Index("by_shared_id_number", ("shared_id_numbers",), sparse=True)
_CLAIMED = Index("by_claim", ("claims",), sparse=True)
_TWINS = Index("by_twin", ("twins",), sparse=True)

CLAIMS = Index("one_claim", ("claims",), unique=True, sparse=True)
PLACE = Index("one_place", ("place",), unique=True, sparse=True)

COPY_INDEXES = (_POSITION, _PHONES, _SHARED, _CLAIMED)
"""What questions need; a copy claims nothing, since facts of two villages come in any order."""

OWN_INDEXES = (_POSITION, _PHONES, _SHARED, CLAIMS, PLACE, _TWINS)
"""What the custodian needs: claims and places are unique among live households."""


def read_fields(record: HouseholdRecord) -> Document:
    """Return the fields that questions at any tier use.

    `claims` are the citizen numbers that nobody else may have, `shared_id_numbers` the decided
    重号. Arrays that would be empty are left out: a sparse index then does not hold the document.
    """
    live = record.status == HouseholdRecord.STATUS_LIVE
    members = [member for member in record.members if not member.HasField("leave_date")]
    fields: Document = {
        "snapshot": record.SerializeToString(),
        "position": position(record.home, record.number),
        "live": live,
        "persons": len(members),
    }
    if live:
        numbered = [member for member in members if member.HasField("id_number")]
        arrays = {
            "claims": [m.id_number.blind_index for m in numbered if not m.id_number_shared],
            "shared_id_numbers": [m.id_number.blind_index for m in numbered if m.id_number_shared],
            "phones": [m.phone.blind_index for m in members if m.HasField("phone")],
        }
        fields |= {name: indexes for name, indexes in arrays.items() if indexes}
    return fields


def position(home: str, number: str) -> str:
    """Return the sort key of lists: village, then 户编号. Ranges of divisions are ranges of it."""
    return f"{home}/{number}"
