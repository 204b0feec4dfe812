"""The summary a person reads when the county is up."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

from gov321.grid.v1.grid_service_pb2 import GridStatistics
from gov321.petition.v1.petition_service_pb2 import PetitionStatistics
from rich.console import Group, RenderableType
from rich.text import Text

from dev.ctl.grid_views import statistics_view
from dev.ctl.output import Column, pairs, table
from dev.ctl.petition_views import statistics_view as matters_view
from dev.ctl.petition_words import TIERS, UPWARDS

from .gridding import Changes
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
        statistics_view(_grid_rows(outcome), names, "各镇网格与三色"),
        Text(),
        matters_view(_matter_rows(outcome), names),
        Text(),
        table("各站点", _SITE_COLUMNS, _sites(outcome)),
        Text(),
        pairs("名册导入", _import_facts(outcome)),
        Text(),
        pairs("网格与三色", _grid_facts(outcome)),
        Text(),
        pairs("一天的诉求", _matter_facts(outcome)),
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


def _grid_rows(outcome: Outcome) -> list[GridStatistics]:
    village = next(iter(outcome.gridded.figures.values()))
    return [village[town] for town in sorted(village)]


def _matter_rows(outcome: Outcome) -> list[PetitionStatistics]:
    village = next(iter(outcome.mattered.figures.values()))
    return [village[town] for town in sorted(village)]


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


def _grid_facts(outcome: Outcome) -> Iterator[tuple[str, object]]:
    gridded, changes = outcome.gridded, outcome.gridded.changes
    yield "网格覆盖", f"{gridded.uncovered:,} 户不在或不只在一个网格（应为 0）"
    yield (
        "本次变动",
        (
            f"执行方案 {changes.plans:,} 个，任职任命 {changes.appointments:,} 项，"
            f"确定颜色 {changes.colours:,} 户，确定联系 {changes.contacts:,} 项"
        ),
    )
    if changes == Changes():
        yield "说明", "网格、任职、颜色和联系人都已确定，没有重复办理"
    yield (
        "用时",
        (
            f"归入网格 {gridded.placed_seconds:.1f} 秒，"
            f"划分和分类 {gridded.gridded_seconds:.1f} 秒，"
            f"三级一致 {gridded.converged_seconds:.1f} 秒"
        ),
    )


def _matter_facts(outcome: Outcome) -> Iterator[tuple[str, object]]:
    mattered, whole = outcome.mattered, outcome.mattered.whole
    for tier in UPWARDS:
        solved = whole.solved_at_tier.get(tier.name.lower(), 0)
        yield f"{TIERS[tier.name.lower()]}级办结", _share(solved, whole.closed)
    yield "按时办结", _share(whole.closed_in_time, whole.closed)
    yield "在办", f"{whole.open:,} 件，其中超期 {whole.overdue:,} 件"
    yield "退单", f"{whole.returned:,} 件"
    if not mattered.steps:
        yield "说明", "诉求都已办到头，没有重复登记或办理"
    yield (
        "用时",
        f"办理 {mattered.played_seconds:.1f} 秒，三级一致 {mattered.converged_seconds:.1f} 秒",
    )


def _share(part: int, whole: int) -> str:
    return f"{part:,} / {whole:,} 件（{part / whole:.0%}）" if whole else "—"


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
    village, red = outcome.gridded.example.village, outcome.gridded.example.household
    yield "一个村的网格", f"{program} grid show {village or '村代码'}{data}"
    yield "一户的颜色和依据", f"{program} grid care get {red or '户ID'}{data}"
    yield "试拟网格调整方案", f"{program} grid plan draft {village or '村代码'}{data}"
    yield "检查网格覆盖", f"{program} grid check{data}"
    yield "在办的诉求", f"{program} petition list --site county{data}"
    yield "谁看过敏感信息", f"{program} access-log{data}"
    yield "全部命令", f"{program} --help"
