"""Writing an appeal that another site sent: its revision goes on from the sender's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from kit.commit import Codec, Committer, Decision, in_record
from kit.contention import Contention
from kit.model.clock import Clock
from kit.records import Document, DuplicateKey, Records, Write
from services.petition.domain.ids import PetitionId
from services.petition.domain.petition import Petition
from services.petition.ports.projection import Receive


@dataclass(frozen=True, slots=True)
class Incoming:
    """`IncomingPetitions` on the custodian's collection.

    `kit.aggregate` counts a record's revisions at one site. Here the record comes with a revision,
    so the write goes from what the site has (nothing, or what it once sent away) to the one after
    that: guarded by the former, and one document like every other write.
    """

    records: Records
    codec: Codec[Petition]
    clock: Clock
    wake: Callable[[], None]
    trace: Callable[[], str]
    contention: Contention = field(default_factory=Contention)

    async def receive(self, id: PetitionId, revision: int, decide: Receive) -> bool:
        """See `IncomingPetitions`."""
        return await self.contention.until(id, partial(self._once, id, revision, decide))

    async def _once(self, id: PetitionId, revision: int, decide: Receive) -> bool | None:
        """Load, decide, write; None when others were faster."""
        committer = Committer(self.codec, self.trace)
        stored = next(iter(await self.records.find([id])), None)
        outcome = decide(committer.read(stored).state if stored else None)
        if outcome is None:
            return False
        at = self.clock.now()
        write, entries = committer.write(id, _sent(id, revision, stored), Decision(*outcome), at)
        own = int(stored["revision"]) if stored else None
        if not await self._apply(in_record(replace(write, revision_before=own), entries, at)):
            return None
        self.wake()
        return True

    async def _apply(self, write: Write) -> bool:
        try:
            return await self.records.apply(write)
        except DuplicateKey as duplicate:
            if duplicate.index != "_id":
                raise
            return False  # somebody created it just now: look again


def _sent(id: PetitionId, revision: int, stored: Document | None) -> Document:
    """What the site has, at the revision of the sender."""
    return {**(stored or {"_id": id}), "revision": revision}
