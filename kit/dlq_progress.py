"""Which records of a dead-letter partition were redriven: a watermark, and ranges above it.

It lives where Kafka keeps a group's progress: the watermark is the committed offset, the ranges
(`17,19-25`) are the commit's metadata. So a redrive of a selection leaves the rest to be redriven.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_METADATA = 4096
"""Bytes Kafka keeps with a commit by default."""


@dataclass(frozen=True, slots=True)
class Progress:
    """All below `watermark` are done, and those in `above`."""

    watermark: int = 0
    above: frozenset[int] = frozenset()

    def __contains__(self, offset: int) -> bool:
        return offset < self.watermark or offset in self.above

    def plus(self, offsets: Iterable[int], present: Iterable[int]) -> Progress:
        """Return the progress after these were done; `present` are all offsets that exist.

        The watermark moves up to the first record that is not done; offsets that hold no record
        (removed by retention, or a transaction's marker) do not stop it.
        """
        done = self.above | frozenset(offsets)
        watermark = self.watermark
        for offset in sorted(present):
            if offset >= watermark and offset not in done:
                break
            watermark = max(watermark, offset + 1)
        return Progress(watermark, frozenset(one for one in done if one >= watermark))

    @property
    def metadata(self) -> str:
        """The ranges above the watermark as text."""
        return ",".join(
            str(first) if first == last else f"{first}-{last}"
            for first, last in _ranges(self.above)
        )


def read_progress(offset: int, metadata: str) -> Progress:
    """Return the progress of a commit; -1 means that there is none."""
    above: set[int] = set()
    for part in filter(None, metadata.split(",")):
        first, _, last = part.partition("-")
        above.update(range(int(first), int(last or first) + 1))
    return Progress(max(0, offset), frozenset(above))


def _ranges(offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(offsets)
    start = 0
    for at in range(1, len(ordered) + 1):
        if at == len(ordered) or ordered[at] != ordered[at - 1] + 1:
            yield ordered[start], ordered[at - 1]
            start = at
