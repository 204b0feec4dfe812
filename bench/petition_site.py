"""The appeals of a village site on a store of this run, at a time the run chooses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from dev.run.keys import prepare_keys
from dev.sample.places import DIVISIONS_FILE, TOPOLOGY_FILE
from kit.foundation import Foundation, lay_foundation
from kit.lease import Lease
from kit.model.clock import SystemClock
from kit.mongo_lease import MongoLeases
from kit.settings import AuthSettings, KafkaSettings, KeySettings, MongoSettings
from kit.vault import Vault
from services.petition.domain.ids import PetitionId
from services.petition.settings import PetitionSettings
from services.petition.store.stores import Stores, open_stores
from services.petition.usecases.timer_followers import followers_of
from services.petition.usecases.timers import Timers
from services.petition.wire.policies import load_rules

LEASE = "timers"


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """The machine's clock, moved: every process of a run is in the same other time."""

    by: timedelta

    def now(self) -> datetime:
        """Return the present instant of the run."""
        return SystemClock().now() + self.by


class Unheard:
    """A `TimerReport` nobody reads; what cannot be decided ends the run."""

    def show(self, lag: timedelta, failing: int) -> None:
        """See `TimerReport`."""

    def failed(self, id: PetitionId, problem: Exception) -> None:
        """See `TimerReport`."""
        raise RuntimeError(f"timer of {id} cannot be decided") from problem


@dataclass(frozen=True, slots=True)
class PetitionSite:
    """A petition service without its servers: nothing consumes, nothing is published."""

    ground: Foundation
    vault: Vault
    stores: Stores

    def timers(self, owner: str) -> Timers:
        """Return the timers of one replica."""
        ground, rules = self.ground, load_rules()
        return Timers(
            petitions=self.stores.petitions,
            rules=rules,
            followers=followers_of(rules, ground.divisions),
            lease=Lease(MongoLeases(ground.store), LEASE, owner, ground.clock),
            report=Unheard(),
            clock=ground.clock,
        )

    def close(self) -> None:
        """Disconnect from the store."""
        self.ground.store.close()


def petitions_on(uri: str, database: str, folder: Path, by: timedelta) -> PetitionSite:
    """Return the appeals of a site with its clock moved; call it in a running loop."""
    keys = prepare_keys(folder / "keys")
    settings = PetitionSettings(
        site="villages",
        topology=str(TOPOLOGY_FILE),
        divisions=str(DIVISIONS_FILE),
        mongo=MongoSettings(uri=SecretStr(uri), database=database),
        kafka=KafkaSettings(),
        keys=KeySettings(ring=str(keys.ring)),
        auth=AuthSettings(jwks=str(keys.jwks)),
    )
    laid = lay_foundation("petition", settings)
    ground = replace(laid, clock=ShiftedClock(by))
    vault = Vault(ground.sealer, ground.blind)
    return PetitionSite(ground, vault, open_stores(ground, vault))
