"""A received fact of the registry as what the use-cases hear of it."""

from __future__ import annotations

from gov321.registry.events.v1 import registry_events_pb2 as pb

from kit.envelope import Received
from kit.fact_types import carriers_of, require_about
from kit.vault import Vault
from services.grid.ports.households import ToldHousehold

from .known_record import pruned, to_known

HOUSEHOLD_FACTS = carriers_of(pb.DESCRIPTOR, "household")
"""Full names of the registry's facts that carry a household; others are passed over."""


def told_of(received: Received, vault: Vault) -> ToldHousehold:
    """Return what a fact tells of its household.

    Raises:
        DecodeError: the bytes are no fact.
        BadEnvelope: the headers speak of another record than the body.
        CannotOpen: a sealed field does not open: the bus parks the record with this reason.
    """
    record = pb.HouseholdFact.FromString(received.data).household
    require_about(received, record.household_id, record.revision)
    kept = pruned(record)
    return ToldHousehold(to_known(kept, vault), received.time, kept.SerializeToString())
