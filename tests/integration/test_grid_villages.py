"""The grid's villages and plans on the real store do what the fakes do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from kit.model.clock import ManualClock
from kit.mongo import MongoSettings, Store, connect
from kit.mongo_records import MongoRecords
from services.grid.store.plans import MongoPlans
from services.grid.store.village_codec import VillageCodec
from services.grid.store.villages import VILLAGES, MongoVillages
from tests.behaviour.grid_plans_suite import PlansSuite
from tests.behaviour.grid_villages_suite import VillagesSuite
from tests.support.grid_builders import NOW
from tests.support.grid_fakes import SOURCE, TOPIC

pytestmark = [pytest.mark.integration, pytest.mark.mongo]


@pytest.fixture
def store(mongo_uri: str, unique_name: str) -> Iterator[Store]:
    connected = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    yield connected
    connected.close()


class TestMongoVillages(VillagesSuite):
    @pytest.fixture
    async def villages(self, store: Store) -> MongoVillages:
        records = MongoRecords(store, VILLAGES)
        codec = VillageCodec(TOPIC, SOURCE)
        clock = ManualClock(NOW)
        villages = MongoVillages(store, records, codec, clock, lambda: None, lambda: "")
        await villages.prepare()
        return villages


class TestMongoPlans(PlansSuite):
    @pytest.fixture
    async def plans(self, store: Store) -> MongoPlans:
        plans = MongoPlans(store)
        await plans.prepare()
        return plans
