"""Which households this site may write, and who says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kit.authz import Range
from kit.custody import require_custody
from kit.model.division import DivisionCode, Tier
from kit.model.division_tree import DivisionTree
from kit.model.errors import NotCustodian, NotFound
from kit.topology import Site, Topology
from services.registry.domain.ids import HouseholdId
from services.registry.ports.households import HouseholdQueries


@dataclass(frozen=True, slots=True)
class Custody:
    """The centers this site hosts. Households are in the custody of their village's center."""

    topology: Topology
    here: Site
    divisions: DivisionTree

    @property
    def writes(self) -> bool:
        """Whether this site hosts village centers at all."""
        return self.here.tier is Tier.VILLAGE

    def village_ranges(self, ranges: Iterable[Range], after: str = "") -> list[Range]:
        """Return the ranges village by village, without those that lie before `after`.

        Questions of a whole county are asked like this: see ADR 9.
        """
        villages = self.divisions.villages_within(ranges)
        return [(low, high) for low, high in villages if after < high]

    def require(self, record_id: str, village: DivisionCode) -> None:
        """Pass when this site hosts the village's center.

        Raises:
            NotFound: the county has no such village.
            NotCustodian: another site hosts it.
        """
        self.divisions.get(village)
        require_custody(self.topology, self.here, record_id, village)

    def require_villages(self, division: DivisionCode, day: date) -> None:
        """Pass when this site hosts the center of some village of a division.

        Raises:
            NotFound: the county has no such division.
            NotCustodian: the first of its villages' centers is named.
        """
        self.divisions.get(division)
        found = [v.code for v in self.divisions.of_tier(Tier.VILLAGE, day)]
        inside = [code for code in found if division.contains(code)]
        if not any(self.topology.hosts(self.here, code) for code in inside):
            raise NotCustodian(id=division, custodian=inside[0] if inside else division)

    async def refuse_elsewhere(self, household: HouseholdId, known: HouseholdQueries) -> None:
        """Pass at a site of villages; at any other name the custodian of a household it knows.

        Raises:
            NotFound: no copy of it here either.
            NotCustodian: its village's center may write it.
        """
        if self.writes:
            return
        found = (await known.get_many([household])).get(household)
        if found is None:
            raise NotFound(what="户", id=household)
        self.require(household, found.state.village)
