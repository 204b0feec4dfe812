"""The petition service of one site: `python -m services.petition`; settings from the environment.

Without an argument it runs; `migrate` and `leave` are explained by `--help`.
"""

from __future__ import annotations

import sys

from kit.command import run_command

from .app import NAME, build
from .settings import PetitionSettings


def main() -> int:
    """Run until SIGTERM, or do what the command line says; return the exit code."""
    return run_command(NAME, PetitionSettings, build)


if __name__ == "__main__":
    sys.exit(main())
