"""Which roles may call what, and how sensitive the answer is; checked against the servicers."""

from __future__ import annotations

from kit.authz import Operation
from kit.roles import FieldClass, Role

_REGISTER = frozenset({Role.CLERK, Role.REVIEWER})
_REVIEW = frozenset({Role.REVIEWER})
_READ = frozenset({Role.CLERK, Role.REVIEWER, Role.GRID_LEADER, Role.COMMAND, Role.SERVICE})
_COUNT = _READ | {Role.OPERATOR, Role.AUDITOR}
_REVEAL = frozenset({Role.CLERK, Role.REVIEWER, Role.COMMAND, Role.SERVICE})
_OPERATE = frozenset({Role.OPERATOR, Role.SERVICE})
_AUDIT = frozenset({Role.AUDITOR})

_PACKAGE = "gov321.registry.v1"


def _all(service: str, table: dict[str, Operation]) -> dict[str, Operation]:
    return {f"{_PACKAGE}.{service}/{method}": operation for method, operation in table.items()}


HOUSEHOLDS = _all(
    "HouseholdService",
    {
        "RegisterHousehold": Operation(name="登记立户", roles=_REGISTER),
        "AddMember": Operation(name="增加家庭成员", roles=_REGISTER),
        "RemoveMember": Operation(name="减少家庭成员", roles=_REGISTER),
        "ChangeHead": Operation(name="变更户主", roles=_REGISTER),
        "SplitHousehold": Operation(name="分户", roles=_REGISTER),
        "MergeHouseholds": Operation(name="并户", roles=_REGISTER),
        "TransferMember": Operation(name="成员转户", roles=_REGISTER),
        "MoveHousehold": Operation(name="整户迁移", roles=_REGISTER),
        "PlaceHousehold": Operation(name="登记住址和位置", roles=_REGISTER),
        "RequestCorrection": Operation(name="申请信息更正", roles=_REGISTER),
        "ReviewCorrection": Operation(name="审核信息更正", roles=_REVIEW),
        "TagNeed": Operation(name="登记需求", roles=_REGISTER),
        "EndNeed": Operation(name="结束需求", roles=_REGISTER),
        "RecordIncome": Operation(name="登记家庭收入", roles=_REGISTER),
        "GrantAward": Operation(name="授予平安家庭", roles=_REGISTER),
        "RevokeAward": Operation(name="撤销平安家庭", roles=_REVIEW),
    },
)

QUERIES = _all(
    "RegistryService",
    {
        "GetHousehold": Operation(name="查看户信息", roles=_READ),
        "BatchGetHouseholds": Operation(name="批量查看户信息", roles=_READ),
        "ListHouseholds": Operation(name="列出户", roles=_READ),
        "SearchHouseholds": Operation(
            name="按证件或电话查找户",
            roles=_REVEAL,
            field_class=FieldClass.SENSITIVE,
            purpose_required=True,
        ),
        "ListHouseholdRevisions": Operation(name="查看户变更记录", roles=_READ),
        "RevealField": Operation(
            name="查看敏感信息原文",
            roles=_REVEAL,
            field_class=FieldClass.SENSITIVE,
            purpose_required=True,
        ),
        "ListAccessLog": Operation(name="查看访问日志", roles=_AUDIT),
        "GetStatistics": Operation(name="查看统计", roles=_COUNT, field_class=FieldClass.OPEN),
        "RepublishHouseholds": Operation(name="重新发布户数据", roles=_OPERATE),
    },
)

ROSTERS = _all(
    "RosterService",
    {
        "CreateImport": Operation(name="新建名册导入", roles=_REGISTER),
        "UploadImport": Operation(name="上传名册", roles=_REGISTER),
        "GetImport": Operation(name="查看导入任务", roles=_REGISTER),
        "ListImports": Operation(name="列出导入任务", roles=_REGISTER),
        "WatchImport": Operation(name="跟踪导入任务", roles=_REGISTER),
        "CancelImport": Operation(name="取消导入任务", roles=_REGISTER),
        "DownloadImportErrors": Operation(
            name="下载导入错误表",
            roles=_REGISTER,
            field_class=FieldClass.SENSITIVE,
            purpose_required=True,
        ),
    },
)

DUPLICATES = _all(
    "DuplicateService",
    {
        "GetDuplicateCase": Operation(name="查看重复登记核查", roles=_REGISTER),
        "ListDuplicateCases": Operation(name="列出重复登记核查", roles=_REGISTER),
        "DecideDuplicateCase": Operation(name="认定重复登记", roles=_REVIEW),
    },
)

OPERATIONS = HOUSEHOLDS | QUERIES | ROSTERS | DUPLICATES
