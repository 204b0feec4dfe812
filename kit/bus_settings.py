"""How the bus connects to Kafka and how patient it is; numbers with their reasons in one place."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Any

from kit.settings import KafkaSettings

_TLS = frozenset({"SSL", "SASL_SSL"})
_SASL = frozenset({"SASL_PLAINTEXT", "SASL_SSL"})

HEARTBEAT_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How the policy of a batch waits and when it stops parking. Times are seconds.

    `patience` is how long one delivery of a batch is kept waiting before Kafka is asked for it
    again; it is no limit on how long an outage may last. `breaker_after` protects against a bad
    release or a lost right that would send everything to the dead-letter topic.
    """

    first_pause: float = 0.2
    longest_pause: float = 5.0
    patience: float = 120.0
    breaker_after: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BusSettings:
    """One process's part in the bus. Times are seconds.

    Args:
        kafka: which brokers, and how to sign in.
        member: static id of this process in every group, the same after a restart; empty means a
            dynamic member, which waits a rebalance after each restart.
        session_timeout: a restart within it gets its partitions back at once (0.3 s measured, 43 s
            without a static id); another consumer takes over only after it.
        absence: the same for a member that was told to stop; it matters when it is shorter.
        max_poll_interval: longest that one batch may take before the group expels the member.
        metadata_max_age: how soon a pattern sees a new topic.
        request_timeout: must exceed the session: joining a group may take that long.
        publish_timeout: how long the publisher waits for the broker before it says Unavailable.
        poll: FastStream sleeps as long again after an empty poll, so this is the worst added delay.
        commit_interval: how long handled records may stay uncommitted while more wait.
        watch: how often lag and reachability are looked at.
        drain: how long a stop waits for the batch in hand.
        limits: patience of the batch policy.
    """

    kafka: KafkaSettings
    member: str = ""
    session_timeout: float = 45.0
    absence: float = 20.0
    heartbeat: float = HEARTBEAT_SECONDS
    max_poll_interval: float = 300.0
    metadata_max_age: float = 5.0
    request_timeout: float = 60.0
    publish_timeout: float = 30.0
    poll: float = 0.1
    commit_interval: float = 0.2
    watch: float = 5.0
    drain: float = 15.0
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        if self.limits.patience + self.limits.longest_pause >= self.max_poll_interval:
            raise ValueError("patience and the longest pause must stay below max_poll_interval")
        if self.request_timeout <= self.session_timeout:
            raise ValueError("request_timeout must exceed session_timeout")


def milliseconds(seconds: float) -> int:
    """Return the whole milliseconds Kafka's options count in."""
    return round(seconds * 1000)


def connection_options(kafka: KafkaSettings) -> dict[str, Any]:
    """Return what every aiokafka client needs to connect and sign in."""
    options: dict[str, Any] = {
        "bootstrap_servers": kafka.bootstrap,
        "security_protocol": kafka.security,
    }
    if kafka.security in _TLS:
        options["ssl_context"] = ssl_context_of(kafka)
    if kafka.security in _SASL:
        options["sasl_mechanism"] = kafka.mechanism
        options["sasl_plain_username"] = kafka.username
        options["sasl_plain_password"] = kafka.password.get_secret_value()
    return options


def ssl_context_of(kafka: KafkaSettings) -> ssl.SSLContext:
    """Return the TLS context: the brokers are always verified."""
    context = ssl.create_default_context(cafile=kafka.ca or None)
    if kafka.certificate:
        context.load_cert_chain(kafka.certificate, kafka.key or None)
    return context
