"""Who may keep contact with a household on a line: who holds the line's post in its village.

On the 中心户长 line the leader of the household's grid will do as well, whatever post they lead by:
an undivided group is led by its group head, and party members stand in (plan 四(一)1).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .grid import GridCode
from .ids import PersonId
from .leading import live_leaderships
from .lines import POST_OF_LINE, Line, Posting
from .village import Village


def posting_for(
    village: Village, leaf: GridCode, line: Line, person: PersonId, day: date
) -> Posting | None:
    """Return the post by which a person may keep contact on a line on a day; None: they may not."""
    held = _held(village, person, day)
    if line is Line.CORE_HOUSEHOLDER and _leads(village, leaf, person):
        return next(held, None)
    return next((posting for posting in held if posting.post is POST_OF_LINE[line]), None)


def leader_for(village: Village, leaf: GridCode, day: date) -> Posting | None:
    """Return the posting of who leads a leaf; None while nobody does."""
    leader = next((term for term in live_leaderships(village) if term.grid == leaf), None)
    return next(_held(village, leader.person, day), None) if leader else None


def _held(village: Village, person: PersonId, day: date) -> Iterator[Posting]:
    return (item for item in village.postings if item.person == person and item.holds_on(day))


def _leads(village: Village, leaf: GridCode, person: PersonId) -> bool:
    return any(
        term.person == person and leaf.lies_in(term.grid) for term in live_leaderships(village)
    )
