"""An issuer of tokens for development and trials; production has its own identity provider."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from kit.authz import principal
from kit.model.clock import Clock
from kit.model.division import Tier
from kit.roles import Role

LOCAL_ISSUER = "gov321-local"
AUDIENCE = "gov321"
_ALGORITHM = "ES256"
_OWNER_ONLY = 0o600


class LocalIssuer:
    """Keeps a signing key under a directory (readable by the owner only) and issues tokens."""

    def __init__(
        self, directory: Path, clock: Clock, issuer: str = LOCAL_ISSUER, audience: str = AUDIENCE
    ) -> None:
        self.jwks_path = directory / "jwks.json"
        self._clock = clock
        self._issuer = issuer
        self._audience = audience
        self._key = _kept_key(directory / "issuer.key.json")
        _write_private(self.jwks_path, json.dumps(KeySet([self._key]).as_dict(private=False)))

    def issue(
        self,
        subject: str,
        roles: Iterable[Role],
        scope: Iterable[str],
        tier: Tier,
        lifetime: timedelta = timedelta(hours=8),
        unit: str = "",
    ) -> str:
        """Return a signed token.

        Raises:
            InvalidValue: a scope that is not a division prefix.
        """
        who = principal(subject, roles, scope, tier, unit)
        now = int(self._clock.now().timestamp())
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": who.subject,
            "roles": sorted(who.roles),
            "scope": list(who.scope),
            "tier": tier.name.lower(),
            "iat": now,
            "exp": now + int(lifetime.total_seconds()),
        } | ({"unit": unit} if unit else {})
        header = {"alg": _ALGORITHM, "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[_ALGORITHM])


def _kept_key(path: Path) -> ECKey:
    if path.exists():
        return ECKey.import_key(json.loads(path.read_text(encoding="utf-8")))
    path.parent.mkdir(parents=True, exist_ok=True)
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": _ALGORITHM}, auto_kid=True)
    _write_private(path, json.dumps(key.as_dict(private=True)))
    return key


def _write_private(path: Path, text: str) -> None:
    """Write whole or not at all, readable by the owner only from the first byte on."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY), "w") as file:
        file.write(text)
    part.replace(path)
