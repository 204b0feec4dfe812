"""The county on this machine: finding it, speaking to it, tokens, topology, status."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gov321.petition.v1 import petition_service_pb2 as petition_pb
from gov321.registry.v1 import registry_service_pb2 as pb

from dev.run.county_file import (
    RunningCounty,
    RunningService,
    RunningSite,
    own_start,
    remove_county_file,
    running_county,
    write_county_file,
)
from dev.sample.places import DIVISIONS_FILE, TOPOLOGY_FILE
from tests.support.fake_site_service import FakeSite

from .conftest import Ctl
from .petition_samples import an_appeal
from .samples import a_household

NOBODY = "127.0.0.1:1"


def claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


@pytest.fixture
def county(tmp_path: Path, registry: FakeSite, monkeypatch: pytest.MonkeyPatch) -> RunningCounty:
    """A county that runs, as far as the file says: all its sites are the fake registry."""
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "build" / "county"
    data.mkdir(parents=True)
    pid, started = own_start()
    fake = RunningService(registry.address, NOBODY)
    service = {"registry": fake, "petition": fake}
    tiers = {"county": "county", "towns": "town", "villages": "village"}
    county = RunningCounty(
        pid=pid,
        started=started,
        code="610921000000",
        kafka=NOBODY,
        store="mongodb://127.0.0.1:1",
        topology=str(TOPOLOGY_FILE),
        divisions=str(DIVISIONS_FILE),
        tokens=str(data / "keys" / "tokens"),
        sites=tuple(RunningSite(id, tier, "site.log", service) for id, tier in tiers.items()),
    )
    write_county_file(data, county)
    return county


def test_the_file_says_what_was_written(county: RunningCounty) -> None:
    assert running_county(Path("build/county")) == county


def test_a_file_left_by_a_dead_process_misleads_nobody(county: RunningCounty) -> None:
    write_county_file(Path("build/county"), replace(county, started=county.started - 60))
    assert running_county(Path("build/county")) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"sites": 3}'])
def test_a_damaged_file_is_no_county(county: RunningCounty, text: str) -> None:
    Path("build/county/county.json").write_text(text)
    assert running_county(Path("build/county")) is None


def test_after_the_end_there_is_no_file(county: RunningCounty) -> None:
    remove_county_file(Path("build/county"))
    remove_county_file(Path("build/county"))
    assert running_county(Path("build/county")) is None


def test_a_command_finds_the_county_and_a_clerks_token(
    ctl: Ctl, county: RunningCounty, registry: FakeSite
) -> None:
    registry.on("GetHousehold", lambda _: pb.GetHouseholdResponse(household=a_household()))
    assert ctl("household", "get", "h-1").code == 0
    told = claims(registry.tokens[0])
    assert (told["sub"], told["roles"], told["tier"]) == ("local-clerk", ["clerk"], "village")


def test_the_role_and_the_site_can_be_chosen(
    ctl: Ctl, county: RunningCounty, registry: FakeSite
) -> None:
    registry.on("GetHousehold", lambda _: pb.GetHouseholdResponse(household=a_household()))
    ctl("household", "get", "h-1", "--role", "command", "--site", "towns")
    told = claims(registry.tokens[0])
    assert (told["roles"], told["tier"]) == (["command"], "town")


@pytest.mark.parametrize(
    ("unit", "role"), [(["--unit", "water"], "handler"), ([], "clerk")], ids=["officer", "desk"]
)
def test_a_units_step_is_taken_as_its_officer_or_by_the_desk(
    ctl: Ctl, county: RunningCounty, registry: FakeSite, unit: list[str], role: str
) -> None:
    answer = petition_pb.ContactPetitionerResponse(petition=an_appeal())
    registry.on("ContactPetitioner", lambda _: answer)
    assert ctl("petition", "contact", "q-1", "--site", "towns", *unit).code == 0
    told = claims(registry.tokens[0])
    assert (told["roles"], told.get("unit", ""), told["tier"]) == (
        [role],
        "".join(unit[1:]),
        "town",
    )


def test_an_unknown_site_is_told_with_those_that_exist(ctl: Ctl, county: RunningCounty) -> None:
    ran = ctl("household", "get", "h-1", "--site", "moon")
    assert ran.code == 1
    assert "可选：county、towns、villages" in ran.err


def test_statistics_ask_the_county_tier_about_the_whole_county(
    ctl: Ctl, county: RunningCounty, registry: FakeSite
) -> None:
    row = pb.DivisionStatistics(division="610921104000", household_count=7, person_count=20)
    answer = pb.GetStatisticsResponse(divisions=[row], household_count=7, person_count=20)
    registry.on("GetStatistics", lambda _: answer)
    ran = ctl("statistics")
    [asked] = registry.requests("GetStatistics")
    assert asked.division == "610921000000"
    assert claims(registry.tokens[0])["tier"] == "county"
    assert "双乳镇" in ran.out


def test_the_access_log_is_read_by_an_auditor(
    ctl: Ctl, county: RunningCounty, registry: FakeSite
) -> None:
    entry = pb.AccessLogEntry(subject="local-clerk", purpose="VISIT", outcome="OUT_OF_SCOPE")
    registry.on("ListAccessLog", lambda _: pb.ListAccessLogResponse(entries=[entry]))
    ran = ctl("access-log")
    assert claims(registry.tokens[0])["roles"] == ["auditor"]
    assert "入户走访联系" in ran.out
    assert "已拒绝（OUT_OF_SCOPE）" in ran.out


def test_a_token_is_one_line_with_what_was_asked(ctl: Ctl, county: RunningCounty) -> None:
    ran = ctl(
        "token",
        "--role",
        "clerk",
        "--role",
        "reviewer",
        "--scope",
        "610921104",
        "--ttl",
        "5",
        "--unit",
        "water",
    )
    told = claims(ran.out.strip())
    assert len(ran.out.splitlines()) == 1
    assert (told["roles"], told["scope"]) == (["clerk", "reviewer"], ["610921104"])
    assert (told["exp"] - told["iat"], told["unit"]) == (300, "water")


def test_a_token_needs_a_known_role_and_tier(ctl: Ctl, county: RunningCounty) -> None:
    assert "没有角色“king”" in ctl("token", "--role", "king").err
    assert "层级不能是“moon”" in ctl("token", "--role", "clerk", "--tier", "moon").err


def test_the_topology_says_who_hosts_a_center(ctl: Ctl) -> None:
    ran = ctl("topology", "610921104206", "--json")
    assert [site["id"] for site in ran.json["sites"]] == ["villages"]


def test_status_says_who_does_not_answer(ctl: Ctl, county: RunningCounty) -> None:
    ran = ctl("status", "--json")
    assert ran.code == 3
    assert not ran.json["ready"]
    assert [one["waiting"] for one in ran.json["services"]] == [["没有应答"]] * 6
    assert "没有应答" in ctl("status").out


def test_dlq_without_a_county_asks_for_a_site(ctl: Ctl) -> None:
    ran = ctl("dlq", "list", "--kafka", NOBODY)
    assert (ran.code, "--site" in ran.err) == (2, True)
