"""Where the issuer's public keys come from: a file that may change, or a URL."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, cast

from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from kit.model.clock import Clock
from kit.model.errors import Unavailable

_FETCH_SECONDS = 5.0
_LEAST_BETWEEN = timedelta(seconds=10)
"""A stranger's made-up key id must not make us ask the issuer on every call."""


class KeySource(Protocol):
    """Where the verifier gets the issuer's keys."""

    async def current(self) -> KeySet:
        """Return the keys as last known.

        Raises:
            Unavailable: there never were any.
        """
        ...

    async def renewed(self) -> KeySet:
        """Return the keys after looking again, because a token names an unknown one."""
        ...


class FileKeys:
    """Keys from a JWKS file, read again when the file changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = (0, 0)
        self._keys = KeySet([])

    async def current(self) -> KeySet:
        """Return the keys in the file."""
        return self._read()

    async def renewed(self) -> KeySet:
        """Return the keys in the file: it is looked at every time."""
        return self._read()

    def _read(self) -> KeySet:
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_ino)
            if stamp != self._stamp:
                self._keys = _key_set(self._path.read_bytes())
                self._stamp = stamp
        except (OSError, ValueError, JoseError):
            if not self._keys.keys:
                raise Unavailable(what="身份签发方公钥") from None
        return self._keys


class UrlKeys:
    """Keys from a URL, kept for a while; an issuer that is away leaves the last ones in force."""

    def __init__(self, url: str, keep: timedelta, clock: Clock) -> None:
        self._url = url
        self._keep = keep
        self._clock = clock
        self._keys = KeySet([])
        self._asked: datetime | None = None
        self._turn = asyncio.Lock()

    async def current(self) -> KeySet:
        """Return the keys, fetched again when they are older than `keep`."""
        return await self._not_older_than(self._keep)

    async def renewed(self) -> KeySet:
        """Return fresh keys, but ask at most every ten seconds."""
        return await self._not_older_than(_LEAST_BETWEEN)

    async def _not_older_than(self, age: timedelta) -> KeySet:
        async with self._turn:
            now = self._clock.now()
            if self._asked is None or now - self._asked >= age or not self._keys.keys:
                await self._fetch()
                self._asked = now
        return self._keys

    async def _fetch(self) -> None:
        try:
            self._keys = _key_set(await asyncio.to_thread(_get, self._url))
        except (OSError, ValueError, JoseError):
            if not self._keys.keys:
                raise Unavailable(what="身份签发方公钥") from None


def key_source(jwks: str, keep: timedelta, clock: Clock) -> KeySource:
    """Return the source for a setting: an http(s) URL, or else a file path."""
    if jwks.startswith(("http://", "https://")):
        return UrlKeys(jwks, keep, clock)
    return FileKeys(Path(jwks))


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=_FETCH_SECONDS) as answer:  # noqa: S310 - http(s) only, from settings
        return cast("bytes", answer.read())


def _key_set(text: bytes) -> KeySet:
    return KeySet.import_key_set(cast("KeySetSerialization", json.loads(text)))
