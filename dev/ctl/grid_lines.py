"""`gov321ctl grid post`, `leader` and `session`: posts, leaders of grids, what deputies hold."""

from __future__ import annotations

from typing import Annotated

from gov321.grid.v1 import line_service_pb2 as pb
from gov321.grid.v1.grid_pb2 import Posting
from typer import Argument, Option

from . import grid_words as words
from .changes import order
from .client import County
from .command import command, group
from .grid import GridArg, VillageArg, grid
from .grid_line_views import schedule_view, vacancy_list
from .grid_views import grid_list, posting_list
from .inputs import day, day_or_today, request_id
from .options import (
    DateOpt,
    DivisionOpt,
    LimitOpt,
    PersonArg,
    RequestOpt,
    RevisionOpt,
)
from .session import GRID, Page, Session

post = group("任职：村委成员、组长、中心户长、党员、人大代表。")
leader = group("网格长的任免。")
activity = group("接待选民日和选民座谈会。")
for name, commands in (
    ("post", post),
    ("leader", leader),
    ("session", activity),
):
    grid.add_typer(commands, name=name)

PostArg = Annotated[str, Argument(metavar="职务", help=words.POST.choices)]
WhyOpt = Annotated[str, Option("--why", metavar="原因", help=words.END_REASON.choices)]


@command(post, "take")
def take(
    session: Session,
    village: VillageArg,
    person_id: PersonArg,
    what: PostArg,
    name: Annotated[str, Option("--name", metavar="姓名", help="姓名。")],
    household: Annotated[str, Option("--household", metavar="户ID", help="所在的户。")] = "",
    term: Annotated[str, Option("--term", metavar="日期", help="任期最后一天。")] = "",
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """登记某人任职。"""
    change = pb.TakePostRequest(
        request_id=request_id(request),
        revision=revision,
        village=village,
        person_id=person_id,
        name=name,
        post=words.POST.number(what),
        since=day_or_today(date),
        term_end=day(term),
        household_id=household,
    )
    answer = order(
        session.about(GRID), change.request_id, lambda county: county.lines.TakePost(change)
    )
    session.show(answer.posting, lambda: posting_list([answer.posting]))


@command(post, "leave")
def leave(
    session: Session,
    village: VillageArg,
    person_id: PersonArg,
    what: PostArg,
    why: WhyOpt = "辞任",
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """登记某人离任；由此产生的空缺随即列出。"""
    change = pb.LeavePostRequest(
        request_id=request_id(request),
        revision=revision,
        village=village,
        person_id=person_id,
        post=words.POST.number(what),
        on=day_or_today(date),
        reason=words.END_REASON.number(why),
    )
    answer = order(
        session.about(GRID), change.request_id, lambda county: county.lines.LeavePost(change)
    )
    session.show(answer.posting, lambda: posting_list([answer.posting]))


@command(post, "list")
def list_posts(
    session: Session,
    division: DivisionOpt = "",
    only: Annotated[str, Option("--post", metavar="职务", help=words.POST.choices)] = "",
    limit: LimitOpt = 50,
) -> None:
    """列出辖区内的任职。"""
    code = session.division(division)
    wanted = words.POST.number(only) if only else 0

    async def page(county: County, size: int, token: str) -> Page[Posting]:
        answer = await county.lines.ListPostings(
            pb.ListPostingsRequest(division=code, post=wanted, page_size=size, page_token=token)  # pyright: ignore[reportArgumentType] - 0 is "any"
        )
        return answer.postings, answer.next_page_token

    found = session.about(GRID).ask_pages(page, limit)
    session.show_list("postings", found, lambda: posting_list(found))


@command(leader, "appoint")
def appoint(
    session: Session,
    code: GridArg,
    person_id: PersonArg,
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """任命网格长，原有的随即免去。"""
    change = pb.AppointLeaderRequest(
        request_id=request_id(request),
        revision=revision,
        grid=code,
        person_id=person_id,
        since=day_or_today(date),
    )
    answer = order(
        session.about(GRID), change.request_id, lambda county: county.lines.AppointLeader(change)
    )
    session.show(answer.grid, lambda: grid_list([answer.grid], session.names))


@command(leader, "release")
def release(
    session: Session,
    code: GridArg,
    why: WhyOpt = "辞任",
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """免去网格长，留下空缺。"""
    change = pb.ReleaseLeaderRequest(
        request_id=request_id(request),
        revision=revision,
        grid=code,
        on=day_or_today(date),
        reason=words.END_REASON.number(why),
    )
    answer = order(
        session.about(GRID), change.request_id, lambda county: county.lines.ReleaseLeader(change)
    )
    session.show(answer.grid, lambda: grid_list([answer.grid], session.names))


@command(grid, "vacancies")
def vacancies(session: Session, division: DivisionOpt = "", limit: LimitOpt = 50) -> None:
    """列出缺网格长的网格和缺联系人的连心户。"""
    code = session.division(division)

    async def page(county: County, size: int, token: str) -> Page[pb.OpenVacancy]:
        answer = await county.lines.ListVacancies(
            pb.ListVacanciesRequest(division=code, page_size=size, page_token=token)
        )
        return answer.vacancies, answer.next_page_token

    found = session.about(GRID).ask_pages(page, limit)
    session.show_list("vacancies", found, lambda: vacancy_list(found, session.names))


@command(activity, "list")
def list_sessions(
    session: Session,
    village: VillageArg,
    since: Annotated[str, Option("--from", metavar="日期", help="从哪天起。")],
    until: Annotated[str, Option("--to", metavar="日期", help="到哪天止。")],
) -> None:
    """列出接待日和座谈会：谁值班，是否已办，是否超期。"""
    request = pb.ListScheduleRequest(village=village, to=day(until), **{"from": day(since)})
    answer = session.about(GRID).ask(lambda county: county.lines.ListSchedule(request))
    found = answer.sessions
    session.show_list("sessions", found, lambda: schedule_view(found))


@command(activity, "record")
def record(
    session: Session,
    village: VillageArg,
    what: Annotated[str, Argument(metavar="活动", help=words.SESSION.choices)],
    deputy_id: PersonArg,
    attendance: Annotated[int, Option("--attendance", metavar="人数", help="到场人数。")],
    matters: Annotated[int, Option("--matters", metavar="件数", help="记下的事项。")] = 0,
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """登记一次接待日或座谈会。"""
    change = pb.RecordSessionRequest(
        request_id=request_id(request),
        revision=revision,
        village=village,
        kind=words.SESSION.number(what),
        on=day_or_today(date),
        deputy_id=deputy_id,
        attendance=attendance,
        matters=matters,
    )
    answer = order(
        session.about(GRID), change.request_id, lambda county: county.lines.RecordSession(change)
    )
    session.show(answer.session, lambda: schedule_view([answer.session]))
