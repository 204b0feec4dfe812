"""The commands of every service: `python -m services.<name>` runs it.

`migrate` is what the Helm hook runs before an upgrade, `leave` what it runs after a scale-down.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import TypeVar

from pydantic import ValidationError

from kit.app import App
from kit.bus_settings import HEARTBEAT_SECONDS
from kit.foundation import STORE
from kit.given_files import BadFile, SecretAway
from kit.host import run_service
from kit.logging import configure_logging, get_logger
from kit.members import leave_groups
from kit.model.errors import Unavailable
from kit.parts import Part, pause_after
from kit.settings import ENV_PREFIX, ServiceSettings
from kit.standby import reason_of

log = get_logger("kit.command")

S = TypeVar("S", bound=ServiceSettings)

_LEAVE_PAUSE = HEARTBEAT_SECONDS + 1.0
"""A member that was removed while at work is back within a heartbeat."""


def run_command(
    service: str,
    settings_class: Callable[[], S],
    build: Callable[[S], App],
    argv: Sequence[str] | None = None,
) -> int:
    """Do what the command line says and return the exit code.

    0: done, or drained after SIGTERM. 1: a port is taken, the store or broker stayed away, a
    migration failed. 2: the command line or a setting is wrong.
    """
    args = _parser(service).parse_args(argv)
    try:
        settings = settings_class()
    except ValidationError as wrong:
        configure_logging()
        log.error("cannot start", reason=wrong_settings(wrong))
        return 2
    if args.command is None:
        return run_service(service, settings, lambda: (build(settings_class()),))
    configure_logging(settings.telemetry.log_level)
    if args.command == "migrate":
        return asyncio.run(migrate_store(lambda: build(settings_class()), args.wait))
    return asyncio.run(leave_beyond(service, settings, args.replicas, args.wait))


def wrong_settings(wrong: ValidationError) -> str:
    """Return which variables are wrong and why, without the values: one may be a secret."""
    return "; ".join(
        f"{ENV_PREFIX}{'__'.join(str(part).upper() for part in error['loc'])}: {error['msg']}"
        for error in wrong.errors(include_url=False, include_context=False, include_input=False)
    )


async def migrate_store(build: Callable[[], App], wait: float) -> int:
    """Create the indexes and run the migrations of an app's store, and nothing else of it.

    A store or file that is away is waited for, `wait` seconds in all. Anything else is a migration
    that fails, and ends it at once.
    """

    async def once() -> bool:
        store = _store_of(build())
        try:
            await store.start()
        finally:
            await store.stop()
        log.info("store migrated")
        return True

    try:
        return await _again(once, wait, "store not migrated")
    except Exception as problem:
        log.error("migration failed", reason=reason_of(problem), exc_info=problem)
        return 1


async def leave_beyond(service: str, settings: ServiceSettings, replicas: int, wait: float) -> int:
    """Take the members of ordinals that are gone out of the service's consumer groups.

    Done when nobody was there twice in a row: a pod that still drained the first time may have
    joined again.
    """
    groups, members = settings.groups_of(service), settings.members_of(service)
    none_before = False

    async def once() -> bool:
        nonlocal none_before
        gone = await leave_groups(settings.kafka, groups, members, replicas)
        done, none_before = none_before and not gone, not gone
        return done

    return await _again(once, wait, "members have not left", _LEAVE_PAUSE)


async def _again(
    once: Callable[[], Awaitable[bool]], wait: float, failed: str, pause: float | None = None
) -> int:
    """Do something until it says that it is done; 1 and one line when the time is over."""
    end, failures, reason = monotonic() + wait, 0, "still there"
    while True:
        try:
            if await once():
                return 0
        except (Unavailable, BadFile, SecretAway) as problem:
            failures, reason = failures + 1, reason_of(problem)
        rest = pause or pause_after(max(failures, 1))
        if monotonic() + rest >= end:
            log.error(failed, reason=reason, waited_seconds=wait)
            return 1
        await asyncio.sleep(rest)


def _store_of(app: App) -> Part:
    """The part that `Foundation.store_part` made."""
    [store] = [part for part in app.parts if part.name == STORE]
    return store


def _parser(service: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m services.{service}")
    commands = parser.add_subparsers(dest="command")
    migrate = commands.add_parser("migrate", help="create indexes, run migrations, and end")
    migrate.add_argument("--wait", type=float, default=120.0, metavar="SECONDS")
    leave = commands.add_parser("leave", help="take members that are gone out of their groups")
    leave.add_argument("--replicas", type=int, required=True)
    leave.add_argument("--wait", type=float, default=60.0, metavar="SECONDS")
    return parser
