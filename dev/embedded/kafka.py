"""The embedded broker: the real Apache Kafka, one node, KRaft."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .jars import kafka_jars
from .jre import find_java
from .kafka_config import write_log_config, write_server_properties
from .machine import LOOPBACK, settle_port
from .probe import kafka_answers
from .problems import StartFailed
from .server import EmbeddedServer


class EmbeddedKafka(EmbeddedServer):
    """One broker; a record acknowledged with acks=all survives a kill -9 of the broker.

    It does not sync every record to disk, as Kafka never does: a power cut may lose the last ones.

    Args:
        data_dir: where it keeps everything.
        port: 0 for a free one, kept from start to start.
        heap_mb: the heap of the JVM; the process takes about 100 MB more.
    """

    what = "消息服务（Kafka）"

    def __init__(self, data_dir: Path, port: int = 0, heap_mb: int = 256) -> None:
        super().__init__(data_dir, port)
        self._heap_mb = heap_mb
        self._data = self.data_dir / "data"
        self._properties = self.data_dir / "server.properties"

    @property
    def address(self) -> str:
        """The bootstrap address."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def log_file(self) -> Path:
        """Kafka's own log; what the JVM itself says is in console.log beside it."""
        return self.data_dir / "kafka.log"

    def _prepare(self) -> Sequence[str]:
        java = self._java()
        controller_port = settle_port(self.data_dir / "controller-port", 0, self.what)
        write_server_properties(self._properties, self.port, controller_port, self._data)
        write_log_config(self.data_dir / "log4j2.xml", self.log_file)
        if not (self._data / "meta.properties").exists():
            self._format(java)
        return [*java, "kafka.Kafka", str(self._properties)]

    def _java(self) -> list[str]:
        classpath = ":".join(str(jar) for jar in kafka_jars())
        return [
            find_java(),
            f"-Xmx{self._heap_mb}m",
            *("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"),
            "-Djava.awt.headless=true",
            f"-Dlog4j2.configurationFile={self.data_dir / 'log4j2.xml'}",
            *("-cp", classpath),
        ]

    def _format(self, java: Sequence[str]) -> None:
        """Give the data directory its cluster id, as Kafka wants before the first start."""
        cluster_id = "k" + secrets.token_urlsafe(16)[1:]
        tool = ["kafka.tools.StorageTool", "format", "-t", cluster_id, "-c", str(self._properties)]
        with (self.data_dir / "console.log").open("ab") as console:
            done = subprocess.run(
                [*java, *tool],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
            )
        if done.returncode != 0:
            raise StartFailed(what=self.what, log=self.data_dir / "console.log")

    def _answers(self) -> bool:
        return kafka_answers(self.port)
