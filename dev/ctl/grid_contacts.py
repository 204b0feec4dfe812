"""`gov321ctl grid contact`: who keeps contact with a household on the three lines."""

from __future__ import annotations

from typing import Annotated

from gov321.grid.v1 import line_service_pb2 as pb
from typer import Argument, Option

from . import grid_words as words
from .changes import order
from .client import County
from .command import command, group
from .grid import grid
from .grid_line_views import care_with_warnings, contact_list
from .grid_lines import WhyOpt
from .inputs import day_or_today, request_id
from .options import (
    DateOpt,
    DivisionOpt,
    HouseholdArg,
    LimitOpt,
    PersonArg,
    RequestOpt,
    RevisionOpt,
)
from .session import GRID, Page, Session

contact = group("三线联系：党员、人大代表、中心户长。")
grid.add_typer(contact, name="contact")

LineArg = Annotated[str, Argument(metavar="联系线", help=words.LINE.choices)]


@command(contact, "assign")
def assign(
    session: Session,
    household_id: HouseholdArg,
    line: LineArg,
    person_id: PersonArg,
    named: Annotated[bool, Option("--named", help="作为连心户的一对一联系人。")] = False,
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """确定一户在一条线上的联系人。"""
    change = pb.AssignContactRequest(
        request_id=request_id(request),
        revision=revision,
        household_id=household_id,
        line=words.LINE.number(line),
        person_id=person_id,
        named=named,
        since=day_or_today(date),
    )
    answer = order(
        session.about(GRID), change.request_id, lambda county: county.lines.AssignContact(change)
    )
    session.show(answer, lambda: care_with_warnings(answer, session.names))


@command(contact, "end")
def end(
    session: Session,
    household_id: HouseholdArg,
    line: LineArg,
    why: WhyOpt = "换人",
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """结束一条线上的联系；连心户随即留下空缺。"""
    change = pb.EndContactRequest(
        request_id=request_id(request),
        revision=revision,
        household_id=household_id,
        line=words.LINE.number(line),
        on=day_or_today(date),
        reason=words.END_REASON.number(why),
    )
    answer = order(
        session.about(GRID), change.request_id, lambda county: county.lines.EndContact(change)
    )
    session.show(answer.care, lambda: care_with_warnings(answer, session.names))


@command(contact, "by-grid")
def by_grid(session: Session, division: DivisionOpt = "", request: RequestOpt = "") -> None:
    """让每户由所在网格的网格长联系，连心户缺人的一并确定。"""
    change = pb.AssignContactsByGridRequest(
        request_id=request_id(request), division=session.division(division)
    )
    answer = order(
        session.about(GRID),
        change.request_id,
        lambda county: county.lines.AssignContactsByGrid(change),
    )
    text = (
        f"确定联系 {answer.assigned:,} 户，其中连心户 {answer.named:,} 户；"
        f"{answer.left:,} 户所在网格没有网格长。"
    )
    session.show(answer, lambda: text)


@command(contact, "list")
def list_contacts(session: Session, person_id: PersonArg, limit: LimitOpt = 50) -> None:
    """列出一人联系的户，以及联系的连心户是否超过上限。"""
    load = pb.ListContactsResponse()

    async def page(county: County, size: int, token: str) -> Page[pb.PersonContact]:
        answer = await county.lines.ListContacts(
            pb.ListContactsRequest(person_id=person_id, page_size=size, page_token=token)
        )
        load.red_households, load.limit = answer.red_households, answer.limit
        return answer.contacts, answer.next_page_token

    found = session.about(GRID).ask_pages(page, limit)
    told = {"contacts": found, "red_households": load.red_households, "limit": load.limit}
    session.show(told, lambda: contact_list(found, load))
