"""Signed tokens: a JWT (ES256 or Ed25519) becomes a principal.

SM2 signatures are not offered by the JOSE library; an issuer with SM2 keys needs a gateway that
re-issues its tokens as ES256.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError, SecurityWarning
from joserfc.jwk import KeySet

from kit.authz import Principal, principal
from kit.jwks import KeySource, key_source
from kit.model.clock import Clock
from kit.model.division import Tier
from kit.model.errors import NotAuthenticated, Refusal
from kit.settings import AuthSettings

ALGORITHMS = ("ES256", "Ed25519", "EdDSA")
LEEWAY_SECONDS = 30
_MOST_CACHED = 10_000
_CACHED_SECONDS = 300.0
_MOST_CHARACTERS = 8_192


@dataclass(frozen=True, slots=True)
class _Believed:
    principal: Principal
    until: float


class TokenVerifier:
    """Turns a token into a principal and remembers it for five minutes or until it ends."""

    def __init__(self, keys: KeySource, issuer: str, audience: str, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._claims = jwt.JWTClaimsRegistry(
            now=self._now,
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        self._believed: dict[str, _Believed] = {}

    def known(self, token: str) -> Principal | None:
        """Return the principal of a token that was verified a moment ago; costs one lookup."""
        believed = self._believed.get(token)
        if believed is None or self._clock.now().timestamp() >= believed.until:
            return None
        return believed.principal

    async def verify(self, token: str) -> Principal:
        """Return the principal of a token.

        Raises:
            NotAuthenticated: unreadable, wrongly signed, expired, or for another audience.
            Unavailable: the issuer's keys cannot be fetched.
        """
        if len(token) > _MOST_CHARACTERS:
            raise NotAuthenticated(why="token too long")
        found = self.known(token)
        if found is not None:
            return found
        claims = await self._claims_of(token)
        who = _principal(claims)
        self._remember(token, who, float(claims["exp"]))
        return who

    async def _claims_of(self, token: str) -> Mapping[str, Any]:
        try:
            return self._decoded(token, await self._keys.current())
        except InvalidKeyIdError:
            return await self._claims_with_new_keys(token)
        except (JoseError, ValueError) as problem:
            raise NotAuthenticated(why=type(problem).__name__) from None

    async def _claims_with_new_keys(self, token: str) -> Mapping[str, Any]:
        """The issuer may have rotated its keys since we last read them."""
        try:
            return self._decoded(token, await self._keys.renewed())
        except (JoseError, ValueError) as problem:
            raise NotAuthenticated(why=type(problem).__name__) from None

    def _decoded(self, token: str, keys: KeySet) -> Mapping[str, Any]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # issuers still name Ed25519 "EdDSA"
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        try:
            self._claims.validate(claims)
        except ClaimError as problem:
            raise NotAuthenticated(why=f"{problem.error} {problem.claim}") from None
        return claims

    def _remember(self, token: str, who: Principal, expires: float) -> None:
        if len(self._believed) >= _MOST_CACHED:
            self._believed.clear()
        until = min(expires, self._clock.now().timestamp() + _CACHED_SECONDS)
        self._believed[token] = _Believed(who, until)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def verifier_for(settings: AuthSettings, clock: Clock) -> TokenVerifier:
    """Return the verifier that settings describe."""
    keys = key_source(settings.jwks, timedelta(seconds=settings.refresh_seconds), clock)
    return TokenVerifier(keys, settings.issuer, settings.audience, clock)


def _principal(claims: Mapping[str, Any]) -> Principal:
    try:
        tier = Tier[str(claims["tier"]).upper()]
        roles, scope = _texts(claims, "roles"), _texts(claims, "scope")
        return principal(str(claims["sub"]), roles, scope, tier, str(claims.get("unit", "")))
    except (KeyError, TypeError, Refusal) as problem:
        raise NotAuthenticated(why=f"claims {type(problem).__name__}") from None


def _texts(claims: Mapping[str, Any], name: str) -> list[str]:
    values = claims[name]
    if not isinstance(values, list):
        raise TypeError(name)
    return [str(value) for value in values]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
