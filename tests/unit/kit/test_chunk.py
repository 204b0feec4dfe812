"""Batches are written in chunks: one transaction and one packed outbox each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit import chunk as chunk_module
from kit.aggregate import (
    ChunkChange,
    ChunkResult,
    Versioned,
)
from tests.behaviour.aggregate_rig import Rig
from tests.behaviour.notes import Note


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.fixture
async def old(rig: Rig) -> Rig:
    """A rig with the notes "a" and "b" at revision 1."""
    for id in ("a", "b"):
        await rig.notes.create(id, lambda id=id: Note(id).says("first"))
    return rig


async def test_chunk_writes_and_creates_with_one_packed_outbox(old: Rig) -> None:
    assert await old.chunk(("a", "second"), ("c", "new")) == ChunkResult(("a", "c"), ())
    assert await old.packed() == [("a", 1), ("a", 2), ("c", 1)]
    assert await old.sent("a") == []
    assert await old.sent("b") == [1]


async def test_chunk_leaves_out_what_did_not_change(old: Rig) -> None:
    before = await old.notes.get_many(["a", "b"])
    changes = [
        ChunkChange("a", before["a"], before["a"].state.unchanged()),
        ChunkChange("b", before["b"], before["b"].state.says("second")),
    ]
    assert await old.notes.write_chunk(changes) == ChunkResult(("b",), ())
    assert (await old.stored("a"))["revision"] == 1


async def test_chunk_of_nothing_is_nothing(old: Rig) -> None:
    assert await old.notes.write_chunk([]) == ChunkResult((), ())
    assert await old.packed() == []


async def test_chunk_names_what_others_changed_first_and_writes_the_rest(old: Rig) -> None:
    before = await old.notes.get_many(["a", "b"])
    await old.notes.change("a", lambda note: note.says("faster"))
    changes = [ChunkChange(id, one, one.state.says("slow")) for id, one in before.items()]
    changes.append(ChunkChange("c", None, Note("c").says("new")))
    assert await old.notes.write_chunk(changes) == ChunkResult(("b", "c"), ("a",))
    assert await old.sent("a") == [1, 2]


async def test_chunk_names_what_others_created_first(old: Rig) -> None:
    result = await old.notes.write_chunk([ChunkChange("a", None, Note("a").says("new"))])
    assert result == ChunkResult((), ("a",))


async def test_chunk_reads_what_it_was_not_given(old: Rig) -> None:
    by_hand = Versioned(Note("a", "first"), 1)
    change = ChunkChange("a", by_hand, Note("a").says("second"))
    assert (await old.notes.write_chunk([change])).written == ("a",)
    assert await old.packed() == [("a", 1), ("a", 2)]


async def test_chunk_by_hand_of_an_older_or_missing_state_is_lost(old: Rig) -> None:
    changes = [
        ChunkChange("a", Versioned(Note("a"), 9), Note("a").says("x")),
        ChunkChange("z", Versioned(Note("z"), 1), Note("z").says("x")),
    ]
    assert await old.notes.write_chunk(changes) == ChunkResult((), ("a", "z"))


async def test_chunk_skips_what_was_seen(old: Rig) -> None:
    before = await old.notes.get_many(["a"])
    decision = replace(Note("a").says("x"), seen=("upstream", 1))
    await old.notes.write_chunk([ChunkChange("a", before["a"], decision)])
    again = await old.notes.get_many(["a"])
    result = await old.notes.write_chunk([ChunkChange("a", again["a"], decision)])
    assert result == ChunkResult((), ())


async def test_record_twice_in_a_chunk_is_a_mistake(old: Rig) -> None:
    change = ChunkChange("c", None, Note("c").says("new"))
    with pytest.raises(ValueError, match="twice"):
        await old.notes.write_chunk([change, change])


async def test_large_batch_is_cut_into_chunks(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_module, "CHUNK_RECORDS", 4)
    await rig.chunk(*((f"n{n}", "new") for n in range(10)))
    sizes = [len(packed.entries) for packed in await rig.records.packed(10)]
    assert sizes == [4, 4, 2]


async def test_batch_of_large_events_is_cut_by_size(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunk_module, "CHUNK_BYTES", 2000)
    await rig.chunk(*((f"n{n}", "x" * 400) for n in range(5)))
    sizes = [len(packed.entries) for packed in await rig.records.packed(10)]
    assert sizes == [2, 2, 1]
