"""Appeals on the real store do what the fakes do; copies answer the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from kit.model.clock import ManualClock
from kit.mongo import MongoSettings, Store, connect
from kit.mongo_records import MongoRecords
from services.petition.store.petition_indexing import petition_fields
from services.petition.store.petitions import PETITIONS, MongoPetitions
from services.petition.wire.petition_record import from_petition
from tests.behaviour.petition_petitions_suite import (
    PetitionQueriesSuite,
    PetitionWritesSuite,
    put,
)
from tests.support.petition_builders import MONDAY, a_petition
from tests.support.petition_fakes import a_petition_codec
from tests.support.registry_fakes import a_vault

pytestmark = [pytest.mark.integration, pytest.mark.mongo]


@pytest.fixture
def store(mongo_uri: str, unique_name: str) -> Iterator[Store]:
    connected = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    yield connected
    connected.close()


class _OnMongo:
    @pytest.fixture
    async def petitions(self, store: Store) -> MongoPetitions:
        records, clock = MongoRecords(store, PETITIONS), ManualClock(MONDAY)
        petitions = MongoPetitions(
            store, records, a_petition_codec(), clock, lambda: None, lambda: ""
        )
        await petitions.prepare()
        return petitions


class TestMongoPetitionWrites(_OnMongo, PetitionWritesSuite):
    async def test_a_copy_has_the_fields_of_the_original(
        self, petitions: MongoPetitions, store: Store
    ) -> None:
        told = a_petition().in_progress()
        await put(petitions, told)
        stored = await store.collection(PETITIONS).find_one({"_id": told.petition.id})
        assert stored is not None
        fields = petition_fields(from_petition(told.petition, 1, a_vault()))
        del fields["snapshot"]  # sealed anew each time
        assert {name: stored[name] for name in fields} == fields


class TestMongoPetitionQueries(_OnMongo, PetitionQueriesSuite):
    pass
