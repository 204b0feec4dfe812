"""What every `Records` must do; run in memory and on the real store."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from kit.outbox import entry_of, event_of
from kit.records import Document, DuplicateKey, Packed, Records
from tests.behaviour.notes import START, TAG_INDEX, an_event, insert, update


async def only(records: Records, id: str) -> Document:
    [document] = await records.find([id])
    return document


def revisions(document: Document) -> list[int]:
    return [entry["revision"] for entry in document["outbox"]]


def packed_of(*subjects: str) -> Packed:
    return Packed(tuple(entry_of(an_event(subject, 1)) for subject in subjects), START)


async def subjects_packed(records: Records, limit: int = 10) -> list[list[str]]:
    return [
        [entry["subject"] for entry in packed.entries] for packed in await records.packed(limit)
    ]


class RecordsSuite:
    """Subclasses give `records`: empty, with a unique index TAG_INDEX on `tag`."""

    @pytest.fixture
    async def records(self) -> Records:
        raise NotImplementedError

    async def test_finds_the_documents_that_exist(self, records: Records) -> None:
        await records.apply(insert("a"))
        await records.apply(insert("b"))
        found = await records.find(["b", "missing", "a", "a"])
        assert sorted(document["_id"] for document in found) == ["a", "b"]

    async def test_finds_more_than_one_query_can_ask_for(self, records: Records) -> None:
        ids = [f"id-{n}" for n in range(450)]
        assert await records.apply_all([insert(id) for id in ids])
        assert len(await records.find(ids)) == 450

    async def test_insert_of_a_taken_id_is_a_duplicate_key(self, records: Records) -> None:
        await records.apply(insert("a"))
        with pytest.raises(DuplicateKey) as refused:
            await records.apply(insert("a"))
        assert (refused.value.index, refused.value.id) == ("_id", "a")

    async def test_unique_index_names_itself_and_the_record(self, records: Records) -> None:
        await records.apply(insert("a", tag="red"))
        with pytest.raises(DuplicateKey) as refused:
            await records.apply(insert("b", tag="red"))
        assert (refused.value.index, refused.value.id) == (TAG_INDEX, "b")

    async def test_unique_index_refuses_an_update_too(self, records: Records) -> None:
        await records.apply(insert("a", tag="red"))
        await records.apply(insert("b", tag="blue"))
        write = update("b", 1)
        with pytest.raises(DuplicateKey) as refused:
            await records.apply(replace(write, set={**write.set, "tag": "red"}))
        assert refused.value.index == TAG_INDEX

    @pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
    async def test_one_record_gives_a_unique_value_to_another_in_one_transaction(
        self, records: Records, order: tuple[str, str]
    ) -> None:
        await records.apply(insert("a", tag="x"))
        await records.apply(insert("b"))
        giving = replace(update("a", 1), unset=("tag",))
        taking = update("b", 1)
        taking.set["tag"] = "x"
        writes = {"a": giving, "b": taking}
        assert await records.apply_all([writes[name] for name in order])
        assert (await only(records, "b"))["tag"] == "x"
        assert "tag" not in await only(records, "a")

    async def test_freed_value_of_a_unique_index_can_be_taken(self, records: Records) -> None:
        await records.apply(insert("a", tag="red"))
        assert await records.apply(replace(update("a", 1), unset=("tag",)))
        assert await records.apply(insert("b", tag="red"))

    async def test_update_sets_unsets_and_appends(self, records: Records) -> None:
        await records.apply(insert("a", tag="red"))
        assert await records.apply(replace(update("a", 1), unset=("tag",)))
        document = await only(records, "a")
        assert document["revision"] == 2
        assert "tag" not in document
        assert revisions(document) == [1, 2]

    async def test_update_of_a_revision_that_moved_on_writes_nothing(
        self, records: Records
    ) -> None:
        await records.apply(insert("a"))
        await records.apply(update("a", 1))
        assert not await records.apply(update("a", 1))
        assert revisions(await only(records, "a")) == [1, 2]

    async def test_update_of_a_missing_record_writes_nothing(self, records: Records) -> None:
        assert not await records.apply(update("a", 1))
        assert await records.find(["a"]) == []

    async def test_only_one_of_two_updates_at_once_succeeds(self, records: Records) -> None:
        await records.apply(insert("a"))
        done = await asyncio.gather(*(records.apply(update("a", 1)) for _ in range(5)))
        assert sorted(done) == [False] * 4 + [True]

    async def test_all_writes_and_the_packed_outbox_come_together(self, records: Records) -> None:
        await records.apply(insert("a"))
        assert await records.apply_all([update("a", 1), insert("b")], packed_of("a", "b"))
        assert (await only(records, "a"))["revision"] == 2
        assert await subjects_packed(records) == [["a", "b"]]

    async def test_one_lost_revision_undoes_all(self, records: Records) -> None:
        await records.apply(insert("a"))
        assert not await records.apply_all([insert("b"), update("a", 7)], packed_of("a"))
        assert await records.find(["b"]) == []
        assert await records.packed(10) == []

    async def test_one_duplicate_undoes_all(self, records: Records) -> None:
        await records.apply(insert("a"))
        with pytest.raises(DuplicateKey) as refused:
            await records.apply_all([insert("b"), insert("a")], packed_of("a"))
        assert (refused.value.index, refused.value.id) == ("_id", "a")
        assert await records.find(["b"]) == []

    async def test_two_records_change_in_one_transaction(self, records: Records) -> None:
        await records.apply_all([insert("a", tag="red"), insert("b", tag="blue")])
        assert await records.apply_all([update("a", 1), update("b", 1)])
        assert [d["revision"] for d in await records.find(["a", "b"])] == [2, 2]

    async def test_transactions_at_once_leave_one_packed_outbox_for_each_that_succeeded(
        self, records: Records
    ) -> None:
        done = await asyncio.gather(
            *(records.apply_all([insert(f"r{n}")], packed_of(f"r{n}")) for n in range(6))
        )
        assert len(await records.packed(10)) == sum(done)

    async def test_pending_are_those_with_entries_longest_waiting_first(
        self, records: Records
    ) -> None:
        for write in (insert("late", minutes=9), insert("early"), insert("silent", events=0)):
            await records.apply(write)
        assert [document["_id"] for document in await records.pending(10)] == ["early", "late"]
        assert [document["_id"] for document in await records.pending(1)] == ["early"]

    async def test_later_entries_do_not_hide_how_long_a_record_waits(
        self, records: Records
    ) -> None:
        await records.apply(insert("a"))
        await records.apply(update("a", 1, minutes=30))
        [document] = await records.pending(10)
        assert document["pending_at"] == START

    async def test_entries_come_back_as_the_events_they_were(self, records: Records) -> None:
        await records.apply(insert("a"))
        [document] = await records.pending(1)
        assert event_of(document["outbox"][0]) == an_event("a", 1)

    async def test_clear_takes_out_what_was_sent(self, records: Records) -> None:
        await records.apply(insert("a"))
        await records.clear({"a": 1})
        assert await records.pending(10) == []
        assert (await only(records, "a"))["outbox"] == []

    async def test_clear_leaves_entries_of_a_later_revision(self, records: Records) -> None:
        await records.apply(insert("a"))
        await records.apply(update("a", 1))
        await records.clear({"a": 1})
        [document] = await records.pending(10)
        assert revisions(document) == [2]

    async def test_clear_of_a_busy_record_clears_the_others(self, records: Records) -> None:
        await records.apply_all([insert("busy"), insert("calm")])
        await records.apply(update("busy", 1))
        await records.clear({"busy": 1, "calm": 1})
        assert [document["_id"] for document in await records.pending(10)] == ["busy"]

    async def test_clear_of_records_at_many_revisions(self, records: Records) -> None:
        await records.apply_all([insert(f"r{n}") for n in range(250)])
        await records.apply_all([update(f"r{n}", 1) for n in range(0, 250, 2)])
        await records.clear({f"r{n}": 2 if n % 2 == 0 else 1 for n in range(250)})
        assert await records.pending(500) == []

    async def test_update_after_a_clear_waits_anew(self, records: Records) -> None:
        await records.apply(insert("a"))
        await records.clear({"a": 1})
        await records.apply(update("a", 1, minutes=5))
        [document] = await records.pending(10)
        assert (revisions(document), document["pending_at"]) == (
            [2],
            START + timedelta(minutes=5),
        )

    async def test_update_takes_its_entries_elsewhere_with_the_old_ones(
        self, records: Records
    ) -> None:
        await records.apply(insert("a"))
        write = replace(update("a", 1), push=(), pending_at=None, clear_outbox=True)
        await records.apply_all([write], packed_of("a", "a"))
        assert await records.pending(10) == []
        assert (await only(records, "a"))["outbox"] == []

    async def test_packed_outboxes_come_in_the_order_of_their_commit(
        self, records: Records
    ) -> None:
        for name in "abc":
            await records.apply_all([insert(name)], packed_of(name))
        assert await subjects_packed(records, limit=2) == [["a"], ["b"]]
        assert await records.last_packed() == (await records.packed(10))[-1].id

    async def test_deleted_packed_outbox_is_gone_and_its_number_not_used_again(
        self, records: Records
    ) -> None:
        await records.apply_all([insert("a")], packed_of("a"))
        [first] = await records.packed(10)
        await records.delete_packed(first.id)
        await records.apply_all([insert("b")], packed_of("b"))
        assert await subjects_packed(records) == [["b"]]
        assert await records.last_packed() > first.id

    async def test_no_packed_outbox_ever_is_number_zero(self, records: Records) -> None:
        assert await records.last_packed() == 0

    async def test_concurrent_updates_and_clears_lose_no_entry(self, records: Records) -> None:
        await records.apply(insert("a"))
        seen: set[int] = set()
        done = asyncio.Event()

        async def write() -> None:
            for revision in range(1, 40):
                assert await records.apply(update("a", revision))
            done.set()

        async def relay() -> None:
            while not done.is_set() or await records.pending(1):
                waiting: Sequence[Document] = await records.pending(10)
                for document in waiting:
                    seen.update(revisions(document))
                await records.clear({one["_id"]: one["revision"] for one in waiting})

        await asyncio.gather(write(), relay())
        assert seen == set(range(1, 41))
