"""What the process ends with, so that scripts can tell one outcome from another."""

from __future__ import annotations

from enum import IntEnum

from kit.model.errors import Kind, Refusal


class Exit(IntEnum):
    """Exit codes of `gov321ctl`; documented in dev/README.md, never renumbered."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    UNAVAILABLE = 3
    PARTIAL = 4
    FAULT = 5
    FOUND = 6
    INTERRUPTED = 130


MEANINGS = {
    Exit.OK: "成功",
    Exit.REFUSED: "服务拒绝了请求（原因见提示）",
    Exit.USAGE: "命令写法有误",
    Exit.UNAVAILABLE: "服务不可用，或本机没有正在运行的县",
    Exit.PARTIAL: "部分完成：有行被退回",
    Exit.FAULT: "服务或程序内部错误",
    Exit.FOUND: "检查发现了问题",
    Exit.INTERRUPTED: "被用户中断",
}


def exit_of(refusal: Refusal) -> Exit:
    """Return the code for a refusal: only what may pass by itself counts as unavailable."""
    return Exit.UNAVAILABLE if refusal.kind is Kind.UNAVAILABLE else Exit.REFUSED
