"""The metrics of the grid, and what shows the coverage of villages on them."""

from __future__ import annotations

from kit.metrics import Metric, MetricKind, Metrics

from .domain.coverage import Coverage

_G = MetricKind.GAUGE

METRICS: tuple[Metric, ...] = (
    Metric("gov321_grid_households_without_grid", _G, "households", ("village",),
           "未纳入任何网格的户数（应为 0）",
           "Live households in no leaf grid; 0 when all is well"),
    Metric("gov321_grid_households_in_two_grids", _G, "households", ("village",),
           "所在网格有误的户数（应为 0）",
           "Households in a grid that is no leaf or of another group; 0 when all is well"),
    Metric("gov321_grid_leaves_out_of_bounds", _G, "grids", ("village",),
           "规模超出 20–30 户、70–120 人且未获批准例外的网格数",
           "Leaf grids outside the bounds of size without an exemption"),
    Metric("gov321_grid_vacant_leaders", _G, "grids", ("village",),
           "没有网格长的网格数", "Live grids without a leader"),
)  # fmt: skip
"""Besides those of every service."""


class GridGauges:
    """`CoverageGauges` on the metrics of the app."""

    def __init__(self, metrics: Metrics) -> None:
        self._without = metrics.gauge("gov321_grid_households_without_grid")
        self._double = metrics.gauge("gov321_grid_households_in_two_grids")
        self._out = metrics.gauge("gov321_grid_leaves_out_of_bounds")
        self._vacant = metrics.gauge("gov321_grid_vacant_leaders")

    def show(self, coverage: Coverage) -> None:
        """See `CoverageGauges`."""
        village = coverage.village
        self._without.labels(village).set(coverage.without_grid)
        self._double.labels(village).set(coverage.in_two_grids)
        self._out.labels(village).set(coverage.leaves_out_of_bounds - coverage.exempted)
        self._vacant.labels(village).set(coverage.vacant_leaders)
