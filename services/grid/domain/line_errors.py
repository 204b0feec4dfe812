"""What the lines of contact refuse, one class per reason; fields hold ids and codes only."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class PostHeldAlready(Refusal):
    """The person holds this post in these days already. Fields: `person`, `since`."""

    kind = Kind.ALREADY_EXISTS
    reason = "POST_HELD_ALREADY"
    text = "人员（编号 {person}）自 {since} 起已任此职，请先登记离任，再登记新的任期。"


class NotInPost(Refusal):
    """The person does not hold this post on the day. Fields: `person`, `on`."""

    kind = Kind.NOT_FOUND
    reason = "NOT_IN_POST"
    text = "人员（编号 {person}）在 {on} 没有担任此职，请核对人员、职务和日期。"


class PostStillNeeded(Refusal):
    """Something recorded later was done in this post. Fields: `person`, `earliest`."""

    kind = Kind.REFUSED
    reason = "POST_STILL_NEEDED"
    text = "人员（编号 {person}）此后仍以此职履职，离任日期不能早于 {earliest}，请核对日期。"


class HoldsNoPost(Refusal):
    """Who has no post in the village cannot lead a grid. Fields: `person`, `village`."""

    kind = Kind.REFUSED
    reason = "HOLDS_NO_POST"
    text = "人员（编号 {person}）现在在村（{village}）没有任职，请先登记任职，再任命网格长。"


class PostDoesNotMatch(Refusal):
    """The post does not fit the level of the grid. Fields: `person`, `grid`, `needed` (Chinese)."""

    kind = Kind.REFUSED
    reason = "POST_DOES_NOT_MATCH"
    text = (
        "人员（编号 {person}）的职务不能担任网格 {grid} 的网格长：须为{needed}，"
        "人手不足时可由党员或人大代表代理。"
    )


class LeaderBeforePost(Refusal):
    """The appointment lies before the post began. Fields: `person`, `post_since`."""

    kind = Kind.INVALID
    reason = "LEADER_BEFORE_POST"
    text = "任命日期早于人员（编号 {person}）的任职日期 {post_since}，请核对日期。"


class LeaderOutOfOrder(Refusal):
    """The day lies before the grid or its last change of leader. Fields: `grid`, `earliest`."""

    kind = Kind.INVALID
    reason = "LEADER_OUT_OF_ORDER"
    text = "日期早于网格 {grid} 的上一次变更，不能早于 {earliest}，请核对日期。"


class LeadsAlready(Refusal):
    """The person leads the grid now. Fields: `person`, `grid`."""

    kind = Kind.ALREADY_EXISTS
    reason = "LEADS_ALREADY"
    text = "人员（编号 {person}）已是网格 {grid} 的网格长，无需重复任命。"


class GridWithoutLeader(Refusal):
    """Nobody leads the grid now. Fields: `grid`."""

    kind = Kind.NOT_FOUND
    reason = "GRID_WITHOUT_LEADER"
    text = "网格 {grid} 现在没有网格长，请刷新后核对；如需补缺请办理任命。"


class GridHasEnded(Refusal):
    """The grid no longer exists. Fields: `grid`, `until`."""

    kind = Kind.REFUSED
    reason = "GRID_HAS_ENDED"
    text = "网格 {grid} 已于 {until} 撤销，请改用调整后的网格编码。"


class NotReceptionDay(Refusal):
    """Reception days are on one weekday. Fields: `on`, `weekday` (Chinese)."""

    kind = Kind.INVALID
    reason = "NOT_RECEPTION_DAY"
    text = "{on} 不是接待选民日（{weekday}），请填写实际接待的日期。"


class DeputyNotInOffice(Refusal):
    """Who receives voters is a deputy on that day. Fields: `person`, `on`."""

    kind = Kind.REFUSED
    reason = "DEPUTY_NOT_IN_OFFICE"
    text = "人员（编号 {person}）在 {on} 不是本村的人大代表，请核对人员，或先登记任职。"


class SessionExists(Refusal):
    """A session of this kind and day is recorded already. Fields: `on`."""

    kind = Kind.ALREADY_EXISTS
    reason = "SESSION_EXISTS"
    text = "{on} 的该项活动已经登记，请勿重复登记。"


class NotInHousehold(Refusal):
    """The registry does not know the person in that household. Fields: `person`, `household`."""

    kind = Kind.NOT_FOUND
    reason = "NOT_IN_HOUSEHOLD"
    text = (
        "人员（编号 {person}）现在不是本村户（编号 {household}）的成员，请核对编号；"
        "户籍不在本村的请不填户编号。"
    )
