"""CPU of a server per empty call."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.wrappers_pb2 import StringValue

from bench.clocks import MICRO, cpu_of
from bench.echo_messages import echo_of
from kit.local_issuer import LocalIssuer
from kit.model.clock import SystemClock
from kit.model.division import Tier
from kit.roles import Role

_AT_ONCE = 16
_COUNTY = "610921"


@dataclass(frozen=True, slots=True)
class EchoServer:
    """A running server in a process of its own."""

    pid: int
    port: int
    token: str

    def cpu_per_call(self, calls: int) -> float:
        """Return the microseconds of the server's CPU per call, many calls at once."""
        before = cpu_of(self.pid)
        asyncio.run(self._call(calls))
        return (cpu_of(self.pid) - before) / calls * MICRO

    async def _call(self, calls: int) -> None:
        metadata = (("authorization", f"Bearer {self.token}"),)
        async with grpc.aio.insecure_channel(f"127.0.0.1:{self.port}") as channel:
            echo = echo_of(channel)
            workers = [_worker(echo, calls // _AT_ONCE, metadata) for _ in range(_AT_ONCE)]
            await asyncio.gather(*workers)


async def _worker(echo: Any, calls: int, metadata: Sequence[tuple[str, str]]) -> None:
    request = StringValue(value="household")
    for _ in range(calls):
        await echo(request, metadata=metadata)


@contextmanager
def echo_server(kind: str, folder: Path) -> Generator[EchoServer]:
    """Run a server of a kind of `bench.echo_server`."""
    issuer = LocalIssuer(folder, SystemClock())
    token = issuer.issue("bench", [Role.CLERK], [_COUNTY], Tier.COUNTY)
    command = [sys.executable, "-m", "bench.echo_server", kind, str(issuer.jwks_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("no pipe")
            yield EchoServer(process.pid, int(process.stdout.readline()), token)
        finally:
            process.terminate()
