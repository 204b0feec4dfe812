"""What tasks sent down refuse, one class per reason; fields hold ids and codes only."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class TaskOnNegativeList(Refusal):
    """Villages must not be asked for it (负面清单). Fields: `code`."""

    kind = Kind.REFUSED
    reason = "TASK_ON_NEGATIVE_LIST"
    text = "事项 {code} 列入村级事务负面清单，任何部门不得下达到村。"


class TaskOutOfPeriod(Refusal):
    """The item is known and does not hold today. Fields: `code`, `day`."""

    kind = Kind.REFUSED
    reason = "TASK_OUT_OF_PERIOD"
    text = "事项 {code} 在 {day} 不在有效期内，不得下达，请核对目录。"


class TaskOverQuota(Refusal):
    """As many as allowed were sent in this period. Fields: `code`, `period`, `quota`."""

    kind = Kind.REFUSED
    reason = "TASK_OVER_QUOTA"
    text = "事项 {code} 在 {period} 内已下达 {quota} 次，达到总量上限，请并入已有任务或下期再办。"


class TaskNotYourItem(Refusal):
    """Another department's item. Fields: `code`, `unit`."""

    kind = Kind.DENIED
    reason = "TASK_NOT_YOUR_ITEM"
    text = "事项 {code} 不属于部门（{unit}）的下达范围，请由目录所列部门下达。"


class TaskNotYours(Refusal):
    """Another department sent it. Fields: `id`, `unit`."""

    kind = Kind.DENIED
    reason = "TASK_NOT_YOURS"
    text = "任务（编号 {id}）由部门（{unit}）下达，请由该部门办理。"


class TaskNeedsApproval(Refusal):
    """The approver's document is missing. Fields: `code`, `approver`."""

    kind = Kind.INVALID
    reason = "TASK_NEEDS_APPROVAL"
    text = "事项 {code} 须经 {approver} 审核备案，请填写备案文号。"


class TaskUnitUnknown(Refusal):
    """Nobody knows for which department it is sent. Fields: `unit`."""

    kind = Kind.INVALID
    reason = "TASK_UNIT_UNKNOWN"
    text = "没有编号为 {unit} 的部门，请以部门经办人身份办理或选择下达部门。"


class TaskNeedsDataItems(Refusal):
    """A form names what it asks for, any other task does not. Fields: `code`."""

    kind = Kind.INVALID
    reason = "TASK_NEEDS_DATA_ITEMS"
    text = "事项 {code} 属填表报数的须逐项列明采集内容，不属填表报数的不得列入采集内容。"


class TaskVillagesWrong(Refusal):
    """One or more villages, each once. Fields: `count`."""

    kind = Kind.INVALID
    reason = "TASK_VILLAGES_WRONG"
    text = "任务须下达到一个以上互不重复的村（社区），收到 {count} 个，请核对。"


class TaskDueWrong(Refusal):
    """Due before today or too far ahead. Fields: `day`."""

    kind = Kind.INVALID
    reason = "TASK_DUE_WRONG"
    text = "任务完成期限 {day} 早于今天或过远，请核对日期。"


class TaskNotOfVillage(Refusal):
    """It was not sent there. Fields: `id`, `village`."""

    kind = Kind.NOT_FOUND
    reason = "TASK_NOT_OF_VILLAGE"
    text = "任务（编号 {id}）没有下达到 {village}，请核对。"


class TaskDoneAlready(Refusal):
    """The village reported it. Fields: `id`, `village`."""

    kind = Kind.REFUSED
    reason = "TASK_DONE_ALREADY"
    text = "{village} 已报告完成任务（编号 {id}），无需重复报告。"


class TaskStepNotAllowed(Refusal):
    """It is done or withdrawn. Fields: `id`, `step`, `state`."""

    kind = Kind.REFUSED
    reason = "TASK_STEP_NOT_ALLOWED"
    text = "任务（编号 {id}）现为“{state}”，不能{step}，请刷新后查看。"


class TaskSlotTaken(Refusal):
    """Somebody took this place of the quota first; another one is tried. Fields: `slot`."""

    kind = Kind.CONFLICT
    reason = "TASK_SLOT_TAKEN"
    text = "同一事项正在被同时下达（{slot}），请稍后重试。"
