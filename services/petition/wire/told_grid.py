"""Received facts of the grid, as what the use-cases hear of them."""

from __future__ import annotations

from gov321.grid.events.v1 import care_events_pb2 as pb

from kit.envelope import Received
from kit.fact_types import require_about
from kit.model.division import DivisionCode
from kit.vault import Vault
from services.petition.ports.needs import RaisedNeed

GRID_FACTS = frozenset({pb.NeedRaised.DESCRIPTOR.full_name})
"""Full names of the grid's facts that become appeals; others are passed over."""

_NEED = "need"
"""Field name the grid binds the sealed text of a need to."""


def need_of(received: Received, vault: Vault) -> RaisedNeed:
    """Return the need a fact tells of.

    Raises:
        DecodeError: the bytes are no fact.
        BadEnvelope: the headers speak of another record than the body.
        InvalidValue: the village's code is none.
        CannotOpen: the text does not open: the bus parks the record with this reason.
    """
    fact = pb.NeedRaised.FromString(received.data)
    care = fact.care
    require_about(received, care.household_id, care.revision)
    return RaisedNeed(
        visit=fact.visit_id,
        number=fact.number,
        household=care.household_id,
        village=DivisionCode.parse(care.home),
        grid=care.leaf,
        text=vault.open(fact.text, care.household_id, _NEED).decode(),
    )
