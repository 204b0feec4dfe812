"""A public fact as the message that is published; nothing goes in that is not named here."""

from __future__ import annotations

from datetime import datetime

from gov321.petition.events.v1.public_events_pb2 import PublicPetitionFact

from kit.vault import Vault
from kit.wire_time import timestamp
from services.petition.domain.ids import PetitionId
from services.petition.domain.public import PublicFact, to_the_hour

_INDEX = "public-matter"


def matter_id(petition: PetitionId, vault: Vault) -> str:
    """Return the public id of an appeal: always the same, and nobody else can compute it."""
    return vault.index(_INDEX, petition).hex()


def public_message(fact: PublicFact, matter: str, at: datetime) -> PublicPetitionFact:
    """Return the message of a public fact."""
    return PublicPetitionFact(
        matter_id=matter,
        town=fact.town.digits,
        category=fact.category or "",
        matter=fact.matter.value,
        tier=fact.tier.name.lower(),
        phase=fact.phase.value,
        receive_time=timestamp(fact.received_at),
        close_time=timestamp(fact.closed_at) if fact.closed_at else None,
        in_time=fact.in_time,
        solved_at_tier=fact.solved_at_tier.name.lower() if fact.solved_at_tier else "",
        occur_time=timestamp(to_the_hour(at)),
    )
