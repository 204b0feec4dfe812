"""`gov321ctl petition accept … reopen`: the steps of an appeal by desks, units and reviewers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Protocol

from gov321.petition.v1 import petition_pb2
from gov321.petition.v1 import petition_service_pb2 as pb
from typer import Argument, Option

from kit.roles import Role

from . import petition_words as words
from .changes import order
from .client import County
from .command import command
from .inputs import request_id
from .options import RequestOpt, RevisionOpt
from .petition import CategoryOpt, ChannelOpt, NoteOpt, PetitionArg, UrgencyOpt, petition
from .petition_views import petition_view
from .session import PETITION, Session

WhyOpt = Annotated[str, Option("--note", metavar="理由", help="理由，必填。")]


class _Answer(Protocol):
    @property
    def petition(self) -> petition_pb2.Petition: ...


def step(
    session: Session,
    request: str,
    call: Callable[[County], Awaitable[_Answer]],
    role: Role = Role.CLERK,
) -> None:
    """Send a step of one appeal and show the appeal after it."""
    found = order(session.about(PETITION), request, call, role).petition
    session.show(found, lambda: petition_view(found, session.names))


def handling(session: Session) -> Role:
    """Return as whom a unit's step is taken: its officer, or the desk that has it itself."""
    return Role.HANDLER if session.options.unit else Role.CLERK


@command(petition, "accept")
def accept(
    session: Session,
    id: PetitionArg,
    category: CategoryOpt = "",
    urgency: UrgencyOpt = "",
    channel: ChannelOpt = "",
    note: NoteOpt = "",
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """受理一件诉求。"""
    change = pb.AcceptPetitionRequest(
        request_id=request_id(request),
        revision=revision,
        petition_id=id,
        category=category,
        note=note,
        urgency=words.URGENCY.number(urgency) if urgency else petition_pb2.URGENCY_UNSPECIFIED,
        channel=words.CHANNEL.number(channel) if channel else petition_pb2.CHANNEL_UNSPECIFIED,
    )
    step(session, change.request_id, lambda county: county.petitions.AcceptPetition(change))


@command(petition, "assign")
def assign(
    session: Session,
    id: PetitionArg,
    to: Annotated[str, Option("--to", metavar="单位", help="主办单位；默认按权责清单。")] = "",
    helpers: Annotated[
        list[str] | None, Option("--helper", metavar="单位", help="协办单位，可写多次。")
    ] = None,
    note: NoteOpt = "",
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """交办给承办单位。"""
    change = pb.AssignPetitionRequest(
        request_id=request_id(request),
        revision=revision,
        petition_id=id,
        unit=to,
        helpers=helpers or (),
        note=note,
    )
    step(session, change.request_id, lambda county: county.petitions.AssignPetition(change))


@command(petition, "contact")
def contact(
    session: Session,
    id: PetitionArg,
    note: NoteOpt = "",
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """登记承办单位已联系诉求人。"""
    change = pb.ContactPetitionerRequest(
        request_id=request_id(request), revision=revision, petition_id=id, note=note
    )
    step(
        session,
        change.request_id,
        lambda county: county.petitions.ContactPetitioner(change),
        handling(session),
    )


@command(petition, "return")
def give_back(
    session: Session,
    id: PetitionArg,
    note: WhyOpt,
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """退单：承办单位说明不属于本单位职责。"""
    change = pb.ReturnPetitionRequest(
        request_id=request_id(request), revision=revision, petition_id=id, note=note
    )
    step(
        session,
        change.request_id,
        lambda county: county.petitions.ReturnPetition(change),
        handling(session),
    )


@command(petition, "transfer")
def transfer(
    session: Session,
    id: PetitionArg,
    to: Annotated[str, Argument(metavar="综治中心", help="上级或下级中心的 12 位区划代码。")],
    note: WhyOpt,
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """移交上级或下级综治中心；对方接收前任何一级都不能办理。"""
    change = pb.TransferPetitionRequest(
        request_id=request_id(request), revision=revision, petition_id=id, to_center=to, note=note
    )
    step(session, change.request_id, lambda county: county.petitions.TransferPetition(change))


@command(petition, "extend")
def extend(
    session: Session,
    id: PetitionArg,
    days: Annotated[int, Argument(metavar="天数", help="延长几天，不超过规定。", min=1)],
    note: WhyOpt,
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """批准延期，只能一次。"""
    change = pb.ExtendPetitionRequest(
        request_id=request_id(request), revision=revision, petition_id=id, days=days, note=note
    )
    step(
        session,
        change.request_id,
        lambda county: county.petitions.ExtendPetition(change),
        Role.REVIEWER,
    )


@command(petition, "pause")
def pause(
    session: Session,
    id: PetitionArg,
    note: WhyOpt,
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """中止计时，如等待诉求人补充材料。"""
    change = pb.PausePetitionRequest(
        request_id=request_id(request), revision=revision, petition_id=id, note=note
    )
    step(
        session,
        change.request_id,
        lambda county: county.petitions.PausePetition(change),
        handling(session),
    )


@command(petition, "resume")
def resume(
    session: Session,
    id: PetitionArg,
    note: NoteOpt = "",
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """恢复计时。"""
    change = pb.ResumePetitionRequest(
        request_id=request_id(request), revision=revision, petition_id=id, note=note
    )
    step(
        session,
        change.request_id,
        lambda county: county.petitions.ResumePetition(change),
        handling(session),
    )


@command(petition, "reply")
def reply(
    session: Session,
    id: PetitionArg,
    answer: Annotated[str, Option("--text", metavar="答复", help="给诉求人的答复。")],
    note: NoteOpt = "",
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """答复诉求人。"""
    change = pb.ReplyPetitionRequest(
        request_id=request_id(request), revision=revision, petition_id=id, reply=answer, note=note
    )
    step(
        session,
        change.request_id,
        lambda county: county.petitions.ReplyPetition(change),
        handling(session),
    )


@command(petition, "confirm")
def confirm(
    session: Session,
    id: PetitionArg,
    note: NoteOpt = "",
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """核实答复已送达并落实。"""
    change = pb.ConfirmPetitionRequest(
        request_id=request_id(request), revision=revision, petition_id=id, note=note
    )
    step(session, change.request_id, lambda county: county.petitions.ConfirmPetition(change))


@command(petition, "close")
def close(
    session: Session,
    id: PetitionArg,
    note: NoteOpt = "",
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """办结。"""
    change = pb.ClosePetitionRequest(
        request_id=request_id(request), revision=revision, petition_id=id, note=note
    )
    step(
        session,
        change.request_id,
        lambda county: county.petitions.ClosePetition(change),
        Role.REVIEWER,
    )


@command(petition, "reopen")
def reopen(
    session: Session,
    id: PetitionArg,
    note: WhyOpt,
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """重开一件已办结的诉求，须在期限内。"""
    change = pb.ReopenPetitionRequest(
        request_id=request_id(request), revision=revision, petition_id=id, note=note
    )
    step(session, change.request_id, lambda county: county.petitions.ReopenPetition(change))
