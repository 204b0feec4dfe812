"""`python -m dev.embedded`: fetch ahead what the embedded Kafka needs, so that a start is quick."""

from __future__ import annotations

import sys

from .jars import kafka_jars
from .jre import find_java
from .problems import EmbeddedProblem


def main() -> int:
    """Return 0 when Java and the jars are there, else say in one sentence why not."""
    try:
        find_java()
        kafka_jars()
    except EmbeddedProblem as problem:
        sys.stderr.write(problem.user_text + "\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
