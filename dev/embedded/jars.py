"""The Kafka jars: resolved from Maven Central by `jgo`, checked, and kept in the cache.

Kafka and its logging back-end are resolved apart, since the parent POM of log4j would otherwise
choose older versions of Kafka's own parts. Each jar must have the digest of `kafka-jars.sha256`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from .machine import cache_dir
from .problems import JarsDamaged, JarsUnavailable

KAFKA_VERSION = "4.3.1"
COORDINATES = (
    f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}",
    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4",
)
_DIGESTS = Path(__file__).with_name("kafka-jars.sha256")
_TIMEOUT_S = 600


def kafka_jars() -> list[Path]:
    """Return the jars of the class path, downloading what the cache does not hold.

    Raises:
        JarsUnavailable: they are not in the cache and cannot be downloaded.
        JarsDamaged: a jar differs from the one we know.
    """
    cache = cache_dir()
    home = cache / f"kafka-{KAFKA_VERSION}"
    if not _complete(home):
        with _only_one(cache / "kafka.lock"):
            if not _complete(home):
                _collect(cache, home)
    return [home / name for name in known_digests()]


def known_digests() -> dict[str, str]:
    """Return the digest by name of every jar."""
    lines = _DIGESTS.read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def _complete(home: Path) -> bool:
    return all((home / name).is_file() for name in known_digests())


def _collect(cache: Path, home: Path) -> None:
    """Resolve and check everything beside the final place, then rename: it is whole or absent."""
    fresh = cache / f"kafka-{KAFKA_VERSION}.{os.getpid()}"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        for coordinate in COORDINATES:
            for jar in _resolve(cache, coordinate):
                shutil.copyfile(jar, fresh / jar.name)
        _check(fresh, cache)
        shutil.rmtree(home, ignore_errors=True)
        fresh.rename(home)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(cache / "jgo", ignore_errors=True)


def _check(fresh: Path, cache: Path) -> None:
    for name, digest in known_digests().items():
        jar = fresh / name
        if not jar.is_file() or _sha256(jar) != digest:
            shutil.rmtree(cache / "jgo", ignore_errors=True)  # the next try downloads again
            raise JarsDamaged(jar=name, cache=cache)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _resolve(cache: Path, coordinate: str) -> list[Path]:
    """Let jgo (a program of its own: its API is not stable) make a directory of jars."""
    work = cache / "jgo"
    command = [
        *(sys.executable, "-m", "jgo", "--resolver", "python", "--class-path-only"),
        *("--color", "plain", "--wrap", "raw", "--timeout", "60", "--links", "copy"),
        *("--repo-cache", str(work / "m2"), "--cache-dir", str(work / "envs")),
        *("info", "envdir", coordinate),
    ]
    try:
        said = subprocess.run(
            command,
            env=_env(cache),
            check=False,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise JarsUnavailable(cache=cache, why="下载超时") from error
    if said.returncode != 0:
        raise JarsUnavailable(cache=cache, why=_cause(said.stderr or said.stdout))
    return sorted(Path(said.stdout.split()[-1]).glob("*/*.jar"))


def _env(cache: Path) -> dict[str, str]:
    """Wide lines, a home in any case, and the system's certificates (jgo brings its own)."""
    env = {**os.environ, "COLUMNS": "1000", "HOME": os.environ.get("HOME") or str(cache)}
    if roots := ssl.get_default_verify_paths().cafile:
        env.setdefault("REQUESTS_CA_BUNDLE", roots)
    return env


def _cause(text: str) -> str:
    """Say in a few words why jgo gave up; it ends with a Python traceback."""
    if re.search(r"ConnectionError|Timeout|NameResolution|ProxyError|SSLError", text):
        return "网络连接失败"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:120] if lines else "原因不明"


@contextmanager
def _only_one(file: Path) -> Generator[None]:
    """Let one process at a time download; the others wait and find it done."""
    with file.open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
