"""Writing what another site sent: the revision goes on, races are decided again, twins meet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from kit.contention import Contention
from kit.memory import MemoryRecords
from kit.model.clock import ManualClock
from kit.model.errors import TooMuchContention
from kit.records import DuplicateKey, Write
from services.petition.domain.handing import hand_off, take_over
from services.petition.domain.petition import Petition
from services.petition.ports.projection import Receive
from services.petition.store.receiving import Incoming
from tests.support.memory_own import asleep
from tests.support.petition_builders import CLERK, TOWN, a_petition
from tests.support.petition_fakes import a_petition_codec
from tests.support.petition_handoffs import MANUAL

BUILDER = a_petition().accepted()
SENT, _ = hand_off(BUILDER.petition, TOWN, MANUAL, CLERK, BUILDER.now, "协调")


async def _at_once(_: float) -> None:
    await asyncio.sleep(0)


def incoming(records: MemoryRecords, wake: Callable[[], None] = asleep) -> Incoming:
    """Return the receiving end of the site of towns."""
    clock, codec = ManualClock(BUILDER.now), a_petition_codec("towns")
    return Incoming(records, codec, clock, wake, str, Contention(tries=3, pause=_at_once))


def taking(came: Petition = SENT) -> Receive:
    """Return the decision to take over."""
    return lambda own: take_over(own, came, BUILDER.now, BUILDER.clocks)


async def test_the_first_record_begins_after_the_senders_revision_and_wakes_the_relay() -> None:
    records, woken = MemoryRecords(), list[bool]()
    assert await incoming(records, lambda: woken.append(True)).receive(SENT.id, 7, taking())
    [document] = records.all()
    assert (document["revision"], document["custodian"]) == (8, TOWN.digits)
    assert {entry["revision"] for entry in document["outbox"]} == {8}
    assert woken == [True]


async def test_two_replicas_that_receive_the_same_write_it_once() -> None:
    records = MemoryRecords()
    found = await asyncio.gather(
        *(incoming(records).receive(SENT.id, 7, taking()) for _ in range(4))
    )
    assert sorted(found) == [False, False, False, True]
    [document] = records.all()
    assert document["revision"] == 8


async def test_what_is_known_is_not_written_and_nobody_is_woken() -> None:
    records, woken = MemoryRecords(), list[bool]()
    await incoming(records).receive(SENT.id, 7, taking())
    before = records.all()
    assert not await incoming(records, lambda: woken.append(True)).receive(SENT.id, 7, taking())
    assert records.all() == before
    assert woken == []


class Moving(MemoryRecords):
    """Somebody else is always faster."""

    async def apply(self, write: Write) -> bool:
        return False


async def test_a_site_where_others_keep_being_faster_says_so() -> None:
    with pytest.raises(TooMuchContention):
        await incoming(Moving()).receive(SENT.id, 7, taking())


async def test_a_number_that_another_appeal_has_is_no_race() -> None:
    records = MemoryRecords({"one_number": ("number",)})
    await incoming(records).receive(SENT.id, 7, taking())
    other = a_petition("p-2").accepted()
    twin, _ = hand_off(other.petition, TOWN, MANUAL, CLERK, other.now, "协调")
    came = replace(twin, number=SENT.number)
    with pytest.raises(DuplicateKey):
        await incoming(records).receive(twin.id, 7, taking(came))
