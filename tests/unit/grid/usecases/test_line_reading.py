"""Lists of the lines: by division, page by page, at any tier, in the caller's scope."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kit.access import OutOfScope
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, NotFound
from services.grid.domain.colour.values import Colour
from services.grid.domain.founding import found
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import PersonId
from services.grid.domain.lines import EndReason, Post
from services.grid.domain.postings import LeavePost, TakePost, leave_post, take_post
from services.grid.domain.village import Village
from services.grid.usecases.line_reading import OpenPlace, PlacedPosting, Position
from tests.support.builders import JIANGHE, YUHE
from tests.support.grid_cares import CareBuilder, a_care
from tests.support.grid_line_site import LineSite, a_site, access_to
from tests.support.grid_lines import (
    CORE,
    DEPUTY,
    FIRST,
    FOUNDED,
    HEAD,
    MEMBER,
    PARTY,
    SECOND,
    THIRD,
    TODAY,
    a_staffed_village,
)

COUNTY = DivisionCode.parse("610921000000")
WEEK = timedelta(days=7)


def another_village() -> Village:
    """玉河村 with one deputy; its two grids are vacant."""
    village = found(YUHE, "玉河村", ("一组",), FOUNDED)
    return take_post(village, TakePost(PersonId("yuhe"), "测试", Post.DEPUTY, FOUNDED), TODAY)[0]


@pytest.fixture
async def site() -> LineSite:
    """Two villages, five posts in the one and one in the other."""
    made = a_site()
    await made.villages.create(a_staffed_village())
    await made.villages.create(another_village())
    return made


async def postings(
    site: LineSite,
    division: DivisionCode = COUNTY,
    post: Post | None = None,
    after: Position = (),
    size: int = 50,
    scope: str = "610921",
) -> list[PlacedPosting]:
    access = access_to("ListPostings", scope)
    return await site.reading.postings(access, division, post, after, size)


async def vacancies(
    site: LineSite,
    division: DivisionCode = COUNTY,
    after: Position = (),
    size: int = 50,
    scope: str = "610921",
) -> list[OpenPlace]:
    access = access_to("ListVacancies", scope)
    return await site.reading.vacancies(access, division, after, size)


def a_red(household: str, leaf: GridCode) -> CareBuilder:
    """A red household without its contact."""
    return a_care(household).in_leaf(leaf).in_force(Colour.RED)


def a_helped(household: str) -> CareBuilder:
    """A red household with its contact."""
    return a_red(household, THIRD).with_contact(named=True)


def people(rows: list[PlacedPosting]) -> list[str]:
    return [row.posting.person for row in rows]


async def test_posts_of_a_county_come_by_village_and_person(site: LineSite) -> None:
    rows = await postings(site)
    assert people(rows) == [CORE, DEPUTY, HEAD, MEMBER, PARTY, "yuhe"]
    assert [row.village for row in rows] == [JIANGHE] * 5 + [YUHE]


async def test_posts_of_one_village_or_one_kind(site: LineSite) -> None:
    assert people(await postings(site, YUHE)) == ["yuhe"]
    assert people(await postings(site, post=Post.DEPUTY)) == [DEPUTY, "yuhe"]


async def test_only_posts_of_the_callers_scope_are_listed(site: LineSite) -> None:
    assert people(await postings(site, scope=YUHE.digits)) == ["yuhe"]
    with pytest.raises(OutOfScope):
        await postings(site, JIANGHE, scope=YUHE.digits)


@pytest.mark.parametrize("size", [1, 2, 5, 6])
async def test_pages_of_posts_together_are_the_whole_list(site: LineSite, size: int) -> None:
    whole: list[PlacedPosting] = []
    after: Position = ()
    while rows := await postings(site, after=after, size=size):
        whole += rows
        after = rows[-1].position
    assert whole == await postings(site)


async def test_a_post_that_was_left_is_not_listed(site: LineSite) -> None:
    order = LeavePost(CORE, Post.CORE_HOUSEHOLDER, TODAY, EndReason.RESIGNED)
    village, _ = leave_post(a_staffed_village(), order, TODAY)
    elsewhere = a_site()
    await elsewhere.villages.create(village)
    assert CORE not in people(await postings(elsewhere))


async def test_grids_wait_before_red_households_by_village(site: LineSite) -> None:
    await site.put(a_red("h1", THIRD), a_red("h2", SECOND), a_helped("h3"))
    rows = await vacancies(site)
    assert [(row.grid, row.household) for row in rows] == [
        (FIRST, None),
        (SECOND, None),
        (THIRD, None),
        (GridCode.of_village(YUHE), None),
        (GridCode.of_village(YUHE).below(1), None),
        (THIRD, "h1"),
        (SECOND, "h2"),
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 6, 7])
async def test_pages_of_vacancies_together_are_the_whole_list(site: LineSite, size: int) -> None:
    await site.put(a_red("h1", THIRD), a_red("h2", SECOND), a_helped("h3"))
    whole: list[OpenPlace] = []
    after: Position = ()
    while rows := await vacancies(site, after=after, size=size):
        whole += rows
        after = rows[-1].position
    assert whole == await vacancies(site)
    assert len(whole) == 7


@pytest.mark.parametrize("after", [("grid",), ("other", "a", "b"), ("grid", "a", "b", "c")])
async def test_a_position_we_did_not_make_is_refused(site: LineSite, after: Position) -> None:
    with pytest.raises(InvalidValue):
        await vacancies(site, after=after)


async def test_what_waits_outside_the_callers_scope_is_not_listed(site: LineSite) -> None:
    await site.put(a_red("h1", THIRD))
    rows = await vacancies(site, scope=YUHE.digits)
    assert {row.village for row in rows} == {YUHE}


async def test_the_calendar_follows_the_clock_that_was_passed_in(site: LineSite) -> None:
    access, span = access_to("ListSchedule"), (TODAY - WEEK, TODAY)
    before = await site.reading.schedule(access, JIANGHE, *span)
    site.clock.advance(timedelta(days=1))
    after = await site.reading.schedule(access, JIANGHE, *span)
    assert [item.overdue for item in before] == [True, False]
    assert [item.overdue for item in after] == [True, True]
    assert {item.deputy for item in after} == {DEPUTY}


async def test_the_calendar_of_a_village_without_grids_is_not_found(site: LineSite) -> None:
    far = DivisionCode.parse("610921105201")
    with pytest.raises(NotFound):
        await site.reading.schedule(access_to("ListSchedule"), far, TODAY - WEEK, TODAY)


async def test_the_calendar_of_another_village_is_refused(site: LineSite) -> None:
    with pytest.raises(OutOfScope):
        await site.reading.schedule(
            access_to("ListSchedule", YUHE.digits), JIANGHE, date(2026, 1, 1), TODAY
        )
