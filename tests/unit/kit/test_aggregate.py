"""The commit rule: one guarded write per command, and a request is answered once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from kit.aggregate import (
    Aggregates,
    AlreadyExists,
    ChunkChange,
    Decision,
    DuplicateKey,
    Request,
    Versioned,
)
from kit.memory import MemoryRecords
from kit.model.clock import ManualClock
from kit.model.errors import (
    NotFound,
    RequestReused,
    StaleRevision,
    TooMuchContention,
)
from kit.model.ids import RequestId
from kit.records import Document
from tests.behaviour.aggregate_rig import Rig, TagTaken
from tests.behaviour.notes import START, TAG_INDEX, Note, NoteCodec, update

ASKED = Request(RequestId("6b1f3f0e-0000-4000-8000-000000000001"), b"digest")


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.fixture
async def old(rig: Rig) -> Rig:
    """A rig with the notes "a" and "b" at revision 1."""
    for id in ("a", "b"):
        await rig.notes.create(id, lambda id=id: Note(id).says("first"))
    return rig


async def test_created_aggregate_is_there_with_its_event(rig: Rig) -> None:
    assert await rig.notes.create("a", lambda: Note("a").says("first")) == b"first"
    assert await rig.notes.get("a") == Versioned(Note("a", "first"), 1)
    document = await rig.stored("a")
    assert (document["home"], document["custodian"]) == ("610921104206", "610921104206")
    assert [entry["traceparent"] for entry in document["outbox"]] == ["00-trace"]
    assert rig.woken == 1


async def test_missing_aggregate_is_none(rig: Rig) -> None:
    assert await rig.notes.get("a") is None


async def test_second_create_is_refused(old: Rig) -> None:
    with pytest.raises(AlreadyExists):
        await old.notes.create("a", lambda: Note("a").says("again"))


async def test_repeated_create_returns_the_first_result(rig: Rig) -> None:
    await rig.notes.create("a", lambda: Note("a").says("first"), ASKED)
    assert await rig.notes.create("a", lambda: Note("a").says("second"), ASKED) == b"first"
    assert await rig.sent("a") == [1]


async def test_repeated_create_returns_the_first_result_even_if_it_would_now_be_refused(
    rig: Rig,
) -> None:
    def refuse() -> Decision[Note]:
        raise TagTaken(id="a")

    await rig.notes.create("a", lambda: Note("a").says("first"), ASKED)
    assert await rig.notes.create("a", refuse, ASKED) == b"first"
    with pytest.raises(TagTaken):
        await rig.notes.create("b", refuse, ASKED)


async def test_create_with_another_body_under_the_same_request_is_refused(rig: Rig) -> None:
    await rig.notes.create("a", lambda: Note("a").says("first"), ASKED)
    with pytest.raises(RequestReused):
        await rig.notes.create("a", lambda: Note("a").says("x"), replace(ASKED, digest=b"other"))


async def test_veto_of_a_unique_index_becomes_the_refusal_of_the_service(rig: Rig) -> None:
    await rig.notes.create("a", lambda: Note("a", tag="red").says("first"))
    with pytest.raises(TagTaken):
        await rig.notes.create("b", lambda: Note("b", tag="red").says("first"))
    with pytest.raises(TagTaken):
        await rig.notes.write_chunk([ChunkChange("b", None, Note("b", tag="red").says("x"))])
    await rig.notes.create("c", lambda: Note("c").says("first"))
    with pytest.raises(TagTaken):
        await rig.notes.change("c", lambda note: replace(note, tag="red").says("mine"))


async def test_veto_stays_what_it_is_for_a_service_without_a_refusal_for_it() -> None:
    records = MemoryRecords(unique={TAG_INDEX: ("tag",)})
    notes = Aggregates(records, NoteCodec(), ManualClock(START), lambda: None)
    await notes.create("a", lambda: Note("a", tag="red").says("first"))
    with pytest.raises(DuplicateKey):
        await notes.create("b", lambda: Note("b", tag="red").says("first"))


async def test_change_moves_the_revision_on_and_adds_its_events(old: Rig) -> None:
    assert await old.notes.change("a", lambda note: note.says("second", events=2)) == b"second"
    assert await old.notes.get("a") == Versioned(Note("a", "second"), 2)
    assert await old.sent("a") == [1, 2, 2]


async def test_field_that_is_no_longer_encoded_is_taken_away(rig: Rig) -> None:
    await rig.notes.create("a", lambda: Note("a", tag="red").says("first"))
    await rig.notes.change("a", lambda note: replace(note, tag=None).says("plain"))
    assert "tag" not in await rig.stored("a")


async def test_nothing_happened_writes_nothing(old: Rig) -> None:
    assert await old.notes.change("a", Note.unchanged, ASKED) == b"nothing new"
    assert (await old.stored("a"))["revision"] == 1
    assert await old.notes.create("z", lambda: Note("z").unchanged()) == b"nothing new"
    assert await old.notes.get("z") is None


async def test_change_of_a_missing_aggregate_is_not_found(rig: Rig) -> None:
    with pytest.raises(NotFound) as refused:
        await rig.notes.change("a", lambda note: note.says("x"))
    assert refused.value.fields == {"what": "便签", "id": "a"}


async def test_change_of_an_older_state_is_refused(old: Rig) -> None:
    await old.notes.change("a", lambda note: note.says("second"), expected_revision=1)
    with pytest.raises(StaleRevision):
        await old.notes.change("a", lambda note: note.says("third"), expected_revision=1)


async def test_repeated_change_returns_the_first_result_and_is_made_once(old: Rig) -> None:
    await old.notes.change("a", lambda note: note.says("second"), ASKED, expected_revision=1)
    again = await old.notes.change("a", lambda note: note.says("x"), ASKED, expected_revision=1)
    assert again == b"second"
    assert await old.sent("a") == [1, 2]


async def test_change_with_another_body_under_the_same_request_is_refused(old: Rig) -> None:
    await old.notes.change("a", lambda note: note.says("second"), ASKED)
    with pytest.raises(RequestReused):
        await old.notes.change("a", lambda note: note.says("x"), replace(ASKED, digest=b"other"))


async def test_repeat_can_be_asked_for_before_deciding(old: Rig) -> None:
    await old.notes.change("a", lambda note: note.says("second"), ASKED)
    assert await old.notes.replayed("a", ASKED) == b"second"
    assert await old.notes.replayed("b", ASKED) is None
    assert await old.notes.replayed("missing", ASKED) is None
    assert await old.notes.replayed("a", None) is None


async def test_the_last_sixteen_requests_are_remembered(old: Rig) -> None:
    for n in range(20):
        old.clock.advance(timedelta(minutes=1))
        request = Request(RequestId(f"request-{n}"), b"digest")
        await old.notes.change("a", lambda note, n=n: note.says(f"text {n}"), request)
    kept = (await old.stored("a"))["requests"]
    assert list(kept) == [f"request-{n}" for n in range(4, 20)]


async def test_requests_are_forgotten_after_thirty_days(old: Rig) -> None:
    await old.notes.change("a", lambda note: note.says("second"), ASKED)
    old.clock.advance(timedelta(days=30))
    later = Request(RequestId("later"), b"digest")
    await old.notes.change("a", lambda note: note.says("third"), later)
    assert list((await old.stored("a"))["requests"]) == ["later"]


async def test_commands_at_once_on_one_record_all_succeed(old: Rig) -> None:
    await asyncio.gather(
        *(old.notes.change("a", lambda note, n=n: note.says(f"{n}")) for n in range(4))
    )
    assert await old.sent("a") == [1, 2, 3, 4, 5]


async def test_record_that_others_keep_changing_is_given_up(old: Rig) -> None:
    find, revisions = old.records.find, count(1)

    async def find_and_lose(ids: Sequence[str]) -> list[Document]:
        found = await find(ids)
        assert await old.records.apply(update("a", next(revisions)))
        return found

    old.records.find = find_and_lose
    with pytest.raises(TooMuchContention):
        await old.notes.change("a", lambda note: note.says("never"))


async def test_what_was_seen_is_not_reacted_to_again(old: Rig) -> None:
    for revision, text in ((3, "three"), (3, "again"), (2, "older"), (4, "four")):
        await old.notes.change(
            "a",
            lambda note, r=revision, t=text: replace(note.says(t), seen=("upstream", r)),
        )
    document = await old.stored("a")
    assert (document["seen"], document["revision"]) == ({"upstream": 4}, 3)


async def test_mistaken_decision_for_another_aggregate_is_not_written(old: Rig) -> None:
    with pytest.raises(ValueError, match="decision for a"):
        await old.notes.change("a", lambda _: Note("b").says("oops"))


async def test_several_change_together_and_a_new_one_is_created(old: Rig) -> None:
    def split(notes: Mapping[str, Note]) -> Mapping[str, Decision[Note]]:
        return {"a": notes["a"].says("left"), "c": Note("c").says("right")}

    assert await old.notes.change_many(["a", "b"], split, ASKED) == b"left"
    assert await old.sent("a") == [1, 2]
    assert await old.sent("b") == [1]
    assert await old.sent("c") == [1]


async def test_repeated_change_of_several_returns_the_first_result(old: Rig) -> None:
    def both(notes: Mapping[str, Note]) -> Mapping[str, Decision[Note]]:
        return {id: note.says("both") for id, note in notes.items()}

    await old.notes.change_many(["a", "b"], both, ASKED)
    assert await old.notes.change_many(["a", "b"], both, ASKED) == b"both"
    assert await old.sent("b") == [1, 2]


async def test_first_record_keeps_the_request_even_when_only_another_changes(old: Rig) -> None:
    def second(notes: Mapping[str, Note]) -> Mapping[str, Decision[Note]]:
        return {"b": notes["b"].says("changed")}

    for _ in range(2):
        assert await old.notes.change_many(["a", "b"], second, ASKED) == b""
    assert await old.sent("b") == [1, 2]
    assert await old.sent("a") == [1]


async def test_several_are_refused_when_one_is_missing_or_stale(old: Rig) -> None:
    def nothing(notes: Mapping[str, Note]) -> Mapping[str, Decision[Note]]:
        raise AssertionError("must not decide")

    with pytest.raises(NotFound):
        await old.notes.change_many(["a", "z"], nothing)
    with pytest.raises(StaleRevision):
        await old.notes.change_many(["a", "b"], nothing, expected_revisions={"b": 7})


async def test_several_are_refused_when_the_new_one_exists(old: Rig) -> None:
    def one_more(notes: Mapping[str, Note]) -> Mapping[str, Decision[Note]]:
        return {"a": notes["a"].says("x"), "b": Note("b").says("y")}

    with pytest.raises(AlreadyExists):
        await old.notes.change_many(["a"], one_more)
    assert await old.sent("a") == [1]
