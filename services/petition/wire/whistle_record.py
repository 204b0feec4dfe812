"""A whistle as the published and stored `WhistleRecord`: its words are sealed."""

from __future__ import annotations

from gov321.petition.events.v1 import whistle_record_pb2 as pb

from kit.model.division import DivisionCode
from kit.tolerance import read_enum
from kit.vault import Vault
from kit.wire_time import timestamp
from services.petition.domain.ids import PetitionId, UnitCode, WhistleId
from services.petition.domain.petition import Rating
from services.petition.domain.whistle import Level, Part, PartState, Trigger, Whistle

from .clock_record import from_clock, instant, timestamp_or_none, to_clock
from .record_seals import Seals

_TITLE, _TEXT, _RESULT, _NOTE = "title", "text", "result", "rating_note"


def from_whistle(whistle: Whistle, revision: int, vault: Vault) -> pb.WhistleRecord:
    """Return the record of a whistle at a revision."""
    seals, center = Seals(vault, whistle.id), whistle.center.digits
    return pb.WhistleRecord(
        whistle_id=whistle.id,
        revision=revision,
        home=center,
        custodian=center,
        trigger=whistle.trigger.value,
        level=whistle.level.value,
        title=seals.seal(whistle.title, _TITLE),
        text=seals.seal(whistle.text, _TEXT),
        call_time=timestamp(whistle.called_at),
        called_by=whistle.called_by,
        petition_id=whistle.petition or "",
        parts=[_from_part(part, seals) for part in whistle.parts],
        close_time=timestamp_or_none(whistle.closed_at),
    )


def to_whistle(record: pb.WhistleRecord, vault: Vault) -> Whistle:
    """Return the whistle of a record.

    Raises:
        CannotOpen: a sealed field does not open.
    """
    seals = Seals(vault, record.whistle_id)
    return Whistle(
        id=WhistleId(record.whistle_id),
        center=DivisionCode.parse(record.home),
        trigger=read_enum(Trigger, record.trigger, Trigger.CANNOT_SOLVE),
        level=read_enum(Level, record.level, Level.ROUTINE),
        called_at=instant(record.call_time),
        called_by=record.called_by,
        parts=tuple(_to_part(part, seals) for part in record.parts),
        title=seals.open(record.title, _TITLE),
        text=seals.open(record.text, _TEXT),
        petition=PetitionId(record.petition_id) if record.petition_id else None,
        closed_at=instant(record.close_time) if record.HasField("close_time") else None,
    )


def _from_part(part: Part, seals: Seals) -> pb.WhistlePartRecord:
    return pb.WhistlePartRecord(
        unit=part.unit,
        lead=part.lead,
        state=part.state.value,
        clocks=[from_clock(clock) for clock in part.clocks],
        report_time=timestamp_or_none(part.reported_at),
        reported_by=part.reported_by,
        end_time=timestamp_or_none(part.ended_at),
        ended_by=part.ended_by,
        result=seals.seal(part.result, f"{_RESULT}/{part.unit}"),
        rating=part.rating.value if part.rating else "",
        rating_note=seals.seal(part.rating_note, f"{_NOTE}/{part.unit}"),
    )


def _to_part(record: pb.WhistlePartRecord, seals: Seals) -> Part:
    rated = record.rating
    return Part(
        unit=UnitCode(record.unit),
        lead=record.lead,
        # a state this version does not know is shown as waiting, never as done
        state=read_enum(PartState, record.state, PartState.CALLED),
        clocks=tuple(to_clock(clock) for clock in record.clocks),
        reported_at=instant(record.report_time) if record.HasField("report_time") else None,
        reported_by=record.reported_by,
        ended_at=instant(record.end_time) if record.HasField("end_time") else None,
        ended_by=record.ended_by,
        result=seals.open(record.result, f"{_RESULT}/{record.unit}"),
        rating=read_enum(Rating, rated, Rating.FAIRLY) if rated else None,
        rating_note=seals.open(record.rating_note, f"{_NOTE}/{record.unit}"),
    )
