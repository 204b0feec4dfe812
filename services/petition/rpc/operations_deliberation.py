"""Which roles may call what of deliberations (两说一商)."""

from __future__ import annotations

from kit.authz import Operation
from kit.roles import Role

_STAFF = frozenset({Role.CLERK, Role.REVIEWER})
_REVIEW = frozenset({Role.REVIEWER})
_FIELD = _STAFF | {Role.GRID_LEADER}
_READ = _FIELD | {Role.COMMAND, Role.SERVICE}

DELIBERATIONS = {
    f"gov321.petition.v1.DeliberationService/{method}": operation
    for method, operation in {
        "RaiseTopic": Operation(name="提出协商议题", roles=_FIELD | {Role.SERVICE}),
        "RecordTalk": Operation(name="登记说事", roles=_FIELD),
        "RecordConsultation": Operation(name="登记协商会议", roles=_FIELD),
        "RecordOpinion": Operation(name="登记协商意见", roles=_STAFF),
        "AssignOpinion": Operation(name="研究交办协商意见", roles=_REVIEW),
        "CallVote": Operation(name="召集表决", roles=_STAFF),
        "CastBallots": Operation(name="登记表决票", roles=_STAFF),
        "VoidBallot": Operation(name="作废表决票", roles=_REVIEW),
        "CloseVote": Operation(name="登记表决结果", roles=_REVIEW),
        "DecideTopic": Operation(name="作出决定", roles=_REVIEW),
        "DeclineTopic": Operation(name="决定不采纳", roles=_REVIEW),
        "FeedBackReason": Operation(name="反馈不采纳原因", roles=_STAFF),
        "BeginExecution": Operation(name="开始执行", roles=_STAFF),
        "ReportExecution": Operation(name="登记执行进展", roles=_FIELD),
        "DelayExecution": Operation(name="延长执行期限", roles=_REVIEW),
        "CompleteExecution": Operation(name="登记执行完毕", roles=_STAFF),
        "PubliciseResult": Operation(name="公示结果", roles=_STAFF),
        "CloseDeliberation": Operation(name="办结协商议题", roles=_REVIEW),
        "GetDeliberation": Operation(name="查看协商议题", roles=_READ),
        "ListDeliberations": Operation(name="列出协商议题", roles=_READ),
    }.items()
}
