"""What every bus does when handling fails; run in memory and on the real Kafka."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.envelope import BadEnvelope, Received
from kit.model.errors import NotFound, StaleRevision, Unavailable
from kit.parked import Outgoing
from kit.publisher import outgoing
from tests.behaviour.bus_rig import LIMITS, BusCase, Figures, Inbox, Rig, failing_for, poison


class BusFailureSuite(BusCase):
    """Waiting, halving, parking, the breaker, redriving."""

    @pytest.mark.parametrize(
        "error",
        [Unavailable(what="store"), StaleRevision(id="a", expected=1, actual=2), ConnectionError()],
        ids=["unavailable", "conflict", "connection"],
    )
    async def test_transient_error_is_waited_for_and_never_parked(
        self, rig: Rig, inbox: Inbox, figures: Figures, error: Exception
    ) -> None:
        inbox.fails = failing_for("b", error=error)
        await rig.publish(self.events(rig, "a", "b", "c"))
        await self.begin(rig, inbox, figures, replace(LIMITS, patience=0.05))
        await figures.until(lambda: len(figures.causes) >= 5)
        assert (inbox.got, figures.records) == ([], 0)
        inbox.fails = lambda _: None
        await figures.until(lambda: figures.records == 3)
        assert inbox.texts() == ["a", "b", "c"]
        assert await rig.parked() == []

    async def test_poison_is_parked_and_the_rest_flows(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = poison("3", "11")
        texts = [str(number) for number in range(20)]
        await rig.publish(self.events(rig, *texts))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 20)
        assert inbox.texts() == [text for text in texts if text not in ("3", "11")]
        assert [one.value for one in await rig.parked()] == [b"3", b"11"]

    async def test_batch_is_halved_so_that_few_calls_find_the_bad_one(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = poison("700")
        await rig.publish(self.events(rig, *(str(number) for number in range(1000))))
        await rig.bus(self.subscription(rig, inbox, batch_size=1000), figures).start()
        await figures.until(lambda: figures.records == 1000)
        assert len(inbox.got) == 999
        assert len(inbox.sizes) < 40

    async def test_parked_record_says_where_it_came_from_and_why(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = failing_for("bad", error=NotFound(what="网格", id="g-1"))
        [event] = self.events(rig, "bad")
        await rig.publish([event])
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.reasons == ["NOT_FOUND"])
        [parked] = await rig.parked()
        assert (parked.original_topic, parked.original_offset) == (rig.topic, 0)
        assert (parked.group, parked.reason) == (rig.group, "NOT_FOUND")
        assert parked.error == "NotFound: NOT_FOUND id=g-1 what=网格"
        assert (parked.key, parked.value) == (event.key.encode(), event.data)
        assert list(parked.headers) == event.headers()

    async def test_parked_record_does_not_quote_an_exception(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = poison("bad")
        await rig.publish(self.events(rig, "bad"))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.reasons == ["ValueError"])
        [parked] = await rig.parked()
        assert parked.error == "ValueError"

    async def test_records_with_unreadable_headers_are_parked_byte_for_byte(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        good = self.events(rig, "before", "after")
        proper = outgoing(good[0]).headers
        odd = [
            Outgoing(rig.topic, b"key", b"no headers", []),
            Outgoing(rig.topic, b"\xff\xfe", b"odd key", proper),
            Outgoing(rig.topic, b"key", b"garbage", [("ce_id", b"\xff\x00"), ("x", b"\xc3")]),
            Outgoing(rig.topic, b"key", b"null header", [*proper[1:], ("content-type", None)]),
            Outgoing(rig.topic, b"key", b"ours?", [("dlq_reason", b"x"), ("dlq_offset", b"y")]),
            Outgoing(rig.topic, b"key", None, proper),
        ]
        in_one_partition = [replace(outgoing(good[0]), partition=0)]
        in_one_partition += [replace(record, partition=0) for record in odd]
        in_one_partition += [replace(outgoing(good[1]), partition=0)]
        await rig.send(in_one_partition)
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 8)
        assert inbox.texts() == ["before", "after"]
        assert figures.reasons == [BadEnvelope.reason] * 6
        parked = {one.original_offset: one for one in await rig.parked()}
        for offset, record in enumerate(in_one_partition[1:-1], start=1):
            kept = parked[offset]
            assert (kept.key, kept.value) == (record.key, record.value)
            assert list(kept.headers) == list(record.headers)

    async def test_breaker_stops_parking_when_everything_fails_alike(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        texts = [str(number) for number in range(20)]
        inbox.fails = lambda _: PermissionError()
        await rig.publish(self.events(rig, *texts))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.breaker_states == [True])
        await figures.until(lambda: len(figures.causes) > 5)
        assert [one.value for one in await rig.parked()] == [b"0", b"1", b"2", b"3", b"4"]
        inbox.fails = lambda _: None
        await figures.until(lambda: figures.records == 20)
        assert figures.breaker_states == [True, False]
        assert inbox.texts() == texts[5:]
        assert len(await rig.parked()) == 5

    async def test_breaker_holds_over_redeliveries(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = lambda _: PermissionError()
        await rig.publish(self.events(rig, *(str(number) for number in range(20))))
        await self.begin(rig, inbox, figures, replace(LIMITS, patience=0.01))
        await figures.until(lambda: len(figures.causes) > 4)
        assert len(await rig.parked()) == 5
        inbox.fails = lambda _: None
        await figures.until(lambda: figures.records == 20)
        assert inbox.texts() == [str(number) for number in range(5, 20)]

    async def test_breaker_lets_a_different_error_be_parked(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        def fails(one: Received) -> Exception:
            return KeyError() if int(one.data) % 3 == 0 else PermissionError()

        inbox.fails = fails
        await rig.publish(self.events(rig, *(str(number) for number in range(20))))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 20)
        assert len(await rig.parked()) == 20
        assert figures.breaker_states == []

    async def test_redrive_replays_what_was_parked(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = poison("b", "c")
        await rig.publish(self.events(rig, "a", "b", "c"))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 3)
        inbox.fails = lambda _: None
        await rig.redrive(lambda one: True)
        await figures.until(lambda: figures.records == 5)
        assert inbox.texts() == ["a", "b", "c"]
        assert inbox.got[1].id == "note-b/1/0"
        assert await rig.parked() == []

    async def test_second_redrive_does_nothing_twice(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = poison("a", "b", "c")
        await rig.publish(self.events(rig, "a", "b", "c"))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 3)
        first = await rig.redrive(lambda one: one.value == b"b")
        second = await rig.redrive(lambda one: True)
        assert [one.value for one in first] == [b"b"]
        assert [one.value for one in second if one.redriven == 0] == [b"a", b"c"]

    async def test_record_parked_again_tells_how_often_it_was_redriven(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = poison("a")
        await rig.publish(self.events(rig, "a"))
        await self.begin(rig, inbox, figures)
        for times in range(1, 3):
            await figures.until(lambda n=times: figures.records == n)  # pyright: ignore[reportArgumentType]
            await rig.redrive(lambda one: True)
        await figures.until(lambda: figures.records == 3)
        [parked] = await rig.parked()
        assert parked.redriven == 2
