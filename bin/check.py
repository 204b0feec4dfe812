"""`make check`: every gate, two at a time; the output of a step is shown only when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
QUIET = {
    "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",  # else it asks the network for newer versions
    "HYPOTHESIS_PROFILE": "quick",  # make test looks harder
}


@dataclass(frozen=True)
class Step:
    """One gate: the words of its command, the first one a program of the virtual environment."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT


@dataclass(frozen=True)
class Outcome:
    """How a gate went."""

    step: Step
    passed: bool
    output: str
    seconds: float


def steps() -> Iterator[Step]:
    """The gates, the longest first so that two lanes end together."""
    unit = ("pytest", "-q", "-n", "2", "--dist", "worksteal", "tests/unit", "tests/contracts")
    yield Step("unit tests", (*unit, "--no-header", "-x"))
    yield Step("types", ("pyright",))
    yield from dependency_steps()
    yield Step("imports", ("lint-imports", "--no-cache"))
    yield Step("generated code", ("python", "bin/proto.py", "--check"))
    yield Step("lint", ("ruff", "check", "--quiet", "."))
    yield Step("format", ("ruff", "format", "--check", "--quiet", "."))
    yield Step("spelling", ("codespell",))
    yield Step("yaml", ("yamllint", "--strict", "."))
    yield Step("contracts lint", ("buf", "lint"))
    yield Step("contracts format", ("buf", "format", "--diff", "--exit-code"))
    if (ROOT / "proto" / "baseline.binpb").exists():
        yield Step("contracts breaking", ("buf", "breaking", "--against", "proto/baseline.binpb"))


def dependency_steps() -> Iterator[Step]:
    """Deptry reads the manifest of one member at a time; the map of names is the root's."""
    for manifest in sorted(ROOT.glob("**/pyproject.toml")):
        member = manifest.parent
        if member.name in {ROOT.name, "proto"} or {".venv", "build"} & {*manifest.parts}:
            continue
        name = member.relative_to(ROOT).as_posix()
        yield Step(f"dependencies {name}", ("python", "bin/dependencies.py", name))


def run(step: Step) -> Outcome:
    """Run one gate and keep what it says."""
    begun = time.perf_counter()
    done = subprocess.run(
        [str(BIN / step.command[0]), *step.command[1:]],
        cwd=step.folder,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **QUIET, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"},
    )
    seconds = time.perf_counter() - begun
    return Outcome(step, done.returncode == 0, done.stdout + done.stderr, seconds)


def chosen(names: list[str]) -> list[Step]:
    """All gates, or those whose name contains one of the words asked for."""
    return [step for step in steps() if not names or any(name in step.name for name in names)]


def main() -> int:
    """Run the gates; 1 when one fails."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(max_workers=2) as lanes:
        outcomes = list(lanes.map(run, chosen(sys.argv[1:])))
    for outcome in outcomes:
        if not outcome.passed:
            print(f"── {outcome.step.name}: {' '.join(outcome.step.command)}\n{outcome.output}")
    for outcome in outcomes:
        print(f"{'✓' if outcome.passed else '✗'} {outcome.step.name:<32}{outcome.seconds:6.1f} s")
    print(f"  {'total':<32}{time.perf_counter() - begun:6.1f} s")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    raise SystemExit(main())
