"""What every command that changes a household does alike."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from gov321.registry.v1.household_pb2 import Household
from rich.console import Group, RenderableType

from kit.model.errors import Kind, Refusal
from kit.roles import Role

from .client import County
from .session import Session
from .views import household_view


class _Answer(Protocol):
    @property
    def household(self) -> Household: ...


A = TypeVar("A")
H = TypeVar("H", bound=_Answer)


def order(
    session: Session,
    request_id: str,
    call: Callable[[County], Awaitable[A]],
    role: Role = Role.CLERK,
) -> A:
    """Send a command; when the answer is lost, say how to repeat it without doing it twice.

    Raises:
        Refusal: the service refused, or is away.
    """
    try:
        return session.ask(call, role)
    except Refusal as refusal:
        if refusal.kind is Kind.UNAVAILABLE:
            session.output.remark(f"可加上 --request-id {request_id} 重试，不会重复办理。")
        raise


def carry_out(
    session: Session,
    request_id: str,
    call: Callable[[County], Awaitable[H]],
    role: Role = Role.CLERK,
) -> None:
    """Send a command on one household and show the household after it."""
    answer = order(session, request_id, call, role)
    session.show(answer.household, lambda: household_view(answer.household, session.names))


def two_households(
    session: Session, first: tuple[str, Household], second: tuple[str, Household]
) -> RenderableType:
    """Return two households below each other, each with a title."""
    return Group(*(household_view(one, session.names, title) for title, one in (first, second)))
