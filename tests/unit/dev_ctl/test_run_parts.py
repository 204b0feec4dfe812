"""The parts of the runner: tables, ports, keys, roster, metrics."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from rich.console import Console

from dev.embedded.problems import PortInUse
from dev.run.ground import check_ports, settle_ports
from dev.run.importing import rejected_by_town
from dev.run.keys import prepare_keys
from dev.run.options import RunOptions
from dev.run.plan import Plan, Ports, read_plan, write_plan
from dev.run.reporter import Reporter
from dev.run.sample_roster import income_year, sample_roster
from dev.run.scrape import highest, parse_samples, readiness, total
from dev.run.services import SERVICES, HostedService, topics_of
from dev.sample.places import TOPOLOGY_FILE
from kit.key_ring import KeyRing
from kit.topology import load_topology

TOPOLOGY = load_topology(TOPOLOGY_FILE)
SITES = [site.id for site in TOPOLOGY.sites]


def test_every_service_has_its_topics_at_every_site() -> None:
    topics = topics_of([HostedService("grid", "网格服务", "GridSettings")], ["county", "towns"])
    assert topics == {
        "gov321.grid.events.v1": 12,
        "gov321.pub.grid.v1": 12,
        "gov321.grid.inbox.county.v1": 12,
        "gov321.grid.inbox.towns.v1": 12,
        "gov321.dlq.county.grid": 1,
        "gov321.dlq.towns.grid": 1,
    }


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_hosted_service_can_be_loaded(service: HostedService) -> None:
    fields = service.settings_class().model_fields
    assert service.extra.keys() <= fields.keys()
    assert ("spool" in fields) == service.spools


def test_a_plan_survives_the_file(tmp_path: Path) -> None:
    ports = {"towns": {"registry": Ports(1, 2)}}
    plan = Plan("k", "s", "t", "d", "r", "j", "spool", ports)
    write_plan(tmp_path / "plan.json", plan)
    assert read_plan(tmp_path / "plan.json") == plan


def options(tmp_path: Path, **more: int) -> RunOptions:
    return RunOptions(data=tmp_path / "county", **more)  # pyright: ignore[reportArgumentType]


def flat(ports: dict[str, dict[str, Ports]]) -> Iterator[int]:
    for services in ports.values():
        for pair in services.values():
            yield from (pair.rpc, pair.http)


def test_ports_are_all_different_and_the_same_next_time(tmp_path: Path) -> None:
    first = settle_ports(options(tmp_path), TOPOLOGY)
    assert settle_ports(options(tmp_path), TOPOLOGY) == first
    assert len(set(flat(first))) == len(SITES) * len(SERVICES) * 2


def test_two_services_never_share_a_kept_port(tmp_path: Path) -> None:
    kept = options(tmp_path).home / "ports"
    kept.mkdir(parents=True)
    for site in SITES:
        for use in ("rpc", "http"):
            (kept / f"{site}.registry.{use}").write_text("23456\n")
    ports = list(flat(settle_ports(options(tmp_path), TOPOLOGY)))
    assert len(set(ports)) == len(ports)


def test_from_a_base_port_they_lie_one_after_the_other(tmp_path: Path) -> None:
    ports = settle_ports(options(tmp_path, base_port=21_000), TOPOLOGY)
    assert list(flat(ports)) == list(range(21_000, 21_000 + len(SITES) * len(SERVICES) * 2))


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(PortInUse) as told:
            check_ports(options(tmp_path, base_port=taken), TOPOLOGY)
    assert f"端口 {taken} 已被其他程序占用" in told.value.user_text


def test_keys_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    first = prepare_keys(tmp_path / "keys")
    ring = KeyRing.load(first.ring)
    assert KeyRing.load(prepare_keys(tmp_path / "keys").ring) == ring
    assert first.ring.stat().st_mode & 0o077 == 0


def test_the_sample_roster_is_written_once_for_each_size(tmp_path: Path) -> None:
    first = sample_roster(tmp_path, 300)
    written = first.path.stat().st_mtime_ns
    assert sample_roster(tmp_path, 300) == first
    assert first.path.stat().st_mtime_ns == written
    assert first.households == 300
    assert first.planted > 0
    assert sample_roster(tmp_path, 40).path != first.path
    assert sample_roster(tmp_path, 300, 2026).path != first.path


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 11, 26), 2025), (date(2026, 3, 1), 2025), (date(2026, 2, 28), 2024)],
)
def test_the_roster_tells_the_income_of_the_year_before_the_assessed_one(
    day: date, year: int
) -> None:
    assert income_year(day) == year


EXPOSITION = """\
# HELP gov321_bus_lag_records lag
gov321_bus_lag_records{subscription="a",topic="t",partition="0"} 3.0
gov321_bus_lag_records{subscription="a",topic="t",partition="1"} 4.0
gov321_loop_lag_seconds 0.25
"""


def test_metrics_are_read_as_sums_and_maxima() -> None:
    found = list(parse_samples(EXPOSITION))
    assert total(found, "gov321_bus_lag_records") == 7
    assert highest(found, "gov321_bus_lag_records") == 4
    assert highest(found, "gov321_none") == 0
    assert found[0].labels["topic"] == "t"


def test_an_address_nobody_answers_at_is_not_ready() -> None:
    assert readiness("127.0.0.1:1").waiting == ("没有应答",)


def test_rejected_rows_are_counted_by_town(tmp_path: Path) -> None:
    path = tmp_path / "errors.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()  # pyright: ignore[reportUnknownMemberType]
        for row, code in enumerate(("村代码", "610921104206", "610921104207", "610921100001")):
            sheet.write_string(row, 0, code)
    assert rejected_by_town(path) == {"610921104000": 2, "610921100000": 1}


def test_in_a_log_each_step_is_a_line() -> None:
    console = Console(file=io.StringIO(), width=160)
    with Reporter(console).waiting("等待"):
        pass
    told = console.file
    assert isinstance(told, io.StringIO)
    assert [line[:4] for line in told.getvalue().splitlines()] == ["▸ 等待", "✓ 等待"]
