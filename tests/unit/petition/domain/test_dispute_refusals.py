"""What a mediation needs and does not have is refused, and the dispute stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from kit.model.errors import Refusal
from services.petition.domain import dispute_errors as errors
from services.petition.domain import dispute_orders as orders
from services.petition.domain.dispute import CourtOutcome, Performance
from tests.support.dispute_builders import (
    LI,
    MEDIATOR,
    ROUTE,
    TODAY,
    WANG,
    ZHANG,
    DisputeBuilder,
    a_dispute,
    named,
)

BOTH = orders.AskCourt(parties=(ZHANG, LI))


@dataclass(frozen=True)
class Refused:
    id: str
    refusal: type[Refusal]
    before: Callable[[], DisputeBuilder]
    order: Callable[[DisputeBuilder], orders.DisputeOrder]


def effective(**changed: object) -> DisputeBuilder:
    return a_dispute().effective(**changed)


def oral() -> DisputeBuilder:
    builder = a_dispute().mediating()
    return builder.did(builder.oral())


def talking() -> DisputeBuilder:
    return a_dispute().consented().did(named(), orders.Begin())


YESTERDAY, LATER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
RESULT = orders.RecordCourt(outcome=CourtOutcome.CONFIRMED, decided_on=TODAY)
REFUSED = (
    Refused(
        "begin without a consent",
        errors.MediationNeedsConsent,
        lambda: a_dispute().did(orders.Consent(party=LI), named()),
        lambda _: orders.Begin(),
    ),
    Refused(
        "begin without a mediator",
        errors.MediationNeedsMediator,
        lambda: a_dispute().consented(),
        lambda _: orders.Begin(),
    ),
    Refused(
        "a stranger consents",
        errors.DisputePartyUnknown,
        a_dispute,
        lambda _: orders.Consent(party=WANG),
    ),
    Refused(
        "a consent twice",
        errors.DisputePartyTwice,
        lambda: a_dispute().consented(),
        lambda _: orders.Consent(party=LI),
    ),
    Refused(
        "a mediator from elsewhere",
        errors.MediatorNotOfCommittee,
        a_dispute,
        lambda _: named(MEDIATOR, "stranger"),
    ),
    Refused(
        "agree without a session",
        errors.AgreementNeedsSession,
        talking,
        lambda walk: walk.oral(),
    ),
    Refused(
        "a session of tomorrow",
        errors.DisputeDateWrong,
        talking,
        lambda walk: replace(walk.a_session(), on=LATER),
    ),
    Refused(
        "perform by yesterday",
        errors.DisputeDateWrong,
        lambda: a_dispute().mediating(),
        lambda walk: walk.draft(perform_by=YESTERDAY),
    ),
    Refused(
        "a seal before the signatures",
        errors.AgreementNotSigned,
        lambda: a_dispute().signing().did(orders.Sign(party=LI)),
        lambda _: orders.Seal(),
    ),
    Refused(
        "the mediator signs twice",
        errors.DisputePartyTwice,
        lambda: a_dispute().signing().did(orders.Sign(party=None)),
        lambda _: orders.Sign(party=None),
    ),
    Refused(
        "court: one side alone",
        errors.CourtNeedsAllParties,
        effective,
        lambda _: replace(BOTH, parties=(LI,)),
    ),
    Refused("court: oral", errors.CourtNotForThis, oral, lambda _: BOTH),
    Refused(
        "court: personal status",
        errors.CourtNotForThis,
        lambda: effective(personal_status=True),
        lambda _: BOTH,
    ),
    Refused(
        "court: twice", errors.CourtAskedAlready, lambda: effective().did(BOTH), lambda _: BOTH
    ),
    Refused("court: a result unasked", errors.CourtNotAsked, effective, lambda _: RESULT),
    Refused(
        "court: decided before it was asked",
        errors.DisputeDateWrong,
        lambda: effective().did(BOTH),
        lambda _: replace(RESULT, decided_on=YESTERDAY),
    ),
    Refused(
        "court: decided twice",
        errors.CourtNotAsked,
        lambda: effective().did(BOTH, RESULT),
        lambda _: RESULT,
    ),
    Refused(
        "nothing to report",
        errors.NoRiskToReport,
        a_dispute,
        lambda _: orders.ReportRisk(reported_to="派出所"),
    ),
    Refused(
        "the next look lies behind",
        errors.DisputeDateWrong,
        effective,
        lambda _: orders.LookAfter(performance=Performance.NOT_YET, next=YESTERDAY),
    ),
    Refused(
        "an agreement in effect does not fail",
        errors.DisputeStepNotAllowed,
        effective,
        lambda _: orders.Refuse(party=LI, route=ROUTE),
    ),
)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_what_cannot_be_is_refused_and_changes_nothing(case: Refused) -> None:
    builder = case.before()
    before = builder.dispute
    with pytest.raises(case.refusal):
        builder.did(case.order(builder))
    assert builder.dispute is before
