"""A program that runs the echo service as an app: `echo_app.py <directory> [hang] [http port]`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kit.app import App
from kit.host import run_apps
from kit.jwks import FileKeys
from kit.local_issuer import LocalIssuer
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import SystemClock
from kit.parts import Job
from kit.rpc_server import Mount
from kit.settings import HttpSettings, RpcSettings
from kit.tokens import TokenVerifier
from tests.support.echo_service import OPERATIONS, EchoServicer, add_echo


async def _hang(_stop: asyncio.Event) -> None:
    await asyncio.Event().wait()


def build(directory: Path, hang: bool, port: int) -> list[App]:
    """Return the one app."""
    clock = SystemClock()
    keys = FileKeys(LocalIssuer(directory, clock).jwks_path)
    return [
        App(
            name="echo",
            site="county",
            rpc=RpcSettings(),
            http=HttpSettings(port=port),
            metrics=Metrics(KIT_METRICS),
            verifier=TokenVerifier(keys, "gov321-local", "gov321", clock),
            operations=OPERATIONS,
            mounts=(Mount(add_echo, EchoServicer()),),
            jobs=(Job("deaf", _hang),) if hang else (),
        )
    ]


if __name__ == "__main__":
    target, mode, port = (*sys.argv[1:], "", "0")[:3] if len(sys.argv) < 4 else sys.argv[1:4]
    folder = Path(target)
    sys.exit(
        run_apps(
            lambda: build(folder, mode == "hang", int(port or 0)),
            address_file=str(folder / "addresses.json"),
        )
    )
