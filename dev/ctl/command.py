"""Registers commands: each is a plain function of a session and its own arguments."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import typer

from .chinese import ChineseCommand, ChineseGroup
from .options import COMMON, OUTPUT_ONLY, Common
from .output import Output
from .session import Session

CommandFunction = Callable[..., int | None]
_SESSION = "session"


def group(text: str) -> typer.Typer:
    """Return an empty group of commands with its Chinese description."""
    return typer.Typer(cls=ChineseGroup, help=text, no_args_is_help=True, add_completion=False)


def command(
    commands: typer.Typer, name: str, *, talks: bool = True
) -> Callable[[CommandFunction], CommandFunction]:
    """Register a function under a name, with the options every command has.

    Args:
        commands: the group.
        name: what people type.
        talks: whether it talks to a service and so needs the options for that.

    The function's first parameter is `session`; it returns an exit code, or None for success.
    """

    def register(run: CommandFunction) -> CommandFunction:
        own = inspect.signature(run, eval_str=True)
        wanted = COMMON if talks else OUTPUT_ONLY
        added = [each for each in wanted if each not in own.parameters]

        @functools.wraps(run)
        def typed(**given: Any) -> int | None:
            return run(session_of(given, added), **given)

        parameters = [p for p in own.parameters.values() if p.name != _SESSION]
        typed.__signature__ = own.replace(parameters=[*parameters, *_common(added)])  # pyright: ignore[reportAttributeAccessIssue]
        commands.command(name, cls=ChineseCommand)(typed)
        return run

    return register


def session_of(given: dict[str, Any], added: Iterable[str]) -> Session:
    """Take the common options out of what was typed and open a session."""
    options = Common(**{name: given.pop(name) for name in added})
    return Session(options, Output(options.json))


def _common(names: Iterable[str]) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            annotation=COMMON[name][0],
            default=COMMON[name][1],
        )
        for name in names
    ]
