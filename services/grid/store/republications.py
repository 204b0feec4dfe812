"""Publishing villages and cares again: through the packed outboxes of their collections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kit.commit import Versioned
from kit.envelope import Event
from kit.mongo_republications import Queue, queue_entries
from kit.outbox import entry_of
from kit.records import Records
from services.grid.domain.care import HouseholdCare
from services.grid.domain.village import Village
from services.grid.usecases.republish import WholeVillage
from services.grid.wire.care_facts import care_republished
from services.grid.wire.care_record import from_care
from services.grid.wire.village_facts import village_republished
from services.grid.wire.village_record import from_village

from .care_codec import CareCodec
from .village_codec import VillageCodec


def grid_queue(
    villages: Records, village_codec: VillageCodec, cares: Records, care_codec: CareCodec
) -> Queue[WholeVillage]:
    """Return what queues villages for the relays, as they stand."""

    async def queue(whole: Sequence[WholeVillage], at: datetime) -> str:
        own = [entry_of(_village(one.village, village_codec, at)) for one in whole]
        kept = [entry_of(_care(care, care_codec, at)) for one in whole for care in one.cares]
        await queue_entries(villages, own, at)
        await queue_entries(cares, kept, at)
        return whole[-1].village.state.code.digits

    return queue


def _village(item: Versioned[Village], codec: VillageCodec, at: datetime) -> Event:
    name, data = village_republished(from_village(item.state, item.revision), at)
    code = item.state.code.digits
    return Event(codec.topic, code, name, code, item.revision, 0, codec.source, at, data)


def _care(item: Versioned[HouseholdCare], codec: CareCodec, at: datetime) -> Event:
    name, data = care_republished(from_care(item.state, item.revision, codec.vault), at)
    home, id = item.state.village.digits, item.state.household
    return Event(codec.topic, home, name, id, item.revision, 0, codec.source, at, data)
