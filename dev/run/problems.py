"""What stands in the way of a running county, each one Chinese sentence."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class RunProblem(Refusal):
    """Base: the county cannot be started or go on. Print `user_text` and stop."""

    kind = Kind.UNAVAILABLE
    reason = "RUN_PROBLEM"
    text = "本机的县无法运行。"


class SiteDied(RunProblem):
    """A site's process ended by itself. Fields: `site`, `log`."""

    reason = "SITE_DIED"
    text = "站点 {site} 意外退出，完整日志见 {log}。"


class PartDied(RunProblem):
    """The broker or the store ended by itself. Fields: `what`, `log`."""

    reason = "PART_DIED"
    text = "{what}意外退出，完整日志见 {log}。"


class NotReadyInTime(RunProblem):
    """Something did not become ready. Fields: `what`, `why`, `log`."""

    reason = "NOT_READY_IN_TIME"
    text = "{what}迟迟没有就绪（{why}），日志见 {log}。"


class NotConverged(RunProblem):
    """The tiers do not come to the same figures. Fields: `figures`."""

    reason = "NOT_CONVERGED"
    text = "各级数据迟迟没有一致（{figures}），请用 gov321ctl status 查看积压和死信。"


class ImportFailed(RunProblem):
    """The service refused the sample roster. Fields: `why`."""

    kind = Kind.REFUSED
    reason = "IMPORT_FAILED"
    text = "示例名册没有导入：{why}"


class GriddingStuck(RunProblem):
    """A step of dividing and classifying did not end. Fields: `what`, `left`."""

    reason = "GRIDDING_STUCK"
    text = "{what}迟迟没有完成（{left}），请用 gov321ctl status 查看积压和死信。"


class MatterStuck(RunProblem):
    """An appeal of the day goes no further. Fields: `number`, `why`."""

    reason = "MATTER_STUCK"
    text = "诉求 {number} 办不下去（{why}），请用 gov321ctl status 查看积压和死信。"
