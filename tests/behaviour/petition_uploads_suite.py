"""What every `Uploads` and every `ObjectStore` must do; run in memory and on the real ones."""

from __future__ import annotations

from abc import abstractmethod
from datetime import timedelta

import pytest

from kit.model.errors import NotFound
from services.petition.domain.ids import AttachmentId, PetitionId
from services.petition.domain.petition import Attachment
from services.petition.ports.attachments import ObjectStore, Upload, Uploads
from tests.support.petition_builders import MONDAY, VILLAGE

ONE, OTHER = PetitionId("p-1"), PetitionId("p-2")
KEY = "ab/cd/00000000-0000-5000-8000-000000000001"
OTHER_KEY = "ab/cd/00000000-0000-5000-8000-000000000002"
LARGE = bytes(range(256)) * (3 << 12)  # 3 MiB: more than one part, wherever parts are kept


def an_upload(name: str, minutes: int = 0) -> Upload:
    file = Attachment(AttachmentId(name), KEY, "image/png", 9, "ab", "照片.png")
    return Upload(file, VILLAGE, "clerk-1", MONDAY + timedelta(minutes=minutes))


class UploadsSuite:
    """Subclasses give `uploads`: empty."""

    @pytest.fixture
    @abstractmethod
    def uploads(self) -> Uploads: ...

    async def test_what_is_kept_is_found_again(self, uploads: Uploads) -> None:
        for _ in range(2):
            await uploads.keep(an_upload("one"))
        found = await uploads.find([AttachmentId("one"), AttachmentId("two")])
        assert found == {AttachmentId("one"): an_upload("one")}

    async def test_what_is_only_begun_is_nobodys_but_is_swept(self, uploads: Uploads) -> None:
        one = an_upload("one")
        for _ in range(2):
            await uploads.begin(one)
        assert await uploads.find([one.file.id]) == {}
        assert not await uploads.claim(ONE, [one.file.id])
        assert await uploads.unclaimed(MONDAY + timedelta(minutes=1), 9) == [one]
        await uploads.keep(one)
        await uploads.begin(one)
        assert await uploads.find([one.file.id]) == {one.file.id: one}

    async def test_what_is_withheld_is_nobodys_until_it_is_forgotten(
        self, uploads: Uploads
    ) -> None:
        one, named = an_upload("one"), an_upload("named")
        for upload in (one, named):
            await uploads.keep(upload)
        await uploads.claim(ONE, [named.file.id])
        for _ in range(2):
            assert await uploads.withhold(one.file.id)
        assert not await uploads.withhold(named.file.id)
        assert not await uploads.withhold(AttachmentId("gone"))
        assert not await uploads.claim(ONE, [one.file.id])
        assert list(await uploads.find([one.file.id, named.file.id])) == [named.file.id]
        assert await uploads.unclaimed(MONDAY + timedelta(minutes=1), 9) == [one]
        assert await uploads.forget(one.file.id)
        assert await uploads.unclaimed(MONDAY + timedelta(minutes=1), 9) == []

    async def test_a_file_is_one_appeals(self, uploads: Uploads) -> None:
        await uploads.keep(an_upload("one"))
        ids = [AttachmentId("one")]
        assert await uploads.claim(ONE, ids)
        assert await uploads.claim(ONE, ids)
        assert not await uploads.claim(OTHER, ids)
        assert not await uploads.claim(ONE, [AttachmentId("gone")])
        assert (await uploads.find(ids))[ids[0]].petition == ONE

    async def test_only_what_nobody_named_is_forgotten(self, uploads: Uploads) -> None:
        for name, minutes in (("old", 0), ("older", -5), ("named", -9), ("new", 60)):
            await uploads.keep(an_upload(name, minutes))
        await uploads.claim(ONE, [AttachmentId("named")])
        waiting = await uploads.unclaimed(MONDAY + timedelta(minutes=1), 9)
        assert [upload.file.id for upload in waiting] == ["older", "old"]
        assert len(await uploads.unclaimed(MONDAY + timedelta(minutes=1), 1)) == 1
        assert await uploads.forget(AttachmentId("old"))
        assert not await uploads.forget(AttachmentId("old"))
        assert not await uploads.forget(AttachmentId("named"))


class ObjectStoreSuite:
    """Subclasses give `objects`: empty."""

    @pytest.fixture
    @abstractmethod
    def objects(self) -> ObjectStore: ...

    @pytest.mark.parametrize("content", [b"content", LARGE, b""], ids=["small", "large", "empty"])
    async def test_bytes_come_back(self, objects: ObjectStore, content: bytes) -> None:
        for _ in range(2):
            await objects.put(KEY, content)
        assert await objects.get(KEY) == content

    async def test_what_is_deleted_is_gone(self, objects: ObjectStore) -> None:
        await objects.put(KEY, LARGE)
        await objects.put(OTHER_KEY, b"another")
        for _ in range(2):
            await objects.delete(KEY)
        with pytest.raises(NotFound):
            await objects.get(KEY)
        assert await objects.get(OTHER_KEY) == b"another"
        await objects.put(KEY, b"again")
        assert await objects.get(KEY) == b"again"
