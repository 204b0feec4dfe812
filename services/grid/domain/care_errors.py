"""What the care of a household refuses, one class per reason; fields hold ids and codes only."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class CareEnded(Refusal):
    """The household exists no more. Fields: `household`."""

    kind = Kind.REFUSED
    reason = "CARE_ENDED"
    text = "户（编号 {household}）已注销，不能再登记联系服务情况，请核对户编号。"


class NothingToConfirm(Refusal):
    """No result of the rules waits for a person. Fields: `household`."""

    kind = Kind.REFUSED
    reason = "NOTHING_TO_CONFIRM"
    text = "户（编号 {household}）没有待确认的评定结果，请刷新后查看当前颜色。"


class DecisionNeedsData(Refusal):
    """The rules decide nothing and suggest nothing. Fields: `household`, `missing`."""

    kind = Kind.REFUSED
    reason = "DECISION_NEEDS_DATA"
    text = "户（编号 {household}）暂列待定，请先补齐或核实：{missing}；或由审核员人工确定颜色。"


class NoOverride(Refusal):
    """The colour in force was not decided by hand. Fields: `household`."""

    kind = Kind.REFUSED
    reason = "NO_OVERRIDE"
    text = "户（编号 {household}）当前没有人工分类，无需结束，请刷新后查看。"


class NamedOnlyForRed(Refusal):
    """Only a red household has a one-to-one contact. Fields: `household`."""

    kind = Kind.REFUSED
    reason = "NAMED_ONLY_FOR_RED"
    text = "户（编号 {household}）不是连心户，请登记为普通联系人。"


class ContactBeforeLast(Refusal):
    """A contact would begin or end before the present one began. Fields: `household`, `day`."""

    kind = Kind.INVALID
    reason = "CONTACT_BEFORE_LAST"
    text = "日期 {day} 早于户（编号 {household}）现任联系人的开始日，请核对日期。"


class NoContact(Refusal):
    """Nobody keeps contact on the line. Fields: `household`, `line`."""

    kind = Kind.NOT_FOUND
    reason = "NO_CONTACT"
    text = "户（编号 {household}）在这条联系线上没有联系人，请刷新后查看。"


class PostNotHeld(Refusal):
    """The person does not hold the post of the line. Fields: `person`, `village`, `line`."""

    kind = Kind.REFUSED
    reason = "POST_NOT_HELD"
    text = "人员（编号 {person}）当日未在村（{village}）任该联系线的职务，请先登记任职。"


class VisitInFuture(Refusal):
    """A visit is dated after today. Fields: `household`, `day`."""

    kind = Kind.INVALID
    reason = "VISIT_IN_FUTURE"
    text = "走访日期 {day} 晚于今天，请核对日期。"


class VisitBeforeAppointment(Refusal):
    """The visitor was not in charge yet. Fields: `household`, `person`, `day`."""

    kind = Kind.REFUSED
    reason = "VISIT_BEFORE_APPOINTMENT"
    text = "走访日期 {day} 早于走访人（编号 {person}）成为该户联系人或网格长的日期，请核对日期。"


class NotTheVisitor(Refusal):
    """Neither a contact nor the grid's leader on that day. Fields: `household`, `person`, `day`."""

    kind = Kind.REFUSED
    reason = "NOT_THE_VISITOR"
    text = (
        "走访人（编号 {person}）在 {day} 不是户（编号 {household}）的联系人或所在网格的网格长，"
        "请先登记联系关系。"
    )


class TooManyNeeds(Refusal):
    """A visit raises more than one can. Fields: `household`, `most`."""

    kind = Kind.INVALID
    reason = "TOO_MANY_NEEDS"
    text = "一次走访最多登记 {most} 项诉求，请合并，或分次登记。"


class VisitReused(Refusal):
    """The id of a visit came before with other content. Fields: `visit`."""

    kind = Kind.ALREADY_EXISTS
    reason = "VISIT_ID_REUSED"
    text = "走访编号 {visit} 已用于另一次走访，请换用新的编号。"


class RunNotOpen(Refusal):
    """A run goes only from drafted over applying to applied. Fields: `run`, `status`, `wanted`."""

    kind = Kind.REFUSED
    reason = "RUN_NOT_OPEN"
    text = "年度分类 {run} 处于 {status} 状态，不能转为 {wanted}，请刷新后查看。"
