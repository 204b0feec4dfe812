"""`gov321ctl household`: corrections, needs, income and awards."""

from __future__ import annotations

from typing import Annotated

from gov321.registry.v1 import household_pb2
from gov321.registry.v1 import household_service_pb2 as pb
from typer import Argument, Option

from kit.roles import Role

from . import words
from .changes import carry_out, order
from .command import command
from .household import household
from .inputs import amounts, assignments, day, request_id
from .options import DateOpt, HouseholdArg, PersonArg, RequestOpt, RevisionOpt
from .problems import UsageProblem
from .session import Session
from .views import household_view

NeedArg = Annotated[str, Argument(metavar="需求", help=words.NEED.choices)]
YearArg = Annotated[int, Argument(metavar="年度", help="四位年份。")]


@command(household, "correct")
def correct(
    session: Session,
    household_id: HouseholdArg,
    change: Annotated[
        list[str],
        Option("--set", metavar="项目=新值", help=f"可重复。项目：{words.CORRECTABLE.choices}"),
    ],
    reason: Annotated[str, Option("--reason", metavar="理由", help="为什么更正。")],
    person: Annotated[
        str, Option("--person", metavar="人员ID", help="更正哪位成员；住址、小组不填。")
    ] = "",
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """申请更正登记内容，由另一人审核。"""
    asked = pb.RequestCorrectionRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        changes=[
            pb.CorrectedField(
                field=words.CORRECTABLE.number(name),
                value=value,
                person_id="" if name in words.OF_HOUSEHOLD else person,
            )
            for name, value in assignments(change).items()
        ],
        reason=reason,
    )
    answer = order(
        session, asked.request_id, lambda county: county.households.RequestCorrection(asked)
    )
    title = f"已提交更正 {answer.correction_id}，待审核"
    session.show(answer, lambda: household_view(answer.household, session.names, title))


@command(household, "review")
def review(
    session: Session,
    household_id: HouseholdArg,
    correction_id: Annotated[str, Argument(metavar="更正ID", help="更正申请的编号（ID）。")],
    approve: Annotated[bool, Option("--approve/--reject", help="通过或驳回。")],
    note: Annotated[str, Option("--note", metavar="意见", help="驳回的理由。")] = "",
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """审核一项更正：通过即生效，或驳回。"""
    change = pb.ReviewCorrectionRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        correction_id=correction_id,
        approve=approve,
        note=note,
    )
    carry_out(
        session,
        change.request_id,
        lambda county: county.households.ReviewCorrection(change),
        Role.REVIEWER,
    )


@command(household, "tag")
def tag(
    session: Session,
    household_id: HouseholdArg,
    person_id: PersonArg,
    need: NeedArg,
    since: Annotated[str, Option("--from", metavar="日期", help="从哪天起；默认今天。")] = "",
    until: Annotated[str, Option("--to", metavar="日期", help="到哪天止。")] = "",
    kind: Annotated[
        str, Option("--kind", metavar="类别", help=f"残疾类别：{words.DISABILITY.choices}")
    ] = "",
    grade: Annotated[int, Option("--grade", metavar="等级", help="残疾等级，1 最重。")] = 0,
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """登记成员的一项需求。"""
    change = pb.TagNeedRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        person_id=person_id,
        need=household_pb2.NewNeed(
            kind=words.NEED.number(need),
            valid_from=day(since),
            valid_to=day(until),
            disability_kind=words.DISABILITY.number(kind) if kind else 0,
            disability_grade=grade,
        ),
    )
    carry_out(session, change.request_id, lambda county: county.households.TagNeed(change))


@command(household, "untag")
def untag(
    session: Session,
    household_id: HouseholdArg,
    person_id: PersonArg,
    need: NeedArg,
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """终止成员的一项需求。"""
    change = pb.EndNeedRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        person_id=person_id,
        kind=words.NEED.number(need),
        effective_date=day(date),
    )
    carry_out(session, change.request_id, lambda county: county.households.EndNeed(change))


@command(household, "income")
def income(
    session: Session,
    household_id: HouseholdArg,
    year: YearArg,
    item: Annotated[
        list[str],
        Option("--item", metavar="项目=元", help=f"可重复。项目：{words.INCOME_ITEM.choices}"),
    ],
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """登记一个已结束年度的收入，取代该年度原有登记。"""
    change = pb.RecordIncomeRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        year=year,
        items=amounts(item),
    )
    carry_out(session, change.request_id, lambda county: county.households.RecordIncome(change))


@command(household, "award")
def award(
    session: Session,
    household_id: HouseholdArg,
    year: YearArg,
    revoke: Annotated[bool, Option("--revoke", help="撤销该年度的评定。")] = False,
    reason: Annotated[str, Option("--reason", metavar="理由", help="撤销的理由。")] = "",
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """评为某年度平安家庭，或撤销。"""
    if revoke and not reason:
        raise UsageProblem("撤销平安家庭须用 --reason 说明理由。")
    base = {"request_id": request_id(request), "household_id": household_id}
    effective = day(date)
    if revoke:
        gone = pb.RevokeAwardRequest(
            **base, revision=revision, year=year, reason=reason, effective_date=effective
        )
        carry_out(
            session,
            gone.request_id,
            lambda county: county.households.RevokeAward(gone),
            Role.REVIEWER,
        )
        return
    grant = pb.GrantAwardRequest(**base, revision=revision, year=year, effective_date=effective)
    carry_out(session, grant.request_id, lambda county: county.households.GrantAward(grant))
