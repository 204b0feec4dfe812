"""Runs in the peers' own environment: `solve.py INPUT.npz OUTPUT.npz`, labels and CPU seconds out.

Imports nothing of the project. Input: `at` (metres, all households of all groups), `start` (where
each group begins, and the end), `parts`, `place` (of each household, within its group), and the
neighbours of the places: `places` (where those of each group begin, and the end), `near_from`,
`near` with `weight` (nearer is heavier).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from time import process_time
from typing import Any

import numpy as np

LEAST, MOST = 20, 30
"""Households of a grid, plan 四(一)2: the one bound a peer can be told."""

Arrays = Any  # the peers' environment has no stubs
Solver = Callable[[dict[str, Any]], Any]


def main(source: str, target: str) -> None:
    """Solve every group by each peer."""
    given = dict(np.load(source))
    kmeans: Any = import_module("k_means_constrained").KMeansConstrained
    metis: Any = import_module("pymetis")
    found: dict[str, Arrays] = {}
    solvers: dict[str, Solver] = {
        "kmeans": partial(by_kmeans, kmeans),
        "metis": partial(by_metis, metis),
    }
    for name, solve in solvers.items():
        labels, seconds = _timed(solve, given)
        found |= {name: labels, f"{name}_seconds": seconds}
    np.savez(target, **found)


def by_kmeans(kmeans: Any, group: dict[str, Arrays]) -> Arrays:
    """Return balanced clusters: as many households as the plan says where that is possible."""
    count, parts = len(group["at"]), int(group["parts"])
    possible = LEAST * parts <= count <= MOST * parts
    bounds = (LEAST, MOST) if possible else (count // parts, -(-count // parts))
    solver = kmeans(n_clusters=parts, size_min=bounds[0], size_max=bounds[1], random_state=0)
    return solver.fit_predict(group["at"])


def by_metis(metis: Any, group: dict[str, Arrays]) -> Arrays:
    """Return parts of equal size that are asked to be connected and cut few near neighbours."""
    adjacency = metis.CSRAdjacency(group["near_from"], group["near"])
    found = metis.part_graph(
        int(group["parts"]),
        adjacency,
        vweights=np.bincount(group["place"]).tolist(),
        eweights=group["weight"].tolist(),
        contiguous=True,
    )
    return np.array(found.vertex_part)[group["place"]]


def _timed(solve: Solver, given: dict[str, Arrays]) -> tuple[Arrays, float]:
    """Return all labels and the CPU seconds of the solver alone."""
    labels: list[Arrays] = []
    seconds = 0.0
    for number in range(len(given["parts"])):
        group = _group(given, number)
        begun = process_time()
        labels.append(solve(group) if int(group["parts"]) > 1 else np.zeros(len(group["at"])))
        seconds += process_time() - begun
    return np.concatenate(labels).astype(np.int64), seconds


def _group(given: dict[str, Arrays], number: int) -> dict[str, Arrays]:
    own = slice(*given["start"][number : number + 2])
    first, last = given["places"][number : number + 2] + np.arange(number, number + 2)
    near_from = given["near_from"][first:last]
    near = slice(near_from[0], near_from[-1])
    return {
        "at": given["at"][own],
        "place": given["place"][own],
        "parts": given["parts"][number],
        "near_from": near_from - near_from[0],
        "near": given["near"][near],
        "weight": given["weight"][near],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
