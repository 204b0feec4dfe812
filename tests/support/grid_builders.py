"""Builders of the grid's records: say what matters to a test, the rest is plausible and made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from kit.commit import Request
from kit.model.division import DivisionCode
from kit.model.ids import derived_id, parse_request_id
from services.grid.domain.founding import found
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.known import KnownHousehold, Stay
from services.grid.domain.neighbourhood import nearest_in
from services.grid.domain.placement import place
from services.grid.domain.village import Village

TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
"""Ten in the morning of `TODAY`, in the county."""

REGISTERED = date(2020, 1, 1)
JIANGHE = DivisionCode.parse("610921104206")
"""江河村, 双乳镇: where the county's three-line method began."""
YUHE = DivisionCode.parse("610921104207")
"""玉河村, next to it."""

_EAST, _NORTH, _STEP, _ROW = 108.5, 32.9, 0.0005, 8
"""A corner of the county, 50 m between neighbours, eight of them in a row."""


def a_request(name: str = "first", body: str = "") -> Request:
    """Return the request a client makes under this name; another body is a reuse."""
    return Request(parse_request_id(derived_id("test", name)), (body or name).encode())


def leaf(text: str) -> GridCode:
    """Return the code of a grid of 江河村: `01` or `01-02`."""
    return GridCode(f"{JIANGHE.digits}-{text}")


def stays(household: str, persons: int) -> tuple[Stay, ...]:
    """Return so many members since the household is registered."""
    return tuple(Stay(PersonId(f"{household}-{n}"), REGISTERED) for n in range(1, persons + 1))


def a_point(number: int) -> tuple[float, float]:
    """Return the n-th house of a hamlet laid out in rows."""
    return _EAST + (number % _ROW) * _STEP, _NORTH + (number // _ROW) * _STEP


def a_known(
    household: str,
    group: str = "一组",
    *,
    persons: int = 4,
    revision: int = 1,
    village: DivisionCode = JIANGHE,
    point: tuple[float, float] | None = None,
    live: bool = True,
) -> KnownHousehold:
    """Return what the registry told of a household: four members, no point, until told."""
    return KnownHousehold(
        id=HouseholdId(household),
        revision=revision,
        village=village,
        group=group,
        live=live,
        registered=REGISTERED,
        stays=stays(household, persons),
        point=point,
    )


def a_hamlet(
    group: str, households: int, *, persons: int = 4, village: DivisionCode = JIANGHE
) -> list[KnownHousehold]:
    """Return the households of a group side by side: `<group>-001` and so on."""
    return [
        a_known(
            f"{group}-{number:03}", group, persons=persons, point=a_point(number), village=village
        )
        for number in range(1, households + 1)
    ]


@dataclass(frozen=True)
class VillageBuilder:
    """江河村 with the households it is given, each in the leaf of its group."""

    code: DivisionCode = JIANGHE
    known: tuple[KnownHousehold, ...] = field(default=())

    def with_group(self, name: str, households: int, *, persons: int = 4) -> VillageBuilder:
        """Add a group of households side by side."""
        return self.with_known(a_hamlet(name, households, persons=persons, village=self.code))

    def with_known(self, known: Sequence[KnownHousehold]) -> VillageBuilder:
        """Add households."""
        return replace(self, known=(*self.known, *known))

    def build(self) -> Village:
        """Return the village."""
        founded = found(self.code, "江河村", (), TODAY)
        return place(founded, self.known, TODAY, nearest_in(founded, self.known))[0]

    @property
    def by_id(self) -> dict[HouseholdId, KnownHousehold]:
        """The households by id."""
        return {one.id: one for one in self.known}


def a_village(code: DivisionCode = JIANGHE) -> VillageBuilder:
    """Return the builder of a village in which nobody lives yet."""
    return VillageBuilder(code)
