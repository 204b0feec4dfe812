"""`gov321ctl household`: splitting, merging and moving households."""

from __future__ import annotations

from typing import Annotated

from gov321.registry.v1 import household_service_pb2 as pb
from typer import Option

from . import words
from .changes import carry_out, order, two_households
from .command import command
from .household import household
from .household_members import HouseholdIdArg, NewHeadOpt
from .inputs import assignments, day, request_id
from .options import DateOpt, DivisionOpt, HouseholdArg, PersonArg, RequestOpt, RevisionOpt
from .session import Session

NumberOpt = Annotated[str, Option("--number", metavar="户编号", help="新的户编号，村内唯一。")]


@command(household, "split")
def split(
    session: Session,
    household_id: HouseholdArg,
    person: Annotated[
        list[str], Option("--person", metavar="人员ID", help="分出去的成员，可重复。")
    ],
    head: Annotated[str, Option("--head", metavar="人员ID", help="新户的户主。")],
    number: NumberOpt,
    new_head: NewHeadOpt = "",
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """分户：一部分成员另立一户。"""
    change = pb.SplitHouseholdRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        person_ids=person,
        new_head_person_id=head,
        number=number,
        new_head_of_rest_person_id=new_head,
        effective_date=day(date),
    )
    answer = order(
        session, change.request_id, lambda county: county.households.SplitHousehold(change)
    )
    first, second = ("原户", answer.household), ("新户", answer.new_household)
    session.show(answer, lambda: two_households(session, first, second))


@command(household, "merge")
def merge(
    session: Session,
    household_id: HouseholdArg,
    other_id: HouseholdIdArg,
    relation: Annotated[
        list[str],
        Option(
            "--relation",
            metavar="人员ID=关系",
            help=f"每位并入成员与户主的关系，可重复：{words.RELATION.choices}",
        ),
    ],
    revision: RevisionOpt = 0,
    other_revision: Annotated[
        int, Option("--other-revision", metavar="版本", help="另一户依据的版本。")
    ] = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """并户：另一户全部成员并入本户，另一户注销。"""
    change = pb.MergeHouseholdsRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        merged_household_id=other_id,
        merged_revision=other_revision,
        members=[
            pb.MergedMember(person_id=who, relation=words.RELATION.number(word))
            for who, word in assignments(relation).items()
        ],
        effective_date=day(date),
    )
    answer = order(
        session, change.request_id, lambda county: county.households.MergeHouseholds(change)
    )
    first, second = ("本户", answer.household), ("被并的户", answer.merged_household)
    session.show(answer, lambda: two_households(session, first, second))


@command(household, "transfer")
def transfer(
    session: Session,
    household_id: HouseholdArg,
    person_id: PersonArg,
    other_id: HouseholdIdArg,
    relation: Annotated[str, Option("--relation", metavar="关系", help="与那一户户主的关系。")],
    new_head: NewHeadOpt = "",
    revision: RevisionOpt = 0,
    other_revision: Annotated[
        int, Option("--other-revision", metavar="版本", help="另一户依据的版本。")
    ] = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """成员转到另一户。"""
    change = pb.TransferMemberRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        person_id=person_id,
        to_household_id=other_id,
        to_revision=other_revision,
        relation=words.RELATION.number(relation),
        new_head_person_id=new_head,
        effective_date=day(date),
    )
    answer = order(
        session, change.request_id, lambda county: county.households.TransferMember(change)
    )
    first, second = ("原户", answer.household), ("转入的户", answer.to_household)
    session.show(answer, lambda: two_households(session, first, second))


@command(household, "move")
def move(
    session: Session,
    household_id: HouseholdArg,
    division: DivisionOpt,
    group: Annotated[str, Option("--group", metavar="小组", help="那里的村民小组。")],
    number: NumberOpt,
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """整户迁到另一个村或小组。"""
    change = pb.MoveHouseholdRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        division=division,
        group=group,
        number=number,
        effective_date=day(date),
    )
    carry_out(session, change.request_id, lambda county: county.households.MoveHousehold(change))
