"""Words of one record, sealed for its fields; an empty text needs no seal."""

from __future__ import annotations

from dataclasses import dataclass

from gov321.common.v1.sealed_pb2 import SealedField

from kit.vault import Vault

from .sealing import opened, sealed


@dataclass(frozen=True, slots=True)
class Seals:
    """Seals and opens the fields of the record of an id."""

    vault: Vault
    id: str

    def seal(self, text: str, field: str) -> SealedField | None:
        """Return the sealed text, None for an empty one."""
        return sealed(text, self.id, field, self.vault)

    def open(self, message: SealedField, field: str) -> str:
        """Return the text; empty where nothing was sealed.

        Raises:
            CannotOpen: it does not open.
        """
        return opened(message, bool(message.ciphertext), self.id, field, self.vault)

    def seal_bytes(self, content: bytes, field: str) -> SealedField:
        """Return a sealed message."""
        return self.vault.seal(content, self.id, field)

    def open_bytes(self, message: SealedField, field: str) -> bytes:
        """Return the bytes of a sealed message.

        Raises:
            CannotOpen: it does not open.
        """
        return self.vault.open(message, self.id, field)
