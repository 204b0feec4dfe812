"""What can be done to an appeal, by name; the table of who may do it when is in `steps.py`."""

from __future__ import annotations

from enum import Enum


class Step(Enum):
    """One step of the life cycle; the value is the wire name in history and facts."""

    SUBMIT = "submit"  # 提交登记
    ACCEPT = "accept"  # 受理
    REJECT = "reject"  # 不予受理
    ASSIGN = "assign"  # 交办
    CONTACT = "contact"  # 首次联系
    RETURN = "return"  # 退单
    HAND_OFF = "hand_off"  # 移交另一中心
    TAKE_OVER = "take_over"  # 接收移交
    EXTEND = "extend"  # 延期
    PAUSE = "pause"  # 中止计时
    RESUME = "resume"  # 恢复计时
    REPLY = "reply"  # 答复
    CONFIRM = "confirm"  # 核实
    RATE = "rate"  # 评价
    REDO = "redo"  # 不满意，重新办理
    CLOSE = "close"  # 办结
    REOPEN = "reopen"  # 重开
    WITHDRAW = "withdraw"  # 撤回
    LEAVE = "leave"  # 一人撤回，其余继续办理
    REVIEW = "review"  # 申请复查
    RECHECK = "recheck"  # 申请复核
    JOIN = "join"  # 并入另一件
    RECEIVE = "receive"  # 并入的诉求人来到
    CLASSIFY = "classify"  # 改分类
