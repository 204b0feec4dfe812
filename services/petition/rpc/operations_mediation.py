"""Which roles may call what of disputes and mediation."""

from __future__ import annotations

from kit.authz import Operation
from kit.roles import Role

_STAFF = frozenset({Role.CLERK, Role.REVIEWER})
_REVIEW = frozenset({Role.REVIEWER})
_FIELD = _STAFF | {Role.GRID_LEADER}
_READ = _FIELD | {Role.COMMAND, Role.SERVICE}

DISPUTES = {
    f"gov321.petition.v1.DisputeService/{method}": operation
    for method, operation in {
        "RegisterDispute": Operation(name="登记矛盾纠纷", roles=_FIELD),
        "ConsentToMediation": Operation(name="登记同意调解", roles=_STAFF),
        "NameMediators": Operation(name="确定调解员", roles=_STAFF),
        "BeginMediation": Operation(name="开始调解", roles=_STAFF),
        "RecordMediation": Operation(name="登记调解记录", roles=_STAFF),
        "AgreeOrally": Operation(name="登记口头协议", roles=_STAFF),
        "DraftAgreement": Operation(name="制作调解协议书", roles=_STAFF),
        "SignAgreement": Operation(name="登记协议签名", roles=_STAFF),
        "SealAgreement": Operation(name="协议书盖章", roles=_STAFF),
        "RefuseMediation": Operation(name="登记拒绝调解", roles=_STAFF),
        "EndMediation": Operation(name="终止调解", roles=_STAFF),
        "FollowUpAgreement": Operation(name="登记履行回访", roles=_FIELD),
        "BreakOffAgreement": Operation(name="登记不履行协议", roles=_STAFF),
        "AskCourt": Operation(name="登记司法确认申请", roles=_STAFF),
        "RecordCourtResult": Operation(name="登记司法确认结果", roles=_STAFF),
        "FlagRisk": Operation(name="登记纠纷激化风险", roles=_FIELD),
        "ReportRisk": Operation(name="登记风险已报告", roles=_STAFF),
        "GetDispute": Operation(name="查看矛盾纠纷", roles=_READ),
        "ListDisputes": Operation(name="列出矛盾纠纷", roles=_READ),
        "FormCommittee": Operation(name="登记人民调解委员会", roles=_REVIEW),
        "GetCommittee": Operation(name="查看人民调解委员会", roles=_READ),
    }.items()
}
