"""Reading in a child process, with limits on its memory and time.

A roster comes from outside and its parser is large; what goes wrong there must not take the
service with it. The child is started afresh (no fork of a process with threads), gets its order on
stdin and answers with frames on stdout; the pipe holds it back when the parent is slower.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast

from . import refusals
from .batch import RosterBatch
from .entries import build_batch
from .frames import (
    HEAD,
    Tag,
    batch_from_plain,
    batch_to_plain,
    decode,
    encode,
    options_from_plain,
    options_to_plain,
)
from .options import MEGABYTE, RosterOptions
from .pipeline import scan_rows
from .refusals import FileTooLarge, RosterRefused, UnreadableContent

_BUFFER = 4 * MEGABYTE
_MEMORY_OUT = "所需内存超出限制"
_TIME_OUT = "用时超出限制"
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """Address space and processor time a child may use."""

    address_bytes: int = 3072 * MEGABYTE
    cpu_seconds: int = 900


async def scan_in_child(
    path: Path, options: RosterOptions, limits: ChildLimits | None = None
) -> AsyncGenerator[RosterBatch]:
    """Yield what `scan_roster` yields, read and checked in a child process.

    The child is killed when the generator is closed before its end: iterate inside
    `contextlib.aclosing`, so that this happens at once.

    Raises:
        RosterRefused: the file is refused, or the child ran into its limits. After a child's death
            the batches handed out so far are valid, and another scan may start after them.
    """
    process = await _start(path, options, limits or ChildLimits())
    try:
        while (plain := await _next_batch(process)) is not None:
            yield await asyncio.to_thread(_built, plain, options.today)
    finally:
        await _stop(process)


def _built(plain: tuple[Any, ...], today: date) -> RosterBatch:
    return build_batch(batch_from_plain(plain), today)


async def _start(path: Path, options: RosterOptions, limits: ChildLimits) -> Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        limit=_BUFFER,
        env=os.environ | _ENVIRONMENT,
    )
    order = (str(path), options_to_plain(options), limits.address_bytes, limits.cpu_seconds)
    orders = cast(asyncio.StreamWriter, process.stdin)
    orders.write(encode(Tag.ORDER, order))
    with suppress(ConnectionError):
        await orders.drain()
    orders.close()
    return process


async def _next_batch(process: Process) -> tuple[Any, ...] | None:
    answers = cast(asyncio.StreamReader, process.stdout)
    try:
        (length,) = HEAD.unpack(await answers.readexactly(HEAD.size))
        tag, body = decode(await answers.readexactly(length))
    except asyncio.IncompleteReadError:
        raise _death(await process.wait()) from None
    if tag is Tag.REFUSED:
        raise _refusal(*body)
    if tag is Tag.FAULT:
        raise UnreadableContent(why=f"读取程序出错（{body}）")
    return body if tag is Tag.BATCH else None


def _refusal(name: str, fields: dict[str, str]) -> RosterRefused:
    return getattr(refusals, name)(**fields)


def _death(code: int) -> RosterRefused:
    if code == -signal.SIGXCPU:
        return UnreadableContent(why=_TIME_OUT)
    return UnreadableContent(
        why=_MEMORY_OUT if code == -signal.SIGABRT else f"读取程序退出（{code}）"
    )


async def _stop(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    await process.wait()


def main(orders: BinaryIO, answers: BinaryIO) -> None:
    """Do what the order on stdin says; the child's whole life."""
    (length,) = HEAD.unpack(orders.read(HEAD.size))
    _, (path, plain, address_bytes, cpu_seconds) = decode(orders.read(length))
    gc.disable()  # rows make no cycles; looking for some takes a fifth of the time
    resource.setrlimit(resource.RLIMIT_AS, (address_bytes, address_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers.write(_last_answer(Path(path), options_from_plain(plain), answers))
    answers.flush()


def _last_answer(path: Path, options: RosterOptions, answers: BinaryIO) -> bytes:
    try:
        for batch in scan_rows(path, options):
            answers.write(encode(Tag.BATCH, batch_to_plain(batch)))
            answers.flush()
    except RosterRefused as refusal:
        return encode(Tag.REFUSED, (type(refusal).__name__, refusal.fields))
    except MemoryError:
        return encode(Tag.REFUSED, (FileTooLarge.__name__, {"why": _MEMORY_OUT}))
    except BrokenPipeError:
        raise SystemExit(0) from None
    except Exception as error:  # the parent gets the type only: a message may quote a cell
        return encode(Tag.FAULT, type(error).__name__)
    return encode(Tag.END)


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
