"""What the Grafana boards of charts/observability show; bin/boards.py makes Grafana's files of it.

Ranges are fixed, so that every expression is plain PromQL and can be tested.
"""

from __future__ import annotations

from dataclasses import dataclass

HERE = 'namespace=~"$namespace", site=~"$site", service=~"$service"'
VILLAGE = 'namespace=~"$namespace", site=~"$site"'


@dataclass(frozen=True, slots=True)
class Query:
    """One expression and what its lines are called."""

    expr: str
    legend: str = "{{site}} {{service}}"


@dataclass(frozen=True, slots=True)
class Graph:
    """Lines over time."""

    title: str
    unit: str
    says: str
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """One figure that is red from `bad` on."""

    title: str
    unit: str
    says: str
    expr: str
    bad: float = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """The present value for each value of one label, the greatest first."""

    title: str
    says: str
    label: str
    heading: str
    columns: tuple[tuple[str, str], ...]
    """Heading and expression."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of panels with a title above."""

    title: str
    panels: tuple[Graph | Number | Listing, ...]


def lines(title: str, unit: str, says: str, *queries: Query | str) -> Graph:
    """Return a graph; a bare expression is shown by site and service."""
    return Graph(title, unit, says, tuple(q if isinstance(q, Query) else Query(q) for q in queries))


def by(what: str, metric: str, more: str = "", of: str = "sum", window: str = "") -> str:
    """Return an aggregation by site, service and more, of a gauge or of a counter's rate."""
    chosen = f"{metric}{{{HERE}{more}}}"
    inner = f"rate({chosen}[{window}])" if window else chosen
    return f"{of} by (site, service{what}) ({inner})"


PLATFORM = (
    Row("现在", (
        Number("未通过的就绪检查", "short", "任一服务的任一检查为否",
               f"count(gov321_ready{{{HERE}}} == 0) or vector(0)"),
        Number("最早未投递事件", "s", "超过一分钟即告警",
               f"max(gov321_outbox_oldest_seconds{{{HERE}}}) or vector(0)", 60),
        Number("未处理的消息", "short", "所有订阅合计",
               f"sum(gov321_bus_lag_records{{{HERE}}}) or vector(0)", 1000),
        Number("一小时内转入死信", "short", "须查明原因后重投",
               f"sum(increase(gov321_bus_parked_total{{{HERE}}}[1h])) or vector(0)"),
        Number("五分钟内的内部错误", "short", "我们的缺陷",
               f'sum(increase(gov321_rpc_requests_total{{{HERE}, code="INTERNAL"}}[5m]))'
               " or vector(0)"),
        Number("最迟的副本", "s", "最近一批事件从发生到写入副本",
               f"max(gov321_replica_delay_seconds{{{HERE}}}) or vector(0)", 300),
    )),
    Row("事件", (
        lines("发件箱最早事件的等待", "s", "超过一分钟：投递不出去",
              Query(by(", relay", "gov321_outbox_oldest_seconds", of="max"),
                    "{{site}} {{service}} {{relay}}")),
        lines("有未投递事件的发件箱", "short", "导入时会升高，随后自行下降",
              Query(by(", relay", "gov321_outbox_waiting", of="max"),
                    "{{site}} {{service}} {{relay}}")),
        lines("投递速率", "cps", "Kafka 已确认的事件",
              by("", "gov321_relay_published_total", window="5m")),
        lines("消费积压", "short", "各订阅尚未处理的消息",
              Query(by(", subscription", "gov321_bus_lag_records"),
                    "{{site}} {{service}} {{subscription}}")),
        lines("处理速率", "cps", "已处理的消息",
              Query(by(", subscription", "gov321_bus_records_total", window="5m"),
                    "{{site}} {{service}} {{subscription}}")),
        lines("副本落后", "s", "最近一批事件从发生到写入副本的时长",
              Query(by(", replica", "gov321_replica_delay_seconds", of="max"),
                    "{{site}} {{service}} {{replica}}")),
        lines("转入死信", "short", "每小时，按原因",
              Query("sum by (site, service, reason)"
                    f" (increase(gov321_bus_parked_total{{{HERE}}}[1h]))",
                    "{{site}} {{service}} {{reason}}")),
        lines("因暂时故障重试的批次", "cps", "按原因",
              Query(by(", cause", "gov321_bus_retries_total", window="5m"),
                    "{{site}} {{service}} {{cause}}")),
        lines("暂停消费的订阅", "short", "连续失败 50 条后为 1",
              Query(by(", subscription", "gov321_bus_breaker_open", of="max"),
                    "{{site}} {{service}} {{subscription}}")),
    )),
    Row("请求", (
        lines("请求速率", "reqps", "各服务", by("", "gov321_rpc_requests_total", window="5m")),
        lines("错误", "reqps", "按结果；NOT_FOUND 等拒绝见“拒绝”",
              Query(by(", code", "gov321_rpc_requests_total",
                       ', code=~"INTERNAL|UNAVAILABLE|DEADLINE_EXCEEDED|CANCELLED|UNKNOWN"',
                       window="5m"), "{{site}} {{service}} {{code}}")),
        lines("拒绝", "reqps", "按原因，含义见 docs/errors.md",
              Query(by(", reason", "gov321_rpc_refusals_total", window="5m"),
                    "{{site}} {{service}} {{reason}}")),
        lines("处理时长（95 %）", "s", "百分之九十五的请求不超过",
              "histogram_quantile(0.95, "
              + by(", le", "gov321_rpc_seconds_bucket", window="5m") + ")"),
        lines("正在处理", "short", "同时处理的请求", by("", "gov321_rpc_running")),
        lines("敏感信息查看", "cps", "按结果；骤增时告知安全管理员",
              Query(by(", outcome", "gov321_access_log_total", window="5m"),
                    "{{site}} {{service}} {{outcome}}")),
    )),
    Row("进程", (
        lines("就绪检查", "short", "1 为通过",
              Query(by(", check", "gov321_ready", of="min"), "{{site}} {{service}} {{check}}")),
        lines("已分配的分区", "short", "每个订阅合计应为 12",
              Query(by(", subscription", "gov321_bus_assigned"),
                    "{{site}} {{service}} {{subscription}}")),
        lines("后台任务重启", "short", "每小时，应为 0",
              f"sum by (site, service) (increase(gov321_job_restarts_total{{{HERE}}}[1h]))"),
        lines("事件循环延迟", "s", "超过 1 秒：处理器不足或被阻塞",
              by("", "gov321_loop_lag_seconds", of="max")),
        lines("内存", "bytes", "各 Pod 的常驻内存",
              Query(f"process_resident_memory_bytes{{{HERE}}}", "{{pod}}")),
        lines("处理器", "percentunit", "各 Pod 占用的核数",
              Query(f"rate(process_cpu_seconds_total{{{HERE}}}[5m])", "{{pod}}")),
    )),
)  # fmt: skip


