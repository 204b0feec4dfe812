"""Names that are plainly invented: a common surname and terms of the old calendar."""

from __future__ import annotations

from itertools import product

from .chance import Dice

SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
)
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_MANSIONS = "角亢氐房心尾箕斗牛女虚危室壁奎娄胃昴毕觜参井鬼柳星张翼轸"

GIVEN_NAMES = tuple(
    "".join(pair)
    for pair in (
        *product(_STEMS, _BRANCHES),
        *product(_MANSIONS, _STEMS),
        *product(_BRANCHES, _MANSIONS),
    )
)


def surname(dice: Dice) -> str:
    """Return a surname; the first ones of the list are the more frequent."""
    return SURNAMES[int(dice.roll() * dice.roll() * len(SURNAMES))]


def given_name(dice: Dice) -> str:
    """Return a given name no parents would choose."""
    return dice.one_of(GIVEN_NAMES)
