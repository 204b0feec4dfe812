"""The roster template as a table: every column with its rule, in the order of the file.

Reader, checks, template, error workbook and documentation all follow this one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from services.registry.domain.labels import RELATIONS, SEXES


class Column(IntEnum):
    """Columns by their place in the file, counted from 0."""

    VILLAGE = 0
    GROUP = 1
    NUMBER = 2
    RELATION = 3
    NAME = 4
    SEX = 5
    ID_NUMBER = 6
    BIRTH_DATE = 7
    ETHNICITY = 8
    PHONE = 9
    RESIDENCE = 10
    ABSENT_SINCE = 11
    NEEDS = 12
    ADDRESS = 13
    LONGITUDE = 14
    LATITUDE = 15
    INCOME_YEAR = 16
    WAGE = 17
    BUSINESS = 18
    BUSINESS_COST = 19
    PROPERTY = 20
    TRANSFER = 21
    AWARDS = 22


class Need(Enum):
    """Whether a cell must be filled."""

    ALWAYS = "必填"
    WITHOUT_ID = "无身份证号时必填"
    OPTIONAL = "选填"
    HEAD_ONLY = "选填，只填在户主行"


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One column: `is_text` keeps Excel from turning codes into numbers."""

    column: Column
    header: str
    need: Need
    width: int
    note: str
    example: str
    choices: tuple[str, ...] = ()
    is_text: bool = True


HEAD = "户主"
AWAY = "外出"
RESIDENCES = ("在家", AWAY)

_MONEY = "数字，单位元，最多两位小数，不写“元”“万”和千分号"

TEMPLATE: tuple[ColumnRule, ...] = (
    ColumnRule(
        Column.VILLAGE,
        "村代码",
        Need.ALWAYS,
        15,
        "12 位统计用区划代码，须是本次导入范围内的村（社区）",
        "610921104206",
    ),
    ColumnRule(
        Column.GROUP, "村民小组", Need.HEAD_ONLY, 11, "村民小组名称，如“一组”；不超过 30 字", "三组"
    ),
    ColumnRule(
        Column.NUMBER,
        "户编号",
        Need.ALWAYS,
        10,
        "本村内唯一的户编号，不超过 20 个字符；同一户的各行须相邻",
        "0001",
    ),
    ColumnRule(
        Column.RELATION,
        "与户主关系",
        Need.ALWAYS,
        12,
        "每户恰有一行填“户主”",
        "户主",
        tuple(RELATIONS),
    ),
    ColumnRule(Column.NAME, "姓名", Need.ALWAYS, 12, "不超过 50 字，少数民族姓名可用“·”", "张示例"),
    ColumnRule(
        Column.SEX,
        "性别",
        Need.WITHOUT_ID,
        7,
        "有身份证号可不填；填写的须与身份证号一致",
        "男",
        tuple(SEXES),
    ),
    ColumnRule(
        Column.ID_NUMBER,
        "身份证号",
        Need.OPTIONAL,
        22,
        "18 位公民身份号码，本列须为文本格式；15 位旧号码自动换算",
        "610999198503150010",
    ),
    ColumnRule(
        Column.BIRTH_DATE,
        "出生日期",
        Need.WITHOUT_ID,
        12,
        "写作 2020-01-31；有身份证号可不填，填写的须与身份证号一致",
        "1985-03-15",
    ),
    ColumnRule(
        Column.ETHNICITY, "民族", Need.OPTIONAL, 9, "民族名称（如“汉族”）或两位代码", "汉族"
    ),
    ColumnRule(
        Column.PHONE,
        "联系电话",
        Need.OPTIONAL,
        15,
        "11 位手机号码，或带区号的固定电话；本列须为文本格式",
        "",
    ),
    ColumnRule(
        Column.RESIDENCE, "居住状态", Need.OPTIONAL, 10, "不填视为“在家”", "在家", RESIDENCES
    ),
    ColumnRule(
        Column.ABSENT_SINCE,
        "外出日期",
        Need.OPTIONAL,
        12,
        "居住状态为“外出”的填，写作 2024-02-18；不知道的不填",
        "",
    ),
    ColumnRule(
        Column.NEEDS,
        "需求",
        Need.OPTIONAL,
        28,
        "多项用分号分开：留守儿童;留守老人;留守妇女;低保;特困;残疾:类别:等级;服刑:到期日;"
        "刑满释放:到期日。类别为视力、听力、言语、肢体、智力、精神、多重，等级 1–4；"
        "只记标识和到期日，不写罪名、病情",
        "低保;残疾:肢体:2",
    ),
    ColumnRule(Column.ADDRESS, "住址", Need.HEAD_ONLY, 30, "不超过 200 字", "江河村三组12号"),
    ColumnRule(
        Column.LONGITUDE,
        "经度",
        Need.HEAD_ONLY,
        11,
        "WGS84 度，如 108.512345；经度、纬度须同时填写",
        "108.512345",
        is_text=False,
    ),
    ColumnRule(
        Column.LATITUDE,
        "纬度",
        Need.HEAD_ONLY,
        11,
        "WGS84 度，如 32.891234",
        "32.891234",
        is_text=False,
    ),
    ColumnRule(
        Column.INCOME_YEAR,
        "收入年度",
        Need.HEAD_ONLY,
        10,
        "四位年份；填写后五项金额空白视为 0",
        "2024",
        is_text=False,
    ),
    ColumnRule(Column.WAGE, "工资性收入", Need.HEAD_ONLY, 12, _MONEY, "32000", is_text=False),
    ColumnRule(
        Column.BUSINESS, "生产经营性收入", Need.HEAD_ONLY, 16, _MONEY, "8600", is_text=False
    ),
    ColumnRule(
        Column.BUSINESS_COST, "生产经营性支出", Need.HEAD_ONLY, 16, _MONEY, "2100", is_text=False
    ),
    ColumnRule(Column.PROPERTY, "财产性收入", Need.HEAD_ONLY, 12, _MONEY, "300", is_text=False),
    ColumnRule(Column.TRANSFER, "转移性收入", Need.HEAD_ONLY, 12, _MONEY, "1250.5", is_text=False),
    ColumnRule(
        Column.AWARDS, "平安家庭年度", Need.HEAD_ONLY, 18, "获评年份，多个用分号分开", "2023;2024"
    ),
)

HEADERS: tuple[str, ...] = tuple(rule.header for rule in TEMPLATE)

WIDTH = len(TEMPLATE)

HOUSEHOLD_COLUMNS: tuple[Column, ...] = tuple(
    rule.column for rule in TEMPLATE if rule.need is Need.HEAD_ONLY
)

REVIEW_HEADERS: tuple[str, ...] = ("原行号", "错误原因", "修改建议")
"""Columns the error workbook appends; a corrected error workbook may be uploaded as it is."""


def letter(column: int) -> str:
    """Return the spreadsheet letter of a column within the template (A–Z)."""
    return chr(ord("A") + column)


def header_of(column: Column) -> str:
    """Return the Chinese header of a column."""
    return HEADERS[column]
