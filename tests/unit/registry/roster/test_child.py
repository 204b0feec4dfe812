"""Reading in a child: the same batches, the same refusals, limits, and no child left behind."""

from __future__ import annotations

import asyncio
import os
import zipfile
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from services.registry.roster.child import ChildLimits, scan_in_child
from services.registry.roster.frames import options_from_plain, options_to_plain
from services.registry.roster.options import MEGABYTE
from services.registry.roster.pipeline import scan_roster
from services.registry.roster.refusals import (
    FileDamaged,
    FileTooLarge,
    RosterRefused,
    UnreadableContent,
    WrongHeader,
)
from tests.support.roster_files import OPTIONS, a_roster, a_row, write_csv, write_xlsx


def children() -> set[int]:
    return {child.pid for child in psutil.Process(os.getpid()).children()}


def a_long_roster(path: Path, people: int = 60_000) -> Path:
    row = a_row(
        village="610921104206", relation="户主", name="王丁", sex="女", birth_date="1950-01-01"
    )
    return write_csv(path, [[*row[:2], f"{n}", *row[3:]] for n in range(people)])


async def test_a_child_hands_out_the_same_batches(tmp_path: Path) -> None:
    rows = a_roster()
    rows[2][5] = "男"
    path = write_csv(tmp_path / "roster.csv", rows)
    options = replace(OPTIONS, batch_rows=2)
    batches = [batch async for batch in scan_in_child(path, options)]
    assert batches == list(scan_roster(path, options))


async def test_a_refusal_crosses_with_its_words(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "roster.csv", a_roster(), ["序号"])
    with pytest.raises(WrongHeader, match="expected=村代码") as refused:
        await anext(scan_in_child(path, OPTIONS))
    assert "现为“序号”" in refused.value.user_text


async def test_a_damaged_file_leaves_no_child(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "roster.xlsx", a_roster())
    path.write_bytes(path.read_bytes()[:-300])
    before = children()
    with pytest.raises(FileDamaged):
        await anext(scan_in_child(path, OPTIONS))
    assert children() <= before


async def test_a_missing_file_is_told_without_its_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableContent) as refused:
        await anext(scan_in_child(tmp_path / "nothing", OPTIONS))
    assert refused.value.fields == {"why": "读取程序出错（FileNotFoundError）"}


async def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    path = amplified_workbook(tmp_path / "roster.xlsx")
    with pytest.raises((UnreadableContent, FileTooLarge)) as refused:
        await anext(scan_in_child(path, OPTIONS, ChildLimits(address_bytes=600 * MEGABYTE)))
    assert "内存超出限制" in refused.value.user_text


def amplified_workbook(path: Path) -> Path:
    """A few KB that name one long text in 40,000 cells: more than a gigabyte once read."""
    write_xlsx(path, [["text"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 40_001)
    )
    parts["xl/worksheets/sheet1.xml"] = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData>" + rows + b"</sheetData></worksheet>"
    )
    parts["xl/sharedStrings.xml"] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"A" * 32_000
        + b"</t></si></sst>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


async def test_a_file_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    path = a_long_roster(tmp_path / "roster.csv", 200_000)
    with pytest.raises(UnreadableContent, match="用时超出限制"):
        async for _ in scan_in_child(path, OPTIONS, ChildLimits(cpu_seconds=1)):
            pass


async def test_a_reader_that_stops_early_ends_the_child(tmp_path: Path) -> None:
    path = a_long_roster(tmp_path / "roster.csv")
    before = children()
    async with aclosing(scan_in_child(path, OPTIONS)) as batches:
        await anext(batches)
        assert len(children() - before) == 1
    assert children() <= before


async def test_a_cancelled_reader_ends_the_child(tmp_path: Path) -> None:
    path = a_long_roster(tmp_path / "roster.csv")
    before, started = children(), asyncio.Event()

    async def read() -> None:
        async with aclosing(scan_in_child(path, OPTIONS)) as batches:
            async for _ in batches:
                started.set()
                await asyncio.Event().wait()

    task = asyncio.create_task(read())
    await started.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert children() <= before


async def test_a_child_that_dies_is_a_refusal(tmp_path: Path) -> None:
    path = a_long_roster(tmp_path / "roster.csv")
    before = children()

    async def read_and_kill() -> None:
        async for _ in scan_in_child(path, OPTIONS):
            for pid in children() - before:
                psutil.Process(pid).kill()

    with pytest.raises(RosterRefused, match="ROSTER_UNREADABLE_CONTENT"):
        await read_and_kill()


def test_options_reach_the_child_whole() -> None:
    options = replace(OPTIONS, scope=("610921104",), start_after_row=7)
    assert options_from_plain(options_to_plain(options)) == options
