"""`LineService`: posts, leaders, contacts, reception days and meetings."""

from __future__ import annotations

from gov321.grid.v1 import care_pb2, grid_pb2
from gov321.grid.v1 import line_service_pb2 as pb
from gov321.grid.v1.line_service_pb2_grpc import LineServiceServicer

from kit.call import current_access
from kit.commit import Versioned
from kit.model.division import DivisionCode
from kit.paging import page_of
from kit.requests import request_of
from kit.wire_enum import known_or_none
from kit.wire_time import to_day
from services.grid.domain.appointing import AppointLeader, ReleaseLeader
from services.grid.domain.care import HouseholdCare
from services.grid.domain.postings import LeavePost, TakePost, posting_after
from services.grid.domain.schedule import scheduled_of
from services.grid.domain.village import Village
from services.grid.usecases.contacts import ContactDesk
from services.grid.usecases.line_reading import LineReading
from services.grid.usecases.lines import LineDesk, VillageTarget
from services.grid.wire import line_orders as orders
from services.grid.wire.care_orders import care_target
from services.grid.wire.care_view import care_view, sees_clear
from services.grid.wire.enums import POST
from services.grid.wire.line_view import contacts_view, posting_view, session_view, vacancy_view
from services.grid.wire.village_view import GridViews


class LineRpc(LineServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(self, desk: LineDesk, contacts: ContactDesk, reading: LineReading) -> None:
        self._desk = desk
        self._contacts = contacts
        self._reading = reading

    async def TakePost(self, request: pb.TakePostRequest, context: object) -> pb.TakePostResponse:
        """See the proto."""
        village = orders.village_of(request.village)
        order = orders.take_post(request)
        target = orders.village_target(request, request, village)
        found = await self._desk.take_post(current_access(), target, order)
        return pb.TakePostResponse(posting=_posting(found.state, order))

    async def LeavePost(
        self, request: pb.LeavePostRequest, context: object
    ) -> pb.LeavePostResponse:
        """See the proto."""
        village = orders.village_of(request.village)
        order = orders.leave_post(request)
        target = orders.village_target(request, request, village)
        found = await self._desk.carry_out(current_access(), target, order)
        return pb.LeavePostResponse(posting=_posting(found.state, order))

    async def ListPostings(
        self, request: pb.ListPostingsRequest, context: object
    ) -> pb.ListPostingsResponse:
        """See the proto."""
        page = page_of("ListPostings", request)
        division = DivisionCode.parse(request.division)
        post = known_or_none(POST, request.post, "职务")
        rows = await self._reading.postings(current_access(), division, post, page.after, page.size)
        response = pb.ListPostingsResponse(
            postings=[posting_view(row.posting, clear=_clear()) for row in rows]
        )
        if len(rows) == page.size:
            response.next_page_token = page.next_token(rows[-1].position)
        return response

    async def AppointLeader(
        self, request: pb.AppointLeaderRequest, context: object
    ) -> pb.AppointLeaderResponse:
        """See the proto."""
        order = orders.appoint_leader(request)
        target = orders.village_target(request, request, order.grid.village)
        return pb.AppointLeaderResponse(grid=await self._led(target, order))

    async def ReleaseLeader(
        self, request: pb.ReleaseLeaderRequest, context: object
    ) -> pb.ReleaseLeaderResponse:
        """See the proto."""
        order = orders.release_leader(request)
        target = orders.village_target(request, request, order.grid.village)
        return pb.ReleaseLeaderResponse(grid=await self._led(target, order))

    async def ListVacancies(
        self, request: pb.ListVacanciesRequest, context: object
    ) -> pb.ListVacanciesResponse:
        """See the proto."""
        page = page_of("ListVacancies", request)
        division = DivisionCode.parse(request.division)
        rows = await self._reading.vacancies(current_access(), division, page.after, page.size)
        response = pb.ListVacanciesResponse(vacancies=[vacancy_view(row) for row in rows])
        if len(rows) == page.size:
            response.next_page_token = page.next_token(rows[-1].position)
        return response

    async def AssignContact(
        self, request: pb.AssignContactRequest, context: object
    ) -> pb.AssignContactResponse:
        """See the proto."""
        target, new = care_target(request, request), orders.new_contact(request)
        found, warnings = await self._contacts.assign(current_access(), target, new)
        return pb.AssignContactResponse(care=self._care(found), warnings=warnings)

    async def EndContact(
        self, request: pb.EndContactRequest, context: object
    ) -> pb.EndContactResponse:
        """See the proto."""
        target, order = care_target(request, request), orders.end_contact(request)
        found = await self._contacts.end(current_access(), target, order)
        return pb.EndContactResponse(care=self._care(found))

    async def AssignContactsByGrid(
        self, request: pb.AssignContactsByGridRequest, context: object
    ) -> pb.AssignContactsByGridResponse:
        """See the proto; the request id is checked only, for a repeat changes nothing anyway."""
        request_of(request, request.request_id)
        division = DivisionCode.parse(request.division)
        done = await self._contacts.by_grid(current_access(), division)
        return pb.AssignContactsByGridResponse(
            assigned=done.assigned, named=done.named, left=done.left
        )

    async def ListContacts(
        self, request: pb.ListContactsRequest, context: object
    ) -> pb.ListContactsResponse:
        """See the proto."""
        page = page_of("ListContacts", request)
        person = orders.person_of(request.person_id)
        after = page.after[0] if page.after else ""
        found = await self._contacts.of_person(current_access(), person, after, page.size)
        return pb.ListContactsResponse(
            contacts=contacts_view([item.state for item in found.cares], person),
            red_households=found.helper.named_red,
            limit=found.limit,
            next_page_token=page.next_token((found.after,)) if found.after else "",
        )

    async def ListSchedule(
        self, request: pb.ListScheduleRequest, context: object
    ) -> pb.ListScheduleResponse:
        """See the proto."""
        village = orders.village_of(request.village)
        start = to_day(getattr(request, "from"), "开始日")  # `from` is a keyword
        end = to_day(request.to, "结束日")
        found = await self._reading.schedule(current_access(), village, start, end)
        return pb.ListScheduleResponse(sessions=[session_view(item) for item in found])

    async def RecordSession(
        self, request: pb.RecordSessionRequest, context: object
    ) -> pb.RecordSessionResponse:
        """See the proto."""
        village, session = orders.village_of(request.village), orders.session_of(request)
        target = orders.village_target(request, request, village)
        found = await self._desk.record_session(current_access(), target, session)
        shown = scheduled_of(found.state, session, self._desk.today)
        return pb.RecordSessionResponse(session=session_view(shown))

    async def _led(
        self, target: VillageTarget, order: AppointLeader | ReleaseLeader
    ) -> grid_pb2.Grid:
        policy = self._desk.policy
        found = await self._desk.carry_out(current_access(), target, order)
        return GridViews(found.state, policy, clear=_clear()).of_code(order.grid)

    def _care(self, found: Versioned[HouseholdCare]) -> care_pb2.HouseholdCare:
        return care_view(found, self._desk.today, clear=_clear())


def _posting(village: Village, order: TakePost | LeavePost) -> grid_pb2.Posting:
    return posting_view(posting_after(village, order), clear=_clear())


def _clear() -> bool:
    return sees_clear(current_access().principal)
