"""Grids, plans and coverage on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gov321.grid.v1 import grid_service_pb2 as pb
from gov321.grid.v1.grid_pb2 import Grid, Posting, Vacancy
from gov321.grid.v1.plan_service_pb2 import GroupOutcome, Plan
from rich.console import Group, RenderableType

from . import grid_words as words
from .output import Column, pairs, table
from .views import Names, day_text, time_text

_GRID_COLUMNS: tuple[Column, ...] = (
    "编码", "级", "名称", ("户数", "right"), ("户籍", "right"), ("在家", "right"), "规模",
    "网格长", "起止",
)  # fmt: skip
_COVERAGE_COLUMNS: tuple[Column, ...] = (
    "村（社区）", ("户数", "right"), ("无网格", "right"), ("重复", "right"), ("多余", "right"),
    ("超出规模", "right"), ("其中例外", "right"), ("缺网格长", "right"), ("无坐标", "right"),
)  # fmt: skip
_STATISTICS_COLUMNS: tuple[Column, ...] = (
    "区划", ("户数", "right"), ("二级", "right"), ("三级", "right"), ("合规", "right"),
    ("缺网格长", "right"), ("绿", "right"), ("黄", "right"), ("红", "right"), ("未定", "right"),
    ("待确认", "right"), ("红户缺联系人", "right"), ("走访超期", "right"),
)  # fmt: skip


def village_view(village: pb.Village, names: Names) -> RenderableType:
    """Return one village with its grids, posts and vacancies."""
    title = f"{names(village.village)}（{village.village}）版本 {village.revision}"
    return Group(
        _grids(title, village.grids),
        posting_list(village.postings),
        _vacancies(village.vacancies),
    )


def grid_list(grids: Iterable[Grid], names: Names) -> RenderableType:
    """Return a list of grids, each with its village in front."""
    found = list(grids)
    title = "网格" if len(found) != 1 else f"网格（{names(found[0].code[:12])}）"
    return _grids(title, found)


def _grids(title: str, grids: Iterable[Grid]) -> RenderableType:
    rows = [
        (
            grid.code,
            grid.level,
            grid.name,
            grid.households,
            grid.registered,
            grid.present,
            size_text(grid) if grid.leaf else "—",
            leader_text(grid),
            day_text(grid.since) + (f" 至 {day_text(grid.until)}" if grid.until.year else ""),
        )
        for grid in grids
    ]
    return table(title, _GRID_COLUMNS, rows)


def size_text(grid: Grid) -> str:
    """Return whether a leaf is inside the bounds, and why not."""
    text = _bounds_text(grid.size_reasons)
    return f"{text}（例外：{grid.exemption.reason}）" if grid.exemption.reason else text


def _bounds_text(reasons: Iterable[int]) -> str:
    return "、".join(words.SIZE_REASON.word(reason) for reason in reasons) or "合规"


def leader_text(grid: Grid) -> str:
    """Return who leads a grid."""
    if grid.until.year:
        return ""
    leader = grid.leader
    return leader.name + ("（代）" if leader.substitute else "") if leader.person_id else "空缺"


def posting_list(postings: Iterable[Posting]) -> RenderableType:
    """Return posts, a line each."""
    columns: tuple[Column, ...] = ("职务", "姓名", "任职", "任期至", "离任", "人员ID")
    rows = [
        (
            words.POST.word(posting.post),
            posting.name,
            day_text(posting.since),
            day_text(posting.term_end),
            f"{day_text(posting.until)} {words.END_REASON.word(posting.end_reason)}".strip(),
            posting.person_id,
        )
        for posting in postings
    ]
    return table("任职", columns, rows)


def _vacancies(vacancies: Iterable[Vacancy]) -> RenderableType:
    columns: tuple[Column, ...] = ("网格", "自", "原因", "空缺ID")
    rows = [
        (v.grid, day_text(v.opened), words.END_REASON.word(v.cause), v.vacancy_id)
        for v in vacancies
    ]
    return table("网格长空缺", columns, rows)


def household_rows(households: Iterable[pb.GridHousehold]) -> RenderableType:
    """Return the households of a grid, a line each."""
    columns: tuple[Column, ...] = ("户ID", "网格", ("户籍", "right"), ("在家", "right"), "坐标")
    rows = [
        (h.household_id, h.leaf, h.registered, h.present, "无，按小组归入" if h.placeless else "有")
        for h in households
    ]
    return table("网格内的户", columns, rows)


def coverage_view(villages: Iterable[pb.VillageCoverage], names: Names) -> RenderableType:
    """Return the coverage of villages, a line each."""
    rows = [
        (
            names(v.village),
            v.households,
            v.without_grid,
            v.in_two_grids,
            v.unknown,
            v.leaves_out_of_bounds,
            v.exempted,
            v.vacant_leaders,
            v.placeless,
        )
        for v in villages
    ]
    return table("网格覆盖", _COVERAGE_COLUMNS, rows)


def statistics_view(
    divisions: Iterable[pb.GridStatistics], names: Names, title: str = "网格与三色"
) -> RenderableType:
    """Return the counts of divisions with their sum, a line each."""
    found = list(divisions)
    rows = [(names(one.division), *_counts([one])) for one in found]
    if len(found) > 1:
        rows.append(("合计", *_counts(found)))
    return table(title, _STATISTICS_COLUMNS, rows)


def _counts(found: list[pb.GridStatistics]) -> Iterator[str]:
    yield f"{sum(one.households for one in found):,}"
    yield f"{sum(one.second_level for one in found):,}"
    yield f"{sum(one.third_level for one in found):,}"
    legal, leaves = sum(o.leaves_in_bounds for o in found), sum(o.leaves for o in found)
    yield f"{legal:,} / {leaves:,}"
    yield f"{sum(one.vacant_leaders for one in found):,}"
    for colour in words.IN_FORCE:
        yield f"{sum(one.colours[colour] for one in found if colour in one.colours):,}"
    yield f"{sum(one.proposals for one in found):,}"
    yield f"{sum(one.red_without_contact for one in found):,}"
    yield f"{sum(one.visits_overdue for one in found):,}"


def plan_view(plan: Plan, names: Names) -> RenderableType:
    """Return a plan with its diff."""
    return Group(
        pairs("网格调整方案", _plan_facts(plan, names)),
        _outcomes(plan),
        _planned(plan),
        _moves(plan),
    )


def _plan_facts(plan: Plan, names: Names) -> Iterator[tuple[str, object]]:
    yield "方案ID", plan.plan_id
    yield "村（社区）", f"{names(plan.village)}（{plan.village}）"
    yield (
        "方式 / 状态",
        f"{words.PLAN_KIND.word(plan.kind)} / {words.PLAN_STATUS.word(plan.status)}",
    )
    yield "拟定", f"{time_text(plan.draft_time)} {plan.drafted_by}"
    yield "改变网格的户", len(plan.moves)
    if plan.ended_grids:
        yield "撤销的网格", "、".join(plan.ended_grids)
    if plan.households_behind:
        yield "尚未跟上的户", plan.households_behind


def _outcomes(plan: Plan) -> RenderableType:
    columns: tuple[Column, ...] = (
        "小组", ("户数", "right"), ("人数", "right"), ("网格数", "right"), "规模", "连片", "方法",
    )  # fmt: skip
    rows = [
        (
            one.group,
            one.households,
            one.persons,
            one.grids,
            _legality(one),
            "是" if one.contiguous else "否",
            words.METHOD.get(one.method, one.method),
        )
        for one in plan.groups
    ]
    return table("各小组", columns, rows)


def _legality(one: GroupOutcome) -> str:
    if one.legal:
        return "合规"
    if one.method == words.AS_ORDERED:
        return f"按要求划分，偏离 {one.violation:.2f}"
    return f"{'无合规划分' if one.exact else '未能判定'}，偏离 {one.violation:.2f}"


def _planned(plan: Plan) -> RenderableType:
    columns: tuple[Column, ...] = (
        "编码",
        "名称",
        ("户数", "right"),
        ("人数", "right"),
        "规模",
        "新设",
    )
    rows = [
        (
            grid.code,
            grid.name,
            grid.households,
            grid.persons,
            _bounds_text(grid.size_reasons),
            "是" if grid.new else "",
        )
        for grid in plan.grids
    ]
    return table("调整后的网格", columns, rows)


def _moves(plan: Plan) -> RenderableType:
    columns: tuple[Column, ...] = (
        "户ID", "原网格", "新网格", ("随迁联系", "right"), ("随迁走访", "right"),
    )  # fmt: skip
    rows = [(m.household_id, m.before, m.after, m.contacts, m.visits) for m in plan.moves]
    return table("改变网格的户", columns, rows)


def plan_list(plans: Iterable[Plan], names: Names) -> RenderableType:
    """Return plans, a line each."""
    columns: tuple[Column, ...] = ("方案ID", "村（社区）", "方式", "状态", "拟定", "何人")
    rows = [
        (
            plan.plan_id,
            names(plan.village),
            words.PLAN_KIND.word(plan.kind),
            words.PLAN_STATUS.word(plan.status),
            time_text(plan.draft_time),
            plan.drafted_by,
        )
        for plan in plans
    ]
    return table("网格调整方案", columns, rows)
