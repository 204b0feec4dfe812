"""Data the platform holds already, and where: departments must not ask villages for it again.

One line per data item: its name, other names it goes by, and its wire name.
"""

from __future__ import annotations

from collections.abc import Mapping

_HOUSEHOLD = "gov321.registry.v1.Household"
_MEMBER = "gov321.registry.v1.Member"

HELD: Mapping[str, tuple[str, ...]] = {
    f"{_MEMBER}.name": ("姓名", "家庭成员", "成员姓名"),
    f"{_MEMBER}.sex": ("性别",),
    f"{_MEMBER}.birth_year": ("出生年份", "年龄", "出生日期"),
    f"{_MEMBER}.id_number": ("身份证号", "公民身份号码", "证件号码"),
    f"{_MEMBER}.phone": ("联系电话", "手机号", "手机号码"),
    f"{_MEMBER}.ethnicity": ("民族",),
    f"{_MEMBER}.relation": ("与户主关系",),
    f"{_MEMBER}.absent": ("是否外出", "外出情况", "外出务工情况"),
    f"{_MEMBER}.needs": ("低保情况", "残疾情况", "特困情况", "留守情况", "特殊需求"),
    f"{_HOUSEHOLD}.number": ("户编号", "户号"),
    f"{_HOUSEHOLD}.group": ("村民小组", "所属小组"),
    f"{_HOUSEHOLD}.head_person_id": ("户主", "户主姓名"),
    f"{_HOUSEHOLD}.members": ("家庭人口", "人口数", "家庭人数"),
    f"{_HOUSEHOLD}.address": ("住址", "家庭住址", "详细地址"),
    f"{_HOUSEHOLD}.incomes": ("家庭收入", "人均收入", "人均纯收入"),
    f"{_HOUSEHOLD}.awards": ("平安家庭", "平安家庭称号"),
}
"""Wire name → names people use."""

_WHERE = {name: where for where, names in HELD.items() for name in names}


def held_by_platform(item: str) -> str:
    """Return the wire name under which the platform holds a data item; empty when it does not."""
    return item if item in HELD else _WHERE.get(item.replace(" ", ""), "")
