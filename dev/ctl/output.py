"""How results reach people and programs: tables on a terminal, or one JSON document."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

WIDE = 200
"""Columns when the output goes to a file or a pipe, which has no width of its own."""

Data = Message | Mapping[str, Any]
View = Callable[[], RenderableType]


def console_of(stream: Any) -> Console:
    """Return a console on a stream: as wide as the terminal, or wide enough for a table."""
    return Console(file=stream, width=None if stream.isatty() else WIDE, highlight=False)


class Output:
    """Where a command tells its result.

    With `as_json`, standard output carries exactly one JSON document: the result, or
    `{"error": {...}}`. Progress and remarks go to standard error in either form.
    """

    def __init__(self, as_json: bool, out: Console | None = None, err: Console | None = None):
        self.as_json = as_json
        self.out = out or console_of(sys.stdout)
        self.err = err or console_of(sys.stderr)

    def show(self, data: Data, view: View) -> None:
        """Tell a result; the view is only built for people."""
        if self.as_json:
            self._write_json(plain(data))
        else:
            shown = view()
            # Text is never broken: a token must stay one line.
            self.out.print(
                Text(shown) if isinstance(shown, str) else shown, soft_wrap=isinstance(shown, str)
            )

    def remark(self, text: str) -> None:
        """Tell people something that is not the result."""
        self.err.print(Text(text), soft_wrap=True)

    def complain(self, text: str, reason: str, fields: Mapping[str, str] | None = None) -> None:
        """Tell why there is no result: a Chinese sentence and the code programs go by."""
        if self.as_json:
            error = {"reason": reason, "message": text, "fields": dict(fields or {})}
            self._write_json({"error": error})
            return
        line = Text("✗ ", style="bold red")
        line.append(text, style="default")
        line.append(f"  [{reason}]", style="dim")
        self.err.print(line, soft_wrap=True)

    def _write_json(self, document: Any) -> None:
        text = json.dumps(document, ensure_ascii=False, indent=2)
        self.out.file.write(text + "\n")
        self.out.file.flush()


def plain(data: Any) -> Any:
    """Return data as JSON values; messages take protobuf's JSON form with the proto's names."""
    if isinstance(data, Message):
        return MessageToDict(
            data, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
        )
    if isinstance(data, Mapping):
        return {str(name): plain(value) for name, value in data.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(data, list | tuple):
        return [plain(value) for value in data]  # pyright: ignore[reportUnknownVariableType]
    return data


Column = str | tuple[str, str]
"""A heading, or a heading and `left`/`right`."""


def table(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]], empty: str = "（无）"
) -> RenderableType:
    """Return a table; cells are shown as they are, without markup."""
    shown = Table(title=Text(title, style="bold"), title_justify="left", header_style="bold")
    for column in columns:
        heading, side = (column, "left") if isinstance(column, str) else column
        shown.add_column(
            heading,
            justify="right" if side == "right" else "left",
            overflow="fold",
            no_wrap=heading.endswith("ID"),  # ids are there to be copied
        )
    for row in rows:
        shown.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    return shown if shown.row_count else Text(f"{title}{empty}")


def pairs(title: str, rows: Iterable[tuple[str, object]]) -> RenderableType:
    """Return names and values below a title."""
    shown = Table(
        title=Text(title, style="bold"), title_justify="left", show_header=False, box=None
    )
    shown.add_column(style="dim")
    shown.add_column(overflow="fold")
    for name, value in rows:
        shown.add_row(name, value if isinstance(value, Text) else Text(str(value)))
    return shown
