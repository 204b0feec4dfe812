"""`gov321ctl duplicate`: cases of two persons who may be one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from gov321.registry.v1 import duplicate_service_pb2 as pb
from rich.console import RenderableType
from typer import Argument, Option

from kit.roles import Role

from . import words
from .changes import order
from .client import County
from .command import command, group
from .inputs import request_id
from .options import DivisionOpt, LimitOpt, RequestOpt, RevisionOpt
from .output import Column, table
from .session import Page, Session
from .views import Names, time_text

duplicate = group("核查重复登记的人员。")

_COLUMNS: tuple[Column, ...] = (
    "核查ID",
    "原因",
    "结论",
    "先登记的",
    "另一人",
    "发现时间",
    "判定人",
)


@command(duplicate, "list")
def list_cases(
    session: Session,
    division: DivisionOpt = "",
    decided: Annotated[bool, Option("--decided", help="也列出已判定的。")] = False,
    limit: LimitOpt = 50,
) -> None:
    """列出辖区内待判定的重复登记，按村排列。"""
    code = session.division(division)

    async def page(county: County, size: int, token: str) -> Page[pb.DuplicateCase]:
        answer = await county.duplicates.ListDuplicateCases(
            pb.ListDuplicateCasesRequest(
                division=code, include_decided=decided, page_size=size, page_token=token
            )
        )
        return answer.duplicate_cases, answer.next_page_token

    found = session.ask_pages(page, limit)
    session.show_list("duplicate_cases", found, lambda: _cases(found, session.names))


@command(duplicate, "decide")
def decide(
    session: Session,
    case_id: Annotated[str, Argument(metavar="核查ID", help="核查的编号（ID）。")],
    same: Annotated[
        bool, Option("--same/--distinct", help="同一人（去掉重复的登记），或不是同一人。")
    ],
    kept: Annotated[str, Option("--kept", metavar="人员ID", help="同一人时保留哪一个登记。")] = "",
    new_head: Annotated[
        str, Option("--new-head", metavar="人员ID", help="被去掉的是户主时的新户主。")
    ] = "",
    note: Annotated[str, Option("--note", metavar="说明", help="判定的依据。")] = "",
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """判定一项重复登记。"""
    decision = pb.DuplicateCase.STATE_SAME_PERSON if same else pb.DuplicateCase.STATE_DISTINCT
    change = pb.DecideDuplicateCaseRequest(
        request_id=request_id(request),
        case_id=case_id,
        revision=revision,
        decision=decision,
        kept_person_id=kept,
        new_head_person_id=new_head,
        note=note,
    )
    answer = order(
        session,
        change.request_id,
        lambda county: county.duplicates.DecideDuplicateCase(change),
        Role.REVIEWER,
    )
    case = answer.duplicate_case
    session.show(case, lambda: _cases([case], session.names))


def _cases(cases: Iterable[pb.DuplicateCase], names: Names) -> RenderableType:
    rows = [
        (
            case.id,
            words.CASE_REASON.word(case.reason),
            words.CASE_STATE.word(case.state),
            _person(case.first, names),
            _person(case.second, names),
            time_text(case.open_time),
            case.decided_by,
        )
        for case in cases
    ]
    return table("重复登记", _COLUMNS, rows)


def _person(person: pb.CandidatePerson, names: Names) -> str:
    where = names(person.division) + ("" if person.registered else "（未登记，已被退回）")
    return f"{where}\n人员 {person.person_id}\n户 {person.household_id}"
