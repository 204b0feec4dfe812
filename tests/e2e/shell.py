"""Runs the programs an operator runs, each with a limit of time and a readable failure."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from threading import Event
from time import monotonic
from typing import TypeVar

T = TypeVar("T")
_TOLD_LINES = 12


class StepFailed(Exception):
    """Something that had to happen did not; the text is for the reader of the terminal."""


class CommandFailed(StepFailed):
    """A program ended with an error."""

    def __init__(self, command: tuple[str, ...], code: int, told: str) -> None:
        self.code = code
        self.told = told
        last = "\n    ".join(told.strip().splitlines()[-_TOLD_LINES:])
        super().__init__(f"{' '.join(command[:6])} … 以 {code} 结束：\n    {last}")


def run(
    *command: str,
    given: str = "",
    within: float = 60.0,
    env: Mapping[str, str] | None = None,
    may: tuple[int, ...] = (0,),
) -> str:
    """Run a program and return what it wrote to standard output.

    Raises:
        CommandFailed: it ended with a code that is not in `may`.
        StepFailed: it did not end in time.
    """
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
            env={**os.environ, **(env or {})},
        )
    except subprocess.TimeoutExpired:
        raise StepFailed(f"{' '.join(command[:6])} … 在 {within:.0f} 秒内没有结束") from None
    if done.returncode not in may:
        raise CommandFailed(command, done.returncode, done.stderr or done.stdout)
    return done.stdout


def until(look: Callable[[], T], what: str, within: float, every: float = 0.5) -> T:
    """Return the first thing `look` finds that is true.

    Raises:
        StepFailed: nothing was found within so many seconds.
    """
    end = monotonic() + within
    while not (found := look()):
        if monotonic() >= end:
            raise StepFailed(f"{what}：{within:.0f} 秒内没有做到")
        Event().wait(every)
    return found
