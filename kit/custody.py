"""Custody: only the custodian writes a record, and only the site that hosts it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kit.authz import Range
from kit.model.division import DivisionCode, Tier
from kit.model.division_tree import DivisionTree
from kit.model.errors import NotCustodian
from kit.topology import Site, Topology


def require_custody(
    topology: Topology, here: Site, record_id: str, custodian: DivisionCode
) -> None:
    """Pass when `here` hosts the custodian of the record.

    Raises:
        NotCustodian: another site hosts it; the refusal names the custodian.
    """
    if not topology.hosts(here, custodian):
        raise NotCustodian(id=record_id, custodian=custodian)


@dataclass(frozen=True, slots=True)
class Custody:
    """The centers this site hosts, for records in the custody of their village's center."""

    topology: Topology
    here: Site
    divisions: DivisionTree

    @property
    def writes(self) -> bool:
        """Whether this site hosts village centers at all."""
        return self.here.tier is Tier.VILLAGE

    def hosts(self, village: DivisionCode) -> bool:
        """Whether this site hosts the village's center."""
        return self.topology.hosts(self.here, village)

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
        if not any(self.hosts(code) for code in inside):
            raise NotCustodian(id=division, custodian=inside[0] if inside else division)
