"""Publishing appeals again: through the packed outbox of their collection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kit.commit import Versioned
from kit.mongo_republications import Queue, queue_entries
from kit.outbox import entry_of
from kit.records import Records
from services.petition.domain.petition import Petition
from services.petition.ports.petitions import position_of
from services.petition.wire.petition_record import from_petition

from .petition_codec import PetitionCodec


def petition_queue(records: Records, codec: PetitionCodec) -> Queue[Versioned[Petition]]:
    """Return what queues appeals for the relay, as they stand, for all that follow them."""

    async def queue(petitions: Sequence[Versioned[Petition]], at: datetime) -> str:
        entries = [
            entry_of(event)
            for item in petitions
            for event in codec.telling.again(
                item.state, from_petition(item.state, item.revision, codec.vault), at
            )
        ]
        await queue_entries(records, entries, at)
        return position_of(petitions[-1].state)

    return queue
