"""Appeals as they are shown: words in clear to who handles them, names masked, some not at all."""

from __future__ import annotations

from datetime import datetime

from gov321.petition.v1 import petition_pb2 as pb
from gov321.petition.v1 import petition_service_pb2 as service_pb

from kit.commit import Versioned
from kit.masking import mask_name, mask_phone
from kit.wire_enum import reverse
from kit.wire_time import timestamp
from services.petition.domain.clocking import is_overdue
from services.petition.domain.clocks import Clock
from services.petition.domain.petition import Assignment, Attachment, Entry, Petition, Petitioner
from services.petition.domain.protecting import is_shown
from services.petition.ports.petitions import PetitionCount
from services.petition.usecases.receipts import Receipt
from services.petition.usecases.resident import Progress

from .clock_record import timestamp_or_none
from .enums import CHANNEL, DISCLOSURE, MATTER, RATING, SOURCE, STATE, URGENCY

_CHANNEL, _DISCLOSURE, _MATTER = reverse(CHANNEL), reverse(DISCLOSURE), reverse(MATTER)
_RATING, _SOURCE, _STATE = reverse(RATING), reverse(SOURCE), reverse(STATE)
_URGENCY = reverse(URGENCY)


def petition_view(found: Versioned[Petition], now: datetime, *, clear: bool) -> pb.Petition:
    """Return an appeal as it stands; without `clear` no words and no names at all."""
    petition, custody = found.state, found.state.custody
    message = pb.Petition(
        petition_id=petition.id,
        revision=found.revision,
        number=petition.number,
        home=petition.home.digits,
        place=petition.place.digits,
        custodian=custody.center.digits,
        in_flight=custody.in_flight,
        custody_since=timestamp(custody.since),
        received_by=petition.received_by.digits,
        receive_time=timestamp(petition.received_at),
        category=petition.category or "",
        matter=_MATTER[petition.matter],
        source=_SOURCE[petition.source],
        channel=_CHANNEL[petition.channel],
        urgency=_URGENCY[petition.urgency],
        state=_STATE[petition.state],
        petitioners=[_petitioner(one, clear=clear) for one in petition.petitioners],
        history=[_entry(line, clear=clear) for line in petition.history],
        clocks=[_clock(clock, now) for clock in petition.clocks],
        assignments=[_assignment(one) for one in petition.assignments],
        household_id=petition.household_id,
        grid=petition.grid,
        joined_to=petition.joined_to or "",
        extended=petition.extended,
        reopened=petition.reopened,
    )
    if clear:
        message.MergeFrom(_words(petition))
    return message


def attachment_view(file: Attachment) -> pb.Attachment:
    """Return a file."""
    return pb.Attachment(
        attachment_id=file.id,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
    )


def receipt_view(receipt: Receipt) -> service_pb.Receipt:
    """Return what a petitioner takes home."""
    return service_pb.Receipt(number=receipt.number, query_code=receipt.code)


def progress_view(progress: Progress) -> service_pb.Progress:
    """Return how an appeal stands for who holds its receipt."""
    return service_pb.Progress(
        number=progress.number,
        state=_STATE[progress.state],
        receive_time=timestamp(progress.received_at),
        due_time=timestamp_or_none(progress.due_at),
        unit=progress.unit,
        tier=progress.tier.name.lower(),
        reply=progress.reply,
        rating=_RATING[progress.rating] if progress.rating else pb.RATING_UNSPECIFIED,
    )


def count_view(count: PetitionCount) -> service_pb.PetitionStatistics:
    """Return the counts of one division."""
    return service_pb.PetitionStatistics(
        division=count.division,
        received=count.received,
        open=count.open,
        overdue=count.overdue,
        open_at_tier=count.open_at_tier,
        solved_at_tier=count.solved_at_tier,
        closed=count.closed,
        closed_in_time=count.closed_in_time,
        reopened=count.reopened,
        returned=count.returned,
        in_flight=count.in_flight,
        categories=count.categories,
        ratings=count.ratings,
    )


def _words(petition: Petition) -> pb.Petition:
    """What was said and written; whom it accuses is shown to nobody here."""
    return pb.Petition(
        title=petition.title,
        text=petition.text,
        attachments=[attachment_view(file) for file in petition.attachments],
        reply=petition.reply,
        route=petition.route,
    )


def _petitioner(one: Petitioner, *, clear: bool) -> pb.Petitioner:
    shown = clear and is_shown(one)
    return pb.Petitioner(
        petitioner_id=one.id,
        number=one.number if clear else "",
        disclosure=_DISCLOSURE[one.disclosure],
        name=mask_name(one.name) if shown else "",
        phone=mask_phone(one.phone) if shown else "",
        proxy_for=mask_name(one.proxy_for) if shown else "",
        answered=one.answered_at is not None,
        rating=_RATING[one.rating] if one.rating else pb.RATING_UNSPECIFIED,
    )


def _entry(line: Entry, *, clear: bool) -> pb.Entry:
    return pb.Entry(
        time=timestamp(line.at),
        step=line.step,
        center=line.center.digits,
        by=line.by,
        before=_STATE[line.before] if line.before else pb.STATE_UNSPECIFIED,
        after=_STATE[line.after],
        unit=line.unit or "",
        note=line.note if clear else "",
    )


def _clock(clock: Clock, now: datetime) -> pb.Clock:
    return pb.Clock(
        kind=clock.kind.value,
        start_time=timestamp(clock.started_at),
        due_time=timestamp(clock.due_at),
        state=clock.state.value,
        overdue=is_overdue(clock, now),
        paused_seconds=int(clock.paused_for.total_seconds()),
        extended=clock.extended,
        stop_time=timestamp_or_none(clock.stopped_at),
    )


def _assignment(one: Assignment) -> pb.Assignment:
    return pb.Assignment(
        unit=one.unit,
        main=one.main,
        assign_time=timestamp(one.assigned_at),
        contact_time=timestamp_or_none(one.contacted_at),
        return_time=timestamp_or_none(one.returned_at),
    )
