"""What the registry refuses, one class per reason; fields hold ids and codes only."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class NoMembers(Refusal):
    """A household without people cannot be registered. Fields: `household`."""

    kind = Kind.INVALID
    reason = "NO_MEMBERS"
    text = "户（编号 {household}）没有成员，请至少填写一名成员。"


class HeadMissing(Refusal):
    """Nobody is named as head. Fields: `household`."""

    kind = Kind.INVALID
    reason = "HEAD_MISSING"
    text = "户（编号 {household}）没有户主，请将一名成员的与户主关系填为“户主”。"


class TwoHeads(Refusal):
    """More than one member is named as head. Fields: `household`."""

    kind = Kind.INVALID
    reason = "TWO_HEADS"
    text = "户（编号 {household}）有一名以上户主，请只保留一名，其余改为与户主的实际关系。"


class NewHeadNeeded(Refusal):
    """The head leaves and others stay. Fields: `household`."""

    kind = Kind.REFUSED
    reason = "NEW_HEAD_NEEDED"
    text = "户主离户后户（编号 {household}）仍有成员，请同时指定新户主。"


class AlreadyHead(Refusal):
    """The person is the head already. Fields: `household`, `person`."""

    kind = Kind.REFUSED
    reason = "ALREADY_HEAD"
    text = "该成员（编号 {person}）已是户主，无需变更。"


class NotAMember(Refusal):
    """The person does not live in the household now. Fields: `household`, `person`."""

    kind = Kind.NOT_FOUND
    reason = "NOT_A_MEMBER"
    text = "人员（编号 {person}）现在不是户（编号 {household}）的成员，请核对后重试。"


class PersonAlreadyMember(Refusal):
    """The person is in the household already. Fields: `household`, `person`."""

    kind = Kind.ALREADY_EXISTS
    reason = "PERSON_ALREADY_MEMBER"
    text = "人员（编号 {person}）已是户（编号 {household}）的成员，请勿重复添加。"


class PersonAlreadyRegistered(Refusal):
    """Somebody with the same citizen number lives elsewhere. Fields: `household`, `case`."""

    kind = Kind.ALREADY_EXISTS
    reason = "PERSON_ALREADY_REGISTERED"
    text = "该人员疑似已登记在户（编号 {household}）中，请先处理重复登记核查（编号 {case}）。"


class IdNumberTwice(Refusal):
    """Two members have the same citizen number. Fields: `household`."""

    kind = Kind.INVALID
    reason = "ID_NUMBER_TWICE"
    text = "户（编号 {household}）中有两名成员的身份证号相同，请核对后更正其中一个。"


class IdNumberContradicts(Refusal):
    """Day of birth or sex is not that of the citizen number. Fields: `person`, `field`."""

    kind = Kind.INVALID
    reason = "ID_NUMBER_CONTRADICTS"
    text = "人员（编号 {person}）的 {field} 与身份证号不一致，请核对后一并更正。"


class PersonDeceased(Refusal):
    """The person has died. Fields: `person`."""

    kind = Kind.REFUSED
    reason = "PERSON_DECEASED"
    text = "人员（编号 {person}）已登记死亡，不能再入户；如死亡登记有误，请先更正。"


class PersonHasLeft(Refusal):
    """A roster lists somebody who left by another operation. Fields: `household`, `person`."""

    kind = Kind.REFUSED
    reason = "PERSON_HAS_LEFT"
    text = (
        "人员（编号 {person}）已办理离户，请从户（编号 {household}）的名册中删除；"
        "如已迁回，请先办理入户。"
    )


class HouseholdIsDissolved(Refusal):
    """The household no longer exists. Fields: `household`."""

    kind = Kind.REFUSED
    reason = "HOUSEHOLD_IS_DISSOLVED"
    text = "户（编号 {household}）已注销，不能再变更；如需登记请新立一户。"


class HouseholdElsewhere(Refusal):
    """A roster lists a household that has moved away. Fields: `household`, `village`."""

    kind = Kind.REFUSED
    reason = "HOUSEHOLD_ELSEWHERE"
    text = "户（编号 {household}）已迁至 {village}，请从本村名册中删除，或先办理迁回。"


class NotAVillage(Refusal):
    """Households belong to a village-level division. Fields: `division`."""

    kind = Kind.INVALID
    reason = "NOT_A_VILLAGE"
    text = "{division} 不是村级区划代码，请填写 12 位村（社区）代码。"


class DateInFuture(Refusal):
    """A fact cannot be recorded before it happens. Fields: `field`."""

    kind = Kind.INVALID
    reason = "DATE_IN_FUTURE"
    text = "日期（{field}）晚于今天，请填写实际发生的日期。"


class DateBeforeJoining(Refusal):
    """The day lies before the person joined. Fields: `person`."""

    kind = Kind.INVALID
    reason = "DATE_BEFORE_JOINING"
    text = "日期早于人员（编号 {person}）的入户日期，请核对日期。"


class DateBeforeBirth(Refusal):
    """The day lies before the person was born. Fields: `person`."""

    kind = Kind.INVALID
    reason = "DATE_BEFORE_BIRTH"
    text = "日期早于人员（编号 {person}）的出生日期，请核对日期。"


class DateOutOfOrder(Refusal):
    """A later change is recorded already. Fields: `household`."""

    kind = Kind.INVALID
    reason = "DATE_OUT_OF_ORDER"
    text = "日期早于户（编号 {household}）已登记的上一次变更，请按发生先后登记，或先更正日期。"


class ReasonNotAllowed(Refusal):
    """The reason belongs to another operation. Fields: `reason_given`."""

    kind = Kind.INVALID
    reason = "REASON_NOT_ALLOWED"
    text = "原因“{reason_given}”不能用于此操作，请改用对应的业务办理。"


class SplitTakesNobody(Refusal):
    """Nobody is named to leave. Fields: `household`."""

    kind = Kind.INVALID
    reason = "SPLIT_TAKES_NOBODY"
    text = "分户时没有指定成员，请选择从户（编号 {household}）分出的成员。"


class SplitTakesAll(Refusal):
    """Nobody would stay. Fields: `household`."""

    kind = Kind.REFUSED
    reason = "SPLIT_TAKES_ALL"
    text = (
        "分户后户（编号 {household}）将没有成员；整户迁移请办理“迁移”，更换户主请办理“变更户主”。"
    )


class SameHousehold(Refusal):
    """Both sides are one household. Fields: `household`."""

    kind = Kind.INVALID
    reason = "SAME_HOUSEHOLD"
    text = "两户是同一户（编号 {household}），请核对户编号。"


class RelationMissing(Refusal):
    """A joining person has no relation to the head. Fields: `person`."""

    kind = Kind.INVALID
    reason = "RELATION_MISSING"
    text = "并户时没有填写人员（编号 {person}）与户主的关系，请补充。"


class SelfReview(Refusal):
    """Who asked may not decide. Fields: `id`."""

    kind = Kind.DENIED
    reason = "SELF_REVIEW"
    text = "提交人不能审核自己的申请（编号 {id}），请由另一名工作人员审核。"


class CorrectionNotOpen(Refusal):
    """No such open correction. Fields: `household`, `correction`."""

    kind = Kind.NOT_FOUND
    reason = "CORRECTION_NOT_OPEN"
    text = "户（编号 {household}）没有待审核的更正申请 {correction}，可能已审核，请刷新。"


class CorrectionExists(Refusal):
    """The correction id is taken. Fields: `correction`."""

    kind = Kind.ALREADY_EXISTS
    reason = "CORRECTION_EXISTS"
    text = "更正申请 {correction} 已提交，请勿重复提交。"


class NothingToCorrect(Refusal):
    """The correction would change nothing. Fields: `household`."""

    kind = Kind.INVALID
    reason = "NOTHING_TO_CORRECT"
    text = "更正内容与户（编号 {household}）现有登记相同，请核对要更正的内容。"


class NeedNotAllowed(Refusal):
    """The person cannot have this need. Fields: `person`, `kind`, `why` (Chinese)."""

    kind = Kind.INVALID
    reason = "NEED_NOT_ALLOWED"
    text = "人员（编号 {person}）不能登记该项需求：{why}。"


class NeedExists(Refusal):
    """A need of this kind is recorded for these days already. Fields: `person`."""

    kind = Kind.ALREADY_EXISTS
    reason = "NEED_EXISTS"
    text = "人员（编号 {person}）在此期间已登记同类需求，请先结束原有的一项。"


class NeedNotOpen(Refusal):
    """No need of this kind holds on the day. Fields: `person`."""

    kind = Kind.NOT_FOUND
    reason = "NEED_NOT_OPEN"
    text = "人员（编号 {person}）在该日没有此类需求，请核对种类和日期。"


class YearNotClosed(Refusal):
    """Income is recorded for closed years only. Fields: `year`."""

    kind = Kind.REFUSED
    reason = "YEAR_NOT_CLOSED"
    text = "{year} 年尚未结束，请在次年登记该年度收入。"


class AwardExists(Refusal):
    """The household has the award of that year. Fields: `household`, `year`."""

    kind = Kind.ALREADY_EXISTS
    reason = "AWARD_EXISTS"
    text = "户（编号 {household}）已有 {year} 年度平安家庭称号，请勿重复授予。"


class AwardNotFound(Refusal):
    """The household has no valid award of that year. Fields: `household`, `year`."""

    kind = Kind.NOT_FOUND
    reason = "AWARD_NOT_FOUND"
    text = "户（编号 {household}）没有有效的 {year} 年度平安家庭称号，请核对年度。"


class SamePersonTwice(Refusal):
    """A person cannot be their own duplicate. Fields: `person`."""

    kind = Kind.INVALID
    reason = "SAME_PERSON_TWICE"
    text = "重复登记核查的两人是同一记录（编号 {person}），请核对。"


class CaseAlreadyDecided(Refusal):
    """A duplicate case is decided once. Fields: `case`, `state`."""

    kind = Kind.REFUSED
    reason = "CASE_ALREADY_DECIDED"
    text = "重复登记核查（编号 {case}）已有结论（{state}），不能再次认定。"
