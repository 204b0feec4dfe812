"""Custody: only the custodian writes a record, and only the site that hosts it."""

from __future__ import annotations

from kit.model.division import DivisionCode
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
