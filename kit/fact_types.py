"""Facts of one kind of record: their names, and the check that envelope and body agree."""

from __future__ import annotations

from google.protobuf.descriptor import FileDescriptor

from kit.envelope import BadEnvelope, Received


def carriers_of(file: FileDescriptor, field: str) -> frozenset[str]:
    """Return the full names of the facts of a file that carry a record in `field`.

    The message every one of them begins with is called `<Kind>Fact`, and is never published.
    """
    return frozenset(
        message.full_name
        for message in file.message_types_by_name.values()
        if field in message.fields_by_name and not message.name.endswith("Fact")
    )


def require_about(received: Received, record_id: str, revision: int) -> None:
    """Pass when the headers speak of the record in the body.

    Raises:
        BadEnvelope: they speak of another one.
    """
    if record_id != received.subject:
        raise BadEnvelope(header="ce_subject", why="not the record in the body")
    if revision != received.revision:
        raise BadEnvelope(header="ce_revision", why="not the revision in the body")
