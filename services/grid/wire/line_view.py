"""Posts, vacancies, contacts and sessions as they are shown; names in clear only to the office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gov321.grid.v1 import grid_pb2
from gov321.grid.v1 import line_service_pb2 as pb

from kit.masking import mask_name
from kit.wire_enum import reverse
from kit.wire_time import from_day, from_day_or_none
from services.grid.domain.care import HouseholdCare
from services.grid.domain.ids import PersonId
from services.grid.domain.lines import Posting
from services.grid.domain.schedule import Scheduled
from services.grid.usecases.line_reading import OpenPlace

from .enums import END_REASON, LINE, POST, SESSION_KIND

_END_REASON = reverse(END_REASON)
_LINE = reverse(LINE)
_POST = reverse(POST)
_SESSION_KIND = reverse(SESSION_KIND)


def posting_view(posting: Posting, *, clear: bool) -> grid_pb2.Posting:
    """Return one post somebody holds or held."""
    message = grid_pb2.Posting(
        person_id=posting.person,
        name=posting.name if clear else mask_name(posting.name),
        post=_POST[posting.post],
        since=from_day(posting.since),
        household_id=posting.household or "",
        term_end=from_day_or_none(posting.term_end),
        until=from_day_or_none(posting.until),
    )
    if posting.end_reason is not None:
        message.end_reason = _END_REASON[posting.end_reason]
    return message


def vacancy_view(place: OpenPlace) -> pb.OpenVacancy:
    """Return one thing that waits for a person."""
    message = pb.OpenVacancy(
        vacancy_id=place.id,
        village=place.village.digits,
        grid=place.grid.text,
        household_id=place.household or "",
        opened=from_day(place.opened),
    )
    if place.cause is not None:
        message.cause = _END_REASON[place.cause]
    return message


def contacts_view(cares: Sequence[HouseholdCare], person: PersonId) -> Iterator[pb.PersonContact]:
    """Yield each live contact of a person, in the order of the households."""
    for care in cares:
        for contact in care.contacts:
            if contact.live and contact.person == person:
                yield pb.PersonContact(
                    household_id=care.household,
                    line=_LINE[contact.line],
                    named=contact.named,
                    since=from_day(contact.since),
                )


def session_view(item: Scheduled) -> pb.ScheduledSession:
    """Return one day of the calendar."""
    return pb.ScheduledSession(
        kind=_SESSION_KIND[item.kind],
        day=from_day(item.day),
        deputy_id=item.deputy or "",
        held=item.held is not None,
        overdue=item.overdue,
        attendance=item.held.attendance if item.held else 0,
        matters=item.held.matters if item.held else 0,
    )
