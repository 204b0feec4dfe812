"""Petitioners, history, units and files of an appeal as parts of its record."""

from __future__ import annotations

from gov321.petition.events.v1 import petition_record_pb2 as pb

from kit.model.division import DivisionCode
from kit.tolerance import read_enum
from kit.vault import Vault
from services.petition.domain.ids import AttachmentId, PetitionerId, PetitionId, UnitCode
from services.petition.domain.kinds import Disclosure
from services.petition.domain.petition import (
    Assignment,
    Attachment,
    Entry,
    Origin,
    Petitioner,
    Rating,
)
from services.petition.domain.states import State

from .clock_record import instant, timestamp_or_none
from .sealing import opened, sealed

_PETITIONER, _NOTE, _NAME = "petitioner", "note", "attachment"
"""Field names the sealed values are bound to."""


def from_petitioner(one: Petitioner, id_: str, vault: Vault) -> pb.PetitionerRecord:
    """Return the record of a petitioner of the appeal `id_`."""
    content = pb.PetitionerContent(
        name=one.name,
        phone=one.phone,
        proxy_for=one.proxy_for,
        person_id=one.person_id,
        rating_note=one.rating_note,
    ).SerializeToString()
    return pb.PetitionerRecord(
        petitioner_id=one.id,
        number=one.number,
        disclosure=one.disclosure.value,
        content=vault.seal(content, id_, _PETITIONER) if content else None,
        came_with=one.came_with or "",
        answer_time=timestamp_or_none(one.answered_at),
        rating=one.rating.value if one.rating else "",
        withdrawn=one.withdrawn,
    )


def to_petitioner(record: pb.PetitionerRecord, id_: str, vault: Vault) -> Petitioner:
    """Return the petitioner of a record.

    Raises:
        CannotOpen: the sealed content does not open.
    """
    plain = vault.open(record.content, id_, _PETITIONER) if record.HasField("content") else b""
    content = pb.PetitionerContent.FromString(plain)
    return Petitioner(
        id=PetitionerId(record.petitioner_id),
        number=record.number,
        disclosure=read_enum(Disclosure, record.disclosure, Disclosure.CONFIDENTIAL),
        name=content.name,
        phone=content.phone,
        proxy_for=content.proxy_for,
        person_id=content.person_id,
        came_with=PetitionId(record.came_with) if record.came_with else None,
        answered_at=instant(record.answer_time) if record.HasField("answer_time") else None,
        rating=read_enum(Rating, record.rating, Rating.FAIRLY) if record.rating else None,
        rating_note=content.rating_note,
        withdrawn=record.withdrawn,
    )


def from_entry(line: Entry, id_: str, vault: Vault) -> pb.EntryRecord:
    """Return the record of a line of the history."""
    return pb.EntryRecord(
        time=timestamp_or_none(line.at),
        step=line.step,
        center=line.center.digits,
        by=line.by,
        origin=line.origin.value,
        before=line.before.value if line.before else "",
        after=line.after.value,
        unit=line.unit or "",
        note=sealed(line.note, id_, _NOTE, vault),
    )


def to_entry(record: pb.EntryRecord, id_: str, vault: Vault) -> Entry:
    """Return the line of a record.

    Raises:
        CannotOpen: the sealed note does not open.
    """
    return Entry(
        at=instant(record.time),
        step=record.step,
        center=DivisionCode.parse(record.center),
        by=record.by,
        origin=read_enum(Origin, record.origin, Origin.EVENT),
        before=state_of(record.before) if record.before else None,
        after=state_of(record.after),
        unit=UnitCode(record.unit) if record.unit else None,
        note=opened(record.note, record.HasField("note"), id_, _NOTE, vault),
    )


def from_assignment(one: Assignment) -> pb.AssignmentRecord:
    """Return the record of an assignment."""
    return pb.AssignmentRecord(
        unit=one.unit,
        main=one.main,
        assign_time=timestamp_or_none(one.assigned_at),
        contact_time=timestamp_or_none(one.contacted_at),
        return_time=timestamp_or_none(one.returned_at),
    )


def to_assignment(record: pb.AssignmentRecord) -> Assignment:
    """Return the assignment of a record."""
    contacted, returned = record.HasField("contact_time"), record.HasField("return_time")
    return Assignment(
        unit=UnitCode(record.unit),
        main=record.main,
        assigned_at=instant(record.assign_time),
        contacted_at=instant(record.contact_time) if contacted else None,
        returned_at=instant(record.return_time) if returned else None,
    )


def from_attachment(file: Attachment, id_: str, vault: Vault) -> pb.AttachmentRecord:
    """Return the record of a file."""
    return pb.AttachmentRecord(
        attachment_id=file.id,
        key=file.key,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        name=sealed(file.name, id_, _NAME, vault),
    )


def to_attachment(record: pb.AttachmentRecord, id_: str, vault: Vault) -> Attachment:
    """Return the file of a record.

    Raises:
        CannotOpen: the sealed name does not open.
    """
    return Attachment(
        id=AttachmentId(record.attachment_id),
        key=record.key,
        media_type=record.media_type,
        size=record.size,
        sha256=record.sha256,
        name=opened(record.name, record.HasField("name"), id_, _NAME, vault),
    )


def state_of(text: str) -> State:
    """Return a state; one a newer version added is shown as being worked on."""
    return read_enum(State, text, State.IN_PROGRESS)
