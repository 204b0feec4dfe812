"""Taking an appeal in: what is refused, the number, the receipts; where it goes at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from kit.model.division import DivisionCode
from kit.model.division_tree import Division, DivisionTree
from kit.model.errors import InvalidValue, Refusal
from services.petition.domain import taking
from services.petition.domain.events import HandedOff, HandoffReason, Outcome, Submitted
from services.petition.domain.ids import AttachmentId, CategoryCode, PetitionId, UnitCode
from services.petition.domain.kinds import Channel, Disclosure, Urgency
from services.petition.domain.petition import Attachment
from services.petition.domain.petition_errors import StepNotYours, TooManyAttachments
from services.petition.domain.sending import sent_at_once
from services.petition.domain.states import State
from services.petition.domain.submitting import (
    ATTACHMENTS_MOST,
    PETITIONERS_MOST,
    NewPetitioner,
    SubmitPetition,
    number_of,
    require_order,
    submit,
)
from tests.support.petition_builders import (
    CLERK,
    COUNTY,
    GATEWAY,
    MONDAY,
    TOWN,
    UNIT,
    VILLAGE,
    a_petition,
    a_submission,
    clocks,
    officer,
    rules,
)

DIVISIONS = DivisionTree(Division(code, str(code)) for code in (COUNTY, TOWN, VILLAGE))
FILE = Attachment(AttachmentId("f-1"), "aa/bb/f-1", "image/png", 1, "00")
NAMED = NewPetitioner(Disclosure.NAMED, "王小明")


@dataclass(frozen=True)
class Case:
    id: str
    order: SubmitPetition
    refusal: type[Refusal] = InvalidValue


def by(*petitioners: NewPetitioner) -> SubmitPetition:
    return a_submission(petitioners=petitioners)


CASES = (
    Case("unknown category", a_submission(category=CategoryCode("X99"))),
    Case("category of the first level", a_submission(category=CategoryCode("D"))),
    Case("nobody asks", by()),
    Case("a crowd asks", by(*[NAMED] * (PETITIONERS_MOST + 1))),
    Case("an anonymous one with a name", by(NewPetitioner(Disclosure.ANONYMOUS, "王小明"))),
    Case("an anonymous one with a phone", by(NewPetitioner(Disclosure.ANONYMOUS, phone="1390000"))),
    Case("a named one without a name", by(NewPetitioner(Disclosure.NAMED))),
    Case("a confidential one without a name", by(NewPetitioner(Disclosure.CONFIDENTIAL))),
    Case("no phone number", by(NewPetitioner(Disclosure.NAMED, "王小明", "请勿致电"))),
    Case("an accused unit of an ordinary matter", a_submission(accused_unit=UNIT)),
    Case(
        "an unknown accused unit",
        a_submission(channel=Channel.DISCIPLINE, accused_unit=UnitCode("nobody")),
    ),
    Case(
        "too many files",
        a_submission(attachments=(FILE,) * (ATTACHMENTS_MOST + 1)),
        TooManyAttachments,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_an_order_is_refused(case: Case) -> None:
    with pytest.raises(case.refusal):
        require_order(case.order, rules().reference)


def test_a_plain_order_passes() -> None:
    require_order(a_submission(), rules().reference)
    require_order(by(NewPetitioner(Disclosure.ANONYMOUS)), rules().reference)


def test_it_begins_registered_with_one_clock() -> None:
    told = a_petition()
    assert told.happened == [Submitted()]
    assert told.petition.state is State.REGISTERED
    assert [clock.kind.value for clock in told.petition.clocks] == ["accept"]


def test_an_officer_takes_nothing_in() -> None:
    with pytest.raises(StepNotYours):
        submit(PetitionId("p"), a_submission(), officer(), MONDAY, clocks())


def test_a_number_tells_day_and_center_and_follows_from_the_id() -> None:
    number = number_of(PetitionId("p-1"), VILLAGE, MONDAY, 0)
    assert re.fullmatch(r"260302-104206-\d{4}", number)
    assert number == number_of(PetitionId("p-1"), VILLAGE, MONDAY, 0)
    assert number != number_of(PetitionId("p-1"), VILLAGE, MONDAY, 1)
    assert number != number_of(PetitionId("p-1"), TOWN, MONDAY, 0)


def test_everybody_has_an_own_receipt() -> None:
    petition = a_petition(petitioners=(NAMED, NAMED, NAMED)).build()
    numbers = [one.number for one in petition.petitioners]
    assert numbers == [petition.number, f"{petition.number}-2", f"{petition.number}-3"]
    assert len({one.id for one in petition.petitioners}) == 3


@dataclass(frozen=True)
class Sent:
    id: str
    urgency: Urgency
    channel: Channel
    to: DivisionCode
    reason: HandoffReason | None


SENT = (
    Sent("ordinary", Urgency.U3, Channel.ORDINARY, VILLAGE, None),
    Sent("most urgent", Urgency.U1, Channel.ORDINARY, COUNTY, HandoffReason.URGENT),
    Sent("protected", Urgency.U3, Channel.DISCIPLINE, COUNTY, HandoffReason.PROTECTED),
)


def sent(outcome: Outcome) -> tuple[DivisionCode, HandoffReason | None]:
    petition, happened = sent_at_once(outcome, DIVISIONS, GATEWAY, MONDAY)
    reasons = [fact.reason for fact in happened if isinstance(fact, HandedOff)]
    return petition.custody.center, reasons[0] if reasons else None


@pytest.mark.parametrize("case", SENT, ids=lambda case: case.id)
def test_what_cannot_wait_goes_on_in_the_same_write(case: Sent) -> None:
    told = a_petition(urgency=case.urgency, channel=case.channel)
    assert sent((told.petition, (Submitted(),))) == (case.to, case.reason)


def test_what_turns_out_to_be_protected_goes_when_it_is_accepted() -> None:
    told = a_petition()
    order = taking.Acceptance(channel=Channel.DISCIPLINE)
    outcome = taking.accept(told.petition, order, CLERK, told.now, told.clocks)
    assert sent(outcome) == (COUNTY, HandoffReason.PROTECTED)
