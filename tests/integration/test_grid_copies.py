"""The grid's copies, history and upkeep on the real store do what the fakes do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import ManualClock
from kit.mongo import MongoSettings, Store, connect
from kit.replica_metrics import ReplicaMetrics
from services.grid.store.care_queries import MongoCareQueries
from services.grid.store.copies import COPIES, MongoKnownHouseholds
from services.grid.store.own_copies import (
    CARE_COPIES,
    VILLAGE_COPIES,
    VILLAGES_HISTORY,
    Fields,
    MongoCopies,
    MongoTrail,
    care_copy,
    village_copy,
)
from services.grid.store.upkeep import MongoUpkeepLog
from services.grid.store.village_codec import VillageCodec
from services.grid.store.villages import MongoVillageQueries
from tests.behaviour.grid_copies_suite import (
    KnownHouseholdsSuite,
    OwnCopies,
    OwnCopiesSuite,
    TrailSuite,
    UpkeepLogSuite,
)
from tests.support.grid_builders import NOW
from tests.support.grid_fakes import SOURCE, TOPIC, a_care_codec
from tests.support.registry_fakes import a_vault

pytestmark = [pytest.mark.integration, pytest.mark.mongo]


@pytest.fixture
def store(mongo_uri: str, unique_name: str) -> Iterator[Store]:
    connected = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    yield connected
    connected.close()


class TestMongoKnownHouseholds(KnownHouseholdsSuite):
    @pytest.fixture
    async def households(self, store: Store) -> MongoKnownHouseholds:
        metrics = ReplicaMetrics(Metrics(KIT_METRICS), COPIES)
        households = MongoKnownHouseholds(store, a_vault(), ManualClock(NOW), metrics)
        await households.prepare()
        return households


class TestMongoOwnCopies(OwnCopiesSuite):
    @pytest.fixture
    async def copies(self, store: Store) -> OwnCopies:
        metrics = Metrics(KIT_METRICS)

        async def of(name: str, fields: Fields) -> MongoCopies:
            observed = ReplicaMetrics(metrics, name)
            copies = MongoCopies(store, name, fields, ManualClock(NOW), observed)
            await copies.prepare()
            return copies

        villages, cares = await of(VILLAGE_COPIES, village_copy), await of(CARE_COPIES, care_copy)
        return OwnCopies(
            villages,
            cares,
            MongoVillageQueries(villages.collection, VillageCodec(TOPIC, SOURCE)),
            MongoCareQueries(cares.collection, a_care_codec()),
        )


class TestMongoTrail(TrailSuite):
    @pytest.fixture
    async def trail(self, store: Store) -> MongoTrail:
        trail = MongoTrail(store, VILLAGES_HISTORY)
        await trail.prepare()
        return trail


class TestMongoUpkeepLog(UpkeepLogSuite):
    @pytest.fixture
    async def log(self, store: Store) -> MongoUpkeepLog:
        log = MongoUpkeepLog(store)
        await log.prepare()
        return log
