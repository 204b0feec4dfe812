"""Administrative divisions: 12-digit codes and what contains what.

Codes follow the statistics bureau: 6 digits county + 3 town + 3 village (610921 104 206). Compare
them only at the borders 6/9/12.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from kit.model.errors import InvalidValue

_LENGTH = 12


class Tier(Enum):
    """县, 镇, 村. The value is how many leading digits tell divisions of the tier apart."""

    COUNTY = 6
    TOWN = 9
    VILLAGE = 12


@dataclass(frozen=True, slots=True, order=True)
class DivisionCode:
    """A checked 12-digit division code. Build it with `DivisionCode.parse`."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> DivisionCode:
        """Return the code.

        Raises:
            InvalidValue: not 12 digits, or a village without a town.
        """
        return _parse(text)

    @property
    def tier(self) -> Tier:
        """The tier follows from the trailing zeros."""
        if self.digits.endswith("000000"):
            return Tier.COUNTY
        return Tier.TOWN if self.digits.endswith("000") else Tier.VILLAGE

    @property
    def prefix(self) -> str:
        """The significant digits: 6, 9 or 12 of them."""
        return self.digits[: self.tier.value]

    @property
    def county(self) -> DivisionCode:
        """The county that contains this division (itself for a county)."""
        return DivisionCode(self.digits[:6] + "000000")

    @property
    def town(self) -> DivisionCode:
        """The town that contains this division (itself for a town).

        Raises:
            InvalidValue: a county has no town.
        """
        if self.tier is Tier.COUNTY:
            raise InvalidValue(field="division", why=f"{self.digits} 是县级代码，没有所属镇")
        return DivisionCode(self.digits[:9] + "000")

    def contains(self, other: DivisionCode) -> bool:
        """Whether `other` is this division or lies inside it."""
        return other.digits[: self.tier.value] == self.prefix

    def bounds(self) -> tuple[str, str]:
        """Range `[low, high)` of the 12-digit codes inside, for store queries (never a regex)."""
        return prefix_bounds(self.prefix)

    def __str__(self) -> str:
        return self.digits


def prefix_bounds(prefix: str) -> tuple[str, str]:
    """Return `[low, high)` of the 12-digit codes that begin with a 6-, 9- or 12-digit prefix."""
    low = prefix.ljust(_LENGTH, "0")
    high = str(int(prefix) + 1).zfill(len(prefix)).ljust(_LENGTH, "0")
    return low, high


@lru_cache(maxsize=4096)
def _parse(text: str) -> DivisionCode:
    if len(text) != _LENGTH or not (text.isascii() and text.isdigit()):
        raise InvalidValue(field="division", why=f"区划代码须为 12 位数字，收到 {len(text)} 个字符")
    if text[6:9] == "000" and text[9:] != "000":
        raise InvalidValue(field="division", why=f"{text} 有村级代码而没有镇级代码")
    return DivisionCode(text)
