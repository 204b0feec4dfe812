"""Cases, imports, copies, history and orders on the real store do what the fakes do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from kit.commit import Versioned
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import ManualClock
from kit.mongo import MongoSettings, Store, connect
from kit.mongo_records import MongoRecords
from kit.mongo_republications import MongoRepublications
from kit.replica_metrics import ReplicaMetrics
from services.registry.domain.household import Household
from services.registry.ports.households import HouseholdHistory
from services.registry.ports.projection import HouseholdTrail
from services.registry.store.cases import CASES, CaseCodec, MongoCases
from services.registry.store.history import MongoHouseholdHistory
from services.registry.store.household_queries import MongoHouseholdQueries
from services.registry.store.households import HOUSEHOLDS
from services.registry.store.imports import MongoImports
from services.registry.store.projection import (
    COPIES,
    MongoHouseholdCopies,
    MongoHouseholdTrail,
)
from services.registry.store.republications import household_queue
from tests.behaviour.registry_cases_suite import DuplicateCasesSuite
from tests.behaviour.registry_imports_suite import ImportsSuite
from tests.behaviour.registry_projection_suite import (
    Copies,
    HouseholdCopiesSuite,
    HouseholdTrailSuite,
    RepublicationsSuite,
)
from tests.support.registry_fakes import SOURCE, TOPIC, a_codec, a_vault
from tests.support.registry_orders import NOW

pytestmark = [pytest.mark.integration, pytest.mark.mongo]


@pytest.fixture
def store(mongo_uri: str, unique_name: str) -> Iterator[Store]:
    connected = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    yield connected
    connected.close()


class TestMongoCases(DuplicateCasesSuite):
    @pytest.fixture
    async def cases(self, store: Store) -> MongoCases:
        records, codec = MongoRecords(store, CASES), CaseCodec(TOPIC, SOURCE)
        cases = MongoCases(store, records, codec, ManualClock(NOW), lambda: None, lambda: "")
        await cases.prepare()
        return cases


class TestMongoImports(ImportsSuite):
    @pytest.fixture
    async def imports(self, store: Store) -> MongoImports:
        imports = MongoImports(store, a_vault())
        await imports.prepare()
        return imports


class TestMongoCopies(HouseholdCopiesSuite):
    @pytest.fixture
    async def copies(self, store: Store) -> Copies:
        metrics = ReplicaMetrics(Metrics(KIT_METRICS), COPIES)
        copies = MongoHouseholdCopies(store, ManualClock(NOW), metrics)
        await copies.prepare()
        return Copies(copies, MongoHouseholdQueries(copies.collection, a_codec()))


class TestMongoTrail(HouseholdTrailSuite):
    @pytest.fixture
    async def trail(self, store: Store) -> tuple[HouseholdTrail, HouseholdHistory]:
        history = MongoHouseholdHistory(store)
        await history.prepare()
        return MongoHouseholdTrail(history), history


class TestMongoRepublications(RepublicationsSuite):
    @pytest.fixture
    async def outbox(self, store: Store) -> MongoRecords:
        records = MongoRecords(store, HOUSEHOLDS)
        await records.prepare()
        return records

    @pytest.fixture
    async def orders(
        self, store: Store, outbox: MongoRecords
    ) -> MongoRepublications[Versioned[Household]]:
        orders = MongoRepublications(store, household_queue(outbox, a_codec()), ManualClock(NOW))
        await orders.prepare()
        return orders
