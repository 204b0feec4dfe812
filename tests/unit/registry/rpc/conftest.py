"""Fixtures of the RPC tests: the real servicers on a real grpc.aio server, fakes behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.registry_app import Served, World, served


@pytest.fixture
def world() -> World:
    """Three tiers on fakes."""
    return World()


@pytest.fixture
async def villages(world: World, tmp_path: Path) -> AsyncIterator[Served]:
    """The site of the villages, served."""
    async with served(world.site("villages"), tmp_path) as edge:
        yield edge


@pytest.fixture
async def county(world: World, tmp_path: Path) -> AsyncIterator[Served]:
    """The county's site, served."""
    async with served(world.site("county"), tmp_path) as edge:
        yield edge
