"""Sealed fields and the blind index: personal data at rest is unreadable without the key ring."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from kit.key_ring import BlindSuite, Key, KeyRing, Suite
from kit.model.errors import Kind, Refusal

NONCE_BYTES = 12
TAG_BYTES = 16
INDEX_BYTES = 16
_NONCES_PER_READ = 1024


class CannotOpen(Refusal):
    """A sealed field does not open: tampered, moved, or its key is gone. Fields: `id`, `field`."""

    kind: ClassVar[Kind] = Kind.REFUSED
    reason: ClassVar[str] = "CANNOT_OPEN"
    text: ClassVar[str] = "记录 {id} 的加密字段 {field} 无法解密，请联系安全管理员。"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A field as it is stored. The algorithm and key id say how to open it; nothing prints."""

    algorithm: int
    key_id: str
    nonce: bytes = field(repr=False)
    ciphertext: bytes = field(repr=False)


class Aead(Protocol):
    """Authenticated encryption with associated data, as `cryptography` shapes it."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return ciphertext followed by the tag."""
        ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return the plain bytes.

        Raises:
            InvalidTag: tampered, or other associated data.
        """
        ...


class _Sm4Gcm:
    """SM4-GCM in the shape of `AESGCM`, which `cryptography` does not offer for SM4."""

    def __init__(self, secret: bytes) -> None:
        self._algorithm = algorithms.SM4(secret)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        if len(data) < TAG_BYTES:
            raise InvalidTag
        mode = modes.GCM(nonce, data[-TAG_BYTES:])
        decryptor = Cipher(self._algorithm, mode).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        return decryptor.update(data[:-TAG_BYTES]) + decryptor.finalize()


_AEADS: dict[Suite, Callable[[bytes], Aead]] = {Suite.AES_256_GCM: AESGCM, Suite.SM4_GCM: _Sm4Gcm}


class _Nonces:
    """Random nonces, read from the system many at a time; `list.pop` makes it thread-safe."""

    def __init__(self) -> None:
        self._pool: list[bytes] = []

    def next(self) -> bytes:
        try:
            return self._pool.pop()
        except IndexError:
            fresh = os.urandom(NONCE_BYTES * _NONCES_PER_READ)
            ends = range(NONCE_BYTES, len(fresh) + 1, NONCE_BYTES)
            self._pool.extend(fresh[end - NONCE_BYTES : end] for end in ends)
            return self.next()


class Sealer:
    """Seals with the active key and opens with any of the ring; threads may share it."""

    def __init__(self, ring: KeyRing) -> None:
        self._active: Key = ring.keys[ring.active]
        self._aeads = {
            (int(key.suite), key.id): _AEADS[key.suite](key.secret) for key in ring.keys.values()
        }
        self._algorithm = int(self._active.suite)
        self._sealing = self._aeads[self._algorithm, self._active.id]
        self._nonces = _Nonces()

    def seal(self, plain: bytes, record_id: str, field: str) -> Sealed:
        """Return `plain` sealed for one field of one record; it opens nowhere else."""
        nonce = self._nonces.next()
        ciphertext = self._sealing.encrypt(nonce, plain, _bound_to(record_id, field))
        return Sealed(self._algorithm, self._active.id, nonce, ciphertext)

    def open(self, sealed: Sealed, record_id: str, field: str) -> bytes:
        """Return the plain bytes of a field.

        Raises:
            CannotOpen: tampered, copied from another record or field, or an unknown key.
        """
        aead = self._aeads.get((sealed.algorithm, sealed.key_id))
        if aead is None:
            raise CannotOpen(id=record_id, field=field)
        try:
            return aead.decrypt(sealed.nonce, sealed.ciphertext, _bound_to(record_id, field))
        except (InvalidTag, ValueError):
            raise CannotOpen(id=record_id, field=field) from None

    def is_current(self, sealed: Sealed) -> bool:
        """Whether the active key sealed it; a rotation re-seals what is not current."""
        return sealed.key_id == self._active.id and sealed.algorithm == self._algorithm


def _bound_to(record_id: str, field: str) -> bytes:
    return f"{record_id}\x1f{field}".encode()


class Blind:
    """The keyed index that finds a sealed value without opening any."""

    def __init__(self, ring: KeyRing) -> None:
        self._secret = ring.blind.secret
        self._digest = _DIGESTS[ring.blind.suite]

    def index(self, kind: str, value: str) -> bytes:
        """Return 16 bytes for a value of a kind (`id_number`, `phone`); bring the value to its
        normal form first, since only equal text has an equal index."""
        return self._digest(self._secret, f"{kind}\x1f{value}".encode())[:INDEX_BYTES]


def _hmac_sha_256(secret: bytes, message: bytes) -> bytes:
    return hmac.digest(secret, message, "sha256")


def _hmac_sm3(secret: bytes, message: bytes) -> bytes:
    digest = HMAC(secret, SM3())
    digest.update(message)
    return digest.finalize()


_DIGESTS: dict[BlindSuite, Callable[[bytes, bytes], bytes]] = {
    BlindSuite.HMAC_SHA_256: _hmac_sha_256,
    BlindSuite.HMAC_SM3: _hmac_sm3,
}
