"""Check with deptry that one member (such as `services/registry`) declares what it imports.

deptry reads one manifest at a time, so the maps of the root's [tool.deptry] are handed to it here.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def flags(config: dict[str, Any]) -> list[str]:
    """Return the root's settings as deptry's command line wants them."""
    names: dict[str, list[str]] = config["package_module_name_map"]
    ignores: dict[str, list[str]] = config["per_rule_ignores"]
    return [
        "--package-module-name-map",
        ",".join(f"{package}={'|'.join(modules)}" for package, modules in names.items()),
        "--per-rule-ignores",
        ",".join(f"{rule}={'|'.join(packages)}" for rule, packages in ignores.items()),
    ]


def main(member: str) -> int:
    """Run deptry over one member."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    command = [
        str(Path(sys.executable).with_name("deptry")),
        *(member, "--config", f"{member}/pyproject.toml", "--no-ansi"),
        *("--known-first-party", Path(member).parts[0]),
        *flags(settings["tool"]["deptry"]),
    ]
    return subprocess.run(command, check=False, cwd=ROOT).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
