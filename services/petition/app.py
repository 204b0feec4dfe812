"""Composition root of the petition service: settings in, `App` out."""

from __future__ import annotations

from collections.abc import Sequence

from kit.app import App
from kit.custody import Custody
from kit.foundation import lay_foundation
from kit.model.clock import local_date
from kit.parts import Job
from kit.vault import Vault

from .metrics import METRICS
from .rpc.operations import OPERATIONS
from .settings import PetitionSettings
from .slices.appeals import appeals
from .slices.base import Base, BuildSlice, Slice
from .slices.council import deliberations, tasks
from .slices.mediation import disputes, whistles
from .store.migrations import MIGRATIONS
from .wire.policies import load_rules

NAME = "petition"

SLICES: tuple[BuildSlice, ...] = (appeals, disputes, whistles, deliberations, tasks)
"""Everything this service settles; a new kind of record is a line here."""


def build(settings: PetitionSettings) -> App:
    """Return the petition service of one site, ready for `kit.host`.

    Raises:
        BadFile, SecretAway: a file or secret it is given is missing or wrong.
        InvalidValue: the topology does not know the site, or a county file is wrong.
        NotFound: no rules are in force today.
        OSError: a county file cannot be read.
    """
    ground = lay_foundation(NAME, settings, (METRICS,))
    rules = load_rules(
        settings.petition_policy,
        settings.work_calendars,
        settings.categories,
        settings.units,
        settings.responsibilities,
    )
    rules.in_force(local_date(ground.clock.now()))  # refuse to start rather than to take in
    custody = Custody(ground.topology, ground.here, ground.divisions)
    base = Base(settings, ground, custody, rules, Vault(ground.sealer, ground.blind))
    return _app(base, [build_slice(base) for build_slice in SLICES])


def _app(base: Base, slices: Sequence[Slice]) -> App:
    """Every site has centers that write, so relays and timers run at all three tiers."""
    ground, settings = base.ground, base.settings
    prepare = [step for one in slices for step in one.prepare]
    relays = [relay for one in slices for relay in one.relays]
    subscriptions = [subscription for one in slices for subscription in one.subscriptions]
    return App(
        name=NAME,
        site=ground.here.id,
        rpc=settings.rpc,
        http=settings.http,
        metrics=ground.metrics,
        verifier=ground.verifier,
        operations=OPERATIONS,
        mounts=tuple(mount for one in slices for mount in one.mounts),
        parts=(ground.store_part(prepare, MIGRATIONS), ground.publisher),
        consumers=(ground.bus(subscriptions),),
        relays=tuple(Job(f"relay {name}", relay.run) for name, relay in relays),
        jobs=tuple(job for one in slices for job in one.jobs),
        tracing=ground.tracing,
        grace_seconds=settings.grace_seconds,
    )
