"""What is refused when grids are changed, one class per reason; fields hold ids and codes only."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class GridNumbersUsedUp(Refusal):
    """A code is never given twice, and two digits are used up. Fields: `grid`, `most`."""

    kind = Kind.EXHAUSTED
    reason = "GRID_NUMBERS_USED_UP"
    text = "网格 {grid} 之下的编号（至多 {most} 个，撤销后不再使用）已用完，请改用移户或合并网格。"


class PlanStale(Refusal):
    """The village has moved on since the plan was drafted. Fields: `plan`, `village`."""

    kind = Kind.CONFLICT
    reason = "PLAN_STALE"
    text = "方案 {plan} 拟定后，村 {village} 的网格或住户又有变动，请重新拟定方案。"


class PlanUndone(Refusal):
    """The plan was taken back: it is not applied again. Fields: `plan`."""

    kind = Kind.REFUSED
    reason = "PLAN_UNDONE"
    text = "方案 {plan} 已撤销，如仍需调整请重新拟定方案。"


class PlanNotApplied(Refusal):
    """Only an applied plan can be taken back. Fields: `plan`."""

    kind = Kind.REFUSED
    reason = "PLAN_NOT_APPLIED"
    text = "方案 {plan} 尚未执行，无需撤销。"


class LaterPlanApplied(Refusal):
    """A later plan builds on this one. Fields: `plan`, `later`."""

    kind = Kind.REFUSED
    reason = "LATER_PLAN_APPLIED"
    text = "方案 {plan} 之后又执行了方案 {later}，请先撤销后者。"


class PlanTooOld(Refusal):
    """What undoing needs is kept for the newest plans only. Fields: `plan`, `kept`."""

    kind = Kind.REFUSED
    reason = "PLAN_TOO_OLD"
    text = "只能撤销最近 {kept} 个方案，方案 {plan} 已过期，请另拟新方案调整。"


class NothingToChange(Refusal):
    """The households sit as ordered already. Fields: `village`."""

    kind = Kind.REFUSED
    reason = "GRIDS_UNCHANGED"
    text = "村 {village} 的网格按此要求无需变动，请核对所选网格和住户。"


class NotALeaf(Refusal):
    """Households do not sit in that grid. Fields: `grid`."""

    kind = Kind.REFUSED
    reason = "NOT_A_LEAF_GRID"
    text = "网格 {grid} 不存在、已撤销或已划分下级网格，请选择直接包户的网格。"


class GridsOfDifferentGroups(Refusal):
    """A plan never crosses village groups. Fields: `village`."""

    kind = Kind.REFUSED
    reason = "GRIDS_OF_DIFFERENT_GROUPS"
    text = "村 {village} 的方案跨了村民小组；网格不得跨组，请分组办理。"


class NotInVillage(Refusal):
    """The household is in no grid of the village. Fields: `household`, `village`."""

    kind = Kind.NOT_FOUND
    reason = "HOUSEHOLD_NOT_IN_VILLAGE"
    text = "户（编号 {household}）不在村 {village} 的网格内，请核对编号。"


class NoSuchGroup(Refusal):
    """The village has no such group. Fields: `village`."""

    kind = Kind.NOT_FOUND
    reason = "NO_SUCH_GROUP"
    text = "村 {village} 没有该村民小组，请核对小组名称。"


class TooManyParts(Refusal):
    """A leaf cannot be split like that. Fields: `grid`, `parts`, `households`."""

    kind = Kind.INVALID
    reason = "TOO_MANY_PARTS"
    text = "网格 {grid} 只有 {households} 户，不能分成 {parts} 个网格；请填写 2 至户数之间的数。"


class PlanTooLarge(Refusal):
    """One write could not carry the plan. Fields: `village`, `grids`, `most`."""

    kind = Kind.EXHAUSTED
    reason = "PLAN_TOO_LARGE"
    text = (
        "村 {village} 户数多，一个方案最多新设和撤销 {most} 个网格，本方案涉及 {grids} 个；"
        "请按村民小组分别拟定方案，或减少拆分个数。"
    )
