"""What every `Disputes`, `Committees` and `Whistles` must do; in memory and on the real store."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kit.commit import Decision, Versioned
from kit.model.division import DivisionCode
from kit.model.errors import NotFound, RequestReused, StaleRevision
from services.petition.domain import dispute_orders as orders
from services.petition.domain.dispute import Dispute
from services.petition.domain.dispute_events import DisputeRegistered
from services.petition.domain.dispute_step import DisputeState
from services.petition.domain.dispute_steps import fire_due, take_step
from services.petition.domain.ids import DisputeId, WhistleId
from services.petition.domain.mediation import Committee, Formed
from services.petition.domain.whistle import Whistle
from services.petition.domain.whistle_events import UnitsCalled
from services.petition.domain.whistle_steps import WaivePart, take_part_step
from services.petition.ports.disputes import Committees, DisputeFilter, Disputes
from services.petition.ports.whistles import WhistleFilter, Whistles
from tests.support.dispute_builders import (
    ROUTE,
    TODAY,
    DisputeBuilder,
    a_committee,
    a_dispute,
    ground,
)
from tests.support.grid_builders import a_request
from tests.support.petition_builders import COUNTY, MONDAY, TOWN, VILLAGE
from tests.support.whistle_builders import (
    HEALTH,
    HOUSING,
    WATER,
    WhistleBuilder,
    a_whistle,
    caller,
)

YUHE = DivisionCode.parse("610921104207")
EVERYWHERE = (COUNTY.bounds(),)
ANY_DISPUTE, ANY_WHISTLE = DisputeFilter(), WhistleFilter()


async def put_dispute(
    disputes: Disputes, id: str, builder: DisputeBuilder, center: DivisionCode = VILLAGE
) -> Dispute:
    """Store a dispute as it was built, under an id, at a center."""
    dispute = replace(builder.dispute, id=DisputeId(id), center=center)
    decision = Decision(dispute, (DisputeRegistered(),), b"first")
    await disputes.create(dispute.id, lambda: decision, a_request(id))
    return dispute


async def put_whistle(
    whistles: Whistles, id: str, builder: WhistleBuilder, center: DivisionCode = VILLAGE
) -> Whistle:
    """Store a whistle as it was built, under an id, at a center."""
    whistle = replace(builder.whistle, id=WhistleId(id), center=center)
    decision = Decision(whistle, (UnitsCalled(),), b"first")
    await whistles.create(whistle.id, lambda: decision, a_request(id))
    return whistle


def whole() -> DisputeBuilder:
    """A dispute that has one of everything a dispute can have."""
    builder = a_dispute().did(orders.FlagRisk(note="扬言报复"), orders.ReportRisk(reported_to="所"))
    builder.effective().did(orders.AskCourt(parties=tuple(p.id for p in builder.dispute.parties)))
    return builder.did(orders.BreakOff(route=ROUTE, note="不付"))


def flagging(dispute: Dispute) -> Decision[Dispute]:
    return Decision(*take_step(dispute, orders.FlagRisk(note="扬言"), ground()), b"flagged")


def waiving(whistle: Whistle) -> Decision[Whistle]:
    order = WaivePart(WATER, "暂不需要测试")
    return Decision(*take_part_step(whistle, order, caller()), b"waived")


class DisputesSuite:
    """Subclasses give `disputes`: empty."""

    @pytest.fixture
    @abstractmethod
    async def disputes(self) -> Disputes:
        """An empty collection."""

    async def test_a_dispute_comes_back_whole(self, disputes: Disputes) -> None:
        dispute = await put_dispute(disputes, "d1", whole())
        assert await disputes.get(dispute.id) == Versioned(dispute, 1)
        assert await disputes.get(DisputeId("none")) is None

    async def test_a_change_moves_the_revision_on_and_is_answered_again(
        self, disputes: Disputes
    ) -> None:
        id = (await put_dispute(disputes, "d1", a_dispute())).id
        for _ in range(2):
            assert await disputes.change(id, flagging, a_request("flag"), 1) == b"flagged"
        found = await disputes.get(id)
        assert found is not None
        assert (found.revision, len(found.state.risks)) == (2, 1)
        with pytest.raises(StaleRevision):
            await disputes.change(id, flagging, a_request("other"), 1)
        with pytest.raises(RequestReused):
            await disputes.change(id, flagging, a_request("flag", "another body"))
        with pytest.raises(NotFound):
            await disputes.change(DisputeId("none"), flagging)

    async def test_pages_go_by_center_inside_the_ranges(self, disputes: Disputes) -> None:
        for id, center in (("d3", VILLAGE), ("d1", YUHE), ("d2", VILLAGE), ("d4", TOWN)):
            await put_dispute(disputes, id, a_dispute(), center)

        async def page(after: str = "", limit: int = 9, *ranges: tuple[str, str]) -> list[str]:
            found = await disputes.page(ranges or EVERYWHERE, ANY_DISPUTE, after, limit)
            return [one.state.id for one in found]

        assert await page() == ["d4", "d2", "d3", "d1"]
        assert await page("", 2) == ["d4", "d2"]
        assert await page(f"{VILLAGE}/d2") == ["d3", "d1"]
        assert await page("", 9, VILLAGE.bounds()) == ["d2", "d3"]
        assert await page("", 3, VILLAGE.bounds(), YUHE.bounds()) == ["d2", "d3", "d1"]

    async def test_lists_show_states_and_open_duties(self, disputes: Disputes) -> None:
        await put_dispute(disputes, "d1", a_dispute())
        await put_dispute(disputes, "d2", a_dispute().did(orders.FlagRisk(note="扬言")))
        await put_dispute(disputes, "d3", a_dispute().did(orders.End(route=ROUTE)))

        async def listed(wanted: DisputeFilter) -> list[str]:
            found = await disputes.page(EVERYWHERE, wanted, "", 9)
            return [one.state.id for one in found]

        failed = frozenset({DisputeState.FAILED})
        assert await listed(DisputeFilter(states=failed)) == ["d3"]
        assert await listed(DisputeFilter(report_due_only=True)) == ["d2"]
        assert await listed(DisputeFilter(failed, report_due_only=True)) == []
        await disputes.change(
            DisputeId("d2"),
            lambda one: Decision(*take_step(one, orders.ReportRisk(reported_to="所"), ground())),
        )
        assert await listed(DisputeFilter(report_due_only=True)) == []

    async def test_due_timers_come_oldest_first_and_are_gone_when_told(
        self, disputes: Disputes
    ) -> None:
        await put_dispute(disputes, "late", a_dispute())
        await put_dispute(disputes, "done", a_dispute().did(orders.End(route=ROUTE)))
        builder = a_dispute()
        clocks = tuple(
            replace(clock, marks=tuple(mark - timedelta(days=1) for mark in clock.marks))
            for clock in builder.dispute.clocks
        )
        builder.dispute = replace(builder.dispute, clocks=clocks)
        await put_dispute(disputes, "first", builder)
        now = MONDAY + timedelta(days=20)

        async def due(at: timedelta = timedelta(0), limit: int = 9) -> list[str]:
            return [one.state.id for one in await disputes.due(now + at, limit)]

        assert await due() == ["first", "late"]
        assert await due(limit=1) == ["first"]
        assert await due(-timedelta(days=10)) == []
        await disputes.change(DisputeId("first"), lambda one: Decision(*fire_due(one, now)))
        assert await due() == ["late"]


class CommitteesSuite:
    """Subclasses give `committees`: empty."""

    @pytest.fixture
    @abstractmethod
    async def committees(self) -> Committees:
        """An empty collection."""

    async def test_a_committee_takes_the_place_of_the_one_before(
        self, committees: Committees
    ) -> None:
        assert await committees.get(VILLAGE) is None
        seen: list[Committee | None] = []

        def forming(next: Committee) -> Callable[[Committee | None], Decision[Committee]]:
            def decide(before: Committee | None) -> Decision[Committee]:
                seen.append(before)
                return Decision(next, (Formed(),))

            return decide

        first, second = a_committee(), a_committee(since=TODAY)
        for _ in range(2):
            await committees.form(VILLAGE, forming(first), a_request("first"))
        await committees.form(VILLAGE, forming(second), a_request("second"))
        assert seen == [None, first]
        assert await committees.get(VILLAGE) == Versioned(second, 2)
        assert await committees.get(YUHE) is None

    async def test_two_committees_formed_at_once_come_one_after_the_other(
        self, committees: Committees
    ) -> None:
        def forming(since: date) -> Callable[[Committee | None], Decision[Committee]]:
            return lambda _: Decision(a_committee(since=since), (Formed(),))

        days = (date(2025, 1, 1), TODAY)
        await asyncio.gather(
            *(committees.form(VILLAGE, forming(day), a_request(str(day))) for day in days)
        )
        found = await committees.get(VILLAGE)
        assert found is not None
        assert found.revision == 2
        assert found.state.since in days


class WhistlesSuite:
    """Subclasses give `whistles`: empty."""

    @pytest.fixture
    @abstractmethod
    async def whistles(self) -> Whistles:
        """An empty collection."""

    async def test_a_whistle_comes_back_whole(self, whistles: Whistles) -> None:
        builder = a_whistle().reported().closed().rated().waived(HOUSING)
        whistle = await put_whistle(whistles, "w1", builder)
        assert await whistles.get(whistle.id) == Versioned(whistle, 1)
        assert await whistles.get(WhistleId("none")) is None

    async def test_a_change_moves_the_revision_on_and_is_answered_again(
        self, whistles: Whistles
    ) -> None:
        id = (await put_whistle(whistles, "w1", a_whistle())).id
        for _ in range(2):
            assert await whistles.change(id, waiving, a_request("waive"), 1) == b"waived"
        found = await whistles.get(id)
        assert found is not None
        assert (found.revision, found.state.open_units) == (2, (HOUSING,))
        with pytest.raises(StaleRevision):
            await whistles.change(id, waiving, a_request("other"), 1)
        with pytest.raises(NotFound):
            await whistles.change(WhistleId("none"), waiving)

    async def test_lists_show_open_ones_and_those_of_a_unit_by_center(
        self, whistles: Whistles
    ) -> None:
        await put_whistle(whistles, "w2", a_whistle(helpers=(HEALTH,)))
        await put_whistle(whistles, "w1", a_whistle(), YUHE)
        await put_whistle(whistles, "w3", a_whistle().waived(WATER, HOUSING))

        async def listed(wanted: WhistleFilter, after: str = "", limit: int = 9) -> list[str]:
            found = await whistles.page(EVERYWHERE, wanted, after, limit)
            return [one.state.id for one in found]

        assert await listed(ANY_WHISTLE) == ["w2", "w3", "w1"]
        assert await listed(ANY_WHISTLE, f"{VILLAGE}/w2", 1) == ["w3"]
        assert await listed(WhistleFilter(open_only=True)) == ["w2", "w1"]
        assert await listed(WhistleFilter(HOUSING)) == ["w3", "w1"]
        assert await listed(WhistleFilter(HOUSING, open_only=True)) == ["w1"]
        assert await listed(WhistleFilter(HEALTH)) == ["w2"]

    async def test_a_whistle_is_due_as_long_as_a_part_has_something_to_tell(
        self, whistles: Whistles
    ) -> None:
        await put_whistle(whistles, "w1", a_whistle())
        await put_whistle(whistles, "closed", a_whistle().waived(WATER, HOUSING))
        now = MONDAY + timedelta(days=2)
        assert [one.state.id for one in await whistles.due(now, 9)] == ["w1"]
        assert await whistles.due(MONDAY, 9) == []
