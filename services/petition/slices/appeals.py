"""Appeals (诉求): commands, questions, clocks, custody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gov321.petition.v1.attachment_service_pb2_grpc import add_AttachmentServiceServicer_to_server
from gov321.petition.v1.petition_service_pb2_grpc import add_PetitionServiceServicer_to_server

from kit.commit import Versioned
from kit.envelope import topic_events
from kit.model.division import Tier
from kit.parts import Job
from kit.republish import Republisher
from kit.rpc_server import Mount
from kit.subscription import Subscription
from services.petition.domain.addressing import FACTS, inbox
from services.petition.domain.petition import Petition
from services.petition.events import (
    GRID,
    GRID_TYPES,
    INBOX,
    INBOX_TYPES,
    OWN,
    OWN_TYPES,
    GridNeeds,
    PetitionFacts,
    PetitionInbox,
)
from services.petition.jobs import measuring_job, republish_job, sweep_job, timer_job
from services.petition.metrics import PetitionGauges, TimerGauges
from services.petition.rpc.attachments import AttachmentRpc
from services.petition.rpc.republish import PetitionServiceRpc
from services.petition.store.attachment_parts import MongoObjects
from services.petition.store.attachments import MongoUploads
from services.petition.store.objects import DirectoryObjects
from services.petition.store.stores import Stores, open_stores
from services.petition.usecases.attachments import Attachments
from services.petition.usecases.following import Following
from services.petition.usecases.from_grid import FromGrid
from services.petition.usecases.handoff import Handoffs
from services.petition.usecases.measuring import Measuring
from services.petition.usecases.petition_changes import PetitionChanges
from services.petition.usecases.petition_desk import PetitionDesk
from services.petition.usecases.petition_reading import PetitionReading
from services.petition.usecases.receipts import QueryCodes
from services.petition.usecases.republish import OfEveryTier, PetitionsAgain
from services.petition.usecases.resident import ResidentDesk
from services.petition.usecases.submission import Submission
from services.petition.usecases.sweeping import Sweeping
from services.petition.usecases.timer_followers import followers_of
from services.petition.usecases.timers import Timers

from .base import Base, Slice

GRID_CONTEXT = "grid"
"""Whose visits raise needs."""


def appeals(base: Base) -> Slice:
    """Return everything around appeals."""
    ground = base.ground
    stores = open_stores(ground, base.vault)
    uploads = MongoUploads(ground.store, base.vault)
    parts_of_files = MongoObjects(ground.store, base.vault)
    folder = base.settings.attachments
    objects = DirectoryObjects(Path(folder)) if folder else parts_of_files
    attachments = Attachments(uploads, objects, base.custody, ground.access_log, ground.clock)
    parts = _Appeals(base, stores, attachments, PetitionGauges(ground.metrics))
    return Slice(
        mounts=parts.mounts(),
        prepare=(*stores.prepare, uploads.prepare, parts_of_files.prepare),
        relays=stores.relays,
        jobs=parts.jobs(),
        subscriptions=parts.subscriptions(),
    )


@dataclass(frozen=True, slots=True)
class _Appeals:
    """The use-cases on their ports, and what is mounted in front of them."""

    base: Base
    stores: Stores
    attachments: Attachments
    gauges: PetitionGauges

    def mounts(self) -> tuple[Mount, ...]:
        """The gRPC services."""
        ground, changes = self.base.ground, self._changes()
        reading = PetitionReading(
            self.stores.known, self.base.custody, ground.access_log, ground.clock
        )
        petitions = PetitionServiceRpc(
            self._submission(),
            PetitionDesk(changes),
            ResidentDesk(changes, QueryCodes(ground.blind)),
            reading,
            self._republisher(),
            ground.clock,
        )
        files = AttachmentRpc(self.attachments, reading)
        return (
            Mount(add_PetitionServiceServicer_to_server, petitions),
            Mount(add_AttachmentServiceServicer_to_server, files),
        )

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Own facts and this site's inbox everywhere; the grid's needs where villages are."""
        base, stores, here = self.base, self.stores, self.base.ground.here
        following = self._following()
        handoffs = Handoffs(
            stores.incoming, base.ground.topology, here, base.ground.clock, base.rules
        )
        taken_over = PetitionInbox(handoffs, following, base.vault)
        found = [
            base.subscription(OWN, FACTS, PetitionFacts(following), OWN_TYPES),
            base.subscription(INBOX, inbox(here.id), taken_over, INBOX_TYPES),
        ]
        if here.tier is Tier.VILLAGE:
            from_grid = FromGrid(self._submission(), base.ground.topology, here)
            needs = GridNeeds(from_grid, base.vault)
            found.append(base.subscription(GRID, topic_events(GRID_CONTEXT), needs, GRID_TYPES))
        return tuple(found)

    def jobs(self) -> tuple[Job, ...]:
        """Timers, figures, republications, files nobody wants; at every site."""
        base, stores, ground = self.base, self.stores, self.base.ground
        timers = Timers(
            petitions=stores.petitions,
            rules=base.rules,
            followers=followers_of(base.rules, ground.divisions),
            lease=base.lease("timers"),
            report=TimerGauges(ground.metrics),
            clock=ground.clock,
        )
        measuring = Measuring(
            stores.open, self.gauges, base.lease("measuring"), ground.clock, base.measure_every
        )
        sweeping = Sweeping(self.attachments, base.lease("sweeping"), ground.clock)
        return (
            timer_job(timers),
            measuring_job(measuring),
            republish_job(self._republisher()),
            sweep_job(sweeping),
        )

    def _changes(self) -> PetitionChanges:
        stores, base = self.stores, self.base
        return PetitionChanges(
            stores.petitions, stores.known, base.custody, base.ground.clock, base.rules
        )

    def _submission(self) -> Submission:
        base = self.base
        return Submission(
            petitions=self.stores.petitions,
            attachments=self.attachments,
            codes=QueryCodes(base.ground.blind),
            custody=base.custody,
            clock=base.ground.clock,
            rules=base.rules,
        )

    def _following(self) -> Following:
        ground, stores = self.base.ground, self.stores
        return Following(
            here=ground.here,
            topology=ground.topology,
            source=ground.source,
            copies=stores.copies,
            trail=stores.trail,
            meters=self.gauges,
        )

    def _republisher(self) -> Republisher[Versioned[Petition]]:
        ground, stores = self.base.ground, self.stores
        return Republisher(
            records=PetitionsAgain(stores.petitions, ground.clock),
            republications=stores.republications,
            custody=OfEveryTier(ground.topology, ground.here, ground.divisions),
            clock=ground.clock,
            owner=ground.owner,
        )
