"""The program `gov321ctl`."""

from __future__ import annotations

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run what was typed; an interrupt, even while the program still loads, ends it quietly."""
    argv = sys.argv[1:]
    try:
        from .application import run  # noqa: PLC0415 - takes most of a second
        from .output import Output  # noqa: PLC0415 - as above

        raise SystemExit(run(argv, Output("--json" in argv)))
    except KeyboardInterrupt:
        raise SystemExit(_INTERRUPTED) from None
