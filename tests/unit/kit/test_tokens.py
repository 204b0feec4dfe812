"""Only a fresh token of the right issuer, for us, is believed."""

from __future__ import annotations

import asyncio
import http.server
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OKPKey

from kit.jwks import FileKeys, KeySource, UrlKeys, key_source
from kit.local_issuer import LocalIssuer
from kit.model.clock import ManualClock
from kit.model.division import Tier
from kit.model.errors import InvalidValue, NotAuthenticated, Unavailable
from kit.roles import Role
from kit.settings import AuthSettings
from kit.tokens import TokenVerifier, verifier_for

START = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def issuer(tmp_path: Path, clock: ManualClock) -> LocalIssuer:
    return LocalIssuer(tmp_path, clock)


def a_verifier(keys: KeySource, clock: ManualClock, audience: str = "gov321") -> TokenVerifier:
    return TokenVerifier(keys, "gov321-local", audience, clock)


def a_token(issuer: LocalIssuer, **changes: Any) -> str:
    return issuer.issue("clerk-1", [Role.CLERK], ["610921104206"], Tier.VILLAGE, **changes)


async def test_a_token_becomes_the_principal_it_names(
    issuer: LocalIssuer, clock: ManualClock
) -> None:
    who = await a_verifier(FileKeys(issuer.jwks_path), clock).verify(a_token(issuer))
    assert who.subject == "clerk-1"
    assert (who.roles, who.scope, who.tier) == ({Role.CLERK}, ("610921104206",), Tier.VILLAGE)


async def test_an_expired_token_is_refused_even_when_it_was_known(
    issuer: LocalIssuer, clock: ManualClock
) -> None:
    verifier = a_verifier(FileKeys(issuer.jwks_path), clock)
    token = a_token(issuer, lifetime=timedelta(minutes=2))
    await verifier.verify(token)
    clock.advance(timedelta(minutes=3))
    with pytest.raises(NotAuthenticated, match="exp"):
        await verifier.verify(token)


async def test_a_token_for_another_audience_is_refused(
    issuer: LocalIssuer, clock: ManualClock
) -> None:
    with pytest.raises(NotAuthenticated, match="aud"):
        await a_verifier(FileKeys(issuer.jwks_path), clock, "other").verify(a_token(issuer))


async def test_a_token_of_another_issuer_is_refused(tmp_path: Path, clock: ManualClock) -> None:
    stranger = LocalIssuer(tmp_path, clock, issuer="stranger")
    with pytest.raises(NotAuthenticated, match="iss"):
        await a_verifier(FileKeys(stranger.jwks_path), clock).verify(a_token(stranger))


async def test_a_token_signed_with_another_key_is_refused(
    tmp_path: Path, issuer: LocalIssuer, clock: ManualClock
) -> None:
    other = LocalIssuer(tmp_path / "other", clock)
    with pytest.raises(NotAuthenticated):
        await a_verifier(FileKeys(issuer.jwks_path), clock).verify(a_token(other))


@pytest.mark.parametrize("token", ["", "a.b.c", "ä", "x" * 9000, "e30.e30."])
async def test_what_is_no_token_is_refused(
    issuer: LocalIssuer, clock: ManualClock, token: str
) -> None:
    with pytest.raises(NotAuthenticated):
        await a_verifier(FileKeys(issuer.jwks_path), clock).verify(token)


def signed(claims: dict[str, Any], key: ECKey | OKPKey, alg: str) -> str:
    return jwt.encode({"alg": alg, "kid": key.kid}, claims, key, algorithms=[alg])


def claims(**changes: Any) -> dict[str, Any]:
    whole = {
        "iss": "gov321-local",
        "aud": ["gov321"],
        "sub": "u",
        "roles": ["clerk"],
        "scope": ["610921"],
        "tier": "county",
        "exp": int(START.timestamp()) + 600,
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    "change",
    [
        {"roles": "clerk"},
        {"scope": None},
        {"tier": "galaxy"},
        {"scope": ["61"]},
        {"exp": None},
        {"exp": "soon"},
        {"sub": None},
    ],
    ids=str,
)
async def test_a_signed_token_with_broken_claims_is_refused(
    tmp_path: Path, clock: ManualClock, change: dict[str, Any]
) -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    write_keys(tmp_path / "jwks.json", key)
    with pytest.raises(NotAuthenticated):
        await a_verifier(FileKeys(tmp_path / "jwks.json"), clock).verify(
            signed(claims(**change), key, "ES256")
        )


