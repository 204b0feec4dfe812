"""The registry's households on the real store do what the fakes do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from kit.model.clock import ManualClock
from kit.mongo import MongoSettings, Store, connect
from kit.mongo_records import MongoRecords
from services.registry.store.households import HOUSEHOLDS, MongoHouseholds
from tests.behaviour.registry_households_suite import (
    HouseholdWritesSuite,
    RosterWritesSuite,
)
from tests.behaviour.registry_pairs_suite import TwoHouseholdsSuite
from tests.behaviour.registry_queries_suite import HouseholdQueriesSuite
from tests.support.registry_fakes import a_codec
from tests.support.registry_orders import NOW

pytestmark = [pytest.mark.integration, pytest.mark.mongo]


@pytest.fixture
def store(mongo_uri: str, unique_name: str) -> Iterator[Store]:
    connected = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    yield connected
    connected.close()


class _OnMongo:
    @pytest.fixture
    async def households(self, store: Store) -> MongoHouseholds:
        records = MongoRecords(store, HOUSEHOLDS)
        clock = ManualClock(NOW)
        households = MongoHouseholds(store, records, a_codec(), clock, lambda: None, lambda: "")
        await households.prepare()
        return households


class TestMongoHouseholdWrites(_OnMongo, HouseholdWritesSuite):
    pass


class TestMongoTwoHouseholds(_OnMongo, TwoHouseholdsSuite):
    pass


class TestMongoRosterWrites(_OnMongo, RosterWritesSuite):
    pass


class TestMongoHouseholdQueries(_OnMongo, HouseholdQueriesSuite):
    pass
