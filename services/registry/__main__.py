"""The registry of one site: `python -m services.registry`; settings from the environment.

Without an argument it runs; `migrate` and `leave` are explained by `--help`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kit.command import run_command

from .app import NAME, build
from .settings import RegistrySettings


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGTERM, or do what the command line says; return the exit code."""
    return run_command(NAME, RegistrySettings, build, argv)


if __name__ == "__main__":
    sys.exit(main())
