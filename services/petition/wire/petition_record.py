"""An appeal as the published and stored `PetitionRecord`: words and petitioners are sealed."""

from __future__ import annotations

from dataclasses import replace

from gov321.petition.events.v1 import petition_record_pb2 as pb

from kit.model.division import DivisionCode, Tier
from kit.tolerance import read_enum
from kit.vault import Vault
from kit.wire_time import from_day_or_none, timestamp, to_day_or_none
from services.petition.domain.ids import CategoryCode, PetitionId, UnitCode
from services.petition.domain.kinds import Channel, MatterType, Source, Urgency
from services.petition.domain.petition import Custody, Petition

from .clock_record import from_clock, instant, timestamp_or_none, to_clock
from .party_record import (
    from_assignment,
    from_attachment,
    from_entry,
    from_petitioner,
    state_of,
    to_assignment,
    to_attachment,
    to_entry,
    to_petitioner,
)
from .sealing import opened, sealed

_TITLE, _TEXT, _ACCUSED, _REPLY, _ROUTE = "title", "text", "accused_unit", "reply", "route"
"""Field names the sealed values are bound to."""

_TIERS = {tier.name.lower(): tier for tier in Tier}


def from_petition(petition: Petition, revision: int, vault: Vault) -> pb.PetitionRecord:
    """Return the record of an appeal at a revision."""
    id_, custody = petition.id, petition.custody
    record = pb.PetitionRecord(
        petition_id=id_,
        revision=revision,
        home=petition.home.digits,
        custodian=custody.center.digits,
        number=petition.number,
        place=petition.place.digits,
        received_by=petition.received_by.digits,
        receive_time=timestamp(petition.received_at),
        category=petition.category or "",
        matter=petition.matter.value,
        source=petition.source.value,
        channel=petition.channel.value,
        urgency=petition.urgency.value,
        state=petition.state.value,
        custody_epoch=custody.epoch,
        custody_since=timestamp(custody.since),
        in_flight=custody.in_flight,
        sent_by=custody.sent_by.digits if custody.sent_by else "",
        petitioners=[from_petitioner(one, id_, vault) for one in petition.petitioners],
        history=[from_entry(line, id_, vault) for line in petition.history],
        clocks=[from_clock(clock) for clock in petition.clocks],
        assignments=[from_assignment(one) for one in petition.assignments],
        attachments=[from_attachment(file, id_, vault) for file in petition.attachments],
    )
    record.MergeFrom(_rest(petition, vault))
    return record


def _rest(petition: Petition, vault: Vault) -> pb.PetitionRecord:
    """What is sealed, and what became of it."""
    id_, solved = petition.id, petition.solved_at_tier
    return pb.PetitionRecord(
        title=sealed(petition.title, id_, _TITLE, vault),
        text=sealed(petition.text, id_, _TEXT, vault),
        household_id=petition.household_id,
        grid=petition.grid,
        visit_id=petition.visit_id,
        accused_unit=sealed(petition.accused_unit or "", id_, _ACCUSED, vault),
        returns=petition.returns,
        extended=petition.extended,
        reopened=petition.reopened,
        reply=sealed(petition.reply, id_, _REPLY, vault),
        route=sealed(petition.route, id_, _ROUTE, vault),
        joined_to=petition.joined_to or "",
        solved_at_tier=solved.name.lower() if solved else "",
        first_contact_time=timestamp_or_none(petition.first_contact_at),
        close_date=from_day_or_none(petition.closed_on),
        rehandled=petition.rehandled,
    )


def to_petition(record: pb.PetitionRecord, vault: Vault) -> Petition:
    """Return the appeal of a record.

    Raises:
        CannotOpen: a sealed field does not open.
        InvalidValue: a division code is none.
    """
    id_ = record.petition_id
    contacted = record.HasField("first_contact_time")
    accused = opened(record.accused_unit, record.HasField("accused_unit"), id_, _ACCUSED, vault)
    return replace(
        _to_matter(record, vault),
        title=opened(record.title, record.HasField("title"), id_, _TITLE, vault),
        text=opened(record.text, record.HasField("text"), id_, _TEXT, vault),
        household_id=record.household_id,
        grid=record.grid,
        visit_id=record.visit_id,
        accused_unit=UnitCode(accused) if accused else None,
        returns=tuple(UnitCode(unit) for unit in record.returns),
        extended=record.extended,
        reopened=record.reopened,
        rehandled=record.rehandled,
        reply=opened(record.reply, record.HasField("reply"), id_, _REPLY, vault),
        route=opened(record.route, record.HasField("route"), id_, _ROUTE, vault),
        joined_to=PetitionId(record.joined_to) if record.joined_to else None,
        solved_at_tier=_TIERS.get(record.solved_at_tier),
        first_contact_at=instant(record.first_contact_time) if contacted else None,
        closed_on=to_day_or_none(record.close_date, "close_date"),
    )


def _to_matter(record: pb.PetitionRecord, vault: Vault) -> Petition:
    """What sort of matter it is, who asks, what was done; the rest as in `_rest`."""
    id_ = record.petition_id
    return Petition(
        id=PetitionId(id_),
        number=record.number,
        home=DivisionCode.parse(record.home),
        place=DivisionCode.parse(record.place),
        received_by=DivisionCode.parse(record.received_by),
        received_at=instant(record.receive_time),
        category=CategoryCode(record.category) if record.category else None,
        matter=read_enum(MatterType, record.matter, MatterType.HELP),
        source=read_enum(Source, record.source, Source.COUNTER),
        # what is not known may be protected: then nobody but the discipline channel sees it
        channel=read_enum(Channel, record.channel, Channel.DISCIPLINE),
        urgency=read_enum(Urgency, record.urgency, Urgency.U3),
        state=state_of(record.state),
        custody=_to_custody(record),
        petitioners=tuple(to_petitioner(one, id_, vault) for one in record.petitioners),
        history=tuple(to_entry(line, id_, vault) for line in record.history),
        clocks=tuple(to_clock(clock) for clock in record.clocks),
        assignments=tuple(to_assignment(one) for one in record.assignments),
        attachments=tuple(to_attachment(file, id_, vault) for file in record.attachments),
    )


def _to_custody(record: pb.PetitionRecord) -> Custody:
    return Custody(
        center=DivisionCode.parse(record.custodian),
        epoch=record.custody_epoch,
        since=instant(record.custody_since),
        in_flight=record.in_flight,
        sent_by=DivisionCode.parse(record.sent_by) if record.sent_by else None,
    )
