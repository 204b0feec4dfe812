"""Disputes, committees and whistles on the real store do what the fakes do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from kit.model.clock import ManualClock
from kit.mongo import MongoSettings, Store, connect
from kit.mongo_records import MongoRecords
from services.petition.store.disputes import COMMITTEES, DISPUTES, MongoCommittees, MongoDisputes
from services.petition.store.whistles import WHISTLES, MongoWhistles
from tests.behaviour.petition_disputes_suite import CommitteesSuite, DisputesSuite, WhistlesSuite
from tests.support.dispute_site import a_committee_codec, a_dispute_codec, a_whistle_codec
from tests.support.memory_own import asleep, untraced
from tests.support.petition_builders import MONDAY

pytestmark = [pytest.mark.integration, pytest.mark.mongo]


@pytest.fixture
def store(mongo_uri: str, unique_name: str) -> Iterator[Store]:
    connected = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    yield connected
    connected.close()


class TestMongoDisputes(DisputesSuite):
    @pytest.fixture
    async def disputes(self, store: Store) -> MongoDisputes:
        records, clock = MongoRecords(store, DISPUTES), ManualClock(MONDAY)
        disputes = MongoDisputes(store, records, a_dispute_codec(), clock, asleep, untraced)
        await disputes.prepare()
        return disputes


class TestMongoCommittees(CommitteesSuite):
    @pytest.fixture
    async def committees(self, store: Store) -> MongoCommittees:
        records, clock = MongoRecords(store, COMMITTEES), ManualClock(MONDAY)
        committees = MongoCommittees(records, a_committee_codec(), clock, asleep, untraced)
        await committees.prepare()
        return committees


class TestMongoWhistles(WhistlesSuite):
    @pytest.fixture
    async def whistles(self, store: Store) -> MongoWhistles:
        records, clock = MongoRecords(store, WHISTLES), ManualClock(MONDAY)
        whistles = MongoWhistles(store, records, a_whistle_codec(), clock, asleep, untraced)
        await whistles.prepare()
        return whistles
