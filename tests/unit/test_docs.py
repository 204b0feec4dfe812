"""The documentation against the code: tables, names, paths, commands, the parts of an ADR."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from google.protobuf.message import DecodeError
from gov321.registry.events.v1 import registry_events_pb2 as facts

from bin.docs import (
    PACKAGES,
    ROOT,
    documents,
    metrics,
    published,
    refusals,
    rendered,
    services,
    settings_of,
)
from dev.ctl.application import application
from dev.run import outcome
from kit.envelope import Received
from kit.model.clock import SystemClock
from kit.model.errors import Refusal
from kit.parked import cause_of
from kit.rpc_errors import RemoteRefusal
from kit.settings_table import settings_rows
from services.registry.wire.told import told_of

DOCS = ROOT / "docs"
ADRS = sorted((DOCS / "adr").glob("*.md"))
HEADINGS = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]
HOUSEHOLD = "2f1c7a0e-5b1d-5c58-9f5e-0d3f6c1b7a42"
ALARMING = {
    "gov321_ready",
    "gov321_loop_lag_seconds",
    "gov321_job_restarts_total",
    "gov321_rpc_requests_total",
    "gov321_rpc_seconds",
    "gov321_rpc_refusals_total",
    "gov321_relay_publish_seconds",
    "gov321_outbox_waiting",
    "gov321_outbox_oldest_seconds",
    "gov321_bus_parked_total",
    "gov321_bus_retries_total",
    "gov321_bus_lag_records",
    "gov321_bus_assigned",
    "gov321_bus_breaker_open",
    "gov321_replica_delay_seconds",
    "gov321_access_log_total",
    "gov321_grid_households_in_two_grids",
    "gov321_grid_households_without_grid",
    "gov321_petition_handoff_age_seconds",
}
"""Somebody may be called because of these; the others only explain them."""


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def told(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def first_cells(name: str) -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", text(name), re.MULTILINE)


def headings(name: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", text(name), re.MULTILINE)


def all_refusals(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for cls in base.__subclasses__():
        if cls.__module__.split(".")[0] in PACKAGES and not issubclass(cls, RemoteRefusal):
            yield cls
            yield from all_refusals(cls)


@pytest.mark.parametrize("document", documents(), ids=told)
def test_tables_say_what_the_code_says(document: Path) -> None:
    written = document.read_text(encoding="utf-8")
    assert rendered(written) == written, "run make docs"


def test_every_refusal_is_listed_once() -> None:
    for package in PACKAGES:
        refusals(package)  # imports all of it
    assert sorted(first_cells("docs/errors.md")) == sorted(cls.reason for cls in all_refusals())


def test_every_declared_metric_is_listed_once() -> None:
    assert first_cells("docs/metrics.md") == [metric.name for metric in metrics()]


@pytest.mark.parametrize("service", services())
def test_every_published_fact_is_listed_once(service: str) -> None:
    names = [name for name in first_cells("docs/events.md") if name in published(service)]
    assert sorted(names) == sorted(published(service))


def test_every_key_of_run_json_is_explained() -> None:
    keys = re.findall(r'^        "(\w+)":', inspect.getsource(outcome), re.MULTILINE)
    assert keys
    assert first_cells("docs/run-json.md") == keys


def test_metrics_named_in_the_documents_are_declared() -> None:
    named = {
        name for file in documents() for name in re.findall(r"`(gov321_[a-z_]+)`", text(told(file)))
    }
    assert named <= {metric.name for metric in metrics()}


def test_variables_named_in_the_documents_exist() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "kit").glob("*.py"))
    rows = [row for name in services() for row in settings_rows(settings_of(name))]
    known = {row.variable for row in rows}
    named = {
        name for file in documents() for name in re.findall(r"`(GOV321_\w+)", text(told(file)))
    }
    assert {n for n in named if n not in known and n not in code and not n.endswith("__")} == set()


@pytest.mark.parametrize("document", documents(), ids=told)
def test_paths_named_in_the_documents_exist(document: Path) -> None:
    pattern = r"`((?:bench|bin|dev|docs|kit|proto|services|tests)/[\w./-]+)`"
    named = re.findall(pattern, document.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_commands_named_in_the_documents_exist() -> None:
    root: Any = typer.main.get_command(application())
    named = {
        words
        for file in documents()
        for words in re.findall(r"gov321ctl((?: [a-z-]+)+)", text(told(file)))
    }
    unknown = {words for words in named if not _is_command(root, words.split())}
    assert unknown == set()


def _is_command(group: Any, words: list[str]) -> bool:
    """Whether the words lead to a command, or to a group when nothing follows."""
    for word in words:
        if not hasattr(group, "commands"):
            return True  # arguments of a command
        if word not in group.commands:
            return False
        group = group.commands[word]
    return True


def glossary() -> list[tuple[str, str]]:
    return re.findall(r"^\| ([^|`]+) \| `(\w+)` \|", text("docs/glossary.md"), re.MULTILINE)


def test_a_term_has_one_identifier_and_an_identifier_one_term() -> None:
    terms, identifiers = zip(*glossary(), strict=True)
    assert (len(set(terms)), len(set(identifiers))) == (len(terms), len(identifiers))


def test_identifiers_of_the_glossary_are_words_of_the_code() -> None:
    places = ("proto/gov321/**/*.proto", "kit/**/*.py", "services/*/domain/**/*.py")
    files = [file for place in places for file in ROOT.glob(place)]
    words = {
        word for file in files for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))
    }
    assert {identifier for _, identifier in glossary()} - words == set()


@pytest.mark.parametrize("record", ADRS, ids=told)
def test_a_decision_has_five_parts_and_is_short(record: Path) -> None:
    written = record.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", written, re.MULTILINE) == HEADINGS
    assert len(written.splitlines()) <= 70


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(record.name[:4]) for record in ADRS]
    titles = [int(re.findall(r"^# (\d+)\.", text(told(record)))[0]) for record in ADRS]
    assert numbers == titles == list(range(1, len(ADRS) + 1))


def test_the_runbook_has_an_entry_for_every_alarming_metric() -> None:
    assert {metric.name for metric in metrics()} >= ALARMING
    entries = [heading for heading in headings("docs/runbook.md") if heading.startswith("gov321_")]
    assert sorted(entries) == sorted(ALARMING)


def bad(subject: str, revision: int, home: str, data: bytes | None = None) -> Received:
    record = {"household_id": HOUSEHOLD, "revision": 1, "home": home}
    message = facts.HouseholdRegistered(household=record)  # pyright: ignore[reportArgumentType]
    return Received(
        id=f"{subject}/{revision}/0",
        type=message.DESCRIPTOR.full_name,
        subject=subject,
        source="/gov321/villages/registry",
        time=SystemClock().now(),
        revision=revision,
        key=home,
        data=message.SerializeToString() if data is None else data,
        traceparent="",
        topic="gov321.registry.events.v1",
        partition=0,
        offset=0,
    )


@pytest.mark.parametrize(
    "received",
    [
        bad("another", 1, "610921104206"),
        bad(HOUSEHOLD, 2, "610921104206"),
        bad(HOUSEHOLD, 1, "nowhere"),
        bad(HOUSEHOLD, 1, "610921104206", b"\xff\xff"),
    ],
    ids=["another subject", "another revision", "no division", "no message"],
)
def test_the_runbook_has_an_entry_for_what_parks_a_fact(received: Received) -> None:
    with pytest.raises((Refusal, DecodeError)) as problem:
        told_of(received)
    assert cause_of(problem.value) in headings("docs/runbook.md")
