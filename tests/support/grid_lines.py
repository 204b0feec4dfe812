"""A village with people on its lines: say what matters to a test, the rest is plausible."""

from __future__ import annotations

from datetime import date
from functools import reduce

from services.grid.domain.appointing import AppointLeader, appoint_leader
from services.grid.domain.founding import found
from services.grid.domain.grid import Grid, GridCode
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.leading import after_structure_change
from services.grid.domain.lines import Post
from services.grid.domain.postings import TakePost, take_post
from services.grid.domain.structure import with_grids
from services.grid.domain.village import Village
from tests.support.builders import JIANGHE

FOUNDED = date(2025, 1, 1)
TODAY = date(2026, 3, 4)
"""A Wednesday."""

FIRST = GridCode.of_village(JIANGHE)
SECOND = FIRST.below(1)
THIRD = SECOND.below(1)

MEMBER = PersonId("member")
HEAD = PersonId("head")
CORE = PersonId("core")
PARTY = PersonId("party")
DEPUTY = PersonId("deputy")

POSTS = {
    MEMBER: Post.COMMITTEE_MEMBER,
    HEAD: Post.GROUP_HEAD,
    CORE: Post.CORE_HOUSEHOLDER,
    PARTY: Post.PARTY_MEMBER,
    DEPUTY: Post.DEPUTY,
}
"""Five people, named after the one post each holds since the village was founded."""


def a_divided_village() -> Village:
    """Return 江河村: one group with one part, all three grids vacant, nobody with a post."""
    village = found(JIANGHE, "江河村", ("一组",), FOUNDED)
    part = Grid(THIRD, "一组甲", "一组", FOUNDED)
    return after_structure_change(with_grids(village, frozenset(), (part,), FOUNDED), FOUNDED)[0]


def a_staffed_village() -> Village:
    """Return it with the five people in their posts, and nobody leading yet."""
    return reduce(posted, POSTS, a_divided_village())


def a_led_village() -> Village:
    """Return it with a leader for each of its three grids, since the day it was founded."""
    village = a_staffed_village()
    for grid, person in {FIRST: MEMBER, SECOND: HEAD, THIRD: CORE}.items():
        village = led(village, grid, person)
    return village


def posted(
    village: Village,
    person: PersonId,
    post: Post | None = None,
    since: date = FOUNDED,
    term_end: date | None = None,
) -> Village:
    """Return the village after somebody took a post."""
    household = HouseholdId(f"household of {person}")
    order = TakePost(person, f"测试{person}", post or POSTS[person], since, household, term_end)
    return take_post(village, order, TODAY)[0]


def led(village: Village, grid: GridCode, person: PersonId, since: date = FOUNDED) -> Village:
    """Return the village after somebody became the leader of a grid."""
    return appoint_leader(village, AppointLeader(grid, person, since), TODAY)[0]
