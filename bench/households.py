"""Households of the sample county as the product makes them, and the facts that tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dev.sample.places import divisions
from dev.sample.writers import write_roster_csv
from kit.crypto import Blind, Sealer
from kit.envelope import Event, topic_events
from kit.key_ring import generate_key_ring
from kit.model.clock import SystemClock
from kit.model.division import Tier
from kit.vault import Vault
from services.registry.domain.events import HouseholdFact
from services.registry.domain.household import Household
from services.registry.domain.roster_update import apply_roster
from services.registry.roster.options import RosterOptions
from services.registry.roster.pipeline import scan_roster
from services.registry.store.household_codec import HouseholdCodec

DAY = date(2026, 11, 24)
SOURCE = "/gov321/villages/registry"


@dataclass(frozen=True, slots=True)
class New:
    """A household that was just registered, and what happened."""

    household: Household
    happened: Sequence[HouseholdFact]


def new_households(count: int, folder: Path) -> list[New]:
    """Return households read from a generated roster."""
    path = folder / f"{count}.csv"
    write_roster_csv(path, count)
    entries = (entry for batch in scan_roster(path, roster_options()) for entry in batch.good)
    return [New(*apply_roster(None, entry, DAY)) for entry in entries]


def roster_options() -> RosterOptions:
    """Return how the rosters of this bench are read."""
    villages = divisions().of_tier(Tier.VILLAGE, DAY)
    return RosterOptions(
        villages={village.code.digits: village.name for village in villages},
        today=DAY,
        hash_key=b"bench",
        allow_test_numbers=True,
    )


def new_codec(topic: str = "") -> HouseholdCodec:
    """Return a codec with keys of its own."""
    ring = generate_key_ring()
    return HouseholdCodec(
        Vault(Sealer(ring), Blind(ring)), topic or topic_events("registry"), SOURCE
    )


def facts(count: int, folder: Path, topic: str) -> list[Event]:
    """Return the facts of new households, as the relay would publish them to a topic."""
    codec, at = new_codec(topic), SystemClock().now()
    return [
        event
        for new in new_households(count, folder)
        for event in codec.publish(new.household, 1, new.happened, at)
    ]
