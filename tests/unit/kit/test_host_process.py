"""A whole process: signals, exit codes, ports written to a file."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import grpc
import pytest

PROGRAM = Path(__file__).parents[2] / "support" / "echo_app.py"


async def start_program(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(PROGRAM),
        *arguments,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )


async def lines_until(program: asyncio.subprocess.Process, event: str) -> dict[str, Any]:
    assert program.stdout is not None
    async for line in program.stdout:
        told = json.loads(line)
        if told["event"] == event:
            return told
    raise AssertionError(f"the program ended without {event}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda n: n.name)
async def test_a_signal_drains_and_the_process_ends_well(
    tmp_path: Path, number: signal.Signals
) -> None:
    program = await start_program(str(tmp_path))
    await lines_until(program, "app readiness")
    ports = json.loads((tmp_path / "addresses.json").read_text(encoding="utf-8"))
    async with grpc.aio.insecure_channel(f"127.0.0.1:{ports['echo@county']['rpc']}") as channel:
        await channel.channel_ready()
    program.send_signal(number)
    await lines_until(program, "app stopped")
    assert await program.wait() == 0


async def test_a_second_signal_ends_the_process_at_once(tmp_path: Path) -> None:
    program = await start_program(str(tmp_path), "hang")
    await lines_until(program, "app readiness")
    program.send_signal(signal.SIGTERM)
    await lines_until(program, "app draining")
    program.send_signal(signal.SIGTERM)
    assert await program.wait() == 128 + signal.SIGTERM


async def test_a_taken_port_ends_the_process_with_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        program = await start_program(str(tmp_path), "plain", str(taken.getsockname()[1]))
        told = await lines_until(program, "cannot start")
        assert "cannot listen on" in told["reason"]
        assert await program.wait() == 1
