"""The two files Kafka reads: server.properties and the configuration of its log."""

from __future__ import annotations

from pathlib import Path

from .machine import LOOPBACK

_SERVER = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
# One node: every internal topic has one copy.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=5
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=5
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# After a kill -9 the node waits for its own former session to end: 3 s instead of 9 s.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
# As in production: topics are created on purpose, with twelve partitions.
auto.create.topics.enable=false
num.partitions=12
# A laptop that was off for a month still has its events; replicas can always be rebuilt.
log.retention.ms=-1
# A small machine: the defaults take half the heap for the log cleaner and 10 MB per index.
log.cleaner.dedupe.buffer.size=8388608
log.cleaner.threads=1
log.index.size.max.bytes=1048576
num.network.threads=2
num.io.threads=4
num.recovery.threads.per.data.dir=2
background.threads=2
"""

_LOG = """\
<?xml version="1.0" encoding="UTF-8"?>
<Configuration status="warn" shutdownHook="disable">
  <Appenders>
    <RollingFile name="file" fileName="{log}" filePattern="{log}.%i">
      <PatternLayout pattern="%d %p %c{{1}} %m%n"/>
      <Policies><SizeBasedTriggeringPolicy size="10 MB"/></Policies>
      <DefaultRolloverStrategy max="3"/>
    </RollingFile>
  </Appenders>
  <Loggers>
    <Root level="{level}"><AppenderRef ref="file"/></Root>
  </Loggers>
</Configuration>
"""


def write_server_properties(file: Path, port: int, controller_port: int, data: Path) -> None:
    """Write the configuration of one node, loopback only."""
    text = _SERVER.format(host=LOOPBACK, port=port, controller_port=controller_port, data=data)
    file.write_text(text, encoding="utf-8")


def write_log_config(file: Path, log: Path, level: str = "warn") -> None:
    """Write where Kafka logs to, and from which level."""
    file.write_text(_LOG.format(log=log, level=level), encoding="utf-8")
