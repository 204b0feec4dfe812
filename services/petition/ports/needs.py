"""What a household asked for during a visit, as the grid tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kit.model.division import DivisionCode


@dataclass(frozen=True, slots=True)
class RaisedNeed:
    """One need of a visit; visit and number name it for ever."""

    visit: str
    number: int
    household: str
    village: DivisionCode
    grid: str
    text: str = field(repr=False)
