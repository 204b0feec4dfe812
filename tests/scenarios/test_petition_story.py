"""The story of an appeal: resident, village, town, departments by whistle, answer, rating, closed.

The sites of the villages and the towns are killed on the way; nothing is lost, nothing is twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import grpc
import pytest
from gov321.petition.v1 import petition_pb2
from gov321.petition.v1 import petition_service_pb2 as appeals
from gov321.petition.v1 import whistle_service_pb2 as whistles
from gov321.petition.v1.whistle_pb2 import Whistle, WhistlePart

from kit.envelope import topic_inbox
from kit.model.division import Tier
from kit.roles import Role
from kit.rpc_errors import details_of
from tests.support import topic_reading as topic
from tests.support.appeal_desks import Appeal, AppealDesk
from tests.support.desks import new_id
from tests.support.running_sites import PETITION_FACTS, SITES, County
from tests.support.waiting import eventually_async

pytestmark = [pytest.mark.scenario, pytest.mark.timeout(300)]

VILLAGE, TOWN = "610921104206", "610921104000"
CATEGORY = "E05"
UNIT = "town-government"
"""Whom the responsibility table names for the category."""

CALLED = ("urban-management", "ecology")
NAME, PHONE = "周明月", "13900000417"
TEXT = "河边有人倾倒建筑垃圾，夏天气味很大。"
ANSWER = "垃圾已清运，河岸已设护栏。"
WHOLE_STORY = (
    *("submit", "accept", "hand_off", "take_over", "assign"),
    *("contact", "reply", "confirm", "rate", "close"),
)
HANDED_OFF = "gov321.petition.events.v1.PetitionHandedOff"
SETTLED_S = 60.0


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody of the story at the site they work at; `readers` look on at every tier."""

    county: County
    resident: AppealDesk
    resident_at_town: AppealDesk
    village: AppealDesk
    town: AppealDesk
    handler: AppealDesk
    units: Mapping[str, AppealDesk]
    readers: Sequence[AppealDesk]

    async def at_rest(self, id: str, state: petition_pb2.State.ValueType) -> Appeal:
        """Wait until all three tiers show the very same appeal at rest in a state; return it."""

        async def same() -> bool:
            first, *others = [await seen(reader, id) for reader in self.readers]
            rests = first is not None and not first.in_flight and first.state == state
            return rests and all(other == first for other in others)

        await eventually_async(same, SETTLED_S)
        return await self.readers[0].get(id)

    def restart(self, *sites: str) -> None:
        """Bring killed sites back, and wait until they take work."""
        for site in sites:
            self.county[site].start()


@pytest.fixture(scope="module")
def petitions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """The petition service of the three sites, on a broker and a store of their own."""
    county = County(tmp_path_factory.mktemp("appeals"), service="petition")
    try:
        county.start()
        yield county
    finally:
        county.end()


@pytest.fixture
async def cast(petitions: County) -> AsyncIterator[Cast]:
    seated: list[AppealDesk] = []

    def sit(site: str, who: str, role: Role, tier: Tier, unit: str = "") -> AppealDesk:
        issuer = petitions.ground.issuer
        seated.append(AppealDesk(petitions[site], issuer, who, (role,), tier, unit))
        return seated[-1]

    yield Cast(
        petitions,
        sit("villages", "gateway", Role.SERVICE, Tier.VILLAGE),
        sit("towns", "gateway", Role.SERVICE, Tier.TOWN),
        sit("villages", "village-clerk", Role.CLERK, Tier.VILLAGE),
        sit("towns", "town-clerk", Role.CLERK, Tier.TOWN),
        sit("towns", "officer", Role.HANDLER, Tier.TOWN, UNIT),
        {u: sit("towns", f"officer of {u}", Role.HANDLER, Tier.COUNTY, u) for u in CALLED},
        [sit(site, "reader", Role.CLERK, Tier.COUNTY) for site in SITES],
    )
    for desk in seated:
        await desk.close()


async def test_an_appeal_climbs_is_solved_by_a_whistle_and_is_closed_by_its_rating(
    cast: Cast,
) -> None:
    taken = await _submitted(cast)
    id, [receipt] = taken.petition.petition_id, taken.receipts
    await _tells_its_holder_only(cast.resident, receipt)
    await cast.village.accept(id, CATEGORY)

    await _handed_up(cast, id)
    assert (await cast.town.assign(id)).assignments[0].unit == UNIT
    await cast.handler.contact(id)

    whistle = await _called(cast.town, id)
    await _solved_by_units(cast, whistle)

    await cast.handler.reply(id, ANSWER)
    await cast.town.confirm(id)
    answered = await cast.at_rest(id, petition_pb2.STATE_CONFIRMED)
    assert (answered.reply, answered.petitioners[0].answered) == (ANSWER, True)
    assert (await cast.resident.progress(receipt)).reply == ANSWER

    satisfied = petition_pb2.RATING_SATISFIED
    rated = await cast.resident_at_town.rate(receipt, satisfied)
    assert (rated.state, rated.rating) == (petition_pb2.STATE_CLOSED, satisfied)
    closed = await cast.at_rest(id, petition_pb2.STATE_CLOSED)
    assert closed.number == receipt.number
    assert tuple(line.step for line in closed.history) == WHOLE_STORY
    await _a_replay_changes_nothing(cast, closed)
    await _was_told_once_and_sealed(cast.county, id)


async def _submitted(cast: Cast) -> appeals.SubmitPetitionResponse:
    """Take an appeal in twice, as a gateway does that got no answer: one appeal, one receipt."""
    request = _submission(new_id(), NAME)
    first = await cast.resident.appeals.SubmitPetition(request)
    cast.county["villages"].kill()
    cast.restart("villages")
    again = await cast.resident.appeals.SubmitPetition(request)
    assert again == first
    return first


