"""Which roles may call what of tasks sent down (减负) and their catalogue."""

from __future__ import annotations

from kit.authz import Operation
from kit.roles import FieldClass, Role

_STAFF = frozenset({Role.CLERK, Role.REVIEWER})
_KEEPS = frozenset({Role.REVIEWER, Role.COMMAND})
_SENDS = frozenset({Role.HANDLER, Role.COMMAND})
_READ = _STAFF | _SENDS
_COUNT = _READ | {Role.OPERATOR, Role.AUDITOR}

TASKS = {
    f"gov321.petition.v1.TaskService/{method}": operation
    for method, operation in {
        "PutCatalogueItem": Operation(name="列入村级事务目录", roles=_KEEPS),
        "EndCatalogueItem": Operation(name="停用目录事项", roles=_KEEPS),
        "GetCatalogue": Operation(
            name="查看村级事务目录", roles=_READ, field_class=FieldClass.OPEN, scoped=False
        ),
        "SendTask": Operation(name="下达任务到村", roles=_SENDS),
        "ReportTaskDone": Operation(name="报告任务完成", roles=_STAFF),
        "WithdrawTask": Operation(name="撤销下达任务", roles=_SENDS),
        "GetTask": Operation(name="查看下达任务", roles=_READ),
        "ListTasks": Operation(name="列出下达任务", roles=_READ),
        "GetBurdens": Operation(
            name="查看部门下达任务统计", roles=_COUNT, field_class=FieldClass.OPEN
        ),
    }.items()
}
