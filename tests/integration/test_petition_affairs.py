"""Deliberations, tasks and the catalogue on the real store do what the fakes do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from kit.model.clock import ManualClock
from kit.mongo import MongoSettings, Store, connect
from kit.mongo_records import MongoRecords
from services.petition.store.deliberations import DELIBERATIONS, MongoDeliberations
from services.petition.store.task_codec import CatalogueCodec
from services.petition.store.tasks import CATALOGUES, TASKS, MongoCatalogues, MongoTasks
from tests.behaviour.petition_affairs_suite import (
    CataloguesSuite,
    DeliberationsSuite,
    TasksSuite,
)
from tests.support.deliberation_site import a_deliberation_codec, a_task_codec
from tests.support.memory_own import SOURCE, TOPIC, asleep, untraced
from tests.support.petition_builders import MONDAY

pytestmark = [pytest.mark.integration, pytest.mark.mongo]


@pytest.fixture
def store(mongo_uri: str, unique_name: str) -> Iterator[Store]:
    connected = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    yield connected
    connected.close()


class TestMongoDeliberations(DeliberationsSuite):
    @pytest.fixture
    async def deliberations(self, store: Store) -> MongoDeliberations:
        records, clock = MongoRecords(store, DELIBERATIONS), ManualClock(MONDAY)
        codec = a_deliberation_codec()
        them = MongoDeliberations(store, records, codec, clock, asleep, untraced)
        await them.prepare()
        return them


class TestMongoTasks(TasksSuite):
    @pytest.fixture
    async def tasks(self, store: Store) -> MongoTasks:
        records, clock = MongoRecords(store, TASKS), ManualClock(MONDAY)
        tasks = MongoTasks(store, records, a_task_codec(), clock, asleep, untraced)
        await tasks.prepare()
        return tasks


class TestMongoCatalogues(CataloguesSuite):
    @pytest.fixture
    async def catalogues(self, store: Store) -> MongoCatalogues:
        records, clock = MongoRecords(store, CATALOGUES), ManualClock(MONDAY)
        codec = CatalogueCodec(TOPIC, SOURCE)
        catalogues = MongoCatalogues(records, codec, clock, asleep, untraced)
        await catalogues.prepare()
        return catalogues
