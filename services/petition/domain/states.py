"""States of an appeal. The table of steps between them is in `steps.py`."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """Where an appeal stands at its custodian; the value is the wire name."""

    REGISTERED = "registered"  # 已登记, waits for acceptance
    ACCEPTED = "accepted"  # 已受理, waits for assignment
    ASSIGNED = "assigned"  # 已交办, waits for the unit's first contact
    IN_PROGRESS = "in_progress"  # 办理中
    SUSPENDED = "suspended"  # 中止计时 (waits for the petitioner, a hearing, …)
    REPLIED = "replied"  # 已答复, waits for confirmation
    CONFIRMED = "confirmed"  # 已核实, waits for closing or rating
    CLOSED = "closed"  # 已办结
    REJECTED = "rejected"  # 不予受理, route told
    WITHDRAWN = "withdrawn"  # 已撤回
    JOINED = "joined"  # 已并入另一件


FINAL = frozenset({State.CLOSED, State.REJECTED, State.WITHDRAWN, State.JOINED})
"""States that nothing leaves, except CLOSED by a reopening inside its window."""
