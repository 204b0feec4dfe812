"""How hard hypothesis looks: HYPOTHESIS_PROFILE=ci (default) or quick."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings


def load_profile() -> None:
    """Register the profiles and load the chosen one; no example database is kept."""
    slow = [HealthCheck.too_slow]
    settings.register_profile("ci", deadline=None, database=None, suppress_health_check=slow)
    settings.register_profile("quick", settings.get_profile("ci"), max_examples=15)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
