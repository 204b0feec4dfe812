"""What a village's grids may do beyond the rule: stay out of bounds, stop at a ridge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kit.model.errors import InvalidValue

from .events import GridExempted, Outcome, RidgesDrawn
from .grid import Exemption, GridCode
from .partition.values import check_degrees
from .structure import structure_of
from .structure_errors import NotALeaf
from .village import Ridge, Village

MOST_RIDGES = 500
"""Lines of one village; more are a file drawn by mistake."""


def exempt(village: Village, code: GridCode, reason: str, signer: str, today: date) -> Outcome:
    """Let a leaf stay outside the bounds of size (因地因村制宜); the newest exemption holds.

    Raises:
        NotALeaf: households do not sit in that grid.
    """
    structure = structure_of(village)
    if not structure.is_leaf(code):
        raise NotALeaf(grid=code)
    present, exemption = structure.live[code].exemption, Exemption(reason, signer, today)
    if present is not None and (present.reason, present.signer) == (reason, signer):
        return village, ()
    grids = tuple(
        replace(grid, exemption=exemption) if grid.code == code else grid for grid in village.grids
    )
    return replace(village, grids=grids), (GridExempted(code),)


def draw_ridges(village: Village, ridges: tuple[Ridge, ...]) -> Outcome:
    """Set the lines that no grid of level 3 crosses, in place of those before.

    Raises:
        InvalidValue: too many, no place on earth, or a line without length.
    """
    if len(ridges) > MOST_RIDGES:
        raise InvalidValue(field="界线", why=f"至多 {MOST_RIDGES} 条，收到 {len(ridges)} 条")
    for ridge in ridges:
        check_degrees(*ridge.start)
        check_degrees(*ridge.end)
        if ridge.start == ridge.end:
            raise InvalidValue(field="界线", why="起点和终点相同，请填写两个不同的点")
    if ridges == village.ridges:
        return village, ()
    return replace(village, ridges=ridges), (RidgesDrawn(len(ridges)),)
