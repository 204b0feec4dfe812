"""Where files beside appeals are kept: the bytes, and the list of what was uploaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kit.model.division import DivisionCode
from services.petition.domain.ids import AttachmentId, PetitionId
from services.petition.domain.petition import Attachment


class ObjectStore(Protocol):
    """Bytes under a key: parts in the database, or files of a directory that all replicas share."""

    async def put(self, key: str, content: bytes) -> None:
        """Keep the bytes; whole or not at all, the same again changes nothing.

        Raises:
            Unavailable: they cannot be kept now.
        """
        ...

    async def get(self, key: str) -> bytes:
        """Return the bytes.

        Raises:
            NotFound: there are none.
            Unavailable: they cannot be read now.
        """
        ...

    async def delete(self, key: str) -> None:
        """Forget the bytes, also those of a `put` that was cut off; harmless without any."""
        ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was uploaded; `petition` is the appeal that names it, None for none yet."""

    file: Attachment
    center: DivisionCode
    by: str
    at: datetime
    petition: PetitionId | None = None


class Uploads(Protocol):
    """The list of uploaded files.

    A file is on it from before its first byte is stored until after its last one is deleted, so a
    process that is killed in between leaves no bytes that the sweep does not know of.
    """

    async def begin(self, upload: Upload) -> None:
        """Put a file on the list before its bytes are stored: nobody finds or claims it yet."""
        ...

    async def keep(self, upload: Upload) -> None:
        """Its bytes are there: it is found from now on; the same again changes nothing."""
        ...

    async def find(self, ids: Sequence[AttachmentId]) -> dict[AttachmentId, Upload]:
        """Return those whose bytes are there, by id."""
        ...

    async def claim(self, petition: PetitionId, ids: Sequence[AttachmentId]) -> bool:
        """Give files to an appeal; False when one is gone or another appeal's. Repeatable."""
        ...

    async def unclaimed(self, before: datetime, limit: int) -> list[Upload]:
        """Return files from before an instant that no appeal names, the oldest first.

        Also those that were only begun, and those whose deletion was cut off.
        """
        ...

    async def withhold(self, id: AttachmentId) -> bool:
        """Let nobody find or claim a file any more; False when an appeal has it."""
        ...

    async def forget(self, id: AttachmentId) -> bool:
        """Take a file off the list unless an appeal has claimed it; return whether it is off."""
        ...