async def test_an_ed25519_signature_is_believed(tmp_path: Path, clock: ManualClock) -> None:
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    write_keys(tmp_path / "jwks.json", key)
    verifier = a_verifier(FileKeys(tmp_path / "jwks.json"), clock)
    assert (await verifier.verify(signed(claims(), key, "Ed25519"))).subject == "u"


async def test_new_keys_in_the_file_are_read_without_a_restart(
    tmp_path: Path, clock: ManualClock
) -> None:
    old, new = (ECKey.generate_key("P-256", auto_kid=True) for _ in range(2))
    path = tmp_path / "jwks.json"
    write_keys(path, old)
    verifier = a_verifier(FileKeys(path), clock)
    await verifier.verify(signed(claims(), old, "ES256"))
    path.unlink()
    write_keys(path, new)
    assert (await verifier.verify(signed(claims(), new, "ES256"))).subject == "u"


async def test_missing_keys_are_told_as_unavailable(tmp_path: Path, clock: ManualClock) -> None:
    with pytest.raises(Unavailable):
        await a_verifier(FileKeys(tmp_path / "none.json"), clock).verify("a.b.c")


def test_the_signing_key_is_readable_by_its_owner_only_and_kept(
    tmp_path: Path, clock: ManualClock
) -> None:
    LocalIssuer(tmp_path / "issuer", clock)
    path = tmp_path / "issuer" / "issuer.key.json"
    kept = path.read_bytes()
    LocalIssuer(tmp_path / "issuer", clock)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == kept


def test_the_issuer_refuses_a_scope_that_is_no_division(issuer: LocalIssuer) -> None:
    with pytest.raises(InvalidValue):
        issuer.issue("u", [Role.CLERK], ["61"], Tier.VILLAGE)


def test_the_public_keys_hold_no_private_part(issuer: LocalIssuer) -> None:
    assert "d" not in json.loads(issuer.jwks_path.read_text(encoding="utf-8"))["keys"][0]


def write_keys(path: Path, *keys: ECKey | OKPKey) -> None:
    path.write_text(json.dumps(KeySet(list(keys)).as_dict(private=False)), encoding="utf-8")


class _KeyServer(http.server.BaseHTTPRequestHandler):
    keys: tuple[ECKey, ...] = ()
    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(KeySet(list(self.keys)).as_dict(private=False)).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def key_server() -> Iterator[http.server.HTTPServer]:
    _KeyServer.asked = 0
    server = http.server.HTTPServer(("127.0.0.1", 0), _KeyServer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


async def test_keys_from_a_url_are_kept_and_asked_for_again_when_unknown(
    key_server: http.server.HTTPServer, clock: ManualClock
) -> None:
    old, new = (ECKey.generate_key("P-256", auto_kid=True) for _ in range(2))
    _KeyServer.keys = (old,)
    url = f"http://127.0.0.1:{key_server.server_port}/jwks"
    verifier = a_verifier(key_source(url, timedelta(minutes=5), clock), clock)
    await asyncio.gather(*(verifier.verify(signed(claims(sub=s), old, "ES256")) for s in "abc"))
    assert _KeyServer.asked == 1
    _KeyServer.keys = (old, new)
    with pytest.raises(NotAuthenticated):
        await verifier.verify(signed(claims(), new, "ES256"))
    assert _KeyServer.asked == 1, "a stranger's key id does not make us ask at once"
    clock.advance(timedelta(seconds=11))
    assert (await verifier.verify(signed(claims(), new, "ES256"))).subject == "u"


async def test_an_issuer_that_goes_away_leaves_the_last_keys_in_force(
    key_server: http.server.HTTPServer, clock: ManualClock
) -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    _KeyServer.keys = (key,)
    keys = UrlKeys(f"http://127.0.0.1:{key_server.server_port}/", timedelta(0), clock)
    assert (await keys.current()).keys
    key_server.server_close()
    assert (await keys.current()).keys


async def test_an_issuer_that_never_answered_is_unavailable(clock: ManualClock) -> None:
    with pytest.raises(Unavailable):
        await UrlKeys("http://127.0.0.1:9/", timedelta(0), clock).current()


def test_a_path_is_a_file_source(clock: ManualClock) -> None:
    assert isinstance(key_source("/keys/jwks.json", timedelta(0), clock), FileKeys)


async def test_settings_describe_a_verifier(issuer: LocalIssuer, clock: ManualClock) -> None:
    verifier = verifier_for(AuthSettings(jwks=str(issuer.jwks_path)), clock)
    assert (await verifier.verify(a_token(issuer))).subject == "clerk-1"
