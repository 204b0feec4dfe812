"""A process that is killed with -9 while it stores a file, when the given part is next.

Usage: python -m tests.support.attachment_victim <store uri> <database> <parts before the kill>
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from hashlib import sha256

from pydantic import SecretStr

from kit.access_log import MemoryAccessLog
from kit.crypto import Sealed, Sealer
from kit.custody import Custody
from kit.model.clock import ManualClock
from kit.mongo import MongoSettings, Store, connect
from kit.roles import Role
from kit.vault import Vault
from services.petition.ports.attachments import ObjectStore
from services.petition.store.attachment_parts import PART_BYTES, MongoObjects
from services.petition.store.attachments import MongoUploads
from services.petition.usecases.attachments import Attachments, NewFile
from tests.support.petition_builders import MONDAY, VILLAGE
from tests.support.petition_desks import rights
from tests.support.registry_app import DIVISIONS, TOPOLOGY
from tests.support.registry_fakes import a_key_ring, a_vault

PARTS = 3
FILE = b"\x89PNG\r\n\x1a\n" + b"0" * (PART_BYTES * (PARTS - 1))


class Killing(Sealer):
    """Seals so many parts; then the process is gone."""

    def __init__(self, parts: int) -> None:
        super().__init__(a_key_ring())
        self._left = parts

    def seal(self, plain: bytes, record_id: str, field: str) -> Sealed:
        """See `Sealer`."""
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1
        return super().seal(plain, record_id, field)


def attachments_on(store: Store, clock: ManualClock, objects: ObjectStore) -> Attachments:
    """Return the use-cases around files on the real list."""
    custody = Custody(TOPOLOGY, TOPOLOGY.site("villages"), DIVISIONS)
    return Attachments(MongoUploads(store, a_vault()), objects, custody, MemoryAccessLog(), clock)


async def upload(attachments: Attachments) -> None:
    """Upload `FILE` as the gateway does."""

    async def parts() -> AsyncIterator[bytes]:
        yield FILE

    access = rights("UploadAttachment", Role.SERVICE, service="AttachmentService")
    new = NewFile(VILLAGE, "image/png", sha256(FILE).hexdigest(), "照片.png")
    await attachments.upload(access, new, parts())


async def main(uri: str, database: str, parts: int) -> None:
    store = connect(MongoSettings(uri=SecretStr(uri), database=database))
    objects = MongoObjects(store, Vault(Killing(parts), a_vault().blind))
    await upload(attachments_on(store, ManualClock(MONDAY), objects))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
