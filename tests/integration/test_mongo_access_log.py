"""The access log in the real store does what the one in memory does."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from kit.access_log import AccessLog
from kit.mongo import MongoSettings, connect
from kit.mongo_access_log import COLLECTION, INDEXES, MongoAccessLog
from tests.behaviour.access_log import AccessLogBehaviour

pytestmark = [pytest.mark.integration, pytest.mark.mongo]


class TestMongoAccessLog(AccessLogBehaviour):
    @pytest.fixture
    async def log(self, mongo_uri: str, unique_name: str) -> AsyncIterator[AccessLog]:
        store = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
        await store.ensure_indexes(COLLECTION, INDEXES)
        yield MongoAccessLog(store)
        store.close()
