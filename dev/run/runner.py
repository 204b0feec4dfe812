"""Starts the county step by step, keeps it up, and stops it in reverse order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from dev.ctl.progress import show_import
from dev.embedded.lock import DirectoryLock
from dev.sample.places import DIVISIONS_FILE, TOPOLOGY_FILE
from kit.model.clock import SystemClock, local_date
from kit.topology import Topology, load_topology

from .convergence import until_converged
from .county_file import (
    RunningCounty,
    RunningSite,
    own_start,
    remove_county_file,
    write_county_file,
)
from .figures import TierFigures, example_household, figures_of, figures_text
from .grid_step import grid_county
from .ground import Ground, check_machine, check_ports, settle_ports
from .importing import Imported, import_sample
from .keys import Keys, prepare_keys
from .matter_step import play_matters
from .options import RunOptions
from .outcome import Outcome, replica_delays, write_report
from .plan import Plan, write_plan
from .readiness import until_listening, until_ready
from .reporter import Reporter
from .sample_roster import SampleRoster, income_year, sample_roster
from .sites import SiteProcess, start_site
from .waiting import first_of, keep_checking


@dataclass(slots=True)
class Runner:
    """One run of the county. `finished` is called once everything is up and imported."""

    options: RunOptions
    reporter: Reporter
    finished: Callable[[Outcome], None]
    _begun: float = 0.0
    _complete: bool = False

    async def run(self) -> bool:
        """Run until SIGINT or SIGTERM, or once; everything is stopped on every way out.

        Returns whether the county came up and its roster was imported before that.

        Raises:
            Refusal: one Chinese sentence on what stands in the way.
        """
        self._begun = monotonic()
        with _stop_on_signals() as stop:
            async with AsyncExitStack() as stack:
                await first_of(_told(stop), self._up(stack))
                self.reporter.step("正在停止，最多需要半分钟……")
        self.reporter.step("已停止，数据保留，下次启动会接着使用。")
        return self._complete

    async def _up(self, stack: AsyncExitStack) -> None:
        lock = self._lock(stack)
        topology = load_topology(TOPOLOGY_FILE)
        check_ports(self.options, topology)
        ground = await self._ground(stack)
        sites = await self._sites(stack, ground, topology, lock)
        checks = (ground.check, *(site.check for site in sites))
        await first_of(keep_checking(*checks), self._use(stack, ground, sites))

    def _lock(self, stack: AsyncExitStack) -> DirectoryLock:
        """Take the data directory: one county runs on it at a time."""
        lock = DirectoryLock(self.options.data.absolute())
        lock.acquire()
        stack.callback(lock.release)
        self.options.home.mkdir(parents=True, exist_ok=True)
        return lock

    async def _ground(self, stack: AsyncExitStack) -> Ground:
        with self.reporter.waiting("检查本机，准备 Kafka 组件"):
            await asyncio.to_thread(check_machine, self.options)
        ground = Ground.of(self.options)
        stack.push_async_callback(ground.stop)
        with self.reporter.waiting("启动 Kafka 和存储"):
            await ground.start()
        return ground

    async def _sites(
        self, stack: AsyncExitStack, ground: Ground, topology: Topology, lock: DirectoryLock
    ) -> Sequence[SiteProcess]:
        await ground.ensure_topics(topology)
        plan = self._plan(ground, topology)
        sites: list[SiteProcess] = []
        stack.push_async_callback(_stop_all, sites)
        sites += [start_site(site, self.options.home, plan, lock.fd) for site in topology.sites]
        return sites

    def _plan(self, ground: Ground, topology: Topology) -> Path:
        keys, home = self._keys(), self.options.home
        spool = home / "spool"
        spool.mkdir(exist_ok=True)
        path = home / "plan.json"
        plan = Plan(
            kafka=ground.kafka.address,
            store=ground.store.address,
            topology=str(TOPOLOGY_FILE),
            divisions=str(DIVISIONS_FILE),
            ring=str(keys.ring),
            jwks=str(keys.jwks),
            spool=str(spool),
            ports=settle_ports(self.options, topology),
        )
        write_plan(path, plan)
        return path

    def _keys(self) -> Keys:
        return prepare_keys(self.options.keys)

    async def _use(
        self, stack: AsyncExitStack, ground: Ground, sites: Sequence[SiteProcess]
    ) -> None:
        """Wait for the sites, bring in the roster, divide the county, tell of it, and stay."""
        with self.reporter.waiting("启动三级站点，等待就绪") as told:
            running = await until_listening(sites)
            county = self._announce(stack, ground, running)
            await until_ready(running, told)
        ready_seconds = monotonic() - self._begun
        roster = await self._roster()
        imported = await self._import(county, roster)
        begun = monotonic()
        figures = await self._converge(county)
        converged_seconds = monotonic() - begun
        gridded = await grid_county(county, self.options.households, self.reporter)
        mattered = await play_matters(county, self.reporter)
        delays = await asyncio.to_thread(replica_delays, county)
        example = await example_household(county)
        outcome = Outcome(
            county=county,
            roster=roster,
            imported=imported,
            figures=figures,
            gridded=gridded,
            mattered=mattered,
            delays=delays,
            ready_seconds=ready_seconds,
            converged_seconds=converged_seconds,
            example=example,
        )
        write_report(self.options.report, outcome)
        self.finished(outcome)
        self._complete = True
        if not self.options.once:
            self.reporter.step("县正在运行，按 Ctrl-C 停止。")
            await asyncio.Event().wait()

    def _announce(
        self, stack: AsyncExitStack, ground: Ground, sites: tuple[RunningSite, ...]
    ) -> RunningCounty:
        """Write where everything is, for the commands of `gov321ctl`."""
        pid, started = own_start()
        county = RunningCounty(
            pid=pid,
            started=started,
            code=load_topology(TOPOLOGY_FILE).county.digits,
            kafka=ground.kafka.address,
            store=ground.store.address,
            topology=str(TOPOLOGY_FILE),
            divisions=str(DIVISIONS_FILE),
            tokens=str(self.options.keys / "tokens"),
            sites=sites,
        )
        write_county_file(self.options.data, county)
        stack.callback(remove_county_file, self.options.data)
        return county

    async def _roster(self) -> SampleRoster:
        with self.reporter.waiting(f"准备示例名册（{self.options.households:,} 户）"):
            folder = self.options.home / "sample"
            year = income_year(local_date(SystemClock().now()))
            return await asyncio.to_thread(sample_roster, folder, self.options.households, year)

    async def _import(self, county: RunningCounty, roster: SampleRoster) -> Imported:
        with self.reporter.waiting("经公开接口导入名册"), self.reporter.bar() as bar:
            return await import_sample(
                county,
                roster.path,
                self.options.home,
                lambda job, sent: show_import(bar, job, sent),
            )

    async def _converge(self, county: RunningCounty) -> dict[str, TierFigures]:
        with self.reporter.waiting("等待村、镇、县三级数据一致") as told:
            return await until_converged(lambda: figures_of(county), figures_text, told)


async def _told(stop: asyncio.Event) -> None:
    await stop.wait()


async def _stop_all(sites: Sequence[SiteProcess]) -> None:
    """Stop the sites together, the first of the topology told last."""
    stops = [asyncio.to_thread(site.stop) for site in reversed(sites)]
    await asyncio.gather(*stops)


@contextmanager
def _stop_on_signals() -> Generator[asyncio.Event]:
    """Give an event that SIGINT and SIGTERM set; a second one ends the process at once."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)

    def told(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in numbers:
        loop.add_signal_handler(number, told, number)
    try:
        yield stop
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
