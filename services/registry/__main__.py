"""Run the registry of one site: `python -m services.registry`; settings from the environment."""

from __future__ import annotations

import sys

from kit.host import run_apps

from .app import build
from .settings import RegistrySettings


def main() -> int:
    """Run until SIGTERM; return the exit code."""
    settings = RegistrySettings()
    return run_apps(lambda: (build(settings),), settings.telemetry.log_level, settings.address_file)


if __name__ == "__main__":
    sys.exit(main())
