"""Labels of a new division after the old one: a part keeps the label most of it had."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from .result import label_of


def kept_labels(
    groups: Sequence[Sequence[str]], known: Mapping[str, str], taken: Collection[str]
) -> list[str]:
    """Return a label for each group of households so that the fewest change theirs.

    A group beyond the old ones gets the first number that never was a label (`taken`).
    """
    labels = sorted(set(known.values()))
    shared = np.zeros((len(groups), len(labels)), np.int64)
    for number, group in enumerate(groups):
        for household in group:
            if household in known:
                shared[number, labels.index(known[household])] += 1
    rows, columns = linear_sum_assignment(shared, maximize=True)
    kept = {int(row): labels[int(column)] for row, column in zip(rows, columns, strict=True)}
    fresh = new_labels(len(groups) - len(kept), {*labels, *taken})
    return [kept[number] if number in kept else fresh.pop(0) for number in range(len(groups))]


def new_labels(count: int, taken: Collection[str]) -> list[str]:
    """Return the first labels that are not taken."""
    found: list[str] = []
    number = 0
    while len(found) < count:
        number += 1
        if label_of(number) not in taken:
            found.append(label_of(number))
    return found
