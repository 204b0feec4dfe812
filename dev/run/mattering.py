"""Plays a day of appeals through the three tiers: all by the public API, step by step.

Each step follows from how the appeal stands, so a start after one that was cut off goes on where
that ended, and one after a whole day finds everything done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from gov321.petition.v1 import petition_pb2
from gov321.petition.v1 import petition_service_pb2 as pb
from gov321.petition.v1 import whistle_service_pb2 as whistle_pb
from gov321.petition.v1.whistle_pb2 import Whistle

from dev.ctl.client import County
from dev.sample.matters import Matter
from kit.model.division import DivisionCode, Tier
from kit.model.division_tree import DivisionTree
from kit.model.ids import derived_id
from kit.roles import Role

from .problems import MatterStuck
from .waiting import Pause, poll

AT_ONCE = 6
"""Appeals worked on at the same time."""

ARRIVES_WITHIN_S = 120.0
"""How long an appeal may be on its way between two centers."""

STEPS_MOST = 40
"""No appeal of the day takes as many; one that does is going round in circles."""

CENTER_DESK = "center"
FINAL = frozenset(
    {
        petition_pb2.STATE_CLOSED,
        petition_pb2.STATE_REJECTED,
        petition_pb2.STATE_WITHDRAWN,
        petition_pb2.STATE_JOINED,
    }
)

Appeal = petition_pb2.Petition
Told = Callable[[str], None]
Seat = Callable[[Tier, Role, str], Awaitable[County]]
"""Tier, role and unit → the site of the tier as that role."""


@dataclass(frozen=True, slots=True)
class Mattering:
    """One pass over the day's appeals; a second pass finds everything done."""

    seat: Seat
    matters: Sequence[Matter]
    pause: Pause = asyncio.sleep
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def run(self, told: Told) -> int:
        """Bring every appeal to where the day leaves it; return how many steps that took.

        Raises:
            MatterStuck: an appeal does not arrive where it was sent, or comes to no end.
            Refusal: the service refused, or stayed away.
        """
        done = 0

        async def one(matter: Matter) -> int:
            nonlocal done
            async with self._gate:
                steps = await self._play(matter)
            done += 1
            told(f"{done} / {len(self.matters)} 件")
            return steps

        return sum(await asyncio.gather(*(one(matter) for matter in self.matters)))

    async def _play(self, matter: Matter) -> int:
        taken = await self._submit(matter)
        id, [receipt] = taken.petition.petition_id, taken.receipts
        for steps in range(STEPS_MOST):
            appeal = await self._arrived(id)
            if appeal.state in FINAL or _stays(matter, appeal):
                return steps
            await self._step(matter, appeal, receipt)
        raise MatterStuck(number=receipt.number, why="办理步骤过多")

    async def _submit(self, matter: Matter) -> pb.SubmitPetitionResponse:
        """Take it in; a repeat gives the same appeal and the same receipt."""
        urgent = matter.kind.urgent
        request = pb.SubmitPetitionRequest(
            request_id=derived_id("sample-matter", matter.key),
            center=matter.village,
            place=matter.village,
            category=matter.kind.category,
            matter=petition_pb2.MATTER_TYPE_HELP,
            source=petition_pb2.SOURCE_COUNTER,
            urgency=petition_pb2.URGENCY_U1 if urgent else petition_pb2.URGENCY_U3,
            title=matter.kind.text[:12],
            text=matter.kind.text,
            petitioners=[
                pb.NewPetitioner(disclosure=petition_pb2.DISCLOSURE_NAMED, name=matter.name)
            ],
        )
        desk = await self.seat(Tier.VILLAGE, Role.CLERK, "")
        return await desk.petitions.SubmitPetition(request)

    async def _arrived(self, id: str) -> Appeal:
        """Return an appeal at rest, as its custodian's site knows it."""
        last = Appeal()

        async def look() -> Appeal | None:
            nonlocal last
            last = await self._get(Tier.VILLAGE, id)
            tier = tier_of(last)
            if tier is not Tier.VILLAGE and not last.in_flight:
                last = await self._get(tier, id)
            return None if last.in_flight else last

        found = await poll(look, ARRIVES_WITHIN_S, self.pause)
        if found is None:
            raise MatterStuck(number=last.number, why="移交后对方没有接收")
        return found

    async def _get(self, tier: Tier, id: str) -> Appeal:
        desk = await self.seat(tier, Role.CLERK, "")
        return (await desk.petitions.GetPetition(pb.GetPetitionRequest(petition_id=id))).petition

    async def _step(self, matter: Matter, appeal: Appeal, receipt: pb.Receipt) -> None:
        """Take the one step that leads on from where the appeal stands."""
        if appeal.state == petition_pb2.STATE_REGISTERED:
            await self._accept(appeal)
        elif appeal.state == petition_pb2.STATE_ACCEPTED:
            await self._send_on(matter, appeal)
        elif appeal.state == petition_pb2.STATE_ASSIGNED:
            await self._contact(matter, appeal)
        elif appeal.state == petition_pb2.STATE_IN_PROGRESS:
            await self._whistle(matter, appeal)
            await self._reply(appeal)
        elif appeal.state in (petition_pb2.STATE_REPLIED, petition_pb2.STATE_CONFIRMED):
            await self._rate(matter, appeal, receipt)
        else:
            raise MatterStuck(number=appeal.number, why="有人中止了计时")

    async def _accept(self, appeal: Appeal) -> None:
        desk = await self.seat(tier_of(appeal), Role.CLERK, "")
        await desk.petitions.AcceptPetition(
            pb.AcceptPetitionRequest(
                request_id=step_id(appeal), petition_id=appeal.petition_id, note="属本级职责"
            )
        )

    async def _send_on(self, matter: Matter, appeal: Appeal) -> None:
        """Hand it up while its own tier cannot solve it, else give it to the table's unit."""
        tier = tier_of(appeal)
        desk = await self.seat(tier, Role.CLERK, "")
        above = DivisionTree.parent(DivisionCode.parse(appeal.custodian))
        if above is None or tier.value <= matter.kind.tier.value:
            await desk.petitions.AssignPetition(
                pb.AssignPetitionRequest(request_id=step_id(appeal), petition_id=appeal.petition_id)
            )
            return
        await desk.petitions.TransferPetition(
            pb.TransferPetitionRequest(
                request_id=step_id(appeal),
                petition_id=appeal.petition_id,
                to_center=above.digits,
                note="超出本级能力，请上级办理",
            )
        )

    async def _contact(self, matter: Matter, appeal: Appeal) -> None:
        """The unit speaks with the petitioner, or says once that it is not its own."""
        officer = await self._officer(appeal)
        id, request = appeal.petition_id, step_id(appeal)
        first = not any(entry.step == "return" for entry in appeal.history)
        if matter.kind.returned and first and unit_of(appeal) != CENTER_DESK:
            back = pb.ReturnPetitionRequest(
                request_id=request, petition_id=id, note="路段不属本单位管养"
            )
            await officer.petitions.ReturnPetition(back)
            return
        await officer.petitions.ContactPetitioner(
            pb.ContactPetitionerRequest(request_id=request, petition_id=id)
        )

    async def _reply(self, appeal: Appeal) -> None:
        officer = await self._officer(appeal)
        await officer.petitions.ReplyPetition(
            pb.ReplyPetitionRequest(
                request_id=step_id(appeal),
                petition_id=appeal.petition_id,
                reply="已到现场办理，并向您说明了结果。",
            )
        )

    async def _rate(self, matter: Matter, appeal: Appeal, receipt: pb.Receipt) -> None:
        """The petitioner is content, which closes it."""
        content = (petition_pb2.RATING_SATISFIED, petition_pb2.RATING_FAIRLY)
        gateway = await self.seat(tier_of(appeal), Role.SERVICE, "")
        await gateway.petitions.RatePetition(
            pb.RatePetitionRequest(
                request_id=step_id(appeal),
                number=receipt.number,
                query_code=receipt.query_code,
                rating=content[matter.number % len(content)],
            )
        )

    async def _whistle(self, matter: Matter, appeal: Appeal) -> None:
        """Call the units, who report in and close their parts; a repeat does nothing twice."""
        if not matter.called:
            return
        lead, *helpers = matter.called
        tier, id = tier_of(appeal), appeal.petition_id
        caller = await self.seat(tier, Role.CLERK, "")
        call = whistle_pb.CallUnitsRequest(
            request_id=derived_id("sample-whistle", id),
            center=appeal.custodian,
            trigger=Whistle.TRIGGER_CANNOT_SOLVE,
            level=Whistle.LEVEL_ROUTINE,
            title=matter.kind.text[:12],
            text=matter.kind.text,
            lead=lead,
            helpers=helpers,
            petition_id=id,
        )
        whistle = (await caller.whistles.CallUnits(call)).whistle.whistle_id
        for unit in matter.called:
            officer = await self.seat(tier, Role.HANDLER, unit)
            there = whistle_pb.AnswerCallRequest(
                request_id=derived_id("sample-report", id, unit), whistle_id=whistle, unit=unit
            )
            await officer.whistles.AnswerCall(there)
            done = whistle_pb.ClosePartRequest(
                request_id=derived_id("sample-part", id, unit),
                whistle_id=whistle,
                unit=unit,
                result="已到场处理",
            )
            await officer.whistles.ClosePart(done)

    async def _officer(self, appeal: Appeal) -> County:
        """Return who acts for the unit that has it; the desk where the center itself has it."""
        unit = unit_of(appeal)
        if unit in ("", CENTER_DESK):
            return await self.seat(tier_of(appeal), Role.CLERK, "")
        return await self.seat(tier_of(appeal), Role.HANDLER, unit)


def tier_of(appeal: Appeal) -> Tier:
    """Return the tier that has an appeal."""
    return DivisionCode.parse(appeal.custodian).tier


def unit_of(appeal: Appeal) -> str:
    """Return the main unit that has an appeal, empty without any."""
    held = (one for one in appeal.assignments if one.main and not one.HasField("return_time"))
    return next((one.unit for one in held), "")


def step_id(appeal: Appeal) -> str:
    """Return the request id of the step from here: a repeat of it is no second step."""
    return derived_id("sample-step", appeal.petition_id, str(appeal.revision))


def _stays(matter: Matter, appeal: Appeal) -> bool:
    return matter.kind.stays and appeal.state == petition_pb2.STATE_IN_PROGRESS
