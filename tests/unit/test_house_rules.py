"""The house rules a linter does not know: sizes, places, docstrings, homes of libraries, links."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {"kit", "services", "dev", "tests", "bench", "bin", "proto"}
SKIPPED = {".venv", ".git", "build", "node_modules", "gen", "data"}
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
Function = ast.FunctionDef | ast.AsyncFunctionDef


def walk(suffix: str) -> Iterator[Path]:
    for folder, names, files in os.walk(ROOT):
        names[:] = [name for name in names if name not in SKIPPED]
        yield from (Path(folder, name) for name in files if name.endswith(suffix))


def told(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def parsed() -> dict[str, ast.Module]:
    return {told(file): ast.parse(file.read_bytes()) for file in walk(".py")}


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").split(".")[0]


def test_python_files_are_in_known_folders() -> None:
    assert [name for name in parsed() if name.split("/")[0] not in FOLDERS] == []


def test_files_are_short() -> None:
    lengths = {told(file): len(file.read_bytes().splitlines()) for file in walk(".py")}
    assert {name: length for name, length in lengths.items() if length > MAX_FILE_LINES} == {}


def test_functions_are_short() -> None:
    functions = {
        f"{name}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for name, tree in parsed().items()
        for node in ast.walk(tree)
        if isinstance(node, Function)
    }
    assert {name: lines for name, lines in functions.items() if lines > MAX_FUNCTION_LINES} == {}


def test_modules_say_what_they_are_for() -> None:
    assert [n for n, tree in parsed().items() if tree.body and not ast.get_docstring(tree)] == []


def test_subscribers_are_made_only_by_the_bus_of_the_kit() -> None:
    # FastStream's default acknowledges before the handler runs: kit.bus sets the policy once.
    offenders = [
        f"{name}:{node.lineno}"
        for name, tree in parsed().items()
        if not name.startswith("kit/bus")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "subscriber"
    ]
    assert offenders == []


def test_motor_is_imported_in_one_file() -> None:
    users = {name for name, tree in parsed().items() if "motor" in imported(tree)}
    assert users <= {"kit/mongo.py"}


@pytest.mark.parametrize("document", sorted(walk(".md")), ids=told)
def test_relative_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    relative = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in relative if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", sorted(walk(".md")), ids=told)
def test_named_make_targets_exist(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9.]+):", makefile, re.MULTILINE))
    named = re.findall(r"`make ([a-z0-9.]+)", document.read_text(encoding="utf-8"))
    assert set(named) <= targets


def test_every_make_target_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9.]+):", makefile, re.MULTILINE))
    assert targets == set(re.findall(r"^([a-z0-9.]+):.* ## .+", makefile, re.MULTILINE))
