"""Sex codes."""

from __future__ import annotations

from enum import Enum


class Sex(Enum):
    """GB/T 2261.1 sex codes."""

    UNKNOWN = 0
    MALE = 1
    FEMALE = 2
    UNSTATED = 9
