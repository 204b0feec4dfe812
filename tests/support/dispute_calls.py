"""Calls on `DisputeService` as a clerk makes them: good requests, and a mediation on its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gov321.common.v1.date_pb2 import Date
from gov321.petition.v1 import dispute_pb2
from gov321.petition.v1 import dispute_service_pb2 as pb
from gov321.petition.v1.dispute_service_pb2_grpc import DisputeServiceStub

from kit.roles import Role
from tests.support.dispute_builders import MEDIATOR
from tests.support.edge_calls import Calls, uuid_of
from tests.support.petition_builders import VILLAGE

TODAY = Date(year=2026, month=3, day=2)
SOON = Date(year=2026, month=3, day=12)


def registering(name: str = "register", **changed: Any) -> pb.RegisterDisputeRequest:
    """Return a good request for a dispute between two; `changed` replaces."""
    whole: dict[str, Any] = {
        "request_id": uuid_of(name),
        "center": VILLAGE.digits,
        "kind": dispute_pb2.Dispute.KIND_NEIGHBOURS,
        "title": "地界测试标题",
        "text": "两家争地界测试",
        "parties": [
            pb.NewParty(name="张测试", phone="13900000001"),
            pb.NewParty(name="李测试", phone="13900000002"),
        ],
        **changed,
    }
    return pb.RegisterDisputeRequest(**whole)


def forming(**changed: Any) -> pb.FormCommitteeRequest:
    """Return a good request for a committee of three; `changed` replaces."""
    people = [(MEDIATOR, True, True), ("person-1", False, False), ("person-2", False, False)]
    whole: dict[str, Any] = {
        "request_id": uuid_of("form"),
        "center": VILLAGE.digits,
        "since": Date(year=2025, month=1, day=1),
        "members": [
            dispute_pb2.CommitteeMember(person_id=id, name=f"委员{id}", woman=woman, chair=chair)
            for id, woman, chair in people
        ],
        **changed,
    }
    return pb.FormCommitteeRequest(**whole)


@dataclass
class Mediation:
    """One dispute as a clerk takes it through; every call has its own request id."""

    stub: Any
    dispute: dispute_pb2.Dispute
    calls: int = field(default=0)

    @property
    def parties(self) -> list[str]:
        return [party.party_id for party in self.dispute.parties]

    async def did(self, method: str, **fields: Any) -> dispute_pb2.Dispute:
        """Call a command on the dispute at the revision that was seen last."""
        self.calls += 1
        request = getattr(pb, f"{method}Request")(
            request_id=uuid_of(f"{method}-{self.calls}"),
            revision=self.dispute.revision,
            dispute_id=self.dispute.dispute_id,
            **fields,
        )
        self.dispute = (await getattr(self.stub, method)(request)).dispute
        return self.dispute

    async def mediating(self) -> None:
        """Come to a session on record."""
        for party in self.parties:
            await self.did("ConsentToMediation", party_id=party)
        await self.did("NameMediators", mediator_ids=[MEDIATOR], chosen_by_parties=True)
        await self.did("BeginMediation")
        record = {"party_ids": self.parties, "record": "谈了一次测试"}
        await self.did("RecordMediation", on=TODAY, **record)

    async def effective(self) -> None:
        """Come to a written agreement in effect."""
        await self.mediating()
        await self.did("DraftAgreement", content="各让一米测试", perform_by=SOON)
        for party in (*self.parties, ""):
            await self.did("SignAgreement", party_id=party)
        await self.did("SealAgreement")


async def begun(calls: Calls, **changed: Any) -> Mediation:
    """Return a dispute that was just registered, where a committee is in office."""
    stub = calls(DisputeServiceStub)
    await stub.FormCommittee(forming())
    clerk = calls(DisputeServiceStub, Role.CLERK)
    return Mediation(clerk, (await clerk.RegisterDispute(registering(**changed))).dispute)
