"""`HouseholdService`: changes to households."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gov321.registry.v1 import household_pb2
from gov321.registry.v1 import household_service_pb2 as pb
from gov321.registry.v1.household_service_pb2_grpc import HouseholdServiceServicer

from kit.call import current_access
from kit.commit import Versioned
from kit.model.income import IncomePolicy
from kit.requests import request_of
from services.registry.domain.household import Household
from services.registry.usecases.desk import HouseholdDesk, Target
from services.registry.usecases.restructuring import Restructuring
from services.registry.wire import orders, restructuring
from services.registry.wire.requests import target_of
from services.registry.wire.view import household_view


class HouseholdRpc(HouseholdServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(
        self, desk: HouseholdDesk, pairs: Restructuring, policies: Iterable[IncomePolicy]
    ) -> None:
        self._desk = desk
        self._pairs = pairs
        self._policies = tuple(policies)

    async def RegisterHousehold(
        self, request: pb.RegisterHouseholdRequest, context: object
    ) -> pb.RegisterHouseholdResponse:
        """See the proto."""
        order = restructuring.register_household(
            request, self._desk.today, allow_test_numbers=self._desk.allow_test_numbers
        )
        asked = request_of(request, request.request_id)
        found = await self._desk.register(current_access(), order, asked)
        return pb.RegisterHouseholdResponse(household=self._shown(found))

    async def AddMember(
        self, request: pb.AddMemberRequest, context: object
    ) -> pb.AddMemberResponse:
        """See the proto."""
        order = orders.add_member(
            request, self._desk.today, allow_test_numbers=self._desk.allow_test_numbers
        )
        return pb.AddMemberResponse(household=await self._carry_out(request, order))

    async def RemoveMember(
        self, request: pb.RemoveMemberRequest, context: object
    ) -> pb.RemoveMemberResponse:
        """See the proto."""
        order = orders.remove_member(request, self._desk.today)
        return pb.RemoveMemberResponse(household=await self._carry_out(request, order))

    async def ChangeHead(
        self, request: pb.ChangeHeadRequest, context: object
    ) -> pb.ChangeHeadResponse:
        """See the proto."""
        order = orders.change_head(request, self._desk.today)
        return pb.ChangeHeadResponse(household=await self._carry_out(request, order))

    async def MoveHousehold(
        self, request: pb.MoveHouseholdRequest, context: object
    ) -> pb.MoveHouseholdResponse:
        """See the proto."""
        order = orders.move_household(request, self._desk.today)
        return pb.MoveHouseholdResponse(household=await self._carry_out(request, order))

    async def PlaceHousehold(
        self, request: pb.PlaceHouseholdRequest, context: object
    ) -> pb.PlaceHouseholdResponse:
        """See the proto."""
        order = orders.place_household(request, self._desk.today)
        return pb.PlaceHouseholdResponse(household=await self._carry_out(request, order))

    async def TagNeed(self, request: pb.TagNeedRequest, context: object) -> pb.TagNeedResponse:
        """See the proto."""
        order = orders.tag_need(request, self._desk.today)
        return pb.TagNeedResponse(household=await self._carry_out(request, order))

    async def EndNeed(self, request: pb.EndNeedRequest, context: object) -> pb.EndNeedResponse:
        """See the proto."""
        order = orders.end_need(request, self._desk.today)
        return pb.EndNeedResponse(household=await self._carry_out(request, order))

    async def RecordIncome(
        self, request: pb.RecordIncomeRequest, context: object
    ) -> pb.RecordIncomeResponse:
        """See the proto."""
        order = orders.record_income(request, self._desk.today)
        return pb.RecordIncomeResponse(household=await self._carry_out(request, order))

    async def GrantAward(
        self, request: pb.GrantAwardRequest, context: object
    ) -> pb.GrantAwardResponse:
        """See the proto."""
        order = orders.grant_award(request, self._desk.today)
        return pb.GrantAwardResponse(household=await self._carry_out(request, order))

    async def RevokeAward(
        self, request: pb.RevokeAwardRequest, context: object
    ) -> pb.RevokeAwardResponse:
        """See the proto."""
        order = orders.revoke_award(request, self._desk.today)
        return pb.RevokeAwardResponse(household=await self._carry_out(request, order))

    async def RequestCorrection(
        self, request: pb.RequestCorrectionRequest, context: object
    ) -> pb.RequestCorrectionResponse:
        """See the proto."""
        access = current_access()
        order = restructuring.request_correction(
            request, access.principal.subject, self._desk.today
        )
        found = await self._desk.request_correction(access, _target(request), order)
        return pb.RequestCorrectionResponse(
            household=self._shown(found), correction_id=order.correction
        )

    async def ReviewCorrection(
        self, request: pb.ReviewCorrectionRequest, context: object
    ) -> pb.ReviewCorrectionResponse:
        """See the proto."""
        access = current_access()
        order = restructuring.review_correction(request, access.principal.subject, self._desk.today)
        found = await self._desk.review_correction(
            access, _target(request), order, approve=request.approve
        )
        return pb.ReviewCorrectionResponse(household=self._shown(found))

    async def SplitHousehold(
        self, request: pb.SplitHouseholdRequest, context: object
    ) -> pb.SplitHouseholdResponse:
        """See the proto."""
        order = restructuring.split_household(request, self._desk.today)
        stays, new = await self._pairs.split(current_access(), _target(request), order)
        return pb.SplitHouseholdResponse(
            household=self._shown(stays), new_household=self._shown(new)
        )

    async def MergeHouseholds(
        self, request: pb.MergeHouseholdsRequest, context: object
    ) -> pb.MergeHouseholdsResponse:
        """See the proto."""
        order = restructuring.merge_households(request, self._desk.today)
        merged = target_of(
            request, request.request_id, request.merged_household_id, request.merged_revision
        )
        kept, gone = await self._pairs.merge(current_access(), _target(request), merged, order)
        return pb.MergeHouseholdsResponse(
            household=self._shown(kept), merged_household=self._shown(gone)
        )

    async def TransferMember(
        self, request: pb.TransferMemberRequest, context: object
    ) -> pb.TransferMemberResponse:
        """See the proto."""
        order = restructuring.transfer_member(request, self._desk.today)
        joined = target_of(
            request, request.request_id, request.to_household_id, request.to_revision
        )
        left, to = await self._pairs.transfer(current_access(), _target(request), joined, order)
        return pb.TransferMemberResponse(household=self._shown(left), to_household=self._shown(to))

    async def _carry_out(self, request: Any, order: object) -> household_pb2.Household:
        found = await self._desk.carry_out(current_access(), _target(request), order)
        return self._shown(found)

    def _shown(self, found: Versioned[Household]) -> household_pb2.Household:
        return household_view(found, self._desk.today, self._policies)


def _target(request: Any) -> Target:
    """Every command on a household has these three fields."""
    return target_of(request, request.request_id, request.household_id, request.revision)
