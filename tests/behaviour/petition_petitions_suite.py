"""What every `Petitions` must do; run in memory and on the real store."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from kit.authz import Range
from kit.commit import AlreadyExists, Decision, Request, Versioned
from kit.model.division import DivisionCode
from kit.model.errors import NotFound, RequestReused, StaleRevision
from kit.model.ids import parse_request_id
from services.petition.domain.events import Classified, HandoffReason, Submitted
from services.petition.domain.handing import hand_off
from services.petition.domain.ids import PetitionId
from services.petition.domain.joining import join
from services.petition.domain.kinds import Channel, Urgency
from services.petition.domain.petition import Petition, Rating
from services.petition.domain.petition_errors import NumberTaken
from services.petition.domain.states import State
from services.petition.ports.petitions import (
    PetitionCount,
    PetitionFilter,
    Petitions,
    PetitionWrite,
    position_of,
)
from tests.support.petition_builders import (
    CLERK,
    COUNTY,
    MONDAY,
    OTHER_UNIT,
    TOWN,
    UNIT,
    VILLAGE,
    PetitionBuilder,
    a_petition,
    clocks,
)

YUHE = DivisionCode.parse("610921104207")
ALL: tuple[Range, ...] = (COUNTY.bounds(),)
EVERYTHING = PetitionFilter()
LATER = MONDAY + timedelta(days=1)


def a_request(name: str = "1", body: bytes = b"body") -> Request:
    return Request(parse_request_id(f"00000000-0000-4000-8000-00000000000{name}"), body)


async def put(petitions: Petitions, *builders: PetitionBuilder) -> None:
    """Store them as they are built, in one chunk."""
    writes = [PetitionWrite(None, Decision(one.petition, (Submitted(),))) for one in builders]
    assert await petitions.write_chunk(writes) == ()


async def one(petitions: Petitions, petition: Petition) -> Versioned[Petition]:
    return (await petitions.get_many([petition.id]))[petition.id]


def at_yuhe(name: str) -> PetitionBuilder:
    return a_petition(name, place=YUHE, home=YUHE, center=YUHE)


def regrouped(petition: Petition) -> Decision[Petition]:
    return Decision(replace(petition, grid=petition.grid + "x"), (Classified(),), b"done")


class PetitionWritesSuite:
    """Subclasses give `petitions`: empty, at the site of the villages."""

    @pytest.fixture
    @abstractmethod
    def petitions(self) -> Petitions: ...

    async def test_what_is_kept_comes_back_whole(self, petitions: Petitions) -> None:
        told = a_petition().in_progress().paused()
        await put(petitions, told)
        found = await one(petitions, told.petition)
        assert (found.state, found.revision) == (told.petition, 1)

    async def test_a_repeated_request_creates_once(self, petitions: Petitions) -> None:
        new = a_petition().petition

        def decide() -> Decision[Petition]:
            return Decision(new, (Submitted(),), b"receipts")

        for _ in range(2):
            assert await petitions.create(new.id, decide, a_request()) == b"receipts"
        assert await petitions.replayed(new.id, a_request()) == b"receipts"
        assert (await one(petitions, new)).revision == 1
        with pytest.raises(RequestReused):
            await petitions.create(new.id, decide, a_request(body=b"other"))

    async def test_two_appeals_never_have_one_number(self, petitions: Petitions) -> None:
        await put(petitions, a_petition("one"))
        number = a_petition("one").petition.number
        twin = replace(a_petition("two").petition, number=number)
        with pytest.raises(NumberTaken):
            await petitions.create(twin.id, lambda: Decision(twin, (Submitted(),)), a_request())
        assert await petitions.get_many([twin.id]) == {}

    async def test_an_id_is_taken_once(self, petitions: Petitions) -> None:
        await put(petitions, a_petition())
        again = a_petition().petition
        with pytest.raises(AlreadyExists):
            await petitions.create(again.id, lambda: Decision(again, (Submitted(),)), a_request())

    async def test_a_change_is_made_once(self, petitions: Petitions) -> None:
        told = a_petition()
        await put(petitions, told)
        for _ in range(2):
            assert await petitions.change(told.petition.id, regrouped, a_request()) == b"done"
        found = await one(petitions, told.petition)
        assert (found.state.grid, found.revision) == ("x", 2)

    async def test_a_stale_or_unknown_one_is_not_changed(self, petitions: Petitions) -> None:
        told = a_petition()
        await put(petitions, told)
        with pytest.raises(StaleRevision):
            await petitions.change(told.petition.id, regrouped, a_request(), 9)
        with pytest.raises(NotFound):
            await petitions.change(PetitionId("nobody"), regrouped)
        assert (await one(petitions, told.petition)).revision == 1

    async def test_two_are_joined_in_one_transaction(self, petitions: Petitions) -> None:
        first, lead = a_petition("one"), a_petition("lead")
        await put(petitions, first, lead)
        ids = first.petition.id, lead.petition.id

        def decide(found: Mapping[str, Petition]) -> dict[str, Decision[Petition]]:
            gone, goes_on = join(found[ids[0]], found[ids[1]], CLERK, LATER, clocks(LATER))
            return {ids[0]: Decision(*gone), ids[1]: Decision(*goes_on)}

        await petitions.change_many(ids, decide, a_request(), {ids[0]: 1})
        assert (await one(petitions, first.petition)).state.state is State.JOINED
        found = await petitions.by_receipt(first.petition.number)
        assert found is not None
        assert found.state.id == ids[1]

    async def test_a_chunk_leaves_what_somebody_changed(self, petitions: Petitions) -> None:
        told, other = a_petition("one"), a_petition("two")
        await put(petitions, told, other)
        before = [await one(petitions, each.petition) for each in (told, other)]
        await petitions.change(told.petition.id, regrouped)
        writes = [PetitionWrite(each, regrouped(each.state)) for each in before]
        assert await petitions.write_chunk(writes) == (told.petition.id,)
        assert (await one(petitions, other.petition)).revision == 2

    async def test_the_oldest_timer_is_due_first(self, petitions: Petitions) -> None:
        urgent = a_petition("urgent", Urgency.U2)
        plain, closed = a_petition("plain"), a_petition("closed").done()
        await put(petitions, plain, closed, urgent)
        assert await petitions.due(MONDAY, 9) == []
        soon = MONDAY + timedelta(minutes=61)
        assert [item.state for item in await petitions.due(soon, 9)] == [urgent.petition]
        found = await petitions.due(MONDAY + timedelta(days=9), 9)
        assert [item.state for item in found] == [urgent.petition, plain.petition]
        assert len(await petitions.due(MONDAY + timedelta(days=9), 1)) == 1

    async def test_what_was_sent_away_is_in_no_list(self, petitions: Petitions) -> None:
        told = a_petition().accepted()
        await put(petitions, told)

        def send(petition: Petition) -> Decision[Petition]:
            why = HandoffReason.MANUAL
            return Decision(*hand_off(petition, TOWN, why, CLERK, LATER, "需镇级协调"))

        await petitions.change(told.petition.id, send)
        assert (await one(petitions, told.petition)).state.custody.in_flight
        assert await petitions.page(ALL, EVERYTHING, "", 9) == []
        assert await petitions.due(MONDAY + timedelta(days=99), 9) == []
        assert await petitions.counts(ALL[0], 9, LATER) == []


class PetitionQueriesSuite:
    """Subclasses give `petitions`: empty, at the site of the villages."""

    @pytest.fixture
    @abstractmethod
    def petitions(self) -> Petitions: ...

    async def test_a_page_is_by_place_and_number(self, petitions: Petitions) -> None:
        told = [a_petition("one"), at_yuhe("two"), a_petition("three")]
        await put(petitions, *told)
        wanted = sorted(position_of(each.petition) for each in told)
        first = await petitions.page(ALL, EVERYTHING, "", 2)
        assert [position_of(item.state) for item in first] == wanted[:2]
        rest = await petitions.page(ALL, EVERYTHING, wanted[1], 2)
        assert [position_of(item.state) for item in rest] == wanted[2:]

    async def test_a_page_stays_in_its_ranges(self, petitions: Petitions) -> None:
        await put(petitions, a_petition("one"), at_yuhe("two"))
        found = await petitions.page([YUHE.bounds()], EVERYTHING, "", 9)
        assert [item.state.place for item in found] == [YUHE]
        assert await petitions.page([], EVERYTHING, "", 9) == []

    async def test_a_page_of_states(self, petitions: Petitions) -> None:
        await put(petitions, a_petition("one"), a_petition("two").done())
        for state in (State.REGISTERED, State.CLOSED):
            wanted = PetitionFilter(states=frozenset({state}))
            found = await petitions.page(ALL, wanted, "", 9)
            assert [item.state.state for item in found] == [state]

    async def test_a_page_of_a_unit(self, petitions: Petitions) -> None:
        has, had = a_petition("one").accepted().assigned(), a_petition("two").accepted()
        await put(petitions, has, had.assigned().returned().assigned(OTHER_UNIT))
        found = await petitions.page(ALL, PetitionFilter(unit=UNIT), "", 9)
        assert [item.state for item in found] == [has.petition]

    async def test_a_page_of_what_is_late(self, petitions: Petitions) -> None:
        late, stands = a_petition("one"), a_petition("two").in_progress().paused()
        await put(petitions, late, stands, a_petition("three").done())
        assert await petitions.page(ALL, PetitionFilter(overdue_at=MONDAY), "", 9) == []
        wanted = PetitionFilter(overdue_at=MONDAY + timedelta(days=30))
        found = await petitions.page(ALL, wanted, "", 9)
        assert [item.state for item in found] == [late.petition]

    async def test_protected_ones_are_behind_their_wall(self, petitions: Petitions) -> None:
        plain, hidden = a_petition("one"), a_petition("two", channel=Channel.DISCIPLINE)
        await put(petitions, plain, hidden)
        for asked, shown in ((False, {plain.petition.id}), (True, {hidden.petition.id})):
            found = await petitions.page(ALL, PetitionFilter(discipline=asked), "", 9)
            assert {item.state.id for item in found} == shown
        both = await petitions.page(ALL, PetitionFilter(discipline=None), "", 9)
        assert len(both) == 2
        assert [count.received for count in await petitions.counts(ALL[0], 12, LATER)] == [1]

    async def test_a_receipt_finds_its_appeal(self, petitions: Petitions) -> None:
        told = a_petition()
        await put(petitions, told, a_petition("two"))
        found = await petitions.by_receipt(told.petition.petitioners[0].number)
        assert found is not None
        assert found.state == told.petition
        assert await petitions.by_receipt("260302-104206-0000-9") is None

    async def test_what_is_counted(self, petitions: Petitions) -> None:
        closed = a_petition("three").answered().rated(0, Rating.SATISFIED)
        returned = a_petition("two").accepted().assigned().returned()
        await put(petitions, a_petition("one"), returned, closed, at_yuhe("four"))
        counted = await petitions.counts(ALL[0], 12, MONDAY + timedelta(days=30))
        assert counted == [
            PetitionCount(
                VILLAGE.digits,
                received=3,
                open=2,
                overdue=2,
                closed=1,
                closed_in_time=1,
                returned=1,
                open_at_tier={"village": 2},
                solved_at_tier={"village": 1},
                categories={"D": 3},
                ratings={"satisfied": 1},
            ),
            PetitionCount(
                YUHE.digits,
                received=1,
                open=1,
                overdue=1,
                open_at_tier={"village": 1},
                categories={"D": 1},
            ),
        ]

    async def test_counts_are_added_up_by_town(self, petitions: Petitions) -> None:
        await put(petitions, a_petition("one"), at_yuhe("two"))
        counted = await petitions.counts(ALL[0], 9, MONDAY)
        assert [(count.division, count.received) for count in counted] == [(TOWN.digits, 2)]
