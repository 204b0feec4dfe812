"""Who leads which grid (网格长): every live grid has one leader or one open vacancy, never both.

All three levels need a leader: a village committee member, a group head, a core householder
(plan 四(一)2). A replay gives the same vacancy ids, because they follow from the grid alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from kit.model.ids import derived_id

from .events import LeaderReleased, LeaderVacancyOpened, Outcome
from .grid import GridCode
from .ids import VacancyId
from .lines import EndReason, Leadership, Post, Posting, Vacancy
from .policy import POSTS_OF_LEVEL, SUBSTITUTE_POSTS
from .structure import Violation
from .village import Village


def live_leaderships(village: Village) -> Iterator[Leadership]:
    """Yield the leaderships that have not ended."""
    return (item for item in village.leaderships if item.until is None)


def leader_of(village: Village, grid: GridCode) -> Leadership | None:
    """Return the live leadership of a grid."""
    return next((item for item in live_leaderships(village) if item.grid == grid), None)


def vacancies_of(village: Village) -> tuple[Vacancy, ...]:
    """Return the open vacancies by grid: what waits for a leader."""
    found = [item for item in village.vacancies if item.filled is None]
    return tuple(sorted(found, key=lambda item: item.grid))


def posts_for(grid: GridCode, *, substitute: bool) -> frozenset[Post]:
    """Return the posts a leadership of this grid rests on."""
    return SUBSTITUTE_POSTS if substitute else POSTS_OF_LEVEL[grid.level]


def rests_on(leadership: Leadership, posting: Posting) -> bool:
    """Whether a posting is such that the leadership may rest on it, ended or not."""
    posts = posts_for(leadership.grid, substitute=leadership.substitute)
    return posting.person == leadership.person and posting.post in posts


def end_leaderships(
    village: Village, ended: Collection[Leadership], reason: EndReason, on: date
) -> Outcome:
    """End live leaderships and open the vacancies of their grids, where those still live."""
    after, released = released_from(village, ended, reason, on)
    live = _live_codes(village)
    days = {item.grid: max(on, item.since) for item in ended if item.grid in live}
    opened, told = _opened(after, days, reason)
    return opened, (*released, *told)


def released_from(
    village: Village, ended: Collection[Leadership], reason: EndReason, on: date
) -> Outcome:
    """End live leaderships; who calls this sees to what comes after them."""
    kept = tuple(
        replace(item, until=max(on, item.since), end_reason=reason) if item in ended else item
        for item in village.leaderships
    )
    told = (LeaderReleased(item.grid, item.person, reason) for item in ended)
    return replace(village, leaderships=kept), tuple(told)


def with_vacancies_filled(village: Village, grids: Collection[GridCode], on: date) -> Village:
    """Return the village without open vacancies of these grids."""
    kept = (
        replace(item, filled=max(on, item.opened))
        if item.filled is None and item.grid in grids
        else item
        for item in village.vacancies
    )
    return replace(village, vacancies=tuple(kept))


def after_structure_change(village: Village, today: date) -> Outcome:
    """Follow the grids: ended ones lose leader and vacancy, new ones open a vacancy."""
    live = _live_codes(village)
    gone = tuple(item for item in live_leaderships(village) if item.grid not in live)
    followed, released = released_from(village, gone, EndReason.GRID_ENDED, today)
    closing = {item.grid for item in vacancies_of(village)} - live
    followed = with_vacancies_filled(followed, closing, today)
    bare = live - set(_provided(followed))
    after, opened = _opened(followed, dict.fromkeys(bare, today), None)
    return after, (*released, *opened)


def check(village: Village) -> tuple[Violation, ...]:
    """Return what is wrong with leaders and vacancies; nothing, if every rule keeps its promise."""
    return tuple(Violation(subject, what) for subject, what in _wrong(village))


def _wrong(village: Village) -> Iterator[tuple[str, str]]:
    live, provided = _live_codes(village), Counter(_provided(village))
    for code in sorted(live):
        if provided[code] != 1:
            yield code.text, f"{provided[code]} leaders and vacancies in place of one"
    for code in provided.keys() - live:
        yield code.text, "ended, and still has a leader or a vacancy"
    held = [posting for posting in village.postings if posting.until is None]
    for item in live_leaderships(village):
        if not any(rests_on(item, posting) for posting in held):
            yield item.person, f"leads {item.grid} without a post for it"
    ids = Counter(item.id for item in village.vacancies)
    yield from ((id_, "vacancy id given twice") for id_, times in ids.items() if times > 1)


def _live_codes(village: Village) -> set[GridCode]:
    return {grid.code for grid in village.grids if grid.live}


def _provided(village: Village) -> list[GridCode]:
    """The grids of live leaders and of open vacancies."""
    leaders = [item.grid for item in live_leaderships(village)]
    return leaders + [item.grid for item in village.vacancies if item.filled is None]


def _opened(village: Village, days: Mapping[GridCode, date], cause: EndReason | None) -> Outcome:
    """Open a vacancy for each grid on its day, in the order of the codes."""
    before = Counter(item.grid for item in village.vacancies)
    new = tuple(
        Vacancy(_vacancy_id(grid, day, before[grid]), grid, day, cause)
        for grid, day in sorted(days.items())
    )
    told = tuple(LeaderVacancyOpened(item.id, item.grid) for item in new)
    return replace(village, vacancies=(*village.vacancies, *new)), told


def _vacancy_id(grid: GridCode, opened: date, before: int) -> VacancyId:
    """The id follows from the grid, the day, and how many vacancies the grid had before."""
    return VacancyId(derived_id("grid vacancy", grid.text, opened.isoformat(), str(before)))
