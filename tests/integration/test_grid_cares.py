"""The cares, visits and runs on the real store do what the fakes do; copies answer the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from kit.model.clock import ManualClock
from kit.mongo import MongoSettings, Store, connect
from kit.mongo_records import MongoRecords
from services.grid.store.care_indexing import care_fields
from services.grid.store.cares import CARES, MongoCares
from services.grid.store.runs import MongoRuns
from services.grid.store.visits import MongoVisits
from services.grid.wire.care_record import from_care
from tests.behaviour.grid_cares_suite import CareQueriesSuite, CareWritesSuite, put, whole
from tests.behaviour.grid_visits_suite import RunsSuite, VisitsSuite
from tests.support.grid_builders import NOW
from tests.support.grid_fakes import a_care_codec
from tests.support.registry_fakes import a_vault

pytestmark = [pytest.mark.integration, pytest.mark.mongo]


@pytest.fixture
def store(mongo_uri: str, unique_name: str) -> Iterator[Store]:
    connected = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    yield connected
    connected.close()


class _OnMongo:
    @pytest.fixture
    async def cares(self, store: Store) -> MongoCares:
        records, clock = MongoRecords(store, CARES), ManualClock(NOW)
        cares = MongoCares(store, records, a_care_codec(), clock, lambda: None, lambda: "")
        await cares.prepare()
        return cares


class TestMongoCareWrites(_OnMongo, CareWritesSuite):
    async def test_a_copy_has_the_fields_of_the_original(
        self, cares: MongoCares, store: Store
    ) -> None:
        await put(cares, whole())
        stored = await store.collection(CARES).find_one({"_id": "h1"})
        assert stored is not None
        fields = care_fields(from_care(whole().build(), 1, a_vault()))
        del fields["snapshot"]  # sealed anew each time
        assert {name: stored[name] for name in fields} == fields


class TestMongoCareQueries(_OnMongo, CareQueriesSuite):
    pass


class TestMongoVisits(VisitsSuite):
    @pytest.fixture
    async def visits(self, store: Store) -> MongoVisits:
        visits = MongoVisits(store, a_vault())
        await visits.prepare()
        return visits


class TestMongoRuns(RunsSuite):
    @pytest.fixture
    async def runs(self, store: Store) -> MongoRuns:
        runs = MongoRuns(store)
        await runs.prepare()
        return runs
