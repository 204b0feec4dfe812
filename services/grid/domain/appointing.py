"""Orders about leaders of grids: appointed in place of whoever led, or released."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from kit.model.errors import NotFound

from .events import LeaderAppointed, Outcome
from .grid import Grid, GridCode, Level
from .ids import PersonId
from .leading import (
    end_leaderships,
    leader_of,
    posts_for,
    released_from,
    with_vacancies_filled,
)
from .line_errors import (
    GridHasEnded,
    GridWithoutLeader,
    HoldsNoPost,
    LeaderBeforePost,
    LeaderOutOfOrder,
    LeadsAlready,
    PostDoesNotMatch,
)
from .line_rules import require_given, require_past
from .lines import EndReason, Leadership, Posting
from .policy import SUBSTITUTE_POSTS
from .village import Village

_NEEDED = {
    Level.FIRST: "村委班子成员",
    Level.SECOND: "村民小组组长",
    Level.THIRD: "中心户长",
}


@dataclass(frozen=True, slots=True)
class AppointLeader:
    """Somebody becomes leader of a grid, in place of who was."""

    grid: GridCode
    person: PersonId
    since: date


@dataclass(frozen=True, slots=True)
class ReleaseLeader:
    """A grid loses its leader; `on` is the first day without."""

    grid: GridCode
    on: date
    reason: EndReason


def appoint_leader(village: Village, order: AppointLeader, today: date) -> Outcome:
    """Give a grid a leader; fills the vacancy, or replaces who leads it now.

    Raises:
        Refusal: no such live grid, a day in the future or out of order, or the wrong post.
    """
    grid = _live_grid(village, order.grid)
    require_past(order.since, today, "任命日期")
    substitute = _stands_in(village, order, today)
    present = leader_of(village, order.grid)
    if present is not None and present.person == order.person:
        raise LeadsAlready(person=order.person, grid=order.grid)
    _require_order(village, grid, order.since)
    replaced = () if present is None else (present,)
    after, released = released_from(village, replaced, EndReason.REPLACED, order.since)
    after = with_vacancies_filled(after, {order.grid}, order.since)
    new = Leadership(order.grid, order.person, order.since, substitute)
    appointed = LeaderAppointed(order.grid, order.person)
    return replace(after, leaderships=(*after.leaderships, new)), (*released, appointed)


def release_leader(village: Village, order: ReleaseLeader, today: date) -> Outcome:
    """Take the leader of a grid away; a vacancy opens.

    Raises:
        Refusal: no such live grid, nobody leads it, a day in the future or before they began.
    """
    _live_grid(village, order.grid)
    require_past(order.on, today, "离任日期")
    require_given(order.reason)
    present = leader_of(village, order.grid)
    if present is None:
        raise GridWithoutLeader(grid=order.grid)
    if order.on < present.since:
        raise LeaderOutOfOrder(grid=order.grid, earliest=present.since)
    return end_leaderships(village, (present,), order.reason, order.on)


def _live_grid(village: Village, code: GridCode) -> Grid:
    grid = next((grid for grid in village.grids if grid.code == code), None)
    if grid is None:
        raise NotFound(what="网格", id=code)
    if grid.until is not None:
        raise GridHasEnded(grid=code, until=grid.until)
    return grid


def _stands_in(village: Village, order: AppointLeader, today: date) -> bool:
    """Whether only a substitute's post allows it; refuse where none does."""
    held = [p for p in _held_now(village, today) if p.person == order.person]
    if not held:
        raise HoldsNoPost(person=order.person, village=village.code)
    allowed = posts_for(order.grid, substitute=False)
    fitting = [posting for posting in held if posting.post in allowed | SUBSTITUTE_POSTS]
    if not fitting:
        needed = _NEEDED[order.grid.level]
        raise PostDoesNotMatch(person=order.person, grid=order.grid, needed=needed)
    begun = [posting for posting in fitting if posting.since <= order.since]
    if not begun:
        first = min(posting.since for posting in fitting)
        raise LeaderBeforePost(person=order.person, post_since=first)
    return not any(posting.post in allowed for posting in begun)


def _held_now(village: Village, today: date) -> list[Posting]:
    return [item for item in village.postings if item.until is None and item.holds_on(today)]


def _require_order(village: Village, grid: Grid, since: date) -> None:
    """History has no overlaps: not before the grid, nor before its last leader came or left."""
    days = [item.until or item.since for item in village.leaderships if item.grid == grid.code]
    earliest = max([grid.since, *days])
    if since < earliest:
        raise LeaderOutOfOrder(grid=grid.code, earliest=earliest)
