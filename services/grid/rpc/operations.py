"""Which roles may call what, and how sensitive the answer is; checked against the servicers."""

from __future__ import annotations

from kit.authz import Operation
from kit.roles import FieldClass, Role

_STAFF = frozenset({Role.CLERK, Role.REVIEWER})
_REVIEW = frozenset({Role.REVIEWER})
_FIELD = _STAFF | {Role.GRID_LEADER}
_READ = _FIELD | {Role.COMMAND, Role.SERVICE}
_COUNT = _READ | {Role.OPERATOR, Role.AUDITOR}
_OPERATE = frozenset({Role.OPERATOR, Role.SERVICE})

_PACKAGE = "gov321.grid.v1"


def _all(service: str, table: dict[str, Operation]) -> dict[str, Operation]:
    return {f"{_PACKAGE}.{service}/{method}": operation for method, operation in table.items()}


GRIDS = _all(
    "GridService",
    {
        "GetVillage": Operation(name="查看村网格", roles=_READ),
        "ListGrids": Operation(name="列出网格", roles=_READ),
        "ListGridHouseholds": Operation(name="列出网格内的户", roles=_READ),
        "CheckCoverage": Operation(name="检查网格覆盖", roles=_COUNT, field_class=FieldClass.OPEN),
        "GetGridStatistics": Operation(
            name="查看网格统计", roles=_COUNT, field_class=FieldClass.OPEN
        ),
        "ExemptGrid": Operation(name="批准网格规模例外", roles=_REVIEW),
        "DrawRidges": Operation(name="划定山脊河流界线", roles=_STAFF),
        "RepublishGrids": Operation(name="重新发布网格数据", roles=_OPERATE),
    },
)

PLANS = _all(
    "PlanService",
    {
        "DraftPlan": Operation(name="拟定网格调整方案", roles=_STAFF),
        "GetPlan": Operation(name="查看网格调整方案", roles=_STAFF),
        "ListPlans": Operation(name="列出网格调整方案", roles=_STAFF),
        "ApplyPlan": Operation(name="执行网格调整方案", roles=_REVIEW),
        "UndoPlan": Operation(name="撤销网格调整方案", roles=_REVIEW),
    },
)

LINES = _all(
    "LineService",
    {
        "TakePost": Operation(name="登记任职", roles=_STAFF),
        "LeavePost": Operation(name="登记离任", roles=_STAFF),
        "ListPostings": Operation(name="列出任职", roles=_READ),
        "AppointLeader": Operation(name="任命网格长", roles=_STAFF),
        "ReleaseLeader": Operation(name="免去网格长", roles=_STAFF),
        "ListVacancies": Operation(name="列出空缺", roles=_READ),
        "AssignContact": Operation(name="确定联系人", roles=_STAFF),
        "EndContact": Operation(name="结束联系", roles=_STAFF),
        "AssignContactsByGrid": Operation(name="按网格确定联系人", roles=_STAFF),
        "ListContacts": Operation(name="列出联系的户", roles=_READ),
        "ListSchedule": Operation(name="查看接待日和座谈会安排", roles=_READ),
        "RecordSession": Operation(name="登记接待日或座谈会", roles=_FIELD),
    },
)

CARES = _all(
    "CareService",
    {
        "GetCare": Operation(name="查看联系服务情况", roles=_READ),
        "BatchGetCares": Operation(name="批量查看联系服务情况", roles=_READ),
        "ListCares": Operation(name="列出联系服务情况", roles=_READ),
        "ListColourSpells": Operation(name="查看颜色变更记录", roles=_STAFF),
        "ConfirmColour": Operation(name="确认三色分类", roles=_REVIEW),
        "OverrideColour": Operation(name="人工确定三色分类", roles=_REVIEW),
        "EndOverride": Operation(name="结束人工分类", roles=_REVIEW),
        "RefuseClassification": Operation(name="登记不接受自动分类", roles=_STAFF),
        "RecordVisit": Operation(name="登记走访", roles=_FIELD),
        "ListVisits": Operation(name="列出走访记录", roles=_FIELD),
    },
)

RUNS = _all(
    "ColourRunService",
    {
        "DraftRun": Operation(name="拟定年度分类", roles=_STAFF),
        "GetRun": Operation(name="查看年度分类", roles=_STAFF),
        "ListRunChanges": Operation(name="列出年度分类变动", roles=_STAFF),
        "ApplyRun": Operation(name="执行年度分类", roles=_REVIEW),
    },
)

OPERATIONS = GRIDS | PLANS | LINES | CARES | RUNS
