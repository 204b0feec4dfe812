"""What an operator may set for the grid, besides what every service has."""

from __future__ import annotations

from pydantic import Field

from kit.settings import ServiceSettings


class GridSettings(ServiceSettings):
    """Settings of the grid; see services/grid/README.md for the table."""

    grid_policy: str = Field(
        default="",
        description="File with the county's rules for grids by date (JSON); empty takes the plan's",
    )
    colour_policy: str = Field(
        default="",
        description="Answers to the gaps of the plan by date (JSON file); empty takes the default",
    )
    income_policy: str = Field(
        default="",
        description="File with the income policies by date (JSON), the same as the registry's",
    )
    households_in_memory: int = Field(
        default=30000,
        ge=1,
        description="Most households whose colours are kept in memory (about 4 kB each)",
    )
