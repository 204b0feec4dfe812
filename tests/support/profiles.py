"""How hard tests look: HYPOTHESIS_PROFILE=ci (default), quick (`make check`) or long."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

_TENTHS = {"quick": 1, "ci": 10, "long": 100}
"""Of the whole number of random histories, how many each profile tries."""

_SLOW = [HealthCheck.too_slow]


def load_profile() -> None:
    """Register the profiles and load the chosen one; no example database is kept."""
    settings.register_profile("ci", deadline=None, database=None, suppress_health_check=_SLOW)
    settings.register_profile("quick", settings.get_profile("ci"), max_examples=15)
    settings.register_profile("long", settings.get_profile("ci"), max_examples=1_000)
    settings.load_profile(_profile())


def histories(full: int) -> int:
    """Return how many random histories a test lives through where `full` is the whole number."""
    return max(1, full * _TENTHS[_profile()] // 10)


def many(full: int, shares: int = 1) -> settings:
    """Return the settings of a search through so many histories, or of one of its equal shares.

    Shares are cases of one test, so that workers divide them.
    """
    return settings(
        max_examples=max(1, histories(full) // shares),
        suppress_health_check=_SLOW,
        phases=[Phase.generate, Phase.shrink],
    )


def _profile() -> str:
    return os.environ.get("HYPOTHESIS_PROFILE", "ci")
