"""Chinese words for the codes of the grid's API, both ways, one table for each."""

from __future__ import annotations

from collections.abc import Mapping

from gov321.grid.v1 import care_pb2 as care
from gov321.grid.v1 import grid_pb2 as grid
from gov321.grid.v1 import line_service_pb2 as line
from gov321.grid.v1.plan_service_pb2 import Plan
from gov321.grid.v1.run_service_pb2 import ColourRun

from .words import Words

SIZE_REASON = Words(
    "规模",
    {
        "户数不足": grid.SIZE_REASON_TOO_FEW_HOUSEHOLDS,
        "户数过多": grid.SIZE_REASON_TOO_MANY_HOUSEHOLDS,
        "人数不足": grid.SIZE_REASON_TOO_FEW_PERSONS,
        "人数过多": grid.SIZE_REASON_TOO_MANY_PERSONS,
    },
)
POST = Words(
    "职务",
    {
        "村委成员": grid.POST_COMMITTEE_MEMBER,
        "组长": grid.POST_GROUP_HEAD,
        "中心户长": grid.POST_CORE_HOUSEHOLDER,
        "党员": grid.POST_PARTY_MEMBER,
        "人大代表": grid.POST_DEPUTY,
    },
)
END_REASON = Words(
    "原因",
    {
        "任期届满": grid.END_REASON_TERM_OVER,
        "换人": grid.END_REASON_REPLACED,
        "辞任": grid.END_REASON_RESIGNED,
        "去世": grid.END_REASON_DIED,
        "迁出": grid.END_REASON_LEFT,
        "网格撤销": grid.END_REASON_GRID_ENDED,
        "户已注销": grid.END_REASON_HOUSEHOLD_ENDED,
    },
)
LINE = Words(
    "联系线",
    {
        "党员": care.LINE_PARTY,
        "代表": care.LINE_DEPUTY,
        "户长": care.LINE_CORE_HOUSEHOLDER,
    },
)
COLOUR = Words(
    "颜色",
    {
        "绿": care.COLOUR_GREEN,
        "黄": care.COLOUR_YELLOW,
        "红": care.COLOUR_RED,
        "待定": care.COLOUR_PENDING,
    },
)
COLOUR_NAMES: Mapping[str, str] = {
    "green": "绿 放心户",
    "yellow": "黄 关心户",
    "red": "红 连心户",
    "pending": "待定",
    "none": "未定",
}
"""Wire name of a colour → how people say it."""

IN_FORCE = ("green", "yellow", "red", "none")
"""What a household can stand at: nobody's decision says 待定, that is what the rules may say."""

DECIDED: Mapping[str, str] = {"confirmed": "人工确认", "run": "年度分类", "override": "人工确定"}
VISIT_KIND = Words(
    "方式",
    {
        "接待": care.VISIT_KIND_RECEPTION,
        "约见": care.VISIT_KIND_APPOINTMENT,
        "走访": care.VISIT_KIND_VISIT,
    },
)
DUTY = Words(
    "网格长职责",
    {
        "宣传政策": care.DUTY_CODE_PUBLICITY,
        "社情民意": care.DUTY_CODE_OPINION,
        "收集诉求": care.DUTY_CODE_APPEAL,
        "反馈信息": care.DUTY_CODE_FEEDBACK,
        "化解矛盾": care.DUTY_CODE_MEDIATION,
        "环境卫生": care.DUTY_CODE_SANITATION,
        "食品安全": care.DUTY_CODE_FOOD_SAFETY,
        "代办事项": care.DUTY_CODE_ERRAND,
    },
)
SESSION = Words(
    "活动",
    {"接待日": line.SESSION_KIND_RECEPTION_DAY, "座谈会": line.SESSION_KIND_VOTER_MEETING},
)
PLAN_KIND = Words(
    "调整方式",
    {
        "划分": Plan.KIND_PARTITION,
        "修补": Plan.KIND_REPAIR,
        "拆分": Plan.KIND_SPLIT,
        "合并": Plan.KIND_MERGE,
        "移户": Plan.KIND_MOVE,
        "单列": Plan.KIND_EXTRACT,
    },
)
AS_ORDERED = "as ordered"
METHOD: Mapping[str, str] = {
    "segments": "顺路分段",
    "search": "邻户调整",
    "solver": "整体求解",
    "least violation": "尽量接近",
    "kept": "保持不变",
    "moves": "移动少数户",
    AS_ORDERED: "按要求",
}
"""How a division was found → how people say it; one this program does not know stays as it is."""

PLAN_STATUS = Words(
    "方案状态",
    {
        "已拟定": Plan.STATUS_DRAFTED,
        "已执行": Plan.STATUS_APPLIED,
        "已撤销": Plan.STATUS_UNDONE,
        "已过时": Plan.STATUS_STALE,
    },
)
RUN_STATUS = Words(
    "年度分类状态",
    {
        "已拟定": ColourRun.STATUS_DRAFTED,
        "执行中": ColourRun.STATUS_APPLYING,
        "已执行": ColourRun.STATUS_APPLIED,
    },
)
