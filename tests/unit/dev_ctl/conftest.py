"""A fake registry, and `ctl`: run a command line as a person would type it."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import pytest

from dev.ctl.application import run
from dev.ctl.output import Output
from tests.support.fake_site_service import FakeSite, fake_site


@dataclass(frozen=True)
class Ran:
    """How a command line ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Ctl = Callable[..., Ran]


@pytest.fixture
def ctl(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Ctl:
    for name in ("GOV321_TARGET", "GOV321_TOKEN", "GOV321_CA", "GOV321_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def typed(*argv: str) -> Ran:
        code = run(argv, Output("--json" in argv))
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return typed


@pytest.fixture
def registry() -> Generator[FakeSite]:
    with fake_site() as fake:
        yield fake


@pytest.fixture
def asking(ctl: Ctl, registry: FakeSite) -> Ctl:
    """Run a command line against the fake registry."""

    def typed(*argv: str) -> Ran:
        return ctl(*argv, "--target", registry.address, "--token", "a-token")

    return typed
