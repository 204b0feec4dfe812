"""What lies in the real store: every list by its index, and nothing sealed in clear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from bson import encode
from pydantic import SecretStr

from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import ManualClock
from kit.mongo import MongoSettings, Store, connect
from kit.mongo_records import MongoRecords
from kit.replica_metrics import ReplicaMetrics
from services.registry.domain.ids import HouseholdId
from services.registry.ports.households import Place
from services.registry.store.cases import CASES, CaseCodec, MongoCases
from services.registry.store.history import MongoHouseholdHistory
from services.registry.store.household_queries import MongoHouseholdQueries
from services.registry.store.households import HOUSEHOLDS, MongoHouseholds
from services.registry.store.imports import MongoImports
from services.registry.store.projection import (
    COPIES,
    MongoHouseholdCopies,
    MongoHouseholdTrail,
)
from tests.behaviour.registry_cases_suite import a_case
from tests.behaviour.registry_imports_suite import a_job, queued
from tests.behaviour.registry_projection_suite import told
from tests.support import registry_canaries as canaries
from tests.support.builders import JIANGHE, a_household
from tests.support.registry_fakes import SOURCE, TOPIC, a_codec, a_vault
from tests.support.registry_orders import AT_JIANGHE, NOW, put

pytestmark = [pytest.mark.integration, pytest.mark.mongo]


@dataclass
class Watched:
    """A store that remembers what was looked for.

    The embedded store explains a conjunction as a scan even where it uses an index, so each
    condition is explained by itself: one of them must have an index.
    """

    store: Store
    asked: list[tuple[str, dict[str, Any]]] = field(
        default_factory=list[tuple[str, dict[str, Any]]]
    )

    def collection(self, name: str) -> Any:
        return _WatchedCollection(self.store.collection(name), name, self.asked)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    async def indexes(self) -> list[set[str]]:
        """Return the indexes each query so far may use, in the order asked, and forget them."""
        used = [await self._indexes_for(name, query) for name, query in self.asked]
        self.asked.clear()
        return used

    async def _indexes_for(self, name: str, query: dict[str, Any]) -> set[str]:
        collection, found = self.store.collection(name), list[str]()
        for condition in query.items():
            plan: Any = await collection.find(dict([condition])).explain()
            found += _indexes_of(plan["queryPlanner"]["winningPlan"])
        return set(found)


@dataclass
class _WatchedCollection:
    real: Any
    name: str
    asked: list[tuple[str, dict[str, Any]]]

    def find(self, query: dict[str, Any], *more: Any) -> Any:
        self.asked.append((self.name, query))
        return self.real.find(query, *more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


def _indexes_of(plan: Any) -> list[str]:
    if isinstance(plan, list):
        return [name for part in cast("list[Any]", plan) for name in _indexes_of(part)]
    if not isinstance(plan, dict):
        return []
    stage = cast("dict[str, Any]", plan)
    inside = [name for part in stage.values() for name in _indexes_of(part)]
    own = stage.get("indexName") or ("_id_" if stage.get("stage") == "IDHACK" else None)
    return [own, *inside] if own else inside


@pytest.fixture
def watched(mongo_uri: str, unique_name: str) -> Iterator[Watched]:
    connected = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    yield Watched(connected)
    connected.close()


def as_store(watched: Watched) -> Store:
    return cast("Store", watched)


async def households_of(watched: Watched) -> MongoHouseholds:
    store = as_store(watched)
    records = MongoRecords(watched.store, HOUSEHOLDS)
    clock = ManualClock(NOW)
    households = MongoHouseholds(store, records, a_codec(), clock, lambda: None, lambda: "")
    await households.prepare()
    await put(households, a_household("h").numbered("900"), canaries.builder())
    return households


async def test_every_question_to_households_has_its_index(watched: Watched) -> None:
    households = await households_of(watched)
    watched.asked.clear()
    await households.page(AT_JIANGHE, False, f"{JIANGHE}/000", 10)
    await households.with_id_number(b"x" * 16, AT_JIANGHE, 5)
    await households.with_phone(b"x" * 16, AT_JIANGHE, 5)
    await households.holders_of([b"x" * 16])
    await households.twins_of([b"x" * 16])
    await households.roster_states([Place(JIANGHE, "001")])
    assert await watched.indexes() == [
        {"by_position"},
        {"one_claim", "by_position"},
        {"by_shared_id_number", "by_position"},
        {"by_phone", "by_position"},
        {"one_claim"},
        {"by_twin"},
        {"one_place"},
    ]


async def test_every_question_to_copies_has_its_index(watched: Watched) -> None:
    copies = MongoHouseholdCopies(
        watched.store, ManualClock(NOW), ReplicaMetrics(Metrics(KIT_METRICS), COPIES)
    )
    await copies.prepare()
    await copies.apply([told(a_household("a"))])
    queries = MongoHouseholdQueries(watched.collection(COPIES), a_codec())
    await queries.page(AT_JIANGHE, True, "", 10)
    await queries.with_id_number(b"x" * 16, AT_JIANGHE, 5)
    await queries.with_phone(b"x" * 16, AT_JIANGHE, 5)
    assert await watched.indexes() == [
        {"by_position"},
        {"by_claim", "by_position"},
        {"by_shared_id_number", "by_position"},
        {"by_phone", "by_position"},
    ]


async def test_lists_of_cases_imports_rows_and_history_have_their_indexes(
    watched: Watched,
) -> None:
    store = as_store(watched)
    records = MongoRecords(watched.store, CASES)
    codec, clock = CaseCodec(TOPIC, SOURCE), ManualClock(NOW)
    cases = MongoCases(store, records, codec, clock, lambda: None, lambda: "")
    imports, history = MongoImports(store, a_vault()), MongoHouseholdHistory(store)
    for part in (cases, imports, history):
        await part.prepare()
    await cases.open([a_case("a", "b")])
    await queued(imports)
    await cases.page(AT_JIANGHE, False, "", 10)
    await imports.page(AT_JIANGHE, "z", 10)
    assert [row async for row in imports.rejected("job")] == []
    assert [part async for part in imports.file_parts("job")] == []
    await history.page(HouseholdId("a"), 9, 10)
    assert await watched.indexes() == [
        {"by_position"},
        {"by_order"},
        {"in_order"},
        {"in_order"},
        {"by_record"},
    ]


async def test_the_store_holds_no_sealed_value_in_clear(watched: Watched) -> None:
    await households_of(watched)
    metrics = ReplicaMetrics(Metrics(KIT_METRICS), COPIES)
    fact = told(canaries.builder())
    await MongoHouseholdCopies(watched.store, ManualClock(NOW), metrics).apply([fact])
    await MongoHouseholdTrail(MongoHouseholdHistory(watched.store)).append([fact])
    imports = MongoImports(watched.store, a_vault())
    job = await imports.create(a_job())
    await imports.append(job, b"\n".join(canaries.IN_CLEAR.values()))
    await imports.add_rejected("job", [canaries.rejected_row()])
    database = watched.store.database
    names = sorted(await database.list_collection_names())
    assert {HOUSEHOLDS, COPIES, "households_history", "import_files", "import_rejected"} <= {*names}
    for name in names:
        documents = [encode(one) for one in await database[name].find().to_list(None)]
        assert canaries.leaks(b"\n".join(documents)) == [], name
