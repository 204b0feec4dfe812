"""The metrics every service has. Dashboards and alerts use only names declared here."""

from __future__ import annotations

from kit.metrics import Metric, MetricKind

_C, _G, _H = MetricKind.COUNTER, MetricKind.GAUGE, MetricKind.HISTOGRAM
_BATCH = (1.0, 5.0, 10.0, 50.0, 100.0, 250.0, 500.0, 1000.0)

PROCESS: tuple[Metric, ...] = (
    Metric("gov321_app_info", _G, "1", ("service", "site", "version"), "服务身份，恒为 1",
           "Identity of the app, always 1"),
    Metric("gov321_ready", _G, "bool", ("check",), "各项就绪检查是否通过（1 通过）",
           "Whether each readiness check passes (1 yes)"),
    Metric("gov321_loop_lag_seconds", _G, "seconds", (), "事件循环最近一次的延迟",
           "How late the event loop last woke"),
    Metric("gov321_job_restarts_total", _C, "restarts", ("job",), "后台任务出错后重启次数",
           "Times a background task crashed and was started again"),
)  # fmt: skip

RPC: tuple[Metric, ...] = (
    Metric("gov321_rpc_requests_total", _C, "calls", ("method", "code"), "按方法和结果统计的调用数",
           "Calls served, by method and status code"),
    Metric("gov321_rpc_seconds", _H, "seconds", ("method",), "每次调用的处理时长",
           "Time from request to answer"),
    Metric("gov321_rpc_running", _G, "calls", (), "正在处理的调用数", "Calls being served now"),
    Metric("gov321_rpc_refusals_total", _C, "calls", ("method", "reason"), "按原因统计的拒绝数",
           "Calls refused, by reason"),
)  # fmt: skip

RELAY: tuple[Metric, ...] = (
    Metric("gov321_relay_published_total", _C, "events", ("relay",), "已投递到 Kafka 的事件数",
           "Events acknowledged by Kafka"),
    Metric("gov321_relay_publish_seconds", _H, "seconds", ("relay",), "一批事件的投递时长",
           "Time until a batch of events was acknowledged"),
    Metric("gov321_outbox_waiting", _G, "records", ("relay",), "有未投递事件的发件箱数",
           "Outboxes with events not yet published, as last seen by the relay"),
    Metric("gov321_outbox_oldest_seconds", _G, "seconds", ("relay",), "最早未投递事件的等待时长",
           "Age of the oldest event not yet published"),
)  # fmt: skip

BUS: tuple[Metric, ...] = (
    Metric("gov321_bus_records_total", _C, "records", ("subscription",), "已处理的消息数",
           "Records handled"),
    Metric("gov321_bus_skipped_total", _C, "records", ("subscription",), "不关心而跳过的消息数",
           "Records of a type nobody here asked for"),
    Metric("gov321_bus_parked_total", _C, "records", ("subscription", "reason"),
           "转入死信主题的消息数", "Records parked in the dead-letter topic, by reason"),
    Metric("gov321_bus_retries_total", _C, "batches", ("subscription", "cause"),
           "因暂时故障重试的批次", "Batches tried again after a transient error, by cause"),
    Metric("gov321_bus_batch_seconds", _H, "seconds", ("subscription",), "一批消息的处理时长",
           "Time to handle one batch"),
    Metric("gov321_bus_batch_records", _H, "records", ("subscription",), "每批消息数",
           "Records in one batch", _BATCH),
    Metric("gov321_bus_lag_records", _G, "records", ("subscription", "topic", "partition"),
           "尚未处理的消息数", "Records behind the end of the partition"),
    Metric("gov321_bus_assigned", _G, "partitions", ("subscription",), "已分配的分区数",
           "Partitions assigned to this process"),
    Metric("gov321_bus_breaker_open", _G, "bool", ("subscription",),
           "连续失败而暂停消费（1 暂停）", "Whether consumption is paused by the breaker (1 yes)"),
)  # fmt: skip

REPLICA: tuple[Metric, ...] = (
    Metric("gov321_replica_rows_total", _C, "rows", ("replica", "outcome"),
           "副本收到的记录（written 已写，unchanged 无变化）",
           "Rows offered to a replica: written, or unchanged"),
    Metric("gov321_replica_delay_seconds", _G, "seconds", ("replica",),
           "最近一批事件从发生到写入副本的时长", "Age of the newest event when it was applied"),
)  # fmt: skip

ACCESS: tuple[Metric, ...] = (
    Metric("gov321_access_log_total", _C, "entries", ("purpose", "outcome"),
           "敏感字段查看记录数（按用途和结果）",
           "Looks at sensitive fields, by purpose and outcome"),
)  # fmt: skip

KIT_METRICS: tuple[Metric, ...] = (*PROCESS, *RPC, *RELAY, *BUS, *REPLICA, *ACCESS)
"""All of the above: what `Metrics(KIT_METRICS, OWN)` of a service starts with."""
