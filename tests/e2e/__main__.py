"""`make e2e`: a county on the cluster `KUBECONFIG` points at, from nothing to removed again."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from .access import Access
from .cluster import Cluster
from .matters import settle
from .options import ROOT, Options, options_of
from .releases import Releases
from .report import Report
from .shell import StepFailed
from .story import Run, come_up, divide, fill
from .trouble import lose_kafka, lose_store, scale_down, under_load

FOLDER = ROOT / "build/e2e"
"""Keys and files of values, kept for a look at what was left behind."""

STORY = (come_up, fill, divide, settle, under_load, scale_down, lose_kafka, lose_store)


def main() -> int:
    """Tell the story, remove everything, return 0 when all of it went well."""
    try:
        options = options_of()
    except StepFailed as problem:
        Console(stderr=True).print(str(problem), highlight=False)
        return 2
    report = Report()
    problem = ""
    run = _run(options, report, FOLDER)
    try:
        for chapter in STORY:
            chapter(run)
    except StepFailed as failed:
        problem = str(failed)
    finally:
        if not options.keep:
            left = _remove(run)
            problem = problem or left
    report.finish(problem)
    return 1 if problem else 0


def _run(options: Options, report: Report, folder: Path) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(options.namespace)
    return Run(
        options=options,
        cluster=cluster,
        releases=Releases(cluster, options, folder),
        access=Access(cluster, folder),
        report=report,
        folder=folder,
    )


def _remove(run: Run) -> str:
    """Leave nothing behind; return why that could not be done, or nothing."""
    try:
        with run.report.step("卸载并删除命名空间"):
            run.releases.uninstall()
            run.cluster.delete_namespace()
    except StepFailed as failed:
        return str(failed)
    return ""


if __name__ == "__main__":
    sys.exit(main())