def _submission(request_id: str, name: str) -> appeals.SubmitPetitionRequest:
    named = petition_pb2.DISCLOSURE_NAMED
    return appeals.SubmitPetitionRequest(
        request_id=request_id,
        center=VILLAGE,
        place=VILLAGE,
        matter=petition_pb2.MATTER_TYPE_HELP,
        source=petition_pb2.SOURCE_OFFICIAL_ACCOUNT,
        title="河边垃圾",
        text=TEXT,
        petitioners=[appeals.NewPetitioner(disclosure=named, name=name, phone=PHONE)],
    )


async def _tells_its_holder_only(resident: AppealDesk, receipt: appeals.Receipt) -> None:
    """Number and code tell where it stands, no word of what was asked or by whom."""
    told = await resident.progress(receipt)
    assert (told.state, told.tier) == (petition_pb2.STATE_REGISTERED, "village")
    for secret in (NAME, PHONE, TEXT):
        assert secret.encode() not in told.SerializeToString()
    wrong = appeals.Receipt(number=receipt.number, query_code=_other(receipt.query_code))
    unknown = appeals.Receipt(number=f"{receipt.number}0", query_code=receipt.query_code)
    assert await _refusal(resident.progress(wrong)) == await _refusal(resident.progress(unknown))


def _other(code: str) -> str:
    return code[:-1] + ("1" if code[-1] == "0" else "0")


async def _handed_up(cast: Cast, id: str) -> None:
    """Hand up while the towns are down: in flight for all to see, and nobody's until taken over."""
    towns, villages = cast.county["towns"], cast.county["villages"]
    towns.kill()
    sent = await cast.village.hand_on(id, TOWN, "需要镇里组织清运")
    assert (sent.custodian, sent.in_flight) == (TOWN, True)
    assert await _refusal(cast.village.hand_on(id, TOWN, "再次移交")) == ("NOT_CUSTODIAN", TOWN)
    villages.kill()
    cast.restart("villages")
    flying = await cast.village.get(id)
    assert (flying.custodian, flying.in_flight) == (TOWN, True)
    cast.restart("towns")
    there = await cast.at_rest(id, petition_pb2.STATE_ACCEPTED)
    assert (there.custodian, there.history[-1].step) == (TOWN, "take_over")
    assert await _refusal(cast.village.assign(id)) == ("NOT_CUSTODIAN", TOWN)


async def _called(town: AppealDesk, id: str) -> Whistle:
    lead, *helpers = CALLED
    request = whistles.CallUnitsRequest(
        request_id=new_id(),
        center=TOWN,
        trigger=Whistle.TRIGGER_CANNOT_SOLVE,
        level=Whistle.LEVEL_FOCUS,
        title="清运河边垃圾",
        text="请到场清运并取样。",
        lead=lead,
        helpers=helpers,
        petition_id=id,
    )
    return (await town.whistles.CallUnits(request)).whistle


async def _solved_by_units(cast: Cast, whistle: Whistle) -> None:
    """Both report in, the towns are killed between, and a report sent again is the same report."""
    lead, helper = CALLED
    request = new_id()
    first = await cast.units[lead].report_in(whistle.whistle_id, lead, request)
    cast.county["towns"].kill()
    cast.restart("towns")
    again = await cast.units[lead].report_in(whistle.whistle_id, lead, request)
    assert again.revision == first.revision
    both = await cast.units[helper].report_in(whistle.whistle_id, helper)
    assert {part.state for part in both.parts} == {WhistlePart.STATE_REPORTED}
    for unit in (helper, lead):
        done = await cast.units[unit].close_part(whistle.whistle_id, unit, "已清运取样")
    assert done.closed
    assert not any(part.late for part in done.parts)


async def _a_replay_changes_nothing(cast: Cast, closed: Appeal) -> None:
    """Send the handoff once more; one that comes behind it shows that it was read."""
    kafka = cast.county.ground.kafka.address
    assert await topic.send_again(kafka, topic_inbox("petition", "towns"), VILLAGE)
    behind = await cast.resident.appeals.SubmitPetition(_submission(new_id(), "吴清河"))
    next_id = behind.petition.petition_id
    await cast.village.hand_on(next_id, TOWN, "一并处理")
    await cast.at_rest(next_id, petition_pb2.STATE_REGISTERED)
    assert [await reader.get(closed.petition_id) for reader in cast.readers] == [closed] * 3


async def _was_told_once_and_sealed(county: County, id: str) -> None:
    records = await topic.records_of(county.ground.kafka.address, PETITION_FACTS, VILLAGE)
    own = [one for one in records if topic.header(one, "ce_subject") == id]
    assert topic.is_same_on_every_send(own)
    sent = {topic.header(o, "ce_id") for o in own if topic.header(o, "ce_type") == HANDED_OFF}
    assert len(sent) == 1
    words = (NAME, PHONE, TEXT, ANSWER)
    assert not any(word.encode() in (one.value or b"") for word in words for one in records)


async def seen(reader: AppealDesk, id: str) -> Appeal | None:
    """Return an appeal as a site shows it, None while it knows nothing of it."""
    try:
        return await reader.get(id)
    except grpc.aio.AioRpcError as refused:
        if refused.code() is not grpc.StatusCode.NOT_FOUND:
            raise
        return None


async def _refusal(call: Awaitable[object]) -> tuple[str, str]:
    """Return why a call was refused, and the custodian it names."""
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    info, _ = details_of(refused.value)
    assert info is not None
    return info.reason, info.metadata.get("custodian", "")
