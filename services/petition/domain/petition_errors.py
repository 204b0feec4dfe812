"""What an appeal refuses, one class per reason; fields hold ids and codes only."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class StepNotAllowed(Refusal):
    """The state does not allow the step. Fields: `id`, `step`, `state`, `from_states`, `to`."""

    kind = Kind.REFUSED
    reason = "STEP_NOT_ALLOWED"
    text = (
        "诉求（编号 {id}）当前为“{state}”，不能办理“{step}”（只能由“{from_states}”转为“{to}”），"
        "请刷新后查看。"
    )


class StepNotYours(Refusal):
    """The role does not allow the step. Fields: `id`, `step`, `state`, `to`."""

    kind = Kind.DENIED
    reason = "STEP_NOT_YOURS"
    text = "您的岗位不能对诉求（编号 {id}）办理“{step}”（{state}→{to}），请交由有权限的岗位办理。"


class StepNotAtTier(Refusal):
    """No center of this tier takes the step. Fields: `id`, `step`, `tier`."""

    kind = Kind.REFUSED
    reason = "STEP_NOT_AT_TIER"
    text = (
        "诉求（编号 {id}）现由{tier}级中心办理，本平台没有上一级中心，不能办理“{step}”，"
        "请告知法定途径。"
    )


class NotYourMatter(Refusal):
    """An officer acts on a matter that another unit has. Fields: `id`, `unit`."""

    kind = Kind.DENIED
    reason = "NOT_YOUR_MATTER"
    text = "诉求（编号 {id}）不由您所在单位（{unit}）承办，请核对编号。"


class ReasonRequired(Refusal):
    """A step needs a reason in words. Fields: `id`, `step`."""

    kind = Kind.INVALID
    reason = "REASON_REQUIRED"
    text = "办理“{step}”须填写理由，请补充后重新提交。"


class NumberTaken(Refusal):
    """Another appeal has this number. Fields: `id`, `number`."""

    kind = Kind.CONFLICT
    reason = "PETITION_NUMBER_TAKEN"
    text = "诉求编号 {number} 已被占用，请用新的请求编号重新提交。"


class ReturnTooLate(Refusal):
    """The days for a return are over (信访工作条例 23). Fields: `id`, `unit`."""

    kind = Kind.REFUSED
    reason = "RETURN_TOO_LATE"
    text = (
        "单位 {unit} 对诉求（编号 {id}）的退单期限（交办后 5 个工作日）已过，请继续办理或申请移交。"
    )


class ReturnedBefore(Refusal):
    """A unit returns a matter only once. Fields: `id`, `unit`."""

    kind = Kind.REFUSED
    reason = "RETURNED_BEFORE"
    text = "单位 {unit} 已退回过诉求（编号 {id}），不能再次退单，请继续办理或报指挥中心裁定。"


class DeskCannotReturn(Refusal):
    """The center itself has it: there is nobody to return it to. Fields: `id`."""

    kind = Kind.REFUSED
    reason = "DESK_CANNOT_RETURN"
    text = "诉求（编号 {id}）由本中心直接办理，不能退单，请办理或移交其他中心。"


class ArbiterDecides(Refusal):
    """After the third return only the arbiter assigns. Fields: `id`, `returns`."""

    kind = Kind.DENIED
    reason = "ARBITER_DECIDES"
    text = "诉求（编号 {id}）已被退回 {returns} 次，须由指挥中心裁定承办单位。"


class PauseUsedUp(Refusal):
    """The time an appeal may stand is used up. Fields: `id`."""

    kind = Kind.REFUSED
    reason = "PAUSE_USED_UP"
    text = "诉求（编号 {id}）的中止计时累计已达上限，不能再次中止，请继续办理。"


class ReopenTooLate(Refusal):
    """The window for a reopening is over. Fields: `id`."""

    kind = Kind.REFUSED
    reason = "REOPEN_TOO_LATE"
    text = "诉求（编号 {id}）的重开期限已过，请登记为新的诉求。"


class ReopenedTooOften(Refusal):
    """An appeal is reopened at most twice. Fields: `id`, `most`."""

    kind = Kind.REFUSED
    reason = "REOPENED_TOO_OFTEN"
    text = "诉求（编号 {id}）已重开 {most} 次，不能再次重开，请告知法定途径。"


class ReviewNotOpen(Refusal):
    """Only 信访 has 复查 and 复核, in this order, once each. Fields: `id`, `channel`."""

    kind = Kind.REFUSED
    reason = "REVIEW_NOT_OPEN"
    text = "诉求（编号 {id}）不是可申请复查或复核的信访事项，请核对受理渠道和办理经过。"


class ReviewTooLate(Refusal):
    """The 30 days of a review are over (信访工作条例 35、36). Fields: `id`."""

    kind = Kind.REFUSED
    reason = "REVIEW_TOO_LATE"
    text = "诉求（编号 {id}）申请复查、复核的 30 日期限已过。"


class NotAnswered(Refusal):
    """There is no answer that can be rated. Fields: `number`."""

    kind = Kind.REFUSED
    reason = "NOT_ANSWERED"
    text = "编号 {number} 的诉求尚无可评价的答复，请收到答复后再评价。"


class AlreadyRated(Refusal):
    """A petitioner rates an answer once. Fields: `number`."""

    kind = Kind.REFUSED
    reason = "ALREADY_RATED"
    text = "编号 {number} 的答复已评价过，不能再次评价。"


class AlreadyWithdrawn(Refusal):
    """The petitioner took it back before. Fields: `number`."""

    kind = Kind.REFUSED
    reason = "ALREADY_WITHDRAWN"
    text = "编号 {number} 的诉求已撤回，如仍需反映请重新提交。"


class JoinRefused(Refusal):
    """Two appeals do not go together. Fields: `id`, `into`, `why` (Chinese)."""

    kind = Kind.REFUSED
    reason = "JOIN_REFUSED"
    text = "诉求（编号 {id}）不能并入 {into}：{why}。"


class ConflictOfInterest(Refusal):
    """A unit would handle, or see, a matter against itself. Fields: `id`, `unit`."""

    kind = Kind.DENIED
    reason = "CONFLICT_OF_INTEREST"
    text = "单位 {unit} 与诉求（编号 {id}）有利害关系，依法应当回避，请选择其他单位。"


class ContactWithheld(Refusal):
    """An anonymous petitioner has nothing to reveal. Fields: `id`."""

    kind = Kind.REFUSED
    reason = "CONTACT_WITHHELD"
    text = "诉求人（编号 {id}）为匿名，没有可查看的姓名和电话。"


class TooManyAttachments(Refusal):
    """More files than an appeal takes. Fields: `most`."""

    kind = Kind.INVALID
    reason = "TOO_MANY_ATTACHMENTS"
    text = "一件诉求最多附 {most} 个文件，请合并后重新上传。"


class AttachmentTooLarge(Refusal):
    """A file is larger than allowed. Fields: `most`."""

    kind = Kind.INVALID
    reason = "ATTACHMENT_TOO_LARGE"
    text = "附件超过 {most} 字节，请压缩后重新上传。"


class AttachmentTypeLies(Refusal):
    """The first bytes are not of the type that was told. Fields: `told`."""

    kind = Kind.INVALID
    reason = "ATTACHMENT_TYPE_LIES"
    text = "附件内容与所报类型 {told} 不符，或不是允许的类型，请上传照片、PDF 或录音原件。"


class AttachmentElsewhere(Refusal):
    """Files stay at the center that took the appeal in. Fields: `id`, `center`."""

    kind = Kind.NOT_FOUND
    reason = "ATTACHMENT_ELSEWHERE"
    text = "附件（编号 {id}）存放在最初登记该诉求的 {center} 中心，本中心没有，请到该中心查看。"


class AttachmentSpoiled(Refusal):
    """The bytes that were stored are not those that came. Fields: `id`."""

    kind = Kind.REFUSED
    reason = "ATTACHMENT_SPOILED"
    text = "附件（编号 {id}）在存储中损坏，不能查看，请联系平台运维从备份恢复。"


class AttachmentDamaged(Refusal):
    """The bytes do not hash to what was told. Fields: `sha256`."""

    kind = Kind.INVALID
    reason = "ATTACHMENT_DAMAGED"
    text = "附件在传输中损坏（校验值 {sha256} 不符），请重新上传。"
