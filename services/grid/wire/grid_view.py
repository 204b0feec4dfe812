"""Coverage and counts of grids as they are shown."""

from __future__ import annotations

from gov321.grid.v1 import grid_service_pb2 as pb

from kit.model.division import DivisionCode
from services.grid.domain.coverage import Coverage
from services.grid.usecases.statistics import GridCount

NO_COLOUR = "none"
"""Key of the households nobody has decided on yet."""


def coverage_view(coverage: Coverage) -> pb.VillageCoverage:
    """Return the coverage of a village."""
    return pb.VillageCoverage(
        village=coverage.village,
        households=coverage.households,
        without_grid=coverage.without_grid,
        in_two_grids=coverage.in_two_grids,
        unknown=coverage.unknown,
        leaves_out_of_bounds=coverage.leaves_out_of_bounds,
        exempted=coverage.exempted,
        vacant_leaders=coverage.vacant_leaders,
        placeless=coverage.placeless,
        household_ids=coverage.concerned,
    )


def count_view(division: DivisionCode, count: GridCount) -> pb.GridStatistics:
    """Return the counts of a division."""
    return pb.GridStatistics(
        division=division.digits,
        households=count.households,
        persons=count.persons,
        second_level=count.second_level,
        third_level=count.third_level,
        leaves=count.leaves,
        leaves_in_bounds=count.leaves_in_bounds,
        groups=count.groups,
        vacant_leaders=count.vacant_leaders,
        colours={
            colour.value if colour else NO_COLOUR: number
            for colour, number in count.colours.items()
        },
        proposals=count.proposals,
        red_without_contact=count.red_without_contact,
        visits_overdue=count.visits_overdue,
    )
