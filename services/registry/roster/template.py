"""The empty roster to fill in: a workbook with rules and choices, or the header line of a CSV."""

from __future__ import annotations

import csv
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from .columns import HEADERS, TEMPLATE, ColumnRule, Need, letter
from .worksheet import SHEET_NAME
from .xlsx import Style, new_book, new_format, new_sheet

GUIDE_NAME = "填写说明"
_LAST_ROW = 1_048_575
_GUIDE_HEADERS = ("列", "列名", "是否必填", "填写规则", "可选内容", "示例")
_GUIDE_WIDTHS = (5, 16, 20, 70, 40, 24)
_GENERAL_RULES = (
    "每行一人；同一户的各行须相邻，每户恰有一行“户主”。",
    "住址、经纬度、收入、平安家庭年度属于整户，只填在户主行。",
    "表头不要改动，不要合并单元格，不要使用公式；第一个工作表名为“居民名册”。",
    "有一处错误的户整户暂不导入，改正导出的错误表后可直接再次上传；重复上传不会产生重复记录。",
    "只填写治理工作必需的内容：不写罪名、病情、宗教信仰。",
)
_HEADER_STYLE: Style = {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True}
_REQUIRED_STYLE: Style = _HEADER_STYLE | {"bg_color": "#FCE4D6"}


def write_template_xlsx(path: Path) -> None:
    """Write the workbook: sheet 居民名册 to fill in, sheet 填写说明 with every column's rule."""
    with new_book(path) as book:
        _write_form(book, new_sheet(book, SHEET_NAME))
        _write_guide(book, new_sheet(book, GUIDE_NAME))


def write_template_csv(path: Path) -> None:
    """Write the header line, in the encoding spreadsheets open without asking."""
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines).writerow(HEADERS)


def _write_form(book: Workbook, sheet: Worksheet) -> None:
    styles = {True: new_format(book, _REQUIRED_STYLE), False: new_format(book, _HEADER_STYLE)}
    text = new_format(book, {"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for rule in TEMPLATE:
        sheet.set_column(rule.column, rule.column, rule.width, text if rule.is_text else None)
        sheet.write_string(0, rule.column, rule.header, styles[rule.need is Need.ALWAYS])
        sheet.write_comment(0, rule.column, f"{rule.need.value}。{rule.note}。")
        _offer_choices(sheet, rule)


def _offer_choices(sheet: Worksheet, rule: ColumnRule) -> None:
    if not rule.choices:
        return
    options = {
        "validate": "list",
        "source": list(rule.choices),
        "error_title": rule.header,
        "error_message": "请从下拉列表中选择。",
    }
    sheet.data_validation(1, rule.column, _LAST_ROW, rule.column, options)


def _write_guide(book: Workbook, sheet: Worksheet) -> None:
    header, wrapped = new_format(book, _HEADER_STYLE), new_format(book, {"text_wrap": True})
    for column, (title, width) in enumerate(zip(_GUIDE_HEADERS, _GUIDE_WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, header)
    for row, rule in enumerate(TEMPLATE, 1):
        _write_rule(sheet, row, rule, wrapped)
    for row, text in enumerate(_GENERAL_RULES, len(TEMPLATE) + 2):
        sheet.write_string(row, 1, text)


def _write_rule(sheet: Worksheet, row: int, rule: ColumnRule, style: Format) -> None:
    cells = (
        letter(rule.column),
        rule.header,
        rule.need.value,
        rule.note,
        "、".join(rule.choices),
        rule.example,
    )
    for column, text in enumerate(cells):
        sheet.write_string(row, column, text, style)
