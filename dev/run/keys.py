"""The development key ring and token issuer of a local county, made once and kept."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from kit.key_ring import generate_key_ring
from kit.local_issuer import LocalIssuer
from kit.model.clock import SystemClock

_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the keys are kept; readable by the owner only."""

    ring: Path
    tokens: Path
    jwks: Path


def prepare_keys(directory: Path) -> Keys:
    """Make the keys that are missing; what was sealed before can still be opened."""
    directory.mkdir(parents=True, exist_ok=True)
    ring = directory / "ring.json"
    if not ring.exists():
        _write_private(ring, json.dumps(generate_key_ring().document()))
    tokens = directory / "tokens"
    return Keys(ring, tokens, LocalIssuer(tokens, SystemClock()).jwks_path)


def _write_private(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY), "w") as file:
        file.write(text)
    part.replace(path)
