"""How the runner waits: for sites, for readiness, for the same figures; and what ends it early."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dev.run.convergence import until_converged
from dev.run.county_file import RunningService, RunningSite
from dev.run.figures import Counts, TierFigures, figures_text
from dev.run.problems import NotConverged, NotReadyInTime, SiteDied
from dev.run.readiness import until_ready
from dev.run.scrape import Readiness
from dev.run.sites import tail
from dev.run.waiting import first_of, keep_checking, poll
from kit.model.errors import Unavailable

READY = Readiness(ok=True)
WAITING = Readiness(ok=False, waiting=("store：starting",))


@dataclass
class Pauses:
    """Counts pauses instead of taking them."""

    taken: list[float] = field(default_factory=list[float])

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


def a_site(site_id: str) -> RunningSite:
    service = RunningService(rpc=f"{site_id}:1", http=f"{site_id}:2")
    return RunningSite(site_id, "village", f"{site_id}.log", {"registry": service})


def told_nobody(_text: str) -> None:
    pass


async def test_poll_returns_what_it_finds() -> None:
    answers: Iterator[str | None] = iter((None, None, "found"))

    async def look() -> str | None:
        return next(answers)

    pauses = Pauses()
    assert await poll(look, 10, pauses, every_s=1) == "found"
    assert pauses.taken == [1, 1]


async def test_poll_gives_up_at_the_limit() -> None:
    async def look() -> None:
        return None

    pauses = Pauses()
    assert await poll(look, 3, pauses, every_s=1) is None
    assert len(pauses.taken) == 3


async def test_the_first_to_come_ends_the_others() -> None:
    ended = asyncio.Event()

    async def long() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return "late"

    async def short() -> str:
        await asyncio.sleep(0)
        return "early"

    assert await first_of(long(), short()) == "early"
    assert ended.is_set()


async def test_a_dead_site_ends_the_work() -> None:
    def dead() -> None:
        raise SiteDied(site="towns", log="towns.log")

    async def work() -> None:
        await asyncio.Event().wait()

    with pytest.raises(SiteDied) as died:
        await first_of(keep_checking(dead), work())
    assert died.value.user_text == "站点 towns 意外退出，完整日志见 towns.log。"


async def test_readiness_tells_who_waits_for_what() -> None:
    answers = {"villages:2": iter((WAITING, WAITING, READY)), "county:2": iter([READY] * 3)}
    told: list[str] = []
    sites = [a_site("county"), a_site("villages")]
    await until_ready(sites, told.append, lambda address: next(answers[address]), Pauses())
    assert told == ["registry@villages store：starting", "registry@villages store：starting", ""]


async def test_a_site_that_never_gets_ready_is_named_with_its_reason() -> None:
    with pytest.raises(NotReadyInTime) as late:
        await until_ready([a_site("towns")], told_nobody, lambda _: WAITING, Pauses())
    assert "registry@towns store：starting" in late.value.user_text
    assert late.value.fields["log"] == "towns.log"


def tiers(*households: int) -> dict[str, TierFigures]:
    ids = ("county", "towns", "villages")
    return {
        site: TierFigures(Counts(number, number * 3), {"610921104000": Counts(number, number * 3)})
        for site, number in zip(ids, households, strict=True)
    }


async def test_the_tiers_are_waited_for_until_they_say_the_same() -> None:
    answers = iter((tiers(0, 0, 9), tiers(5, 9, 9), tiers(9, 9, 9)))
    told: list[str] = []

    async def ask() -> dict[str, TierFigures]:
        return next(answers)

    assert await until_converged(ask, figures_text, told.append, Pauses()) == tiers(9, 9, 9)
    assert told[0] == "county 0 户 0 人，towns 0 户 0 人，villages 9 户 27 人"


async def test_a_site_too_busy_to_answer_is_asked_again() -> None:
    answers: Iterator[dict[str, TierFigures] | None] = iter((None, tiers(9, 9, 9)))
    told: list[str] = []

    async def ask() -> dict[str, TierFigures]:
        found = next(answers)
        if found is None:
            raise Unavailable(what="户籍服务")
        return found

    assert await until_converged(ask, figures_text, told.append, Pauses()) == tiers(9, 9, 9)
    assert told[0] == "户籍服务暂时不可用，请稍后重试。"


async def test_the_same_sum_over_other_towns_is_not_the_same() -> None:
    other = tiers(9, 9, 9)
    other["county"] = TierFigures(Counts(9, 27), {"610921100000": Counts(9, 27)})

    async def ask() -> dict[str, TierFigures]:
        return other

    with pytest.raises(NotConverged) as apart:
        await until_converged(ask, figures_text, told_nobody, Pauses())
    assert figures_text(other) in apart.value.user_text


def test_the_tail_of_a_log_is_its_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "site.log"
    log.write_text("".join(f"line {number}\n" for number in range(100)))
    assert tail(log, 2) == ["line 98", "line 99"]
    assert tail(tmp_path / "none.log") == []
