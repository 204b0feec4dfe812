"""What a run is told by its environment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from .shell import StepFailed

ROOT = Path(__file__).parents[2]
CHARTS = ROOT / "charts"
_TOOLS = ("kubectl", "helm")


@dataclass(frozen=True, slots=True)
class Options:
    """Where to install, and which images."""

    namespace: str
    services: str
    devdata: str
    keep: bool
    """Leave everything behind for a look at it."""


def options_of(environment: Mapping[str, str] = os.environ) -> Options:
    """Read the options of README.md.

    Raises:
        StepFailed: a program is missing, or an option is wrong.
    """
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing:
        raise StepFailed(f"请先安装 {'、'.join(missing)} 并使其在 PATH 中。")
    image = environment.get("GOV321_E2E_IMAGE") or f"gov321/services:{_version()}"
    name, colon, tag = image.rpartition(":")
    if not colon or "/" in tag or not name.endswith("services"):
        raise StepFailed(f"GOV321_E2E_IMAGE 须为 …/services:标签，收到“{image}”。")
    return Options(
        namespace=environment.get("GOV321_E2E_NAMESPACE") or "gov321-e2e",
        services=image,
        devdata=f"{name.removesuffix('services')}devdata:{tag}",
        keep=environment.get("GOV321_E2E_KEEP") == "1",
    )


def _version() -> str:
    """Return the version the charts name when they are told none."""
    chart = yaml.safe_load((CHARTS / "site/Chart.yaml").read_text(encoding="utf-8"))
    return chart["appVersion"]
