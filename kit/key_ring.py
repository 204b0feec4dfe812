"""The key ring: which key seals now, which old ones still open, and the blind-index key."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path
from typing import Any, ClassVar

from kit.model.errors import Kind, Refusal


class Suite(IntEnum):
    """How a field is sealed; stored beside the ciphertext, so the numbers never change."""

    AES_256_GCM = 1
    SM4_GCM = 2


class BlindSuite(IntEnum):
    """How a value is turned into its blind index."""

    HMAC_SHA_256 = 1
    HMAC_SM3 = 2


SECRET_BYTES: Mapping[Suite, int] = {Suite.AES_256_GCM: 32, Suite.SM4_GCM: 16}
BLIND_SECRET_BYTES = 32


class BadKeyRing(Refusal):
    """The key ring cannot be used. Fields: `why` (English, names key ids only)."""

    kind: ClassVar[Kind] = Kind.INVALID
    reason: ClassVar[str] = "BAD_KEY_RING"
    text: ClassVar[str] = "密钥环配置有误，请联系安全管理员：{why}。"


@dataclass(frozen=True, slots=True)
class Key:
    """One sealing key. Its secret never prints."""

    id: str
    suite: Suite
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BlindKey:
    """The key of the blind index; changing it means re-indexing every record."""

    id: str
    suite: BlindSuite
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by id, the active one, and the blind-index key. Build it with `load` or `parse`."""

    active: str
    keys: Mapping[str, Key]
    blind: BlindKey

    @classmethod
    def load(cls, path: Path) -> KeyRing:
        """Read a ring from a JSON file.

        Raises:
            BadKeyRing: the file is missing or not a usable ring.
        """
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise BadKeyRing(why=f"cannot read the ring ({type(problem).__name__})") from None
        return cls.parse(document)

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> KeyRing:
        """Build a ring from `{active, keys: [{id, algorithm, secret}], blind: {…}}`.

        Raises:
            BadKeyRing: unknown algorithm, wrong secret length, two keys of one id, no active key.
        """
        try:
            keys = [_key(item) for item in document["keys"]]
            blind = _blind(document["blind"])
            active = str(document["active"])
        except (KeyError, TypeError) as problem:
            raise BadKeyRing(why=f"missing or wrong part: {type(problem).__name__}") from None
        by_id = {key.id: key for key in keys}
        if len(by_id) != len(keys):
            raise BadKeyRing(why="two keys share an id")
        if active not in by_id:
            raise BadKeyRing(why=f"active key {active} is not in the ring")
        return cls(active, by_id, blind)

    def rotated(self, key: Key) -> KeyRing:
        """Return a ring where `key` seals from now on and every older key still opens.

        Raises:
            BadKeyRing: the id is taken.
        """
        if key.id in self.keys:
            raise BadKeyRing(why=f"key id {key.id} is taken")
        return replace(self, active=key.id, keys={**self.keys, key.id: key})

    def document(self) -> dict[str, Any]:
        """Return the JSON form, secrets included: write it only to a protected file."""
        return {
            "active": self.active,
            "keys": [_item(k.id, k.suite.name, k.secret) for k in self.keys.values()],
            "blind": _item(self.blind.id, self.blind.suite.name, self.blind.secret),
        }


def generate_key(key_id: str, suite: Suite = Suite.AES_256_GCM) -> Key:
    """Return a new random sealing key."""
    return Key(key_id, suite, secrets.token_bytes(SECRET_BYTES[suite]))


def generate_key_ring(
    suite: Suite = Suite.AES_256_GCM, blind: BlindSuite = BlindSuite.HMAC_SHA_256
) -> KeyRing:
    """Return a new ring with one key, for development; production gets its ring from a vault."""
    key = generate_key("k1", suite)
    return KeyRing(
        key.id, {key.id: key}, BlindKey("b1", blind, secrets.token_bytes(BLIND_SECRET_BYTES))
    )


def _item(key_id: str, algorithm: str, secret: bytes) -> dict[str, str]:
    return {
        "id": key_id,
        "algorithm": algorithm,
        "secret": base64.b64encode(secret).decode("ascii"),
    }


def _key(item: Mapping[str, Any]) -> Key:
    key_id, name = str(item["id"]), str(item["algorithm"])
    if name not in Suite.__members__:
        raise BadKeyRing(why=f"key {key_id} has the unknown algorithm {name}")
    suite = Suite[name]
    return Key(key_id, suite, _secret(item, SECRET_BYTES[suite]))


def _blind(item: Mapping[str, Any]) -> BlindKey:
    key_id, name = str(item["id"]), str(item["algorithm"])
    if name not in BlindSuite.__members__:
        raise BadKeyRing(why=f"blind key {key_id} has the unknown algorithm {name}")
    return BlindKey(key_id, BlindSuite[name], _secret(item, BLIND_SECRET_BYTES))


def _secret(item: Mapping[str, Any], length: int) -> bytes:
    try:
        secret = base64.b64decode(str(item["secret"]), validate=True)
    except binascii.Error:
        raise BadKeyRing(why=f"the secret of key {item['id']} is not base64") from None
    if len(secret) != length:
        raise BadKeyRing(why=f"the secret of key {item['id']} must have {length} bytes")
    return secret
