"""All a county has set for its grids and colours, and what of it is in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kit.model.income import DEFAULT_POLICY as DEFAULT_INCOME
from kit.model.income import IncomePolicy
from kit.model.income import policy_for as income_policy_for

from .colour.policy import DEFAULT_POLICY as DEFAULT_COLOUR
from .colour.policy import ColourPolicy, assessment_year
from .colour.policy import policy_for as colour_policy_for
from .policy import DEFAULT_GRID_POLICY, GridPolicy, grid_policy_for


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds on one day: the policies, and the year that is assessed.

    `income` is the policy of the year the income is of, the one before `year`.
    """

    day: date
    year: int
    grid: GridPolicy
    colour: ColourPolicy
    income: IncomePolicy


@dataclass(frozen=True, slots=True)
class Policies:
    """Every version with its days of validity; by default those of domain §1.2–1.3 and §2.6."""

    grid: tuple[GridPolicy, ...] = (DEFAULT_GRID_POLICY,)
    colour: tuple[ColourPolicy, ...] = (DEFAULT_COLOUR,)
    income: tuple[IncomePolicy, ...] = (DEFAULT_INCOME,)

    def in_force(self, day: date) -> InForce:
        """Return what holds on a day.

        Raises:
            NotFound, NoColourPolicy: the county has set nothing for the day.
            ColourPoliciesOverlap: it has set two.
        """
        colour = colour_policy_for(self.colour, day)
        year = assessment_year(colour, day)
        return InForce(
            day=day,
            year=year,
            grid=grid_policy_for(self.grid, day),
            colour=colour,
            income=income_policy_for(self.income, year - 1),
        )
