"""Tells a person how far the start is: one line a step, a spinner or bar while it lasts."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from time import monotonic

from rich.console import Console
from rich.text import Text

from dev.ctl.progress import Bar, progress_bar

_LONG_S = 10.0
"""In a log, say what is waited for this often at most."""


class Reporter:
    """Writes to a console, in plain lines when it is not a terminal."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def step(self, text: str) -> None:
        """Tell one thing."""
        self.console.print(Text(text))

    @contextmanager
    def waiting(self, text: str) -> Generator[Callable[[str], None]]:
        """Tell that something lasts, what is waited for meanwhile, and how long it took."""
        begun = monotonic()
        if self.console.is_terminal:
            with self.console.status(Text(f"{text}……")) as status:
                yield lambda detail: status.update(Text(f"{text}……  {detail}"))
        else:
            self.step(f"▸ {text}……")
            yield self._now_and_then(begun)
        self.step(f"✓ {text}（{monotonic() - begun:.1f} 秒）")

    def bar(self) -> AbstractContextManager[Bar]:
        """Return a progress bar for the time of a block."""
        return progress_bar(self.console)

    def _now_and_then(self, begun: float) -> Callable[[str], None]:
        last = begun

        def told(detail: str) -> None:
            nonlocal last
            if detail and monotonic() - last >= _LONG_S:
                last = monotonic()
                self.step(f"  {detail}")

        return told
