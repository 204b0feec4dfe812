"""`RegistryService`: questions about households, reveals, the access log, republication."""

from __future__ import annotations

from collections.abc import Iterable

from gov321.registry.v1 import registry_service_pb2 as pb
from gov321.registry.v1.registry_service_pb2_grpc import RegistryServiceServicer

from kit.access_log import AccessEntry
from kit.call import current_access
from kit.commit import Versioned
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue
from kit.model.income import IncomePolicy
from kit.paging import Position, page_of
from kit.republish import Republisher
from kit.requests import purpose_of, request_of
from kit.wire_enum import known
from kit.wire_time import timestamp, to_day_or_none
from services.registry.domain.household import Household
from services.registry.domain.ids import HouseholdId
from services.registry.usecases.disclosure import Disclosure
from services.registry.usecases.reading import Reading
from services.registry.usecases.statistics import by_division
from services.registry.wire.enums import SENSITIVE_FIELD
from services.registry.wire.orders import person_or_none
from services.registry.wire.view import household_on, household_view

_REVISION_DIGITS = 18
"""What fits into the store's 64-bit numbers."""


class RegistryRpc(RegistryServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(
        self,
        reading: Reading,
        disclosure: Disclosure,
        republisher: Republisher[Versioned[Household]],
        policies: Iterable[IncomePolicy],
    ) -> None:
        self._reading = reading
        self._disclosure = disclosure
        self._republisher = republisher
        self._policies = tuple(policies)

    async def GetHousehold(
        self, request: pb.GetHouseholdRequest, context: object
    ) -> pb.GetHouseholdResponse:
        """See the proto."""
        household = HouseholdId(request.household_id)
        day = to_day_or_none(request.as_of, "查询日期")
        if day is None:
            found = await self._reading.get(current_access(), household)
            shown = household_view(found, self._reading.today, self._policies)
        else:
            found, view = await self._reading.get_as_of(current_access(), household, day)
            shown = household_on(found, view)
        return pb.GetHouseholdResponse(household=shown)

    async def BatchGetHouseholds(
        self, request: pb.BatchGetHouseholdsRequest, context: object
    ) -> pb.BatchGetHouseholdsResponse:
        """See the proto."""
        found = await self._reading.batch(current_access(), request.household_ids)
        today = self._reading.today
        asked = dict.fromkeys(request.household_ids)
        return pb.BatchGetHouseholdsResponse(
            households=[
                household_view(found[id], today, self._policies) for id in asked if id in found
            ],
            missing_ids=[id for id in asked if id not in found],
        )

    async def ListHouseholds(
        self, request: pb.ListHouseholdsRequest, context: object
    ) -> pb.ListHouseholdsResponse:
        """See the proto."""
        page = page_of("ListHouseholds", request)
        found = await self._reading.page(
            current_access(),
            DivisionCode.parse(request.division),
            request.include_dissolved,
            page.after[0] if page.after else "",
            page.size,
        )
        today = self._reading.today
        response = pb.ListHouseholdsResponse(
            households=[household_view(item, today, self._policies) for item in found]
        )
        if len(found) == page.size:
            last = found[-1].state
            response.next_page_token = page.next_token((f"{last.village}/{last.number}",))
        return response

    async def SearchHouseholds(
        self, request: pb.SearchHouseholdsRequest, context: object
    ) -> pb.SearchHouseholdsResponse:
        """See the proto."""
        purpose = purpose_of(request)
        search, value = (
            (self._reading.by_id_number, request.id_number)
            if request.id_number
            else (self._reading.by_phone, request.phone)
        )
        found = await search(current_access(), value, purpose)
        today = self._reading.today
        return pb.SearchHouseholdsResponse(
            households=[household_view(item, today, self._policies) for item in found]
        )

    async def ListHouseholdRevisions(
        self, request: pb.ListHouseholdRevisionsRequest, context: object
    ) -> pb.ListHouseholdRevisionsResponse:
        """See the proto."""
        page = page_of("ListHouseholdRevisions", request)
        before = _revision(page.after)
        household = HouseholdId(request.household_id)
        rows = await self._reading.revisions(current_access(), household, before, page.size)
        response = pb.ListHouseholdRevisionsResponse(
            revisions=[
                pb.HouseholdRevision(
                    revision=row.revision,
                    facts=row.facts,
                    occur_time=timestamp(row.at),
                    member_count=row.persons,
                )
                for row in rows
            ]
        )
        if len(rows) == page.size:
            response.next_page_token = page.next_token((str(rows[-1].revision),))
        return response

    async def RevealField(
        self, request: pb.RevealFieldRequest, context: object
    ) -> pb.RevealFieldResponse:
        """See the proto."""
        access = current_access()
        found = await self._reading.get(access, HouseholdId(request.household_id))
        value = await self._disclosure.reveal(
            access,
            found.state,
            person_or_none(request.person_id),
            known(SENSITIVE_FIELD, request.field, "field"),
            purpose_of(request),
        )
        return pb.RevealFieldResponse(value=value)

    async def ListAccessLog(
        self, request: pb.ListAccessLogRequest, context: object
    ) -> pb.ListAccessLogResponse:
        """See the proto."""
        page = page_of("ListAccessLog", request)
        found = await self._disclosure.page(
            current_access(),
            DivisionCode.parse(request.division),
            request.record_id,
            request.subject,
            page.size,
            page.after[0] if page.after else "",
        )
        return pb.ListAccessLogResponse(
            entries=[_entry(entry) for entry in found.entries],
            next_page_token=page.next_token((found.after,)) if found.after else "",
        )

    async def GetStatistics(
        self, request: pb.GetStatisticsRequest, context: object
    ) -> pb.GetStatisticsResponse:
        """See the proto."""
        division = DivisionCode.parse(request.division)
        counts = await self._reading.counts(current_access(), division)
        rows = [
            pb.DivisionStatistics(
                division=row.village, household_count=row.households, person_count=row.persons
            )
            for row in by_division(counts, division)
        ]
        return pb.GetStatisticsResponse(
            divisions=rows,
            household_count=sum(row.household_count for row in rows),
            person_count=sum(row.person_count for row in rows),
        )

    async def RepublishHouseholds(
        self, request: pb.RepublishHouseholdsRequest, context: object
    ) -> pb.RepublishHouseholdsResponse:
        """See the proto."""
        division = DivisionCode.parse(request.division)
        asked = request_of(request, request.request_id)
        count = await self._republisher.order(current_access(), division, asked)
        return pb.RepublishHouseholdsResponse(household_count=count)


def _revision(after: Position) -> int:
    """Return the revision a page token speaks of, 0 at the start.

    Raises:
        InvalidValue: a token that we did not make.
    """
    if not after:
        return 0
    if not after[0].isdecimal() or len(after[0]) > _REVISION_DIGITS:
        raise InvalidValue(field="page_token", why="翻页标记已损坏，请从第一页重新查询")
    return int(after[0])


def _entry(entry: AccessEntry) -> pb.AccessLogEntry:
    return pb.AccessLogEntry(
        subject=entry.subject,
        operation=entry.operation,
        record_id=entry.record_id,
        field=entry.field,
        purpose=entry.purpose,
        reason=entry.reason,
        division=entry.division,
        outcome=entry.outcome,
        time=timestamp(entry.at),
    )
