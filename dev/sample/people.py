"""Who lives in a household: families of the size that was drawn, with plausible ages."""

from __future__ import annotations

from dataclasses import dataclass

from .chance import Dice, Weighted


@dataclass(frozen=True, slots=True)
class Role:
    """A place in a family: relation to the head, years older (+) or younger (-), and whose child.

    `sex` is m, f or ? (either); `line` tells generations apart: 0 the head's, 1 children,
    2 grandchildren, -1 parents.
    """

    relation: str
    low: int
    high: int
    sex: str
    line: int


_HEAD = Role("户主", 0, 0, "m", 0)
_WIFE = Role("配偶", -5, 2, "f", 0)
_CHILD = Role("子女", -32, -22, "?", 1)
_FATHER = Role("父母", 21, 32, "m", -1)
_MOTHER = Role("父母", 20, 30, "f", -1)
_GRANDCHILD = Role("孙子女", -58, -46, "?", 2)
_IN_LAW = Role("其他", -32, -24, "f", 1)
_SON = Role("子女", -31, -24, "m", 1)
_BROTHER = Role("兄弟姐妹", -12, 8, "?", 0)


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of family: who belongs to it and how old its head is."""

    roles: tuple[Role, ...]
    youngest_head: int
    oldest_head: int


_COUPLE = (_HEAD, _WIFE)
_THREE_GENERATIONS = (*_COUPLE, _SON, _IN_LAW, _GRANDCHILD)

FAMILIES: dict[int, Weighted[Family]] = {
    1: Weighted(
        (
            (Family((Role("户主", 0, 0, "?", 0),), 62, 90), 5.0),
            (Family((Role("户主", 0, 0, "?", 0),), 24, 61), 4.0),
        )
    ),
    2: Weighted(
        (
            (Family(_COUPLE, 52, 84), 7.0),
            (Family(_COUPLE, 24, 51), 1.5),
            (Family((Role("户主", 0, 0, "?", 0), _CHILD), 30, 78), 3.0),
        )
    ),
    3: Weighted(
        (
            (Family((*_COUPLE, _CHILD), 27, 62), 8.0),
            (Family((*_COUPLE, _MOTHER), 40, 62), 2.0),
            (Family((_HEAD, _CHILD, _MOTHER), 32, 58), 1.0),
        )
    ),
    4: Weighted(
        (
            (Family((*_COUPLE, _CHILD, _CHILD), 30, 58), 6.0),
            (Family((*_COUPLE, _CHILD, _MOTHER), 33, 58), 3.0),
            (Family((*_COUPLE, _FATHER, _MOTHER), 30, 55), 1.0),
        )
    ),
    5: Weighted(
        (
            (Family((*_COUPLE, _CHILD, _CHILD, _MOTHER), 32, 56), 5.0),
            (Family(_THREE_GENERATIONS, 52, 74), 4.0),
        )
    ),
    6: Weighted(
        (
            (Family((*_COUPLE, _CHILD, _CHILD, _FATHER, _MOTHER), 32, 54), 5.0),
            (Family((*_THREE_GENERATIONS, _GRANDCHILD), 54, 74), 4.0),
        )
    ),
    7: Weighted(
        (
            (Family((*_THREE_GENERATIONS, _GRANDCHILD, _MOTHER), 54, 66), 3.0),
            (Family((*_COUPLE, _CHILD, _CHILD, _FATHER, _MOTHER, _BROTHER), 32, 52), 2.0),
        )
    ),
}
"""Kinds of families by size, with their weight."""


@dataclass(slots=True)
class Figure:
    """A person while the family is drawn up; years are ages on the day of the sample."""

    role: Role
    years: int
    male: bool
    away: bool = False

    @property
    def relation(self) -> str:
        """The roster's word: 子 or 女 for a child."""
        if self.role.relation != "子女":
            return self.role.relation
        return "子" if self.male else "女"


def family(size: int, dice: Dice) -> list[Figure]:
    """Return the people of a family of a size, the head first."""
    kind = FAMILIES[size].draw(dice)
    head_years = dice.between(kind.youngest_head, kind.oldest_head)
    return [_figure(role, head_years, dice) for role in kind.roles]


def _figure(role: Role, head_years: int, dice: Dice) -> Figure:
    years = head_years + dice.between(role.low, role.high)
    male = role.sex == "m" or (role.sex == "?" and dice.chance(0.52))
    return Figure(role, min(max(years, 0), 99), male)
