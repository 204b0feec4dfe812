"""平安家庭 awards: one a year, revocable, never removed from the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Award:
    """The 平安家庭 award of one year; a revoked one stays with the day and the reason."""

    year: int
    granted: date
    revoked: date | None = None
    revoke_reason: str = ""
