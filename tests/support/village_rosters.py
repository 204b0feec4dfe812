"""Rosters of one village, as bytes of a CSV file; nobody is in two of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.registry.domain.sex import Sex
from services.registry.roster.columns import HEADERS
from tests.support.builders import an_id_number
from tests.support.roster_files import Row, a_row

_FIRST_BIRTH = date(1940, 1, 1)
_SON_IS_YOUNGER = timedelta(days=25 * 365)
_FAMILY_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
_GIVEN_NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥乾坤震巽坎离艮兑"


@dataclass(frozen=True, slots=True)
class Villager:
    """One person of a roster, with everything about him that must not get out."""

    name: str
    id_number: str
    phone: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log, metric, key, header or error may hold."""
        return (self.id_number, self.phone, self.name)


@dataclass(frozen=True, slots=True)
class VillageRoster:
    """`size` households of a father and a son; `series` (0 to 399) sets the people apart."""

    village: str
    series: int
    size: int
    address: str = "测试路"

    def csv(self, bad: int = 0) -> bytes:
        """Return the file; the last `bad` households have a citizen number that cannot be."""
        lines = io.StringIO()
        writer = csv.writer(lines)
        writer.writerow(HEADERS)
        for n in range(self.size):
            writer.writerows(self._rows(n, spoilt=n >= self.size - bad))
        return lines.getvalue().encode()

    def people(self) -> Iterator[Villager]:
        """Yield everybody."""
        for n in range(self.size):
            yield from self.household(n)

    def household(self, n: int) -> tuple[Villager, Villager]:
        """Return father and son of the n-th household."""
        return self._villager(n, son=False), self._villager(n, son=True)

    def address_of(self, n: int) -> str:
        """Return where the n-th household lives."""
        return f"{self.address}{self.series:03}第{n + 1:04}号"

    def _rows(self, n: int, *, spoilt: bool) -> Iterator[Row]:
        father, son = self.household(n)
        number = f"{n + 1:04}"
        wrong = "0" if father.id_number[-1] != "0" else "1"
        yield a_row(
            village=self.village,
            group="一组",
            number=number,
            relation="户主",
            name=father.name,
            id_number=father.id_number[:-1] + wrong if spoilt else father.id_number,
            phone=father.phone,
            needs="低保",
            address=self.address_of(n),
            income_year="2024",
            wage="32000",
        )
        yield a_row(
            village=self.village,
            number=number,
            relation="子",
            name=son.name,
            id_number=son.id_number,
            phone=son.phone,
        )

    def _villager(self, n: int, *, son: bool) -> Villager:
        birth = _FIRST_BIRTH + timedelta(days=n) + (_SON_IS_YOUNGER if son else timedelta())
        number = an_id_number(birth, Sex.MALE, 100 + self.series)
        place = self.series * 10_000 + n * 2 + son
        return Villager(_name(n, son=son), number.digits, f"154{place:08}")


def _name(n: int, *, son: bool) -> str:
    family = _FAMILY_NAMES[n % len(_FAMILY_NAMES)]
    first, second = divmod(n, len(_GIVEN_NAMES))
    middle = _GIVEN_NAMES[first % len(_GIVEN_NAMES)]
    return family + middle + _GIVEN_NAMES[second] + ("嗣" if son else "宗")
