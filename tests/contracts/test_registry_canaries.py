"""Sealed means sealed: planted personal data is nowhere in clear, and nothing is in keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.commit import Decision
from kit.envelope import Event
from services.registry.domain.events import CorrectionRequested, HouseholdFact, HouseholdRegistered
from services.registry.domain.ids import CorrectionId, HouseholdId
from services.registry.wire.record import from_household
from tests.behaviour.registry_imports_suite import a_job
from tests.contracts.test_registry_events import EVERY_FACT, named
from tests.support import registry_canaries as canaries
from tests.support.builders import TODAY
from tests.support.registry_app import World
from tests.support.registry_fakes import a_codec, a_vault
from tests.support.registry_orders import NOW, a_request, put


async def a_county_with_canaries() -> World:
    """Written, published and taken over by every tier."""
    world = World()
    households = world.site("villages").households
    await put(households, canaries.builder())
    await households.change(
        HouseholdId("canary"),
        lambda _: Decision(
            canaries.household(), (CorrectionRequested(TODAY, CorrectionId("c-1")),)
        ),
        a_request("correction"),
        None,
    )
    await world.settle()
    return world


@pytest.mark.parametrize("fact", EVERY_FACT, ids=named)
def test_no_event_has_a_sealed_value_in_clear(fact: HouseholdFact) -> None:
    [event] = a_codec().publish(canaries.household(), 2, (fact,), NOW)
    assert canaries.leaks(event.data) == []


@pytest.mark.parametrize("fact", EVERY_FACT, ids=named)
def test_no_key_topic_or_header_says_anything_of_a_person(fact: HouseholdFact) -> None:
    [event] = a_codec().publish(canaries.household(), 2, (fact,), NOW)
    around = _around(event)
    assert canaries.leaks(around) == []
    assert canaries.NAME.encode() not in around
    assert canaries.NUMBER.digits[6:14].encode() not in around


def _around(event: Event) -> bytes:
    headers = b"\n".join(value for _, value in event.headers())
    return b"\n".join((event.topic.encode(), event.key.encode(), headers))


async def test_what_is_stored_published_and_copied_is_sealed() -> None:
    world = await a_county_with_canaries()
    villages, county = world.site("villages"), world.site("county")
    kept = {
        "households": villages.households.records.all(),
        "published": await world.published(),
        "history": await villages.trail.rows.versions("canary"),
        "copies": county.copies.replica.all(),
    }
    assert [name for name, documents in kept.items() if not documents] == []
    assert [(name, leak) for name, found in kept.items() for leak in _leaks_of(found)] == []


async def test_files_and_rejected_rows_are_sealed() -> None:
    villages = World().site("villages")
    job = await villages.imports.create(a_job("other"))
    await villages.imports.append(job, b"\n".join(canaries.IN_CLEAR.values()))
    await villages.imports.add_rejected("other", [canaries.rejected_row()])
    assert villages.imports.rows
    assert _leaks_of([villages.imports.parts, villages.imports.rows]) == []
    assert [row async for row in villages.imports.rejected("other")] == [canaries.rejected_row()]


def test_the_point_on_the_map_is_sealed() -> None:
    exact = from_household(canaries.household(), 1, a_vault())
    other = from_household(replace(canaries.household(), point=None), 1, a_vault())
    assert exact.HasField("point")
    assert len(exact.point.ciphertext) > 16
    assert not other.HasField("point")


def test_nothing_prints_what_is_sealed() -> None:
    household = canaries.household()
    told = f"{household!r}{household}{canaries.rejected_row()!r}"
    found = [name for name in canaries.leaks(told.encode()) if name.split()[-1] != "fact"]
    assert found == []
    assert canaries.NAME not in told


def _leaks_of(documents: object) -> list[str]:
    """`repr` shows bytes that are text as they are, and escapes the rest: both are looked for."""
    told = repr(documents)
    escaped = {name: repr(canary)[2:-1] for name, canary in canaries.IN_CLEAR.items()}
    plain = {name: canary.decode() for name, canary in canaries.IN_CLEAR.items()}
    return [name for name in escaped if escaped[name] in told or plain[name] in told]


def test_the_search_for_canaries_finds_them() -> None:
    happened = HouseholdRegistered(TODAY)
    assert _leaks_of([{"data": canaries.PHONE.encode()}]) == ["phone"]
    assert _leaks_of({"address": canaries.ADDRESS}) == ["address"]
    assert _leaks_of({"address": canaries.ADDRESS.encode()}) == ["address"]
    assert _leaks_of(happened) == []
