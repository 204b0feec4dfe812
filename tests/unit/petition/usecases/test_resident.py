"""Number and code: how it stands and nothing else; a wrong pair is answered like an unknown one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.model.errors import NotCustodian, NotFound
from kit.roles import Role
from services.petition.domain.kinds import Channel, Disclosure
from services.petition.domain.petition import Rating
from services.petition.domain.petition_errors import AlreadyRated
from services.petition.domain.states import State
from services.petition.domain.submitting import NewPetitioner
from services.petition.usecases.resident import Progress, Receiver
from tests.support.petition_builders import PetitionBuilder, a_petition
from tests.support.petition_desks import AppealSite, a_request, rights

BOTH = (NewPetitioner(Disclosure.NAMED, "王小明"), NewPetitioner(Disclosure.ANONYMOUS))


@pytest.fixture
def site() -> AppealSite:
    return AppealSite()


async def rated(
    site: AppealSite, pair: Receiver, given: Rating = Rating.SATISFIED, request: str = "first"
) -> Progress:
    access = rights("RatePetition", Role.SERVICE)
    return await site.residents.rate(access, pair, a_request(request), given, "谢谢")


async def asked(site: AppealSite, pair: Receiver) -> Progress:
    return await site.residents.progress(rights("QueryProgress", Role.SERVICE), pair)


async def test_a_petitioner_sees_how_it_stands(site: AppealSite) -> None:
    told = a_petition().accepted().assigned()
    await site.put(told)
    progress = await asked(site, site.pair(told.petition))
    assert (progress.state, progress.unit, progress.reply) == (State.ASSIGNED, "水利局", "")
    assert progress.due_at is not None
    assert progress.received_at == told.petition.received_at


async def test_the_answer_is_shown_to_who_was_answered(site: AppealSite) -> None:
    told = a_petition().answered()
    await site.put(told)
    progress = await asked(site, site.pair(told.petition))
    assert progress.reply == "水管已修复。"
    assert "水管" not in repr(progress)


async def test_a_wrong_pair_is_answered_like_an_unknown_one(site: AppealSite) -> None:
    told = a_petition(petitioners=BOTH)
    await site.put(told)
    right, other = site.pair(told.petition), site.pair(told.petition, 1)
    wrong = (
        replace(right, code="00000000"),
        replace(right, code=""),
        replace(right, code=other.code),
        replace(right, code=right.code[:-1]),
    )
    with pytest.raises(NotFound) as unknown:
        await asked(site, Receiver("260302-104206-0000", right.code))
    for pair in wrong:
        with pytest.raises(NotFound) as refused:
            await asked(site, pair)
        assert refused.value.user_text.replace(pair.number, "-") == unknown.value.user_text.replace(
            "260302-104206-0000", "-"
        )


async def test_of_a_protected_matter_nobody_learns_who_has_it(site: AppealSite) -> None:
    told = a_petition(channel=Channel.DISCIPLINE)
    await site.put(told)
    assert (await asked(site, site.pair(told.petition))).unit == ""


async def test_all_content_closes_it(site: AppealSite) -> None:
    told = a_petition().answered()
    await site.put(told)
    progress = await rated(site, site.pair(told.petition))
    assert (progress.state, progress.rating) == (State.CLOSED, Rating.SATISFIED)


async def test_a_repeated_rating_counts_once(site: AppealSite) -> None:
    told = a_petition(petitioners=BOTH).answered()
    await site.put(told)
    pair = site.pair(told.petition)
    assert await rated(site, pair) == await rated(site, pair)
    with pytest.raises(AlreadyRated):
        await rated(site, pair, request="second")
    assert (await site.one(told.petition)).revision == 2


async def test_a_repeat_is_answered_after_it_went_up(site: AppealSite) -> None:
    told = a_petition().answered()
    await site.put(told)
    pair = site.pair(told.petition)
    first = await rated(site, pair, Rating.DISSATISFIED)
    assert (first.state, await rated(site, pair, Rating.DISSATISFIED)) == (State.ACCEPTED, first)


async def test_a_stranger_rates_nothing(site: AppealSite) -> None:
    told = a_petition().answered()
    await site.put(told)
    with pytest.raises(NotFound):
        await rated(site, replace(site.pair(told.petition), code="12345678"))
    assert (await site.one(told.petition)).revision == 1


async def test_one_takes_it_back(site: AppealSite) -> None:
    told = a_petition(petitioners=BOTH).accepted()
    await site.put(told)
    access = rights("WithdrawPetition", Role.SERVICE)
    pair = site.pair(told.petition)
    progress = await site.residents.withdraw(access, pair, a_request(), "已自行解决")
    assert progress.state is State.WITHDRAWN
    assert (await site.one(told.petition)).state.state is State.ACCEPTED


async def test_elsewhere_it_is_told_who_has_it(site: AppealSite) -> None:
    told: PetitionBuilder = a_petition().answered()
    custody = replace(told.petition.custody, in_flight=True)
    told.petition = replace(told.petition, custody=custody)
    await site.put(told)
    with pytest.raises(NotCustodian):
        await rated(site, site.pair(told.petition))
