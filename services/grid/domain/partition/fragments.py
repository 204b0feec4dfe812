"""Where a division is not connected: its fragments and what would join them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .workshop import Workshop


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a part apart from its largest one.

    `inside` are the dwellings of the part here, `border` all dwellings at the places around,
    `elsewhere` one dwelling of the largest piece. `small`: no legal part fits into these places.
    """

    inside: list[int]
    border: list[int]
    elsewhere: int
    small: bool


def fragments_of(workshop: Workshop, labels: Sequence[int], parts: int) -> list[Fragment]:
    """Return the fragments of all parts, none when each hangs together."""
    found: list[Fragment] = []
    for part in range(parts):
        held: dict[int, list[int]] = {}
        for dwelling, site in enumerate(workshop.places.of):
            if site >= 0 and labels[dwelling] == part:
                held.setdefault(site, []).append(dwelling)
        pieces = _pieces(workshop, held)
        if len(pieces) > 1:
            main = max(
                pieces, key=lambda piece: (sum(len(held[site]) for site in piece), -piece[0])
            )
            rest = [piece for piece in pieces if piece is not main]
            found += [_fragment(workshop, held, piece, held[main[0]][0]) for piece in rest]
    return found


def _pieces(workshop: Workshop, held: dict[int, list[int]]) -> list[list[int]]:
    seen: set[int] = set()
    pieces: list[list[int]] = []
    for site in held:
        if site in seen:
            continue
        piece = [site]
        seen.add(site)
        for here in piece:
            for there in workshop.near(here):
                if there in held and there not in seen:
                    seen.add(there)
                    piece.append(there)
        pieces.append(piece)
    return pieces


def _fragment(
    workshop: Workshop, held: dict[int, list[int]], piece: list[int], elsewhere: int
) -> Fragment:
    around = sorted({there for here in piece for there in workshop.near(here)} - set(piece))
    everyone = sum(len(workshop.at_site(site)) for site in piece)
    placeless = workshop.places.of.count(-1)
    return Fragment(
        inside=[dwelling for site in piece for dwelling in held[site]],
        border=[dwelling for site in around for dwelling in workshop.at_site(site)],
        elsewhere=elsewhere,
        small=everyone + placeless < workshop.policy.households[0],
    )
