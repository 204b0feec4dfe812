"""Fixtures of the use-case tests: a county on fakes."""

from __future__ import annotations

import pytest

from tests.support.registry_app import SiteWorld, World


@pytest.fixture
def world() -> World:
    """Three tiers, and a second site of villages."""
    return World()


@pytest.fixture
def villages(world: World) -> SiteWorld:
    """The site that writes the households of 双乳镇."""
    return world.site("villages")
