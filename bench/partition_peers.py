"""k-means-constrained and METIS on the same groups, in a child with an environment of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bench.setting import Setting
from services.grid.domain.partition.neighbours import Places

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "build" / "bench-peers"
LOCK = Path(__file__).with_name("peers") / "requirements.lock"
SOLVE = Path(__file__).with_name("peers") / "solve.py"
_UV = ROOT / ".venv" / "bin" / "uv"
_CLOSENESS = 10_000
"""METIS takes whole weights: this over the metres, plus one."""


class PeersMissing(RuntimeError):
    """The peers cannot be installed here, so there is nothing to compare with."""


@dataclass(frozen=True, slots=True)
class Peer:
    """What one peer made of all groups: labels of each, CPU seconds of all."""

    name: str
    labels: Sequence[Sequence[int]]
    seconds: float


@dataclass(frozen=True, slots=True)
class Problem:
    """One group for the peers, and into how many parts it is to be divided."""

    places: Places
    parts: int


def solve_by_peers(setting: Setting, problems: Sequence[Problem]) -> list[Peer]:
    """Return what both peers make of the groups.

    Raises:
        PeersMissing: their environment cannot be made.
    """
    python = _environment()
    folder = setting.ground.folder("peers")
    source, target = folder / "given.npz", folder / "found.npz"
    np.savez(source, **_columns(problems))
    subprocess.run([python, SOLVE, source, target], check=True, capture_output=True)
    with np.load(target) as found:
        return [
            Peer(name, _by_group(found[name], problems), float(found[f"{name}_seconds"]))
            for name in ("kmeans", "metis")
        ]


def _environment() -> Path:
    """Return the Python of the peers' environment, made at the first call."""
    python, stamp = FOLDER / "bin" / "python", FOLDER / ".lock"
    if not stamp.exists() or stamp.read_bytes() != LOCK.read_bytes():
        _uv("venv", "--clear", "--python", str(ROOT / ".venv" / "bin" / "python"), str(FOLDER))
        install = ("pip", "install", "--require-hashes", "-r", str(LOCK), "--python", str(python))
        try:
            _uv(*install)
        except PeersMissing:  # networks that inspect TLS have their own root
            _uv(*install, "--system-certs")
        stamp.write_bytes(LOCK.read_bytes())
    return python


def _uv(*words: str) -> None:
    done = subprocess.run([_UV, "--quiet", *words], check=False, capture_output=True)
    if done.returncode:
        raise PeersMissing(
            "对照库（k-means-constrained、pymetis）无法安装，P8 无从比较，请检查网络后重试。"
        )


def _columns(problems: Sequence[Problem]) -> dict[str, Any]:
    graphs = [problem.places.graph() for problem in problems]
    return {
        "at": np.concatenate([problem.places.at[problem.places.of] for problem in problems]),
        "start": _sums(len(problem.places.of) for problem in problems),
        "place": np.concatenate([problem.places.of for problem in problems]),
        "places": _sums(problem.places.count for problem in problems),
        "parts": np.array([problem.parts for problem in problems]),
        "near_from": np.concatenate(
            [
                graph.indptr + shift
                for graph, shift in zip(graphs, _sums(graph.nnz for graph in graphs), strict=False)
            ]
        ),
        "near": np.concatenate([graph.indices for graph in graphs]),
        "weight": np.concatenate(
            [(_CLOSENESS / np.maximum(graph.data, 1)).astype(np.int64) + 1 for graph in graphs]
        ),
    }


def _sums(counts: Iterable[int]) -> Any:
    return np.concatenate(([0], np.cumsum(list(counts))))


def _by_group(labels: Any, problems: Sequence[Problem]) -> list[list[int]]:
    starts = _sums(len(problem.places.of) for problem in problems)
    return [labels[start:end].tolist() for start, end in pairwise(starts)]
