"""Run SecantusDB so that a crash of a client cannot block others and a crash of it loses nothing.

Its own command has no way to reap the transaction of a client that died (writers of the same keys
would wait for ever), so this process does it every second. Every commit is synced to disk.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import threading
from types import FrameType

from secantus.server import SecantusDBServer

TRANSACTION_LIFETIME_S = 5.0
_log = logging.getLogger("store_launcher")


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGTERM, or until the parent is gone."""
    args = _parse(argv)
    logging.basicConfig(level="WARNING", format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asked_to_end = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        asked_to_end.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    server = _server(args)
    server.start()
    _tend(server, asked_to_end, args.parent)
    server.stop()
    return 0


def _parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="store_launcher")
    parser.add_argument("--data", required=True)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--cache-mb", type=int, default=256)
    parser.add_argument("--parent", type=int, default=0, help="end when this is not our parent")
    return parser.parse_args(argv)


def _server(args: argparse.Namespace) -> SecantusDBServer:
    return SecantusDBServer(
        host=args.host,
        port=args.port,
        storage_path=args.data,
        cache_size=f"{args.cache_mb}M",
        sync_on_commit=True,
        durable=True,
        enable_test_commands=False,
        transaction_lifetime_seconds=TRANSACTION_LIFETIME_S,
    )


def _tend(server: SecantusDBServer, asked_to_end: threading.Event, parent: int) -> None:
    while not asked_to_end.wait(1.0):
        if parent and os.getppid() != parent:
            _log.warning("the parent %d is gone: ending", parent)
            return
        if reaped := server.transactions.prune_expired():
            _log.warning("reaped %d abandoned transactions", reaped)


if __name__ == "__main__":
    raise SystemExit(main())
