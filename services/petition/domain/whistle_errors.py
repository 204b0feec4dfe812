"""What whistles refuse, one class per reason; fields hold ids and codes only."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class WhistleFromCounty(Refusal):
    """Only a lower center calls. Fields: `center`."""

    kind = Kind.INVALID
    reason = "WHISTLE_FROM_COUNTY"
    text = "{center} 为县级中心，吹哨由村或镇中心发起，请直接交办。"


class WhistleUnitUnknown(Refusal):
    """The county's dictionary has no such unit. Fields: `unit`."""

    kind = Kind.INVALID
    reason = "WHISTLE_UNIT_UNKNOWN"
    text = "没有代码为 {unit} 的单位，请从单位目录中选择。"


class WhistleUnitTwice(Refusal):
    """A unit is called twice by one whistle. Fields: `unit`."""

    kind = Kind.INVALID
    reason = "WHISTLE_UNIT_TWICE"
    text = "单位 {unit} 在同一次吹哨中重复，请核对牵头单位和协办单位。"


class WhistleTooManyUnits(Refusal):
    """More units than can meet. Fields: `count`, `most`."""

    kind = Kind.INVALID
    reason = "WHISTLE_TOO_MANY_UNITS"
    text = "一次吹哨最多 {most} 个单位，收到 {count} 个，请减少或分次吹哨。"


class WhistleDeadlineWrong(Refusal):
    """The deadline to report in has passed or is too far off. Fields: `by`, `days`."""

    kind = Kind.INVALID
    reason = "WHISTLE_DEADLINE_WRONG"
    text = "报到期限 {by} 须晚于现在且不超过 {days} 日，请核对。"


class WhistleUnitNotCalled(Refusal):
    """The unit is not one of those called. Fields: `id`, `unit`."""

    kind = Kind.NOT_FOUND
    reason = "WHISTLE_UNIT_NOT_CALLED"
    text = "吹哨（编号 {id}）没有召集单位 {unit}，请核对单位代码。"


class WhistleStepNotAllowed(Refusal):
    """The step does not start from there. Fields: `id`, `unit`, `step`, `state`, `states`."""

    kind = Kind.REFUSED
    reason = "WHISTLE_STEP_NOT_ALLOWED"
    text = "单位 {unit} 在吹哨（编号 {id}）中{state}，只有{states}时才能{step}，请刷新后查看。"


class WhistleNotYourUnit(Refusal):
    """Only the unit's own officer reports in and closes. Fields: `id`, `unit`."""

    kind = Kind.DENIED
    reason = "WHISTLE_NOT_YOUR_UNIT"
    text = "吹哨（编号 {id}）中单位 {unit} 的事项只能由该单位经办人办理。"


class WhistleNotCaller(Refusal):
    """Only the staff of the center that called waives and rates. Fields: `id`, `center`."""

    kind = Kind.DENIED
    reason = "WHISTLE_NOT_CALLER"
    text = "吹哨（编号 {id}）由 {center} 中心发起，只能由该中心工作人员办理。"


class WhistleRatedAlready(Refusal):
    """A unit is rated once. Fields: `id`, `unit`."""

    kind = Kind.REFUSED
    reason = "WHISTLE_RATED_ALREADY"
    text = "单位 {unit} 在吹哨（编号 {id}）中已评价过，不能重复评价。"
