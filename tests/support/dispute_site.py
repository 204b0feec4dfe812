"""Disputes and whistles of one site on the store in memory: fakes that work, and the gRPC edge."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gov321.petition.v1.dispute_service_pb2_grpc import add_DisputeServiceServicer_to_server
from gov321.petition.v1.whistle_service_pb2_grpc import add_WhistleServiceServicer_to_server

from kit.authz import Range
from kit.commit import Versioned
from kit.custody import Custody
from kit.memory import MemoryRecords
from kit.model.clock import Clock, ManualClock
from kit.rpc_server import Mount
from services.petition.domain.dispute import Dispute
from services.petition.domain.whistle import Whistle
from services.petition.ports.disputes import DisputeFilter
from services.petition.ports.whistles import WhistleFilter
from services.petition.rpc.disputes import DisputeRpc
from services.petition.rpc.operations_mediation import DISPUTES
from services.petition.rpc.operations_whistle import WHISTLES
from services.petition.rpc.whistles import WhistleRpc
from services.petition.store.dispute_codec import CommitteeCodec, DisputeCodec
from services.petition.store.disputes import RecordCommittees
from services.petition.store.whistle_codec import WhistleCodec
from services.petition.usecases.dispute_desk import DisputeDesk
from services.petition.usecases.whistle_desk import WhistleDesk
from tests.support.edge_calls import Calls, edge_calls
from tests.support.memory_own import SOURCE, TOPIC, MemoryOwn, asleep, untraced
from tests.support.petition_builders import MONDAY, rules
from tests.support.registry_app import DIVISIONS, TOPOLOGY
from tests.support.registry_fakes import a_vault


def a_dispute_codec() -> DisputeCodec:
    """Return the real codec of disputes."""
    return DisputeCodec(a_vault(), TOPIC, SOURCE)


def a_committee_codec() -> CommitteeCodec:
    """Return the real codec of committees."""
    return CommitteeCodec(a_vault(), TOPIC, SOURCE)


def a_whistle_codec() -> WhistleCodec:
    """Return the real codec of whistles."""
    return WhistleCodec(a_vault(), TOPIC, SOURCE)


class MemoryDisputes(MemoryOwn[Dispute]):
    """`Disputes` in memory."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, a_dispute_codec())

    async def page(
        self, ranges: Sequence[Range], wanted: DisputeFilter, after: str, limit: int
    ) -> list[Versioned[Dispute]]:
        """See `DisputeQueries`."""

        def is_wanted(dispute: Dispute) -> bool:
            if wanted.report_due_only and not dispute.report_due:
                return False
            return not wanted.states or dispute.state in wanted.states

        return self.within(ranges, after, is_wanted)[:limit]


class MemoryWhistles(MemoryOwn[Whistle]):
    """`Whistles` in memory."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, a_whistle_codec())

    async def page(
        self, ranges: Sequence[Range], wanted: WhistleFilter, after: str, limit: int
    ) -> list[Versioned[Whistle]]:
        """See `WhistleQueries`."""

        def is_wanted(whistle: Whistle) -> bool:
            if wanted.open_only and whistle.closed_at is not None:
                return False
            return wanted.unit is None or whistle.calls(wanted.unit)

        return self.within(ranges, after, is_wanted)[:limit]


@dataclass
class DisputeSite:
    """The site of the villages, or another, with the rules that come with the service."""

    here: str = "villages"
    clock: ManualClock = field(default_factory=lambda: ManualClock(MONDAY))

    def __post_init__(self) -> None:
        self.disputes = MemoryDisputes(self.clock)
        self.whistles = MemoryWhistles(self.clock)
        self.committees = RecordCommittees(
            MemoryRecords(), a_committee_codec(), self.clock, asleep, untraced
        )
        site = next(site for site in TOPOLOGY.sites if site.id == self.here)
        self.custody = Custody(TOPOLOGY, site, DIVISIONS)

    @cached_property
    def dispute_desk(self) -> DisputeDesk:
        return DisputeDesk(
            self.disputes, self.disputes, self.committees, self.custody, self.clock, rules()
        )

    @cached_property
    def whistle_desk(self) -> WhistleDesk:
        return WhistleDesk(self.whistles, self.whistles, self.custody, self.clock, rules())


@asynccontextmanager
async def served(site: DisputeSite, folder: Path) -> AsyncGenerator[Calls]:
    """Serve a site's disputes and whistles on a free port of this machine."""
    mounts = (
        Mount(add_DisputeServiceServicer_to_server, DisputeRpc(site.dispute_desk)),
        Mount(add_WhistleServiceServicer_to_server, WhistleRpc(site.whistle_desk)),
    )
    operations = DISPUTES | WHISTLES
    async with edge_calls("petition.gov321", mounts, operations, site.clock, folder) as calls:
        yield calls
