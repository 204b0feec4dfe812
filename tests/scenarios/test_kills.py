"""kill -9 at every named step of the registry: nothing is lost and nothing is there twice.

The table of the kills, with the share of events that were sent again, is build/kills.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.scenarios.conftest import NewRoster, Sit
from tests.support.crashes import Audit, FaultySite, KillTable, once
from tests.support.desks import COUNTY, Desk, Import, new_id
from tests.support.faulty_site import SPOTS
from tests.support.running_sites import County
from tests.support.village_rosters import VillageRoster

pytestmark = [
    pytest.mark.scenario,
    pytest.mark.timeout(200),
]

COMMAND_STEPS = {
    "before the commit": 2,
    "after the commit, before the answer": 2,
    "before publish": 2,
    "after publish, before clear": 2,
    "after clear": 2,
    "history: before the write": 1,
    "history: written, offset not committed": 1,
}
"""Step at the villages → at which call of a row of commands."""

IMPORT_STEPS = {
    "last part kept, not queued": 1,
    "inside the chunk's transaction": 2,
    "after the chunk, before the progress": 3,
    "rejected rows kept, before the progress": 1,
    "after the progress of a batch": 1,
    "packed outbox sent, not deleted": 2,
    "packed outbox deleted": 1,
}
"""Step at the villages → at which call of an import of six chunks in four batches."""

COPY_STEPS = {
    "copies: before the write": 1,
    "copies: written, offset not committed": 1,
    "copies: offset committed": 1,
}
"""Step at the towns → at which batch."""

BAD = 2
SIZE = 90
TABLE = Path(__file__).parents[2] / "build" / "kills.md"


@dataclass(frozen=True, slots=True)
class Scene:
    """A village, and a clerk who works for it."""

    county: County
    clerk: Desk
    towns: Desk
    roster: VillageRoster

    async def stands(self, step: str, revisions: Mapping[str, int]) -> None:
        """Pass when nothing is lost and nothing is there twice; note the kill in the table."""
        audit = Audit(self.county, self.clerk, self.towns, self.roster.village)
        KillTable(TABLE).note(step, await audit.passed(revisions))


@pytest.fixture
def enter(county: County, sit: Sit, new_roster: NewRoster) -> Callable[[int], Scene]:
    """Return the scene with a roster of so many households: `enter(6)`."""
    return lambda size: Scene(county, sit("villages"), sit("towns"), new_roster(size))


@pytest.fixture(scope="module")
def villages(running_county: County) -> Iterator[FaultySite]:
    """The villages, to be killed at a step; after the module the usual program again."""
    yield from _faulty(running_county, "villages")


@pytest.fixture(scope="module")
def towns(running_county: County) -> Iterator[FaultySite]:
    """The towns, to be killed at a step."""
    yield from _faulty(running_county, "towns")


def _faulty(county: County, name: str) -> Iterator[FaultySite]:
    faulty = FaultySite(county[name], county.ground.folder / f"{name}.plan")
    faulty.replace()
    yield faulty
    faulty.restore()


def test_every_step_is_killed_at() -> None:
    assert {*COMMAND_STEPS, *IMPORT_STEPS, *COPY_STEPS} == set(SPOTS)


@pytest.mark.parametrize("step", COMMAND_STEPS)
async def test_commands_survive_a_kill(
    enter: Callable[[int], Scene], villages: FaultySite, step: str
) -> None:
    scene = enter(6)
    clerk, roster = scene.clerk, scene.roster
    villages.arm(step, COMMAND_STEPS[step])
    requests = [new_id() for _ in range(roster.size)]
    done = [await once(lambda n=n: _register(clerk, roster, n, requests[n])) for n in range(6)]
    villages.until_dead()
    villages.site.start()
    found = [await _register(clerk, roster, n, requests[n]) for n in range(roster.size)]
    assert any(done) or step.startswith("before the commit")
    await scene.stands(step, dict.fromkeys(found, 1))


async def _register(clerk: Desk, roster: VillageRoster, n: int, request_id: str) -> str:
    who = roster.household(n)[0]
    return (await clerk.register(roster.village, f"{n + 1:04}", who, request_id)).id


@pytest.mark.parametrize("step", IMPORT_STEPS)
async def test_an_import_survives_a_kill(
    enter: Callable[[int], Scene], villages: FaultySite, step: str
) -> None:
    scene = enter(SIZE)
    clerk, roster = scene.clerk, scene.roster
    data = roster.csv(bad=BAD)
    job = await clerk.announce(COUNTY, data)
    villages.arm(step, IMPORT_STEPS[step])
    await once(lambda: clerk.upload(job, data))
    villages.until_dead()
    villages.site.start()
    job = await clerk.job(job)
    if job.state == Import.STATE_UPLOADING:
        await clerk.upload(job, data)
    done = await clerk.finished(job)
    told = (done.created_households, done.rejected_households, done.rejected_rows)
    assert told == (SIZE - BAD, BAD, 2 * BAD)
    assert (done.changed_households, done.unchanged_households) == (0, 0)
    assert (done.checked_rows, done.total_rows) == (2 * SIZE, 2 * SIZE)
    households = await clerk.list(roster.village)
    await scene.stands(step, dict.fromkeys(households, 1))
    assert len(households) == SIZE - BAD


@pytest.mark.parametrize("step", COPY_STEPS)
async def test_copies_survive_a_kill(
    enter: Callable[[int], Scene], towns: FaultySite, step: str
) -> None:
    scene = enter(10)
    clerk, roster = scene.clerk, scene.roster
    towns.arm(step, COPY_STEPS[step])
    job = await clerk.import_roster(COUNTY, roster.csv())
    assert job.created_households == roster.size
    towns.until_dead()
    households = list(await clerk.list(roster.village))
    changed = [(await clerk.award(id, 2024)).id for id in households[::2]]
    towns.site.start()
    await scene.stands(step, dict.fromkeys(households, 1) | dict.fromkeys(changed, 2))
