"""The HTTP side: metrics and probes on a port of its own."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from typing import Any

import pytest

from kit.http import CheckResult, HttpPortTaken, HttpServer, http_app
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics


class Health:
    """What the probes are told."""

    def __init__(self) -> None:
        self.store = CheckResult("store", ok=True)

    def checks(self) -> tuple[CheckResult, ...]:
        return (CheckResult("broker", ok=True), self.store)


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture
async def port(health: Health) -> AsyncIterator[int]:
    site = http_app(Metrics(KIT_METRICS), health.checks, health.checks)
    server = HttpServer(site, "127.0.0.1", 0)
    yield await server.start()
    await server.stop()


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


async def test_metrics_are_shown(port: int) -> None:
    status, text = await asyncio.to_thread(get, port, "/metrics")
    assert status == 200
    assert "# HELP gov321_rpc_requests_total" in text


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_a_probe_names_each_check_and_its_reason(
    port: int, health: Health, path: str
) -> None:
    assert (await asyncio.to_thread(get, port, path))[0] == 200
    health.store = CheckResult("store", ok=False, reason="UNAVAILABLE")
    status, text = await asyncio.to_thread(get, port, path)
    body: dict[str, Any] = json.loads(text)
    assert status == 503
    assert body["ok"] is False
    assert body["checks"][1] == {"check": "store", "ok": False, "reason": "UNAVAILABLE"}


async def test_there_is_nothing_else(port: int) -> None:
    assert (await asyncio.to_thread(get, port, "/"))[0] == 404


async def test_a_taken_port_is_told(port: int, health: Health) -> None:
    twin = HttpServer(http_app(Metrics(), health.checks, health.checks), "127.0.0.1", port)
    with pytest.raises(HttpPortTaken):
        await twin.start()
    await twin.stop()