def villages(metric: str) -> str:
    """Return a gauge of the grid by village, whichever pod tells it."""
    return f"max by (village) (gov321_grid_{metric}{{{VILLAGE}}})"


GRID = (
    Row("全县", (
        Number("未纳入网格的户", "short", "应为 0",
               f"sum({villages('households_without_grid')}) or vector(0)"),
        Number("所在网格有误的户", "short", "应为 0",
               f"sum({villages('households_in_two_grids')}) or vector(0)"),
        Number("规模超界的网格", "short", "20–30 户、70–120 人之外且未获批准例外",
               f"sum({villages('leaves_out_of_bounds')}) or vector(0)"),
        Number("没有网格长的网格", "short", "空缺",
               f"sum({villages('vacant_leaders')}) or vector(0)"),
    )),
    Row("各村", (
        Listing("各村网格", "按村的 12 位区划代码；只列有问题的村", "village", "村", (
            ("未纳入网格的户", f"{villages('households_without_grid')} > 0"),
            ("所在网格有误的户", f"{villages('households_in_two_grids')} > 0"),
            ("规模超界的网格", f"{villages('leaves_out_of_bounds')} > 0"),
            ("空缺的网格长", f"{villages('vacant_leaders')} > 0"),
        )),
    )),
    Row("变化", (
        lines("未纳入网格的户", "short", "问题最多的十个村",
              Query(f"topk(10, {villages('households_without_grid')})", "{{village}}")),
        lines("规模超界的网格", "short", "问题最多的十个村",
              Query(f"topk(10, {villages('leaves_out_of_bounds')})", "{{village}}")),
        lines("空缺的网格长", "short", "问题最多的十个村",
              Query(f"topk(10, {villages('vacant_leaders')})", "{{village}}")),
    )),
)  # fmt: skip

BOARDS = {
    "platform": ("平台运行", "gov321-platform", PLATFORM),
    "grid": ("网格", "gov321-grid", GRID),
}
"""File → title, uid and rows."""
