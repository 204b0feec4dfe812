"""Progress for people: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Protocol

from gov321.registry.v1.roster_service_pb2 import Import
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

_LOG_STEP = 20
_MB = 1024 * 1024


class Bar(Protocol):
    """Shows how far something is."""

    def at(self, what: str, done: float, total: float) -> None:
        """Show that `done` of `total` is reached in the stage `what`."""
        ...


class _TerminalBar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def at(self, what: str, done: float, total: float) -> None:
        """Move the bar."""
        self._progress.update(self._task, description=what, completed=done, total=total or None)


class _LogBar:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._told = ("", -1)

    def at(self, what: str, done: float, total: float) -> None:
        """Print a line each time another fifth is done."""
        percent = int(done * 100 / total) if total else 0
        told = (what.partition("：")[0], percent // _LOG_STEP)
        if told != self._told:
            self._told = told
            self._console.print(Text(f"  {what} {percent}%"))


@contextmanager
def progress_bar(console: Console) -> Generator[Bar]:
    """Show a bar while the block runs."""
    if not console.is_terminal:
        yield _LogBar(console)
        return
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield _TerminalBar(progress)


def show_import(bar: Bar, job: Import, sent: int) -> None:
    """Show an import: first the bytes on their way, then the rows handled."""
    if job.state == Import.STATE_UPLOADING:
        what = f"上传：{sent / _MB:.1f} / {job.file_size / _MB:.1f} MB"
        bar.at(what, sent, job.file_size)
        return
    bar.at(
        f"导入：{job.checked_rows:,} / {job.total_rows:,} 行",
        job.checked_rows,
        max(job.total_rows, job.checked_rows),
    )
