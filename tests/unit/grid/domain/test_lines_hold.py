"""Ten thousand stories of a small village: whatever is ordered, its grids are provided for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.grid.domain.leading import check
from services.grid.domain.lines import Post, SessionKind
from services.grid.domain.village import Village
from tests.support.grid_line_walk import STEP_BYTES, LineWalk
from tests.support.profiles import many

SEQUENCES, SHARES = 10_000, 5
"""How many stories are tried, and among how many cases they are divided."""

STORIES = st.binary(min_size=10 * STEP_BYTES, max_size=20 * STEP_BYTES)
"""Ten to twenty orders; about half of them are refused."""

MANY = many(SEQUENCES, SHARES)


@pytest.mark.timeout(120)  # its share on a busy machine
@pytest.mark.parametrize("share", range(SHARES))
@MANY
@given(story=STORIES)
def test_every_live_grid_has_one_leader_or_one_open_vacancy_after_every_step(
    share: int, story: bytes
) -> None:
    walk = LineWalk()
    for village, _ in walk.live_through(story):
        assert check(village) == ()
    assert overlaps(walk.village) == []
    assert backward(walk.village) == []


@many(500)
@given(story=STORIES)
def test_a_replay_ends_in_the_same_village_with_the_same_vacancy_ids(story: bytes) -> None:
    first, again = (list(LineWalk().live_through(story)) for _ in range(2))
    assert first == again


def test_stories_reach_every_order_and_every_fact() -> None:
    dice = Random(321)
    told: set[str] = set()
    refused = 0
    for _ in range(300):
        walk = LineWalk()
        story = walk.live_through(dice.randbytes(20 * STEP_BYTES))
        told |= {type(fact).__name__ for _, facts in story for fact in facts}
        refused += walk.refused
    assert told == {
        "LeaderAppointed",
        "LeaderReleased",
        "LeaderVacancyOpened",
        "PostLeft",
        "PostTaken",
        "SessionHeld",
    }
    assert 0 < refused < 300 * 20


def overlaps(village: Village) -> list[object]:
    """Grids with two leaders on a day, and people who hold a post twice on a day."""
    leaders: dict[object, list[tuple[date, date]]] = {}
    for item in village.leaderships:
        leaders.setdefault(item.grid, []).append((item.since, item.until or date.max))
    posts: dict[object, list[tuple[date, date]]] = {}
    for item in village.postings:
        over = item.term_end + timedelta(days=1) if item.term_end else date.max
        end = item.until or over
        posts.setdefault((item.person, item.post), []).append((item.since, end))
    found = {**leaders, **posts}
    return [subject for subject, spells in found.items() if _overlap(spells)]


def backward(village: Village) -> list[object]:
    """What ended before it began, and deputies who held a session outside their time.

    Who dies on the day of a session held it all the same, though the post ends with that day.
    """
    spells: list[tuple[object, date, date | None]] = [
        *((item, item.since, item.until) for item in village.leaderships),
        *((item, item.since, item.until) for item in village.postings),
        *((item, item.opened, item.filled) for item in village.vacancies),
    ]
    turned = [item for item, begin, end in spells if end is not None and end < begin]
    outside = [
        held
        for held in village.sessions
        if held.kind is SessionKind.VOTER_MEETING
        and not any(
            p.post is Post.DEPUTY
            and p.person == held.deputy
            and p.since <= held.on <= (p.until or date.max)
            for p in village.postings
        )
    ]
    return [*turned, *outside]


def _overlap(spells: Iterable[tuple[date, date]]) -> bool:
    return any(later[0] < earlier[1] for earlier, later in pairwise(sorted(spells)))
