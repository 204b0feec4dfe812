"""What `migrate` does with an app, and what a wrong setting is told as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from kit.app import App
from kit.command import migrate_store, wrong_settings
from kit.given_files import BadFile
from kit.parts import PartOf
from kit.settings import ServiceSettings
from tests.support.fake_app import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def app_of(world: World) -> Callable[[], App]:
    return lambda: world.app


async def test_migrate_prepares_the_store_and_starts_nothing_else(world: World) -> None:
    assert await migrate_store(app_of(world), wait=5) == 0
    assert world.diary.lines == ["store tried", "store started", "store stopped"]


async def test_a_store_that_stays_away_ends_it_with_one_line(world: World) -> None:
    world.store.away = True
    with capture_logs() as lines:
        assert await migrate_store(app_of(world), wait=0.5) == 1
    [line] = lines
    assert line["event"] == "store not migrated"
    assert line["reason"] == "UNAVAILABLE what=store"


async def test_a_store_or_a_file_that_comes_in_time_is_waited_for(world: World) -> None:
    tries: list[int] = []

    def build() -> App:
        tries.append(1)
        world.store.away = len(tries) == 2
        if len(tries) == 1:
            raise BadFile(setting="GOV321_TOPOLOGY", path="/away", why="FileNotFoundError")
        return world.app

    assert await migrate_store(build, wait=5) == 0
    assert len(tries) == 3


async def test_a_migration_that_fails_ends_it_at_once(world: World) -> None:
    async def fails() -> None:
        raise RuntimeError("bug in migration 3")

    async def fine() -> None:
        return

    store = PartOf("store", on_start=fails, on_check=fine, on_stop=fine)
    with capture_logs() as lines:
        broken = replace(world.app, parts=(store, world.publisher))
        assert await migrate_store(lambda: broken, wait=60) == 1
    assert [line["event"] for line in lines] == ["migration failed"]


def test_a_wrong_setting_is_told_by_its_variable_and_without_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GOV321_RPC__PORT", "70000")
    monkeypatch.setenv("GOV321_KAFKA__BATCH_SIZE", "pa55word")
    with pytest.raises(ValidationError) as refused:
        ServiceSettings()
    told = wrong_settings(refused.value)
    assert "GOV321_RPC__PORT: Input should be less than or equal to 65535" in told
    assert "GOV321_KAFKA__BATCH_SIZE" in told
    assert "pa55word" not in told
