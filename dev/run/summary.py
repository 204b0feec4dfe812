"""The summary a person reads when the county is up."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from dev.ctl.output import Column, pairs, table

from .options import RunOptions
from .outcome import Outcome

Names = Callable[[str], str]

_TOWN_COLUMNS: tuple[Column, ...] = (
    "镇", "代码", ("户数", "right"), ("人数", "right"), ("退回行数", "right"),
)  # fmt: skip
_SITE_COLUMNS: tuple[Column, ...] = (
    "站点", ("户数", "right"), ("人数", "right"), ("副本延迟", "right"), "gRPC", "指标",
)  # fmt: skip


def summary(outcome: Outcome, options: RunOptions, names: Names) -> RenderableType:
    """Return the whole summary."""
    return Group(
        Text(),
        table("各镇", _TOWN_COLUMNS, _towns(outcome, names)),
        Text(),
        table("各站点", _SITE_COLUMNS, _sites(outcome)),
        Text(),
        pairs("名册导入", _import_facts(outcome)),
        Text(),
        pairs("试一试（在本目录下粘贴即可）", _commands(outcome, options)),
    )


def _towns(outcome: Outcome, names: Names) -> Iterator[tuple[object, ...]]:
    village = next(iter(outcome.figures.values()))
    rejected = outcome.imported.rejected_by_town
    for code in sorted(village.divisions.keys() | rejected.keys()):
        counts = village.divisions.get(code)
        yield (
            names(code),
            code,
            f"{counts.households:,}" if counts else 0,
            f"{counts.persons:,}" if counts else 0,
            rejected.get(code, 0),
        )
    yield (
        "合计",
        "",
        f"{village.whole.households:,}",
        f"{village.whole.persons:,}",
        f"{outcome.imported.job.rejected_rows:,}",
    )


def _sites(outcome: Outcome) -> Iterator[tuple[object, ...]]:
    for site in outcome.county.sites:
        figures, delay = outcome.figures[site.id].whole, outcome.delays[site.id]
        services = site.services.values()
        yield (
            site.id,
            f"{figures.households:,}",
            f"{figures.persons:,}",
            f"{delay:.1f} 秒" if delay else "—",
            "\n".join(service.rpc for service in services),
            "\n".join(f"http://{service.http}/metrics" for service in services),
        )


def _import_facts(outcome: Outcome) -> Iterator[tuple[str, object]]:
    imported, job = outcome.imported, outcome.imported.job
    yield "名册", f"{outcome.roster.path}（{job.checked_rows:,} 行）"
    yield (
        "结果",
        (
            f"新增 {job.created_households:,} 户，变更 {job.changed_households:,} 户，"
            f"未变 {job.unchanged_households:,} 户，退回 {job.rejected_households:,} 户"
        ),
    )
    if not (job.created_households or job.changed_households):
        yield "说明", "名册与已登记的一致，没有重复导入任何内容"
    yield "退回", f"{job.rejected_rows:,} 行（名册中有意放入了 {outcome.roster.planted} 处错误）"
    if imported.errors is not None:
        yield "错误表", str(imported.errors)
    yield "速度", f"{imported.seconds:.1f} 秒，每秒 {imported.rows_per_second:,.0f} 行"
    yield "三级一致", f"导入结束后 {outcome.converged_seconds:.1f} 秒"
    yield "启动用时", f"{outcome.ready_seconds:.1f} 秒"


def _commands(outcome: Outcome, options: RunOptions) -> Iterator[tuple[str, object]]:
    program = ".venv/bin/gov321ctl"
    data = (
        "" if options.data == Path("build/county") else f" --data {shlex.quote(str(options.data))}"
    )
    town = max(outcome.figures[outcome.county.sites[0].id].divisions, default=outcome.county.code)
    household = outcome.example or "户ID"
    yield "各站点状态", f"{program} status{data}"
    yield "列出一个镇的户", f"{program} household list --division {town}{data}"
    yield "查看一户", f"{program} household get {household}{data}"
    yield "在县级看同一户", f"{program} household get {household} --site county{data}"
    yield "谁看过敏感信息", f"{program} access-log{data}"
    yield "全部命令", f"{program} --help"
