"""Which roles may call what of whistles (吹哨报到)."""

from __future__ import annotations

from kit.authz import Operation
from kit.roles import Role

_CALLER = frozenset({Role.CLERK, Role.REVIEWER, Role.COMMAND})
_UNIT = frozenset({Role.HANDLER})
_READ = _CALLER | _UNIT | {Role.GRID_LEADER, Role.SERVICE}

WHISTLES = {
    f"gov321.petition.v1.WhistleService/{method}": operation
    for method, operation in {
        "CallUnits": Operation(name="吹哨", roles=_CALLER),
        "AnswerCall": Operation(name="报到", roles=_UNIT),
        "ClosePart": Operation(name="办结吹哨事项", roles=_UNIT),
        "WaivePart": Operation(name="免除单位吹哨事项", roles=_CALLER),
        "RateUnit": Operation(name="评价报到单位", roles=_CALLER),
        "GetWhistle": Operation(name="查看吹哨", roles=_READ),
        "ListWhistles": Operation(name="列出吹哨", roles=_READ),
    }.items()
}
