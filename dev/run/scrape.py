"""Reads what a service says of itself over HTTP: readiness and metrics."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_TIMEOUT_S = 3.0
_SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a service takes work, and what it waits for."""

    ok: bool
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """One line of the exposition."""

    name: str
    labels: Mapping[str, str]
    value: float


def readiness(address: str) -> Readiness:
    """Ask /readyz; an address nobody answers at is not ready."""
    try:
        _, body = _get(address, "/readyz")
        document = json.loads(body)
        checks: list[dict[str, str]] = document["checks"]
    except (OSError, ValueError, KeyError, http.client.HTTPException):
        return Readiness(ok=False, waiting=("没有应答",))
    waiting = tuple(_reason(check) for check in checks if not check["ok"])
    return Readiness(ok=bool(document["ok"]), waiting=waiting)


def _reason(check: Mapping[str, str]) -> str:
    return f"{check['check']}：{check['reason']}" if check.get("reason") else check["check"]


def samples(address: str) -> list[Sample]:
    """Ask /metrics; nothing when nobody answers."""
    try:
        _, body = _get(address, "/metrics")
    except (OSError, http.client.HTTPException):
        return []
    return list(parse_samples(body.decode("utf-8")))


def parse_samples(text: str) -> Iterable[Sample]:
    """Yield the samples of an exposition."""
    for line in text.splitlines():
        found = None if line.startswith("#") else _SAMPLE.match(line)
        if found is not None:
            labels = dict(_LABEL.findall(found[2] or ""))
            yield Sample(found[1], labels, float(found[3]))


def total(found: Iterable[Sample], name: str) -> float:
    """Return the sum over all labels of a metric."""
    return sum(sample.value for sample in found if sample.name == name)


def highest(found: Iterable[Sample], name: str) -> float:
    """Return the highest value of a metric over all labels, 0 when there is none."""
    return max((sample.value for sample in found if sample.name == name), default=0.0)


def _get(address: str, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(address, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
