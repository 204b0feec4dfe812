"""Reading the households of a site: in pages, call by call, and from the store alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import perf_counter

from gov321.registry.events.v1.household_record_pb2 import HouseholdRecord
from gov321.registry.v1 import registry_service_pb2 as pb

from bench.county import County
from bench.ground import connected as store_at
from dev.ctl.client import County as Stubs
from dev.run.figures import connected
from kit.mongo import store_errors

SITE = "villages"
_PAGE = 1_000
_DATABASE = f"gov321_{SITE}_registry"


@dataclass(slots=True)
class Reading:
    """The ways to read one site; every method returns items per second."""

    county: County
    ids: list[str] = field(default_factory=list[str])

    def rate_of_pages(self) -> float:
        """Read everything in pages of a thousand."""
        return self._measured(self._pages)

    def rate_of_calls(self, calls: int) -> float:
        """Read some of it with a call each, one after the other."""
        return self._measured(lambda stubs: self._calls(stubs, calls))

    def rate_of_store(self) -> float:
        """Read everything from the store and parse it: no service, no rights, nothing masked."""
        return asyncio.run(self._store())

    def _measured(self, read: Callable[[Stubs], Awaitable[tuple[int, float]]]) -> float:
        async def measure() -> float:
            async with connected(self.county.running, SITE) as stubs:
                count, seconds = await read(stubs)
            return count / seconds

        return asyncio.run(measure())

    async def _pages(self, stubs: Stubs) -> tuple[int, float]:
        ids: list[str] = []
        request = pb.ListHouseholdsRequest(division=self.county.running.code, page_size=_PAGE)
        start = perf_counter()
        while True:
            page = await stubs.registry.ListHouseholds(request)
            ids += [household.id for household in page.households]
            if not page.next_page_token:
                break
            request.page_token = page.next_page_token
        self.ids = ids
        return len(ids), perf_counter() - start

    async def _calls(self, stubs: Stubs, calls: int) -> tuple[int, float]:
        ids = self.ids[:: max(1, len(self.ids) // calls)][:calls]
        start = perf_counter()
        for id in ids:
            await stubs.registry.GetHousehold(pb.GetHouseholdRequest(household_id=id))
        return len(ids), perf_counter() - start

    async def _store(self) -> float:
        store = store_at(self.county.running.store, _DATABASE)
        start = perf_counter()
        with store_errors():
            found = store.collection("households").find({"live": True}, {"snapshot": 1})
            records = [HouseholdRecord.FromString(one["snapshot"]) async for one in found]
        rate = len(records) / (perf_counter() - start)
        store.close()
        return rate
