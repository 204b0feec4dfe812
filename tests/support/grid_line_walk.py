"""A small village that lives through orders about posts, leaders and grids, decoded from bytes.

Every step takes four bytes: what, who, which, and how many days go by. Refusals are part of life;
anything else that goes wrong is a bug.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from kit.model.errors import Refusal
from services.grid.domain.appointing import (
    AppointLeader,
    ReleaseLeader,
    appoint_leader,
    release_leader,
)
from services.grid.domain.events import Outcome, VillageEvent
from services.grid.domain.founding import found
from services.grid.domain.grid import Grid, GridCode, Level
from services.grid.domain.ids import PersonId
from services.grid.domain.leading import after_structure_change
from services.grid.domain.lines import EndReason, Post, Session, SessionKind
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.postings import (
    LeavePost,
    TakePost,
    leave_post,
    people_gone,
    take_post,
    terms_over,
)
from services.grid.domain.schedule import record_session
from services.grid.domain.structure import next_numbers, structure_of, with_grids
from services.grid.domain.village import Village
from tests.support.builders import JIANGHE

START = date(2024, 1, 3)
STEP_BYTES = 4
_BEGIN = found(JIANGHE, "江河村", ("一组", "二组"), START)
MOST_LATE = 4
"""Orders may be told up to so many days late."""
_PEOPLE = 5
_POSTS = tuple(Post)
_REASONS = tuple(EndReason)
_GONE = (EndReason.DIED, EndReason.LEFT)
_SUITABLE = {
    Level.FIRST: Post.COMMITTEE_MEMBER,
    Level.SECOND: Post.GROUP_HEAD,
    Level.THIRD: Post.CORE_HOUSEHOLDER,
}


class LineWalk:
    """One village; `today` moves on with every step, `refused` counts what was refused."""

    def __init__(self) -> None:
        self.village = _BEGIN
        self.today = START
        self.refused = 0
        self._steps: tuple[Callable[[int, int], Outcome], ...] = (
            self._take,
            self._take_fitting,
            self._leave,
            self._appoint,
            self._appoint_new,
            self._release,
            self._gone,
            self._terms,
            self._divide,
            self._end_grid,
            self._hold,
        )

    def live_through(self, story: bytes) -> Iterator[tuple[Village, tuple[VillageEvent, ...]]]:
        """Yield the village and what happened after each step, refused ones too."""
        for at in range(0, len(story) - STEP_BYTES + 1, STEP_BYTES):
            what, who, which, days = story[at : at + STEP_BYTES]
            self.today += timedelta(days=max(0, days % 64 - 32))
            facts: tuple[VillageEvent, ...] = ()
            try:
                step = self._steps[what % len(self._steps)]
                self.village, facts = step(who, which)
            except Refusal:
                self.refused += 1
            yield self.village, facts

    def _take(self, who: int, which: int) -> Outcome:
        return self._taken(_person(who), _POSTS[which % len(_POSTS)], who, which)

    def _take_fitting(self, who: int, which: int) -> Outcome:
        """A post that some grid needs, so that appointments find somebody."""
        return self._taken(_person(who), _SUITABLE[self._grid(which).level], who, which)

    def _taken(self, person: PersonId, post: Post, who: int, which: int) -> Outcome:
        since = self._late(who)
        term = since + timedelta(days=which % 90) if which % 3 else None
        return take_post(
            self.village, TakePost(person, "测试甲", post, since, term_end=term), self.today
        )

    def _leave(self, who: int, which: int) -> Outcome:
        postings = self.village.postings
        if not postings:
            return self.village, ()
        left = postings[which % len(postings)]
        reason = _REASONS[who % len(_REASONS)]
        return leave_post(
            self.village, LeavePost(left.person, left.post, self._late(who), reason), self.today
        )

    def _appoint(self, who: int, which: int) -> Outcome:
        """Somebody with a post, where anybody has one: else most would be refused."""
        held = [posting.person for posting in self.village.postings if posting.until is None]
        person = held[who % len(held)] if held else _person(who)
        order = AppointLeader(self._grid(which).code, person, self._late(who))
        return appoint_leader(self.village, order, self.today)

    def _appoint_new(self, who: int, which: int) -> Outcome:
        """Somebody takes the post a grid needs and leads it the same day."""
        grid = self._grid(which)
        order = TakePost(_person(who), "测试乙", _SUITABLE[grid.level], self.today)
        after, taken = take_post(self.village, order, self.today)
        leader = AppointLeader(grid.code, order.person, self.today)
        village, appointed = appoint_leader(after, leader, self.today)
        return village, (*taken, *appointed)

    def _release(self, who: int, which: int) -> Outcome:
        reason = _REASONS[who % len(_REASONS)]
        order = ReleaseLeader(self._grid(which).code, self._late(who), reason)
        return release_leader(self.village, order, self.today)

    def _gone(self, who: int, which: int) -> Outcome:
        gone = {_person(who): _GONE[which % 2], _person(which): _GONE[who % 2]}
        return people_gone(self.village, gone, self.today)

    def _terms(self, who: int, which: int) -> Outcome:
        return terms_over(self.village, self.today)

    def _divide(self, who: int, which: int) -> Outcome:
        """A group gets one more part."""
        groups = sorted(structure_of(self.village).groups.values())
        if not groups:
            return self.village, ()
        parent = groups[which % len(groups)]
        (code,) = next_numbers(self.village, parent, 1)
        group = next(grid.group for grid in self.village.grids if grid.code == parent)
        made = (Grid(code, "新网格", group, self.today),)
        return self._restructured(frozenset(), made)

    def _end_grid(self, who: int, which: int) -> Outcome:
        """A grid below the village ends, with its parts."""
        code = self._grid(which).code
        live = structure_of(self.village).live
        ended = {c for c in live if code in (c, c.parent) and c.level is not Level.FIRST}
        return self._restructured(frozenset(ended), ())

    def _restructured(self, ended: frozenset[GridCode], made: tuple[Grid, ...]) -> Outcome:
        changed = with_grids(self.village, ended, made, self.today)
        return after_structure_change(changed, self.today)

    def _hold(self, who: int, which: int) -> Outcome:
        held = Session(SessionKind.VOTER_MEETING, self._late(which), _person(who), which)
        return record_session(self.village, held, (DEFAULT_GRID_POLICY,), self.today)

    def _grid(self, which: int) -> Grid:
        """Any grid, ended ones too."""
        return self.village.grids[which % len(self.village.grids)]

    def _late(self, seed: int) -> date:
        return self.today - timedelta(days=seed % MOST_LATE)


def _person(number: int) -> PersonId:
    return PersonId(f"p{number % _PEOPLE}")
