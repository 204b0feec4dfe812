"""What calendar and clocks refuse, one class per reason; fields hold ids and codes only."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class CalendarYearMissing(Refusal):
    """The county has no working days for a year. Fields: `year`.

    Never counted as calendar days instead: a deadline that is silently wrong is worse than none.
    """

    kind = Kind.REFUSED
    reason = "CALENDAR_YEAR_MISSING"
    text = (
        "工作日历缺少 {year} 年的数据，无法计算期限；"
        "请平台管理员按国务院办公厅当年的放假通知补充工作日历后重试。"
    )


class ClockRunsAlready(Refusal):
    """Two clocks of one kind do not run at the same time. Fields: `id`, `kind`."""

    kind = Kind.REFUSED
    reason = "CLOCK_RUNS_ALREADY"
    text = "事项（编号 {id}）的期限（{kind}）已在计时，不能重复开始。"


class ClockNotRunning(Refusal):
    """Only a clock that has not ended can be extended. Fields: `id`, `kind`."""

    kind = Kind.REFUSED
    reason = "CLOCK_NOT_RUNNING"
    text = "事项（编号 {id}）的期限（{kind}）不在计时或已经届满，不能延长。"


class ExtensionUsed(Refusal):
    """A clock is extended once (信访工作条例 34). Fields: `id`, `kind`."""

    kind = Kind.REFUSED
    reason = "EXTENSION_USED"
    text = "事项（编号 {id}）的期限（{kind}）已延长过一次，不能再次延长。"


class ExtensionTooLong(Refusal):
    """The extension is longer than the policy allows. Fields: `id`, `kind`, `days`, `most`."""

    kind = Kind.INVALID
    reason = "EXTENSION_TOO_LONG"
    text = "事项（编号 {id}）的期限（{kind}）最多可延长 {most} 日，不能延长 {days} 日，请核对天数。"
