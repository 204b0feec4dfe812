"""Which roles may call what, and how sensitive the answer is; checked against the servicers.

Which role may take which step is the table of `domain/life_cycle.py`; here stands who may ask.
"""

from __future__ import annotations

from kit.authz import Operation
from kit.roles import FieldClass, Role

from .operations_deliberation import DELIBERATIONS
from .operations_mediation import DISPUTES
from .operations_tasks import TASKS
from .operations_whistle import WHISTLES

_DESK = frozenset({Role.CLERK, Role.REVIEWER, Role.COMMAND, Role.DISCIPLINE})
_UNIT = _DESK | {Role.HANDLER}
_REVIEW = frozenset({Role.REVIEWER, Role.DISCIPLINE})
_INTAKE = _DESK | {Role.GRID_LEADER, Role.SERVICE}
_PETITIONER = frozenset({Role.SERVICE, Role.CLERK})
_COUNT = _UNIT | {Role.SERVICE, Role.OPERATOR, Role.AUDITOR}
_OPERATE = frozenset({Role.OPERATOR, Role.SERVICE})

_PACKAGE = "gov321.petition.v1"


def _all(service: str, table: dict[str, Operation]) -> dict[str, Operation]:
    return {f"{_PACKAGE}.{service}/{method}": operation for method, operation in table.items()}


PETITIONS = _all(
    "PetitionService",
    {
        "SubmitPetition": Operation(name="登记诉求", roles=_INTAKE),
        "AcceptPetition": Operation(name="受理诉求", roles=_DESK),
        "RejectPetition": Operation(name="决定不予受理", roles=_REVIEW),
        "AssignPetition": Operation(name="交办诉求", roles=_DESK),
        "ContactPetitioner": Operation(name="登记首次联系", roles=_UNIT),
        "ReturnPetition": Operation(name="退单", roles=_UNIT),
        "TransferPetition": Operation(name="移交诉求", roles=_DESK),
        "ExtendPetition": Operation(name="批准延期", roles=_REVIEW),
        "PausePetition": Operation(name="中止计时", roles=_UNIT),
        "ResumePetition": Operation(name="恢复计时", roles=_UNIT),
        "ReplyPetition": Operation(name="答复诉求", roles=_UNIT),
        "ConfirmPetition": Operation(name="核实答复", roles=_DESK),
        "RatePetition": Operation(name="评价答复", roles=_PETITIONER, scoped=False),
        "ClosePetition": Operation(name="办结诉求", roles=_REVIEW),
        "ReopenPetition": Operation(name="重开诉求", roles=_DESK),
        "WithdrawPetition": Operation(name="撤回诉求", roles=_PETITIONER, scoped=False),
        "AskReview": Operation(name="申请复查复核", roles=_DESK),
        "JoinPetition": Operation(name="并入诉求", roles=_DESK),
        "ClassifyPetition": Operation(name="调整诉求分类", roles=_DESK),
        "GetPetition": Operation(name="查看诉求", roles=_UNIT),
        "ListPetitions": Operation(name="列出诉求", roles=_UNIT),
        "QueryProgress": Operation(name="凭查询码查看进度", roles=_PETITIONER, scoped=False),
        "GetPetitionStatistics": Operation(
            name="查看诉求统计", roles=_COUNT, field_class=FieldClass.OPEN
        ),
        "RevealPetitioner": Operation(
            name="查看诉求人姓名电话",
            roles=_UNIT,
            field_class=FieldClass.SENSITIVE,
            purpose_required=True,
        ),
        "RepublishPetitions": Operation(name="重新发布诉求数据", roles=_OPERATE),
    },
)

ATTACHMENTS = _all(
    "AttachmentService",
    {
        "UploadAttachment": Operation(name="上传附件", roles=_INTAKE | _UNIT),
        "DownloadAttachment": Operation(
            name="下载附件", roles=_UNIT, field_class=FieldClass.SENSITIVE
        ),
    },
)

OPERATIONS = PETITIONS | ATTACHMENTS | DISPUTES | WHISTLES | DELIBERATIONS | TASKS
