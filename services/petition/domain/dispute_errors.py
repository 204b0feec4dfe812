"""What disputes and mediation refuse, one class per reason; fields hold ids and codes only."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class DisputeStepNotAllowed(Refusal):
    """The step does not start from there. Fields: `id`, `step`, `state`, `states`."""

    kind = Kind.REFUSED
    reason = "DISPUTE_STEP_NOT_ALLOWED"
    text = "纠纷（编号 {id}）现为“{state}”，只有“{states}”时才能{step}，请刷新后查看。"


class DisputeNeedsTwoParties(Refusal):
    """A dispute has two to twenty parties. Fields: `count`, `most`."""

    kind = Kind.INVALID
    reason = "DISPUTE_NEEDS_TWO_PARTIES"
    text = "纠纷须有 2 至 {most} 方当事人，收到 {count} 方，请补充或核对当事人。"


class DisputePartyUnknown(Refusal):
    """Nobody of this id is a party. Fields: `id`, `party`."""

    kind = Kind.NOT_FOUND
    reason = "DISPUTE_PARTY_UNKNOWN"
    text = "纠纷（编号 {id}）没有编号为 {party} 的当事人，请刷新后重新选择。"


class DisputePartyTwice(Refusal):
    """The party consented or signed already. Fields: `id`, `party`."""

    kind = Kind.REFUSED
    reason = "DISPUTE_PARTY_TWICE"
    text = "当事人（编号 {party}）在纠纷（编号 {id}）中已登记过，无需重复登记。"


class MediationNeedsConsent(Refusal):
    """Nobody is mediated against their will (law 3, 17). Fields: `id`, `missing`."""

    kind = Kind.REFUSED
    reason = "MEDIATION_NEEDS_CONSENT"
    text = "纠纷（编号 {id}）还有 {missing} 方当事人未同意调解，请先征得同意。"


class MediationNeedsMediator(Refusal):
    """No mediator is named yet (law 19). Fields: `id`."""

    kind = Kind.REFUSED
    reason = "MEDIATION_NEEDS_MEDIATOR"
    text = "纠纷（编号 {id}）尚未确定调解员，请先由调委会指定或由当事人选择。"


class MediatorNotOfCommittee(Refusal):
    """Not a member of the committee in office. Fields: `center`, `mediator`."""

    kind = Kind.REFUSED
    reason = "MEDIATOR_NOT_OF_COMMITTEE"
    text = "人员（编号 {mediator}）不是 {center} 现任调解委员会委员，请从现任委员中确定。"


class TooManyMediators(Refusal):
    """One to three mediate. Fields: `count`, `most`."""

    kind = Kind.INVALID
    reason = "TOO_MANY_MEDIATORS"
    text = "调解员须为 1 至 {most} 名，收到 {count} 名，请核对。"


class CommitteeNotInOffice(Refusal):
    """No committee, or its term is over. Fields: `center`, `day`."""

    kind = Kind.REFUSED
    reason = "COMMITTEE_NOT_IN_OFFICE"
    text = "{center} 在 {day} 没有任期内的人民调解委员会，请先登记推选结果。"


class CommitteeSizeWrong(Refusal):
    """3 to 9 members (law 8). Fields: `count`, `least`, `most`."""

    kind = Kind.INVALID
    reason = "COMMITTEE_SIZE_WRONG"
    text = "人民调解委员会须由 {least} 至 {most} 名委员组成，收到 {count} 名，请核对名单。"


class CommitteeNeedsWoman(Refusal):
    """A woman must be a member (law 8). Fields: `center`."""

    kind = Kind.INVALID
    reason = "COMMITTEE_NEEDS_WOMAN"
    text = "{center} 的人民调解委员会应当有妇女成员，请核对名单。"


class CommitteeNeedsOneChair(Refusal):
    """Exactly one member chairs (law 8). Fields: `center`, `count`."""

    kind = Kind.INVALID
    reason = "COMMITTEE_NEEDS_ONE_CHAIR"
    text = "{center} 的人民调解委员会须设主任一名，收到 {count} 名，请核对名单。"


class CommitteeMemberTwice(Refusal):
    """A person is named twice. Fields: `person`."""

    kind = Kind.INVALID
    reason = "COMMITTEE_MEMBER_TWICE"
    text = "人员（编号 {person}）在名单中重复，请核对。"


class CommitteeTermWrong(Refusal):
    """A term begins after the one before, and not in the future. Fields: `center`, `day`."""

    kind = Kind.INVALID
    reason = "COMMITTEE_TERM_WRONG"
    text = "{center} 调解委员会任期开始日 {day} 晚于今天，或不晚于上一届开始日，请核对日期。"


class DisputeDateWrong(Refusal):
    """A day lies where it cannot. Fields: `id`, `what`, `day`."""

    kind = Kind.INVALID
    reason = "DISPUTE_DATE_WRONG"
    text = "纠纷（编号 {id}）的{what} {day} 不合情理，请核对日期。"


class AgreementNeedsSession(Refusal):
    """An agreement follows from a session on record (law 27). Fields: `id`."""

    kind = Kind.REFUSED
    reason = "AGREEMENT_NEEDS_SESSION"
    text = "纠纷（编号 {id}）还没有调解记录，请先登记调解过程再登记协议。"


class AgreementNotSigned(Refusal):
    """All parties and the mediator sign before the seal (law 29). Fields: `id`, `missing`."""

    kind = Kind.REFUSED
    reason = "AGREEMENT_NOT_SIGNED"
    text = "纠纷（编号 {id}）的协议书还缺 {missing} 个签名，各方当事人和调解员签名后方可盖章。"


class CourtNotForThis(Refusal):
    """Oral, or on a status, adoption or marriage relation (SFQR 4). Fields: `id`."""

    kind = Kind.REFUSED
    reason = "COURT_NOT_FOR_THIS"
    text = (
        "纠纷（编号 {id}）的协议为口头协议，或涉及身份、收养、婚姻关系，"
        "不能申请司法确认，请告知当事人其他法律途径。"
    )


class CourtTooLate(Refusal):
    """More than 30 days since it became effective (law 33). Fields: `id`, `until`."""

    kind = Kind.REFUSED
    reason = "COURT_TOO_LATE"
    text = "纠纷（编号 {id}）申请司法确认的期限至 {until}，现已逾期，请告知当事人其他法律途径。"


class CourtNeedsAllParties(Refusal):
    """The parties ask together (law 33). Fields: `id`, `missing`."""

    kind = Kind.REFUSED
    reason = "COURT_NEEDS_ALL_PARTIES"
    text = "纠纷（编号 {id}）须由各方当事人共同申请司法确认，还缺 {missing} 方，请核对。"


class CourtAskedAlready(Refusal):
    """There is a request already. Fields: `id`."""

    kind = Kind.REFUSED
    reason = "COURT_ASKED_ALREADY"
    text = "纠纷（编号 {id}）已申请过司法确认，请刷新后查看结果。"


class CourtNotAsked(Refusal):
    """No request waits for a decision. Fields: `id`."""

    kind = Kind.REFUSED
    reason = "COURT_NOT_ASKED"
    text = "纠纷（编号 {id}）没有待裁定的司法确认申请，请刷新后查看。"


class NoRiskToReport(Refusal):
    """No risk waits to be reported. Fields: `id`."""

    kind = Kind.REFUSED
    reason = "NO_RISK_TO_REPORT"
    text = "纠纷（编号 {id}）没有待报告的激化风险，请刷新后查看。"


class DisputeAtCounty(Refusal):
    """Only village and town centers mediate here. Fields: `center`."""

    kind = Kind.INVALID
    reason = "DISPUTE_AT_COUNTY"
    text = "{center} 不是村级或镇级中心，纠纷请由村或镇调解委员会登记。"
