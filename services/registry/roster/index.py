"""A set of 64-bit keys with the row each was first seen in; grows without hurting memory.

Sorted runs of doubling size, merged like the levels of a log-structured store: 12 bytes a key,
where a dict of three million numbers would need 300 MB.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Rows = NDArray[np.uint32]


@dataclass(slots=True)
class FirstSeen:
    """Which row a key was first seen in."""

    _runs: list[tuple[Keys, Rows]] = field(default_factory=list[tuple[Keys, Rows]])

    def add(self, keys: Keys, rows: Rows) -> Rows:
        """Add keys in row order; return for each the row of its first sight, 0 when this is it."""
        order = np.argsort(keys, kind="stable")
        ordered, ordered_rows = keys[order], rows[order]
        is_first = np.ones(len(keys), np.bool_)
        is_first[1:] = ordered[1:] != ordered[:-1]
        leader_rows = ordered_rows[is_first]
        earlier = self._look_up(ordered[is_first])
        first_rows = np.where(earlier > 0, earlier, leader_rows)[np.cumsum(is_first) - 1]
        first_rows[is_first] = earlier
        self._keep(ordered[is_first][earlier == 0], leader_rows[earlier == 0])
        seen = np.empty(len(keys), np.uint32)
        seen[order] = first_rows
        return seen

    def _look_up(self, keys: Keys) -> Rows:
        found = np.zeros(len(keys), np.uint32)
        for run_keys, run_rows in self._runs:
            places = np.searchsorted(run_keys, keys)
            places[places == len(run_keys)] = 0
            hits = run_keys[places] == keys
            found[hits] = run_rows[places[hits]]
        return found

    def _keep(self, keys: Keys, rows: Rows) -> None:
        if not len(keys):
            return
        while self._runs and len(self._runs[-1][0]) <= 2 * len(keys):
            older_keys, older_rows = self._runs.pop()
            keys, rows = np.concatenate((older_keys, keys)), np.concatenate((older_rows, rows))
            order = np.argsort(keys, kind="stable")
            keys, rows = keys[order], rows[order]
        self._runs.append((keys, rows))
