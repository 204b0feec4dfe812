"""Grids (网格) of three levels: plan 四(一)2, "不遗漏、不交叉、不重复".

Level 1 is the village, level 2 the village group (村民小组), level 3 a part of a populous group.
A leaf is a grid of level 3, or one of level 2 that is not divided; households sit in leaves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, IntEnum

from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue

from .ids import PlanId

_FORM = re.compile(r"\d{12}(-\d{2}(-\d{2})?)?")


class Level(IntEnum):
    """一级、二级、三级网格."""

    FIRST = 1
    SECOND = 2
    THIRD = 3


_LEVELS = {12: Level.FIRST, 15: Level.SECOND, 18: Level.THIRD}
"""By the length of a code; asked often."""


class Population(Enum):
    """Which persons a size is measured on: registered (户籍) or present (在家) ones."""

    REGISTERED = "registered"
    PRESENT = "present"


@dataclass(frozen=True, slots=True, order=True)
class GridCode:
    """`<12 digits>` (level 1), `<12 digits>-<2>` (level 2), `<12 digits>-<2>-<2>` (level 3)."""

    text: str

    @classmethod
    def parse(cls, text: str) -> GridCode:
        """Return the code of a text.

        Raises:
            InvalidValue: it is not of the form.
        """
        if not _FORM.fullmatch(text):
            raise InvalidValue(field="网格编码", why="须为 12 位区划代码，后接至多两段“-两位数字”")
        return cls(text)

    @classmethod
    def of_village(cls, village: DivisionCode) -> GridCode:
        """Return the code of a village's own grid."""
        return cls(village.digits)

    def below(self, number: int) -> GridCode:
        """Return the code of the grid with this number one level down."""
        return GridCode(f"{self.text}-{number:02d}")

    @property
    def level(self) -> Level:
        """Which of the three levels."""
        return _LEVELS[len(self.text)]

    @property
    def village(self) -> DivisionCode:
        """The village the grid lies in."""
        return DivisionCode.parse(self.text[:12])

    @property
    def parent(self) -> GridCode | None:
        """The grid one level up; None for level 1."""
        return None if self.level is Level.FIRST else GridCode(self.text[:-3])

    @property
    def number(self) -> int:
        """Its number among its siblings; 0 for level 1."""
        return 0 if self.level is Level.FIRST else int(self.text[-2:])

    def lies_in(self, other: GridCode) -> bool:
        """Whether it is the other grid or a part of it."""
        return self == other or self.text.startswith(f"{other.text}-")

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why a grid may stay outside the bounds of size (因地因村制宜)."""

    reason: str
    signer: str
    on: date


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid while it lives, `[since, until)`. A code is never given to another grid.

    `group` is the registry's name of the village group, empty for level 1. `population` and `plan`
    tell how its extent was decided (level 3 and leaves of a plan); empty when it came by itself.
    """

    code: GridCode
    name: str
    group: str
    since: date
    until: date | None = None
    population: Population | None = None
    plan: PlanId | None = None
    exemption: Exemption | None = field(default=None)

    @property
    def level(self) -> Level:
        """Which of the three levels."""
        return self.code.level

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return self.until is None
