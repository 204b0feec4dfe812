"""Files: kept when they prove themselves, else nothing of them; swept when nobody names them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256

import pytest

from kit.access import OutOfScope
from kit.model.errors import Kind, NotFound, Refusal, Unavailable
from kit.roles import Role
from services.petition.domain.ids import AttachmentId, PetitionId
from services.petition.domain.petition import Attachment
from services.petition.domain.petition_errors import (
    AttachmentDamaged,
    AttachmentElsewhere,
    AttachmentSpoiled,
    AttachmentTooLarge,
    AttachmentTypeLies,
)
from services.petition.usecases.attachments import NewFile
from tests.support.petition_builders import VILLAGE, a_petition
from tests.support.petition_desks import AppealSite, rights
from tests.support.petition_files import MemoryObjects

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 2_000
MIB = b"0" * (1 << 20)


@pytest.fixture
def site() -> AppealSite:
    return AppealSite()


async def parts(*content: bytes) -> AsyncIterator[bytes]:
    for part in content:
        yield part


async def uploaded(
    site: AppealSite,
    *content: bytes,
    media_type: str = "image/png",
    digest: str = "",
    scope: str = "610921",
) -> Attachment:
    access = rights("UploadAttachment", Role.SERVICE, scope, service="AttachmentService")
    told = digest or sha256(b"".join(content)).hexdigest()
    new = NewFile(VILLAGE, media_type, told, "照片.png")
    return await site.attachments.upload(access, new, parts(*content))


async def test_a_file_is_kept_whole(site: AppealSite) -> None:
    file = await uploaded(site, PNG[:100], PNG[100:])
    assert site.objects.all == {file.key: PNG}
    assert (file.size, file.media_type) == (len(PNG), "image/png")
    assert site.uploads.all[file.id].file == file


@pytest.mark.parametrize(
    ("content", "changed", "refusal"),
    [
        pytest.param((b"<html>",), {}, AttachmentTypeLies, id="a lying type"),
        pytest.param((PNG,), {"media_type": "text/html"}, AttachmentTypeLies, id="no such type"),
        pytest.param((PNG,), {"digest": "0" * 64}, AttachmentDamaged, id="damaged"),
        pytest.param((PNG, *[MIB] * 10), {}, AttachmentTooLarge, id="too large"),
        pytest.param((PNG,), {"scope": "610921105"}, OutOfScope, id="another scope"),
    ],
)
async def test_nothing_of_a_refused_file_is_kept(
    site: AppealSite, content: tuple[bytes, ...], changed: dict[str, str], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await uploaded(site, *content, **changed)  # pyright: ignore[reportArgumentType]
    assert site.objects.all == {}
    assert site.uploads.all == {}


async def test_what_is_too_large_is_not_read_to_its_end(site: AppealSite) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield MIB

    access = rights("UploadAttachment", service="AttachmentService")
    new = NewFile(VILLAGE, "image/png", "0" * 64, "照片.png")
    with pytest.raises(AttachmentTooLarge):
        await site.attachments.upload(access, new, endless())
    assert read == 11


async def test_a_file_is_opened_by_who_handles_the_appeal_and_logged(site: AppealSite) -> None:
    file = await uploaded(site, PNG)
    petition = a_petition(attachments=(file,)).petition
    access = rights("DownloadAttachment", service="AttachmentService")
    assert await site.attachments.open(access, petition, VILLAGE, file.id) == PNG
    assert [entry.field for entry in site.log.entries] == [f"attachment/{file.id}"]
    with pytest.raises(NotFound):
        await site.attachments.open(access, petition, VILLAGE, AttachmentId("another"))


async def test_at_another_site_a_download_says_where_the_file_lies(site: AppealSite) -> None:
    file = await uploaded(site, PNG)
    elsewhere = AppealSite(here="towns")
    petition = a_petition(attachments=(file,)).petition
    access = rights("DownloadAttachment", service="AttachmentService")
    with pytest.raises(AttachmentElsewhere) as refused:
        await elsewhere.attachments.open(access, petition, VILLAGE, file.id)
    assert refused.value.kind is Kind.NOT_FOUND
    assert f"存放在最初登记该诉求的 {VILLAGE} 中心" in refused.value.user_text


async def test_a_file_that_is_lost_here_is_not_said_to_lie_elsewhere(site: AppealSite) -> None:
    file = await uploaded(site, PNG)
    await site.objects.delete(file.key)
    access = rights("DownloadAttachment", service="AttachmentService")
    with pytest.raises(NotFound):
        await site.attachments.open(
            access, a_petition(attachments=(file,)).petition, VILLAGE, file.id
        )


async def test_what_is_spoiled_in_the_store_is_not_handed_out(site: AppealSite) -> None:
    file = await uploaded(site, PNG)
    site.objects.all[file.key] = PNG[:-1] + b"1"
    access = rights("DownloadAttachment", service="AttachmentService")
    with pytest.raises(AttachmentSpoiled):
        await site.attachments.open(
            access, a_petition(attachments=(file,)).petition, VILLAGE, file.id
        )


class CutOff(MemoryObjects):
    """The store goes away when the bytes are written, and again when they are deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.away = True

    async def put(self, key: str, content: bytes) -> None:
        """See `ObjectStore`."""
        await super().put(key, content)
        if self.away:
            raise Unavailable(what="附件存储")

    async def delete(self, key: str) -> None:
        """See `ObjectStore`."""
        if self.away:
            raise Unavailable(what="附件存储")
        await super().delete(key)


async def test_what_is_cut_off_is_swept_however_often_the_sweep_is_cut_off() -> None:
    objects = CutOff()
    site = AppealSite(objects=objects)
    with pytest.raises(Unavailable):
        await uploaded(site, PNG)
    [left] = site.uploads.all
    with pytest.raises(NotFound):
        await site.attachments.claim(PetitionId("p-1"), [left])
    site.clock.advance(timedelta(days=2))
    for _ in range(2):
        with pytest.raises(Unavailable):
            await site.attachments.sweep()
    objects.away = False
    assert await site.attachments.sweep() == 1
    assert (objects.all, site.uploads.all) == ({}, {})


async def test_what_nobody_names_is_swept_after_a_day(site: AppealSite) -> None:
    orphan = await uploaded(site, PNG)
    site.clock.advance(timedelta(minutes=1))
    named = await uploaded(site, PNG)
    await site.attachments.claim(PetitionId("p-1"), [named.id])
    site.clock.advance(timedelta(hours=23))
    assert await site.attachments.sweep() == 0
    site.clock.advance(timedelta(hours=2))
    assert await site.attachments.sweep() == 1
    assert site.objects.all == {named.key: PNG}
    assert orphan.id not in site.uploads.all
