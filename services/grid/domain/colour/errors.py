"""What the rules of the three colours refuse, one class per reason."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class NoColourPolicy(Refusal):
    """No answers to the plan's gaps are in force on a day. Fields: `day`."""

    kind = Kind.NOT_FOUND
    reason = "NO_COLOUR_POLICY"
    text = "{day} 没有生效的三色评定口径，请县级先发布涵盖该日的口径，再行评定。"


class ColourPoliciesOverlap(Refusal):
    """Two are in force on one day. Fields: `day`, `versions`."""

    kind = Kind.INVALID
    reason = "COLOUR_POLICIES_OVERLAP"
    text = "{day} 有多个生效的三色评定口径（{versions}），请调整起止日期，使每日只有一个。"


class ColourInputsTooLarge(Refusal):
    """A column holds figures no household can have. Fields: `column`."""

    kind = Kind.INVALID
    reason = "COLOUR_INPUTS_TOO_LARGE"
    text = "三色评定数据列 {column} 含有超出范围的数值，请核对来源数据。"
