"""Logs are JSON lines without personal data, whoever writes them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from kit.call import enter_trace
from kit.logging import configure_logging, get_logger
from kit.redaction import HIDDEN, is_private, redact, redact_text

TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
UUID = "6f0d3b52-6a53-5d1e-9d37-13912345678a"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    configure_logging("INFO", stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:] = before[0]
    root.setLevel(before[1])


def read(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_its_fields(lines: io.StringIO) -> None:
    get_logger("kit.test").info("petition assigned", petition_id="p-1", area="610921104206")
    line = read(lines)[0]
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "petition assigned",
        "level": "info",
        "module": "kit.test",
        "petition_id": "p-1",
        "area": "610921104206",
    }


def test_lines_below_the_level_are_not_written(lines: io.StringIO) -> None:
    get_logger("kit.test").debug("small talk")
    logging.getLogger("aiokafka").info("small talk")
    assert lines.getvalue() == ""


def test_lines_of_libraries_come_the_same_way(lines: io.StringIO) -> None:
    logging.getLogger("aiokafka.consumer").warning("lost %s of 13900001234", "broker")
    line = read(lines)[0]
    assert (line["event"], line["level"]) == (f"lost broker of {HIDDEN}", "warning")
    assert line["logger"] == "aiokafka.consumer"


def test_personal_data_in_an_exception_is_hidden(lines: io.StringIO) -> None:
    try:
        raise ValueError("cannot store 610999199001011234")
    except ValueError:
        get_logger("kit.test").exception("failed")
        logging.getLogger("grpc").exception("failed")
    assert "610999199001011234" not in lines.getvalue()
    assert all("ValueError" in line["exception"] for line in read(lines))


async def test_the_trace_is_in_every_line(lines: io.StringIO) -> None:
    enter_trace(TRACE)
    get_logger("kit.test").info("x")
    assert read(lines)[0]["trace_id"] == "a" * 32


def test_private_keys_are_hidden_at_any_depth(lines: io.StringIO) -> None:
    get_logger("kit.test").info(
        "x", head_name="张三", row={"phone": "1", "tags": [{"address": "江河村"}]}, raw=b"\x01"
    )
    line = read(lines)[0]
    assert line["head_name"] == line["row"]["phone"] == line["raw"] == HIDDEN
    assert line["row"]["tags"] == [{"address": HIDDEN}]


@pytest.mark.parametrize(
    "text",
    [
        "610999199001011234",
        "61099919900101123X",
        "61099919900101123x",
        "610999 19900101 1234",
        "610999900101123",
        "13900001234",
        "139 0000 1234",
        "139-0000-1234",
        "+8613900001234",
        "6222021234567890123",
        "6222 0212 3456 7890",
        "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln",
        "６１０９９９１９９００１０１１２３４",
    ],
)
@pytest.mark.parametrize("around", ["{}", "tel{}.", "电话{}，", "x={}&y", '{{"v":"{}"}}'])
def test_what_looks_like_personal_data_is_hidden(text: str, around: str) -> None:
    assert text not in redact_text(around.format(text))


@pytest.mark.parametrize(
    "text",
    [
        "610921104206",
        UUID,
        f"household {UUID}/3/0",
        "a" * 32,
        TRACE,
        "2026-11-24T08:00:00.123456Z",
        "gov321.registry.events.v1",
        "offset 1234567890",
        "127.0.0.1:50051",
    ],
)
def test_ids_and_codes_stay_readable(text: str) -> None:
    assert redact_text(text) == text


def test_passwords_in_addresses_are_hidden() -> None:
    shown = redact_text("cannot reach mongodb://user:pa55@db:27017/x")
    assert "pa55" not in shown
    assert "db:27017" in shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (13900001234, HIDDEN),
        (42, 42),
        (1.5, 1.5),
        (None, None),
        (True, True),
        (ValueError("13900001234"), HIDDEN),
    ],
)
def test_values_of_any_type_are_looked_at(value: object, shown: object) -> None:
    assert redact(value) == shown


@pytest.mark.parametrize("key", ["phone", "Phone", "head_name", "api_token", "id_number"])
def test_private_keys(key: str) -> None:
    assert is_private(key)


@pytest.mark.parametrize("key", ["page_token", "part", "job", "rename", "subject", "method"])
def test_public_keys(key: str) -> None:
    assert not is_private(key)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text("甲乙 ,;:()", max_size=5))
def test_no_mobile_number_survives_in_any_surroundings(number: str, around: str) -> None:
    assert number not in redact_text(f"{around}{number}{around}")
