"""The registry's own parts on a store of this run, composed as its `app.py` composes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from dev.run.keys import prepare_keys
from dev.sample.places import DIVISIONS_FILE, TOPOLOGY_FILE
from kit.custody import Custody
from kit.foundation import Foundation, lay_foundation
from kit.settings import AuthSettings, KafkaSettings, KeySettings, MongoSettings
from services.registry.roster.scanner import ChildScanner
from services.registry.settings import RegistrySettings
from services.registry.store.stores import Stores, open_stores
from services.registry.usecases.claims import Claims
from services.registry.usecases.roster_import import RosterImport
from services.registry.wire.indexes import VaultIndexes


@dataclass(frozen=True, slots=True)
class Parts:
    """A registry without its servers: nothing consumes, nothing is published."""

    ground: Foundation
    stores: Stores

    async def prepare(self) -> None:
        """Create indexes and counters."""
        for step in self.stores.prepare:
            await step()

    def scanner(self) -> ChildScanner:
        """Return the reader of rosters."""
        return ChildScanner(
            divisions=self.ground.divisions,
            clock=self.ground.clock,
            hash_key=self.stores.vault.index("roster", "content"),
            allow_test_numbers=True,
        )

    def roster(self) -> RosterImport:
        """Return the use-case that takes their batches over."""
        stores, clock = self.stores, self.ground.clock
        claims = Claims(stores.households, stores.cases, VaultIndexes(stores.vault), clock)
        custody = Custody(self.ground.topology, self.ground.here, self.ground.divisions)
        return RosterImport(stores.households, claims, stores.imports, custody, clock)

    def close(self) -> None:
        """Disconnect from the store."""
        self.ground.store.close()


def registry_on(uri: str, database: str, folder: Path) -> Parts:
    """Return the parts of a village site; call it in a running loop."""
    keys = prepare_keys(folder / "keys")
    settings = RegistrySettings(
        site="villages",
        topology=str(TOPOLOGY_FILE),
        divisions=str(DIVISIONS_FILE),
        mongo=MongoSettings(uri=SecretStr(uri), database=database),
        kafka=KafkaSettings(),
        keys=KeySettings(ring=str(keys.ring)),
        auth=AuthSettings(jwks=str(keys.jwks)),
        allow_test_numbers=True,
    )
    ground = lay_foundation("registry", settings)
    return Parts(ground, open_stores(ground, writes=True))
