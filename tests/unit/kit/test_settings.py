"""Settings come from the environment and secret files, and describe themselves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import Field, ValidationError

from kit.settings import Group, MongoSettings, ServiceSettings
from kit.settings_table import settings_rows, settings_table


class PetitionClock(Group):
    days: int = Field(default=15, description="Days to answer")


class PetitionSettings(ServiceSettings):
    """What a service adds."""

    clock: PetitionClock = PetitionClock()
    desk: str = Field(description="Desk that opens petitions")


@pytest.fixture(autouse=True)
def no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOV321_SECRETS_DIR", str(tmp_path / "none"))


def test_without_any_setting_a_service_can_run() -> None:
    settings = ServiceSettings()
    assert (settings.rpc.port, settings.http.port) == (0, 0)
    assert settings.telemetry.otlp_endpoint == ""
    assert settings.rpc.message_bytes == 4 * 1024 * 1024


def test_nested_fields_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOV321_SITE", "villages")
    monkeypatch.setenv("GOV321_RPC__PORT", "50051")
    monkeypatch.setenv("GOV321_MONGO__SELECTION_TIMEOUT", "7")
    settings = ServiceSettings()
    assert (settings.site, settings.rpc.port) == ("villages", 50051)
    assert settings.mongo.selection_timeout == timedelta(seconds=7)


def test_a_setting_of_a_later_version_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOV321_WARP", "9")
    assert ServiceSettings().site == "county"


@pytest.mark.parametrize(
    ("name", "value"), [("RPC__PORT", "70000"), ("TELEMETRY__LOG_LEVEL", "LOUD")]
)
def test_a_wrong_value_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"GOV321_{name}", value)
    with pytest.raises(ValidationError):
        ServiceSettings()


def test_secrets_come_from_files_and_do_not_print(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "GOV321_MONGO__URI").write_text("mongodb://u:pa55@db/\n", encoding="utf-8")
    (tmp_path / "GOV321_KAFKA__PASSWORD").write_text("pa55", encoding="utf-8")
    monkeypatch.setenv("GOV321_SECRETS_DIR", str(tmp_path))
    settings = ServiceSettings()
    assert settings.mongo.uri.get_secret_value() == "mongodb://u:pa55@db/"
    assert settings.kafka.password.get_secret_value() == "pa55"
    assert "pa55" not in repr(settings)


def test_the_database_is_named_after_site_and_service() -> None:
    assert ServiceSettings(site="towns").mongo_of("grid").database == "gov321_towns_grid"
    own = ServiceSettings(mongo=MongoSettings(database="mine"))
    assert own.mongo_of("grid").database == "mine"


def test_the_member_id_is_stable_over_restarts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTNAME", "grid-0")
    assert ServiceSettings(site="towns").member_of("grid") == "towns.grid.grid-0"
    assert ServiceSettings(instance="7").member_of("grid") == "county.grid.7"


def test_every_setting_is_described() -> None:
    rows = settings_rows(ServiceSettings)
    assert [row.variable for row in rows if not row.meaning] == []
    assert {row.variable for row in rows} >= {"GOV321_SITE", "GOV321_RPC__PORT"}


def test_the_table_of_a_service_shows_its_own_settings_only() -> None:
    assert settings_table(PetitionSettings, own_only=True) == (
        "| variable | default | meaning |\n|---|---|---|\n"
        "| `GOV321_CLOCK__DAYS` | `15` | Days to answer |\n"
        "| `GOV321_DESK` | required | Desk that opens petitions |\n"
    )
