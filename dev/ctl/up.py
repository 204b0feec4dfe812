"""`gov321ctl up`: the whole county on this machine."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

from typer import Option, Typer

from dev.run.options import DEFAULT_HOUSEHOLDS, RunOptions
from kit.model.errors import Refusal

from .command import command
from .exits import Exit, exit_of
from .names import division_names
from .session import Session


def add_to(app: Typer) -> None:
    """Register the command."""
    command(app, "up", talks=False)(up)


def up(
    session: Session,
    households: Annotated[
        int, Option("--households", metavar="户数", help="示例县的规模，全县约 92000。", min=1)
    ] = DEFAULT_HOUSEHOLDS,
    once: Annotated[bool, Option("--once", help="就绪并导入后即停止退出。")] = False,
    report: Annotated[
        Path, Option("--report", metavar="文件", help="运行结果（JSON）写到哪里。")
    ] = Path("build/run.json"),
    kafka_port: Annotated[
        int, Option("--kafka-port", metavar="端口", help="Kafka 的端口；0 取空闲的。")
    ] = 0,
    store_port: Annotated[
        int, Option("--store-port", metavar="端口", help="存储的端口；0 取空闲的。")
    ] = 0,
    base_port: Annotated[
        int, Option("--base-port", metavar="端口", help="各站点从此端口起依次占用；0 取空闲的。")
    ] = 0,
) -> int:
    """在本机启动示例县：Kafka、存储、村镇县三级站点，并导入示例名册。"""
    options = RunOptions(
        households, once, session.options.data, report, kafka_port, store_port, base_port
    )
    return run_county(session, options)


def run_county(session: Session, options: RunOptions) -> int:
    """Run the county and tell how it went; the end of a log is shown when something died."""
    # Only this command needs the runner and what it loads.
    from dev.run.outcome import Outcome, report_of  # noqa: PLC0415
    from dev.run.reporter import Reporter  # noqa: PLC0415
    from dev.run.runner import Runner  # noqa: PLC0415
    from dev.run.summary import summary  # noqa: PLC0415

    def finished(outcome: Outcome) -> None:
        names = division_names(session.options)
        session.show(report_of(outcome), lambda: summary(outcome, options, names))

    try:
        complete = asyncio.run(Runner(options, Reporter(session.output.err), finished).run())
    except Refusal as problem:
        show_tail(session, problem)
        session.output.complain(problem.user_text, problem.reason, problem.fields)
        return exit_of(problem)
    return Exit.OK if complete else Exit.INTERRUPTED


def show_tail(session: Session, problem: Refusal) -> None:
    """Show the end of the log a problem names, before the problem itself."""
    from dev.run.sites import tail  # noqa: PLC0415 - as above

    log = problem.fields.get("log")
    for line in tail(Path(log)) if log else ():
        session.output.remark(f"  {line}")
