"""What the command line itself refuses, each one Chinese sentence."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class UsageProblem(Exception):
    """The command was written wrongly; the text is for the person who typed it."""


class NothingRuns(Refusal):
    """No county runs here and no address was given. Fields: `data`."""

    kind = Kind.UNAVAILABLE
    reason = "NOTHING_RUNS"
    text = (
        "数据目录 {data} 下没有正在运行的县，请先运行 make run（或 gov321ctl up），"
        "或用 --target 指定服务地址。"
    )


class NoSuchSite(Refusal):
    """The running county has no such site or service. Fields: `site`, `known`."""

    kind = Kind.INVALID
    reason = "NO_SUCH_SITE"
    text = "运行中的县没有 {site}，可选：{known}。"
