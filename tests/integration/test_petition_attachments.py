"""Attached files in the database: sealed, in small parts, and none of a kill's remains stay."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL

import pytest
from pydantic import SecretStr

from kit.crypto import CannotOpen
from kit.model.clock import ManualClock
from kit.model.errors import NotFound
from kit.mongo import MongoSettings, Store, connect
from services.petition.domain.attachments import SIZE_MOST
from services.petition.domain.ids import AttachmentId, PetitionId
from services.petition.store.attachment_parts import ATTACHMENT_PARTS, MongoObjects
from services.petition.store.attachments import UPLOADS, MongoUploads
from tests.behaviour.petition_uploads_suite import (
    KEY,
    LARGE,
    OTHER_KEY,
    ObjectStoreSuite,
    UploadsSuite,
    an_upload,
)
from tests.support.attachment_victim import PARTS, attachments_on, upload
from tests.support.petition_builders import MONDAY
from tests.support.registry_fakes import a_vault

pytestmark = [pytest.mark.integration, pytest.mark.mongo]

ROOT = Path(__file__).parents[2]
MIB = 1 << 20


@pytest.fixture
def store(mongo_uri: str, unique_name: str) -> Iterator[Store]:
    connected = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    yield connected
    connected.close()


@pytest.fixture
async def objects(store: Store) -> MongoObjects:
    objects = MongoObjects(store, a_vault())
    for _ in range(2):
        await objects.prepare()
    return objects


class TestMongoUploads(UploadsSuite):
    @pytest.fixture
    async def uploads(self, store: Store) -> MongoUploads:
        uploads = MongoUploads(store, a_vault())
        await uploads.prepare()
        return uploads

    async def test_a_file_name_is_sealed(self, uploads: MongoUploads, store: Store) -> None:
        await uploads.keep(an_upload("one"))
        stored = await store.collection(UPLOADS).find_one({"_id": "one"})
        assert "照片" not in str(stored)
        assert "照片".encode() not in (stored or {})["record"]


class TestMongoObjects(ObjectStoreSuite):
    @pytest.fixture
    async def objects(self, objects: MongoObjects) -> MongoObjects:
        return objects

    async def test_parts_are_sealed_and_below_a_mebibyte(
        self, objects: MongoObjects, store: Store
    ) -> None:
        await objects.put(KEY, b"content" * (SIZE_MOST // 7))
        parts = await store.collection(ATTACHMENT_PARTS).find({}).to_list(None)
        assert len(parts) == 11
        for part in parts:
            assert len(part["data"]) < MIB
            assert b"content" not in part["data"]

    async def test_a_file_without_one_of_its_parts_is_not_there(
        self, objects: MongoObjects, store: Store
    ) -> None:
        await objects.put(KEY, LARGE)
        parts = store.collection(ATTACHMENT_PARTS)
        for number in range(await parts.count_documents({})):
            await parts.delete_one({"file": KEY, "number": number})
            with pytest.raises(NotFound):
                await objects.get(KEY)
            await objects.put(KEY, LARGE)
            assert await objects.get(KEY) == LARGE

    async def test_a_part_of_another_file_does_not_open(
        self, objects: MongoObjects, store: Store
    ) -> None:
        await objects.put(KEY, LARGE)
        await objects.put(OTHER_KEY, LARGE)
        parts = store.collection(ATTACHMENT_PARTS)
        foreign = await parts.find_one({"file": OTHER_KEY, "number": 1})
        changed = {"$set": {"data": (foreign or {})["data"]}}
        await parts.update_one({"file": KEY, "number": 1}, changed)
        with pytest.raises(CannotOpen):
            await objects.get(KEY)


@pytest.mark.parametrize("before", range(PARTS))
async def test_a_kill_between_parts_leaves_nothing_to_see_and_the_sweep_takes_the_rest(
    before: int, objects: MongoObjects, store: Store, mongo_uri: str, unique_name: str
) -> None:
    victim = [sys.executable, "-m", "tests.support.attachment_victim"]
    command = [*victim, mongo_uri, unique_name, str(before)]
    done = subprocess.run(command, cwd=ROOT, check=False, timeout=25)  # noqa: ASYNC221
    assert done.returncode == -SIGKILL
    parts, uploads = store.collection(ATTACHMENT_PARTS), store.collection(UPLOADS)
    assert await parts.count_documents({}) == before

    clock = ManualClock(MONDAY)
    attachments = attachments_on(store, clock, objects)
    [left] = await attachments.uploads.unclaimed(MONDAY + timedelta(days=1), 9)
    with pytest.raises(NotFound):
        await objects.get(left.file.key)
    with pytest.raises(NotFound):
        await attachments.claim(PetitionId("p-1"), [AttachmentId(left.file.id)])
    assert await attachments.sweep() == 0

    clock.advance(timedelta(days=1, minutes=1))
    assert await attachments.sweep() == 1
    assert await parts.count_documents({}) == 0
    assert await uploads.count_documents({}) == 0


async def test_another_replica_sees_a_file_at_once(objects: MongoObjects, store: Store) -> None:
    await upload(attachments_on(store, ManualClock(MONDAY), objects))
    other = attachments_on(store, ManualClock(MONDAY), MongoObjects(store, a_vault()))
    [one] = await other.uploads.unclaimed(MONDAY + timedelta(days=1), 9)
    assert await other.claim(PetitionId("p-1"), [one.file.id]) == (one.file,)
    assert len(await other.objects.get(one.file.key)) == one.file.size
