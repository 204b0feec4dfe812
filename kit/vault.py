"""Sensitive values on the wire: sealed for one field of one record, with a blind index."""

from __future__ import annotations

from dataclasses import dataclass

from gov321.common.v1.sealed_pb2 import SealedField

from kit.crypto import Blind, Sealed, Sealer


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals, opens and indexes sensitive values of records."""

    sealer: Sealer
    blind: Blind

    def seal(self, plain: bytes, record_id: str, field: str, index: bytes = b"") -> SealedField:
        """Return the sealed message; `index` is the blind index where somebody looks it up."""
        sealed = self.sealer.seal(plain, record_id, field)
        return SealedField(
            algorithm=SealedField.Algorithm.ValueType(sealed.algorithm),
            key_id=sealed.key_id,
            nonce=sealed.nonce,
            ciphertext=sealed.ciphertext,
            blind_index=index,
        )

    def open(self, message: SealedField, record_id: str, field: str) -> bytes:
        """Return the clear bytes.

        Raises:
            CannotOpen: tampered, moved, or the key is gone.
        """
        sealed = Sealed(message.algorithm, message.key_id, message.nonce, message.ciphertext)
        return self.sealer.open(sealed, record_id, field)

    def index(self, kind: str, value: str) -> bytes:
        """Return the 16-byte blind index of a value in its normal form."""
        return self.blind.index(kind, value)
