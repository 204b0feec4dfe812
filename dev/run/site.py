"""`python -m dev.run.site --site villages --plan FILE`: one site, all its services, one process."""

from __future__ import annotations

import argparse
from pathlib import Path

from kit.host import run_apps

from .plan import apps_of, read_plan


def main(argv: list[str] | None = None) -> int:
    """Run the site until SIGTERM."""
    parser = argparse.ArgumentParser(prog="dev.run.site")
    parser.add_argument("--site", required=True)
    parser.add_argument("--plan", type=Path, required=True)
    parser.add_argument("--addresses", default="")
    args = parser.parse_args(argv)
    plan = read_plan(args.plan)
    return run_apps(lambda: apps_of(args.site, plan), address_file=args.addresses)


if __name__ == "__main__":
    raise SystemExit(main())
