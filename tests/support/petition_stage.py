"""Sites of the petition service as processes, and what a clerk does at them."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import grpc
from gov321.petition.v1 import attachment_service_pb2 as files_pb
from gov321.petition.v1 import petition_pb2
from gov321.petition.v1 import petition_service_pb2 as pb
from gov321.petition.v1.attachment_service_pb2_grpc import AttachmentServiceStub
from gov321.petition.v1.petition_service_pb2_grpc import PetitionServiceStub
from pydantic import SecretStr

import dev.sample
from kit.commit import Decision
from kit.crypto import Blind, Sealer
from kit.key_ring import KeyRing
from kit.model.clock import SystemClock
from kit.model.division import Tier
from kit.mongo import MongoSettings, Store, connect
from kit.mongo_records import MongoRecords
from kit.roles import Role
from kit.rpc_client import channel_to
from kit.topology import load_topology
from kit.vault import Vault
from services.petition.domain.addressing import Routes
from services.petition.domain.events import HandoffReason
from services.petition.domain.handing import hand_off
from services.petition.domain.ids import PetitionId
from services.petition.domain.petition import Petition
from services.petition.store.petition_codec import PetitionCodec
from services.petition.store.petitions import PETITIONS, MongoPetitions
from services.petition.store.telling import Telling
from tests.support.petition_builders import CLERK, TOWN, VILLAGE
from tests.support.petition_files import sent_in_parts
from tests.support.running_sites import Ground, Site
from tests.support.topic_reading import send_again
from tests.support.waiting import eventually_async

PETITION = ("services.petition",)
TOPOLOGY = Path(dev.sample.__file__).parent / "topology.json"
SETTLED_S = 60.0


def an_id(name: str) -> str:
    """Return a request id."""
    return str(uuid5(NAMESPACE_URL, name))


@dataclass(frozen=True)
class Stage:
    """Two sites of the petition service on one ground."""

    ground: Ground
    villages: Site
    towns: Site

    @asynccontextmanager
    async def channel(self, site: Site) -> AsyncGenerator[grpc.aio.Channel]:
        """Reach a site as a clerk of the county."""
        token = self.ground.issuer.issue("clerk", [Role.CLERK], ["610921"], Tier.VILLAGE)
        channel = channel_to(site.target, lambda: token)
        try:
            yield channel
        finally:
            await channel.close()

    @asynccontextmanager
    async def at(self, site: Site) -> AsyncGenerator[PetitionServiceStub]:
        """Speak with a site about appeals."""
        async with self.channel(site) as channel:
            yield PetitionServiceStub(channel)

    async def upload(self) -> str:
        """Upload a photograph at the village; return its id."""
        async with self.channel(self.villages) as channel:
            answer = await AttachmentServiceStub(channel).UploadAttachment(sent_in_parts())
        return answer.attachment.attachment_id

    async def download(self, site: Site, id: str, file: str) -> bytes:
        """Return a file of an appeal from a site."""
        order = files_pb.DownloadAttachmentRequest(petition_id=id, attachment_id=file)
        async with self.channel(site) as channel:
            parts = AttachmentServiceStub(channel).DownloadAttachment(order)
            return b"".join([part.data async for part in parts])

    async def submit(self, name: str, *files: str) -> pb.SubmitPetitionResponse:
        """Take an appeal in at the village, and accept it."""
        async with self.at(self.villages) as village:
            taken = await village.SubmitPetition(
                pb.SubmitPetitionRequest(
                    request_id=an_id(f"submit {name}"),
                    center=VILLAGE.digits,
                    place=VILLAGE.digits,
                    matter=petition_pb2.MATTER_TYPE_HELP,
                    source=petition_pb2.SOURCE_PHONE,
                    title="水管破裂",
                    text="村口水管破裂，已停水两天。",
                    petitioners=[
                        pb.NewPetitioner(disclosure=petition_pb2.DISCLOSURE_NAMED, name="王小明")
                    ],
                    attachment_ids=files,
                )
            )
            await village.AcceptPetition(
                pb.AcceptPetitionRequest(
                    request_id=an_id(f"accept {name}"),
                    petition_id=taken.petition.petition_id,
                    category="D08",
                )
            )
        return taken

    async def send(self, site: Site, id: str, to: str, name: str) -> petition_pb2.Petition:
        """Hand an appeal on."""
        async with self.at(site) as stub:
            answer = await stub.TransferPetition(
                pb.TransferPetitionRequest(
                    request_id=an_id(name), petition_id=id, to_center=to, note="需要协调"
                )
            )
        return answer.petition

    async def seen(self, site: Site, id: str) -> tuple[str, bool, int] | None:
        """Return custodian, in flight, revision as a site shows them; None while it does not."""
        try:
            async with self.at(site) as stub:
                found = (await stub.GetPetition(pb.GetPetitionRequest(petition_id=id))).petition
        except grpc.aio.AioRpcError as refused:
            if refused.code() is not grpc.StatusCode.NOT_FOUND:
                raise
            return None
        return found.custodian, found.in_flight, found.revision

    async def until(self, id: str, custodian: str, revision: int) -> None:
        """Wait until both sites show the appeal at rest with one custodian."""
        wanted = (custodian, False, revision)

        async def rests() -> bool:
            return [await self.seen(one, id) for one in (self.villages, self.towns)] == [
                wanted,
                wanted,
            ]

        await eventually_async(rests, SETTLED_S)

    async def tier_of(self, receipt: pb.Receipt) -> str:
        """Return which tier has it, as the petitioner is told at the village."""
        pair = pb.QueryProgressRequest(number=receipt.number, query_code=receipt.query_code)
        async with self.at(self.villages) as village:
            return (await village.QueryProgress(pair)).progress.tier

    def store(self, site: Site) -> Store:
        """Return the database of a site."""
        uri = SecretStr(self.ground.store.address)
        return connect(MongoSettings(uri=uri, database=f"gov321_{site.name}_petition"))

    async def kept(self) -> str:
        """Return a hash of all records, copies and history of both sites."""
        rows: list[tuple[object, ...]] = []
        for site in (self.villages, self.towns):
            store = self.store(site)
            try:
                for name in (PETITIONS, "petition_copies", "petitions_history"):
                    found = await store.collection(name).find().to_list(None)
                    rows += [
                        (site.name, name, str(one["_id"]), one["revision"], one.get("snapshot"))
                        for one in found
                    ]
            finally:
                store.close()
        return hashlib.sha256(repr(sorted(rows, key=lambda row: row[:3])).encode()).hexdigest()

    def waiting(self) -> float:
        """Records behind the end of the topics, and outboxes that are not published."""
        names = ("gov321_bus_lag_records{", "gov321_outbox_waiting{")
        lines = [
            line
            for site in (self.villages, self.towns)
            for line in site.get("metrics").splitlines()
        ]
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(names))

    async def at_rest(self) -> str:
        """Return the hash once nothing waits any more."""
        seen: list[str] = []

        async def rests() -> bool:
            if self.waiting():
                return False
            seen.append(await self.kept())
            return len(seen) > 1 and seen[-1] == seen[-2]

        await eventually_async(rests, SETTLED_S)
        return seen[-1]

    async def replay(self, topics: list[str]) -> int:
        """Send everything that lies on topics once more; return how much that was."""
        address = self.ground.kafka.address
        return sum([await send_again(address, topic) for topic in topics])

    async def write_and_die(self, id: str) -> None:
        """Do what a process does that is killed between the write and the relay."""
        store = self.store(self.villages)
        ring = KeyRing.load(self.ground.folder / "keys" / "ring.json")
        vault = Vault(Sealer(ring), Blind(ring))
        topology = load_topology(TOPOLOGY)
        routes = Routes(topology, topology.site("villages"))
        codec = PetitionCodec(vault, Telling(routes, vault, "/gov321/villages/petition"))
        clock = SystemClock()
        petitions = MongoPetitions(
            store, MongoRecords(store, PETITIONS), codec, clock, lambda: None, str
        )
        rule = partial(
            hand_off, to=TOWN, reason=HandoffReason.MANUAL, by=CLERK, now=clock.now(), note="协调"
        )

        def decide(petition: Petition) -> Decision[Petition]:
            return Decision(*rule(petition))

        try:
            await petitions.change(PetitionId(id), decide)
        finally:
            store.close()
