"""Fixtures every test may use; helpers are in tests/support."""

from __future__ import annotations

import hashlib
import itertools

import pytest

from tests.support.embedded import address_of
from tests.support.profiles import load_profile

load_profile()
_COUNTER = itertools.count()


@pytest.fixture(scope="session")
def kafka_bootstrap() -> str:
    """Bootstrap address of the run's one real Kafka (started when first asked for)."""
    return address_of("kafka")


@pytest.fixture(scope="session")
def mongo_uri() -> str:
    """URI of the run's one store (started when first asked for)."""
    return address_of("store")


@pytest.fixture
def unique_name(request: pytest.FixtureRequest, worker_id: str) -> str:
    """A prefix for topics, databases and groups that no other test of the run uses."""
    told = f"{request.node.nodeid} {worker_id} {next(_COUNTER)}"
    return "t" + hashlib.sha256(told.encode()).hexdigest()[:12]
