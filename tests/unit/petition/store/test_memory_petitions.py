"""The fakes of the ports of appeals keep the promises of the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.model.clock import ManualClock
from kit.model.errors import NotFound, Unavailable
from services.petition.store.objects import DirectoryObjects
from tests.behaviour.petition_petitions_suite import PetitionQueriesSuite, PetitionWritesSuite
from tests.behaviour.petition_uploads_suite import KEY, ObjectStoreSuite, UploadsSuite
from tests.support.petition_builders import MONDAY
from tests.support.petition_fakes import MemoryPetitions
from tests.support.petition_files import MemoryObjects, MemoryUploads


class _InMemory:
    @pytest.fixture
    async def petitions(self) -> MemoryPetitions:
        return MemoryPetitions(ManualClock(MONDAY))


class TestMemoryPetitionWrites(_InMemory, PetitionWritesSuite):
    pass


class TestMemoryPetitionQueries(_InMemory, PetitionQueriesSuite):
    pass


class TestMemoryUploads(UploadsSuite):
    @pytest.fixture
    async def uploads(self) -> MemoryUploads:
        return MemoryUploads()


class TestMemoryObjects(ObjectStoreSuite):
    @pytest.fixture
    async def objects(self) -> MemoryObjects:
        return MemoryObjects()


class TestDirectoryObjects(ObjectStoreSuite):
    @pytest.fixture
    async def objects(self, tmp_path: Path) -> DirectoryObjects:
        return DirectoryObjects(tmp_path / "files")

    async def test_a_key_leads_nowhere_else(self, objects: DirectoryObjects) -> None:
        for key in ("../../etc/passwd", "/etc/passwd", f"../{KEY}", "ab/cd/x"):
            with pytest.raises(NotFound):
                await objects.get(key)

    async def test_what_a_kill_left_beside_is_not_seen_and_goes(self, tmp_path: Path) -> None:
        objects, beside = DirectoryObjects(tmp_path), tmp_path / f"{KEY}.part"
        beside.parent.mkdir(parents=True)
        beside.write_bytes(b"cont")
        with pytest.raises(NotFound):
            await objects.get(KEY)
        await objects.delete(KEY)
        assert not beside.exists()

    async def test_a_disk_that_is_away_may_be_tried_again(self, tmp_path: Path) -> None:
        (tmp_path / "files").write_text("no directory")
        with pytest.raises(Unavailable):
            await DirectoryObjects(tmp_path / "files").put(KEY, b"content")
