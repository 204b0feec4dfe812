"""What a run tells: a line for each step while it goes on, a table at its end, one JSON file."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from rich.console import Console
from rich.table import Table

FILE = Path("build/e2e.json")


@dataclass
class Step:
    """One step, how long it took and what it found."""

    title: str
    seconds: float = 0.0
    done: bool = False
    found: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass
class Report:
    """All steps of a run, and the memory of its pods."""

    console: Console = field(default_factory=Console)
    steps: list[Step] = field(default_factory=list[Step])
    memory: dict[str, float] = field(default_factory=dict[str, float])
    problem: str = ""

    @contextmanager
    def step(self, title: str) -> Generator[dict[str, Any]]:
        """Time a step; what it finds is put into the dictionary it is given."""
        step = Step(title)
        self.steps.append(step)
        begun = monotonic()
        try:
            yield step.found
            step.done = True
        finally:
            step.seconds = round(monotonic() - begun, 1)
            mark = "[green]✓[/]" if step.done else "[red]✗[/]"
            self.console.print(f"{mark} {step.seconds:6.1f} 秒  {title}  {_told(step.found)}")

    def finish(self, problem: str = "") -> None:
        """Print the tables and write the file."""
        self.problem = problem
        self.console.print(self._times_table())
        self.console.print(self._memory_table())
        total = sum(step.seconds for step in self.steps)
        self.console.print(f"合计 {total:.0f} 秒；详见 {FILE}")
        if problem:
            self.console.print(f"[red]失败：[/]{problem}", highlight=False)
        document = {
            "ok": not problem,
            "problem": problem,
            "steps": [asdict(step) for step in self.steps],
            "memory_mib": self.memory,
        }
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")

    def _times_table(self) -> Table:
        table = Table("步骤", "秒", "结果", title="各步骤的时间")
        for step in self.steps:
            table.add_row(step.title, f"{step.seconds:.1f}", _told(step.found))
        return table

    def _memory_table(self) -> Table:
        table = Table("Pod", "内存（MiB，工作集）", title="负载之后各 Pod 的内存")
        for name, used in sorted(self.memory.items()):
            table.add_row(name, f"{used:.0f}")
        return table


def _told(found: Mapping[str, Any]) -> str:
    return "，".join(f"{name} {value}" for name, value in found.items())
