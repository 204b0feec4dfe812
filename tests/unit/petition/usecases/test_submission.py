"""Taken in once: number, receipts, files; what is refused leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.access import OutOfScope
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, NotCustodian, NotFound, RequestReused
from kit.roles import Role
from services.petition.domain.ids import AttachmentId, CategoryCode, PetitionId
from services.petition.domain.kinds import Channel, Disclosure, Urgency
from services.petition.domain.petition import Attachment
from services.petition.domain.petition_errors import NumberTaken
from services.petition.domain.submitting import NewPetitioner, number_of
from services.petition.ports.attachments import Upload
from services.petition.usecases.submission import Taken
from tests.support.petition_builders import (
    COUNTY,
    MONDAY,
    TOWN,
    VILLAGE,
    a_petition,
    a_submission,
)
from tests.support.petition_desks import AppealSite, a_request, rights

TWO = (NewPetitioner(Disclosure.NAMED, "王小明"), NewPetitioner(Disclosure.ANONYMOUS))
ELSEWHERE = DivisionCode.parse("610921105000")
FILE = AttachmentId("f-1")


@pytest.fixture
def site() -> AppealSite:
    return AppealSite()


async def submitted(
    site: AppealSite,
    request: str = "first",
    files: tuple[AttachmentId, ...] = (),
    role: Role = Role.SERVICE,
    scope: str = "610921",
    body: bytes = b"body",
    **changed: object,
) -> Taken:
    access = rights("SubmitPetition", role, scope)
    order = a_submission(**changed)
    return await site.submission.submit(access, a_request(request, body), order, files)


async def uploaded(site: AppealSite, petition: PetitionId | None = None) -> None:
    file = Attachment(FILE, "aa/bb/f-1", "image/png", 9, "ab", "照片.png")
    await site.uploads.keep(Upload(file, VILLAGE, "gateway", MONDAY, petition))


async def test_everybody_gets_a_receipt_with_a_code_of_eight_digits(site: AppealSite) -> None:
    taken = await submitted(site, petitioners=TWO)
    number = taken.petition.state.number
    assert [receipt.number for receipt in taken.receipts] == [number, f"{number}-2"]
    codes = {receipt.code for receipt in taken.receipts}
    assert len(codes) == 2
    assert all(len(code) == 8 and code.isdigit() for code in codes)


async def test_the_code_is_kept_nowhere(site: AppealSite) -> None:
    taken = await submitted(site)
    assert taken.receipts[0].code not in str(site.petitions.records.all())
    assert taken.receipts[0].code not in repr(taken)


async def test_a_repeated_request_gives_the_same_receipts(site: AppealSite) -> None:
    first, again = await submitted(site), await submitted(site)
    assert first == again
    assert len(site.petitions.records.all()) == 1
    with pytest.raises(RequestReused):
        await submitted(site, body=b"another body")


async def test_a_repeat_after_the_center_sent_it_away_is_answered_too(site: AppealSite) -> None:
    first = await submitted(site, urgency=Urgency.U1)
    again = await submitted(site, urgency=Urgency.U1)
    assert first == again
    assert first.petition.state.custody.center == COUNTY


async def test_a_protected_matter_is_on_its_way_to_the_county(site: AppealSite) -> None:
    taken = await submitted(site, channel=Channel.DISCIPLINE)
    custody = taken.petition.state.custody
    assert (custody.center, custody.in_flight, custody.sent_by) == (COUNTY, True, VILLAGE)


async def test_a_taken_number_gives_way_to_the_next_form(site: AppealSite) -> None:
    id = (await submitted(AppealSite())).petition.state.id
    numbers = [number_of(id, VILLAGE, MONDAY, form) for form in range(2)]
    other = a_petition("another")
    other.petition = replace(other.petition, number=numbers[0])
    other.now = MONDAY
    await site.put(other)
    taken = await submitted(site)
    assert taken.petition.state.number == numbers[1]


async def test_when_all_forms_are_taken_it_is_refused_whole(
    site: AppealSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = (await submitted(site)).petition.state.number

    def always(*_: object) -> str:
        return taken

    monkeypatch.setattr("services.petition.domain.submitting.number_of", always)
    with pytest.raises(NumberTaken):
        await submitted(site, "second")
    assert len(site.petitions.records.all()) == 1


async def test_an_uploaded_file_becomes_the_appeals(site: AppealSite) -> None:
    await uploaded(site)
    taken = await submitted(site, files=(FILE, FILE))
    assert [file.id for file in taken.petition.state.attachments] == [FILE]
    assert site.uploads.all[FILE].petition == taken.petition.state.id


async def test_a_file_of_another_appeal_is_not_found(site: AppealSite) -> None:
    await uploaded(site, PetitionId("another"))
    with pytest.raises(NotFound):
        await submitted(site, files=(FILE,))
    with pytest.raises(NotFound):
        await submitted(site, files=(AttachmentId("gone"),))
    assert site.petitions.records.all() == []


async def test_a_center_outside_the_scope_is_refused(site: AppealSite) -> None:
    with pytest.raises(OutOfScope):
        await submitted(site, role=Role.CLERK, scope="610921105")


async def test_a_center_of_another_site_is_refused(site: AppealSite) -> None:
    with pytest.raises(NotCustodian):
        await submitted(site, center=TOWN)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        pytest.param({"place": ELSEWHERE}, InvalidValue, id="another town"),
        pytest.param({"place": DivisionCode.parse("610921199000")}, NotFound, id="no such place"),
        pytest.param({"category": CategoryCode("Z99")}, InvalidValue, id="no such category"),
    ],
)
async def test_a_wrong_order_leaves_nothing_behind(
    site: AppealSite, changed: dict[str, object], refusal: type[Exception]
) -> None:
    await uploaded(site)
    with pytest.raises(refusal):
        await submitted(site, files=(FILE,), **changed)  # pyright: ignore[reportArgumentType]
    assert site.petitions.records.all() == []
    assert site.uploads.all[FILE].petition is None
