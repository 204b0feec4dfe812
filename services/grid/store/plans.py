"""Drafted plans: written once, never changed. Whether one is in force is told by its village."""

from __future__ import annotations

from collections.abc import Sequence

from kit.authz import Range
from kit.commit import Request
from kit.model.errors import RequestReused
from kit.mongo import Index, Store, insert_new, store_errors
from kit.records import Document
from services.grid.domain.plan import Plan
from services.grid.wire.plan_record import document_of_plan, plan_of_document

PLANS = "plans"
_BY_POSITION = Index("by_position", ("position",))


class MongoPlans:
    """`Plans` on one collection."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._plans = store.collection(PLANS)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._store.ensure_indexes(PLANS, [_BY_POSITION])

    async def drafted(self, plan: str, request: Request) -> Plan | None:
        """See `Plans`."""
        document = await self._find(plan)
        if document is None:
            return None
        if document["digest"] != request.digest:
            raise RequestReused(request_id=request.id)
        return plan_of_document(document)

    async def keep(self, plan: Plan, request: Request) -> Plan:
        """See `Plans`; of two tries at the same time the first one stays."""
        with store_errors():
            await insert_new(self._plans, [document_of_plan(plan, request.digest)])
        return await self.drafted(plan.id, request) or plan

    async def get(self, plan: str) -> Plan | None:
        """See `Plans`."""
        document = await self._find(plan)
        return None if document is None else plan_of_document(document)

    async def page(self, ranges: Sequence[Range], after: str, limit: int) -> list[Plan]:
        """See `Plans`."""
        within = [{"village": {"$gte": low, "$lt": high}} for low, high in ranges]
        query: Document = {"$or": within}
        if after:
            query["position"] = {"$lt": after}
        with store_errors():
            found = self._plans.find(query).sort("position", -1).limit(limit)
            return [plan_of_document(document) for document in await found.to_list(None)]

    async def _find(self, plan: str) -> Document | None:
        with store_errors():
            return await self._plans.find_one({"_id": plan})
