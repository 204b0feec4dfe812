"""Crashing a site at a step, and looking afterwards whether anything is lost or there twice."""

from __future__ import annotations

import fcntl
import json
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import grpc

from kit.model.errors import Kind
from kit.rpc_errors import refusal_from
from tests.support import topic_reading as topic
from tests.support.desks import Desk, Household
from tests.support.running_sites import FACTS, County, Site
from tests.support.waiting import eventually, eventually_async

_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
_HEAD = "| killed | events sent | of them again | share |\n|---|--:|--:|--:|\n"
_ARMED_S = 10.0
_DEAD_S = 60.0


class FaultySite:
    """A service of a site with a fuse: `module` runs it, `tests.support.faulty_site` the registry.

    Until it is armed it works as usual.
    """

    def __init__(self, site: Site, plan: Path, module: str = "tests.support.faulty_site") -> None:
        self.site = site
        self._plan = plan
        self._module = module

    def replace(self) -> None:
        """Take the place of the usual program; until armed it works as usual."""
        self.site.runs_as((self._module, str(self._plan)))

    def restore(self) -> None:
        """Let the usual program run again."""
        self.site.runs_as(self.site.usual)

    def arm(self, step: str, call: int) -> None:
        """Let it die at a step."""
        self._plan.write_text(f"{step} {call}", encoding="utf-8")
        self.site.signal(signal.SIGUSR1)
        eventually(lambda: not self._plan.exists(), _ARMED_S)

    def until_dead(self) -> None:
        """Wait for its death at the step."""
        assert self.site.wait_gone(_DEAD_S) == -9


async def once(call: Callable[[], Awaitable[object]]) -> bool:
    """Make a call; False when the other side died over it, so nobody knows what became of it."""
    try:
        await call()
    except grpc.aio.AioRpcError as error:
        refusal = refusal_from(error, "site")
        if refusal is None or refusal.kind is not Kind.UNAVAILABLE:
            raise
        return False
    return True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the topic holds of one village."""

    events: int
    resent: int


@dataclass(frozen=True, slots=True)
class Audit:
    """Compares what one village has at the villages site, on the topic and at the towns."""

    county: County
    villages: Desk
    towns: Desk
    home: str

    async def passed(self, revisions: Mapping[str, int]) -> Outcome:
        """Pass when every household has exactly this revision, told and kept once each.

        Each revision must be of one fact.
        """
        await eventually_async(lambda: self._settled(revisions), 40.0)
        records = await topic.records_of(self.county.ground.kafka.address, FACTS, self.home)
        everything = {id: list(range(1, last + 1)) for id, last in revisions.items()}
        assert topic.revisions_of(records) == everything
        ids = {f"{id}/{revision}/0" for id, all in everything.items() for revision in all}
        assert set(topic.ids_of(records)) == ids
        assert topic.is_same_on_every_send(records)
        for id, wanted in everything.items():
            kept = [one.revision for one in await self.villages.revisions(id)]
            assert kept == wanted[::-1]
        return Outcome(len(records), topic.resent(records))

    async def _settled(self, revisions: Mapping[str, int]) -> bool:
        own = await self.villages.list(self.home)
        assert {id: one.revision for id, one in own.items()} == revisions
        return own == await self.towns.list(self.home) and await self._has_history(own)

    async def _has_history(self, own: Mapping[str, Household]) -> bool:
        newest = [await self.villages.revisions(id) for id in own]
        return all(
            rows and rows[0].revision == one.revision
            for rows, one in zip(newest, own.values(), strict=True)
        )


@dataclass(frozen=True, slots=True)
class KillTable:
    """What the kills of a run came to; the workers of the run write into one file together.

    There is no column for what was lost or doubled: one such event fails the test.
    """

    file: Path

    def note(self, step: str, outcome: Outcome) -> None:
        """Add one kill."""
        self.file.parent.mkdir(exist_ok=True)
        with self.file.with_suffix(".jsonl").open("a+", encoding="utf-8") as rows:
            fcntl.flock(rows, fcntl.LOCK_EX)
            rows.write(json.dumps((_RUN, step, outcome.events, outcome.resent)) + "\n")
            rows.seek(0)
            noted = [json.loads(row) for row in rows]
            self.file.write_text(_table(noted), encoding="utf-8")


def _table(noted: list[tuple[str, str, int, int]]) -> str:
    rows = sorted(row for row in noted if row[0] == _RUN)
    return _HEAD + "".join(
        f"| {step} | {events} | {resent} | {resent / events:.0%} |\n"
        for _, step, events, resent in rows
    )
