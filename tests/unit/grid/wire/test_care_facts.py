"""What is told of a care: one message per fact, with the state, and nothing in clear."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from gov321.grid.events.v1 import care_events_pb2 as pb

from kit.commit import Committer, Decision
from kit.envelope import Received
from services.grid.domain import events
from services.grid.domain.colour.values import Colour
from services.grid.domain.events import CareEvent
from services.grid.domain.ids import RunId, VacancyId, VisitId
from services.grid.domain.lines import EndReason, Line
from services.grid.domain.visit import RaisedNeed
from services.grid.wire.care_facts import CARE_FACTS, care_message, care_of, told_visits
from services.grid.wire.care_record import from_care, to_care
from tests.support.grid_builders import JIANGHE, YUHE, leaf
from tests.support.grid_cares import HELPER, SECRET, a_care, a_visit, says
from tests.support.grid_fakes import a_care_codec
from tests.support.registry_fakes import a_vault

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
VAULT = a_vault()
OVERRIDE_REASON, NOTE = "村集体评议决定", "不同意"
WHOLE = (
    a_care()
    .assessed(says(Colour.RED))
    .overridden(Colour.RED, date(2026, 6, 30))
    .with_contact()
    .visited(a_visit(needs=("修水渠", "办证")))
    .refused()
)
SEALED = (SECRET, OVERRIDE_REASON, NOTE, "拉家常", "修水渠", "red_need", "guidance", "重点帮教")
"""What somebody may not read off a topic or a disk."""


@dataclass(frozen=True)
class Case:
    fact: CareEvent
    detail: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{type(self.fact).__name__} {self.detail}"


CASES = (
    Case(events.CareOpened(), {}),
    Case(events.CareClosed(), {}),
    Case(events.CareMoved(leaf("01-02")), {"leaf": leaf("01-02").text, "from_home": ""}),
    Case(events.CareMoved(leaf("02"), YUHE), {"from_home": YUHE.digits}),
    Case(events.HouseholdAssessed(), {}),
    Case(
        events.HouseholdColourChanged(None, Colour.RED, RunId("run")),
        {"before": "", "after": "red", "run_id": "run"},
    ),
    Case(events.HouseholdColourChanged(Colour.RED, None), {"before": "red", "after": ""}),
    Case(events.ClassificationRefused(refused=True), {"refused": True}),
    Case(
        events.ContactAssigned(Line.PARTY, HELPER, named=True),
        {"line": "party", "person_id": HELPER, "named": True},
    ),
    Case(
        events.ContactEnded(Line.DEPUTY, HELPER, EndReason.DIED),
        {"line": "deputy", "person_id": HELPER, "reason": "died"},
    ),
    Case(events.ContactVacancyOpened(VacancyId("v")), {"vacancy_id": "v"}),
    Case(events.VisitPlanned(), {}),
    Case(events.VisitRecorded(VisitId("visit")), {"visit_id": "visit"}),
    Case(
        events.NeedRaised(VisitId("visit"), RaisedNeed(2, "修水渠")),
        {"visit_id": "visit", "number": 2},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_fact_carries_the_state_and_its_detail(case: Case) -> None:
    record = from_care(WHOLE.build(), 7, VAULT)
    name, data = care_message(case.fact, record, AT, VAULT)
    assert name == f"{pb.DESCRIPTOR.package}.{type(case.fact).__name__}"
    message = getattr(pb, type(case.fact).__name__).FromString(data)
    assert {field: getattr(message, field) for field in case.detail} == case.detail
    assert care_of(data) == record
    assert to_care(care_of(data), VAULT) == WHOLE.build()
    for text in SEALED:
        assert text.encode() not in data


def test_every_fact_has_a_case_and_carries_a_care() -> None:
    assert {type(case.fact) for case in CASES} == set(cast("Any", events.CareEvent).__args__)
    told = {f"{pb.DESCRIPTOR.package}.{type(case.fact).__name__}" for case in CASES}
    assert told | {f"{pb.DESCRIPTOR.package}.CareRepublished"} == CARE_FACTS


def test_a_need_is_sealed_for_the_household() -> None:
    record = from_care(WHOLE.build(), 7, VAULT)
    fact = events.NeedRaised(VisitId("visit"), RaisedNeed(1, "修水渠"))
    message = pb.NeedRaised.FromString(care_message(fact, record, AT, VAULT)[1])
    assert VAULT.open(message.text, "h1", "need").decode() == "修水渠"


def test_the_list_of_visits_hears_of_a_visit_from_its_own_fact_alone() -> None:
    record = from_care(WHOLE.build(), 7, VAULT)
    for fact, expected in ((events.VisitRecorded(VisitId("visit")), 1), (events.VisitPlanned(), 0)):
        name, data = care_message(fact, record, AT, VAULT)
        told = told_visits(a_received(name, data), VAULT)
        assert len(told) == expected
        assert all(one.visit == WHOLE.care.visits[0] for one in told)
        assert all((one.household, one.village, one.at) == ("h1", JIANGHE, AT) for one in told)


def test_nothing_is_stored_in_clear() -> None:
    committer = Committer(a_care_codec(), lambda: "")
    write, entries = committer.write("h1", None, Decision(WHOLE.care, WHOLE.happened), AT)
    assert len(entries) == len(WHOLE.happened)
    for text in SEALED:
        assert text.encode() not in repr((write, entries)).encode()
        assert text.encode() not in write.set["snapshot"]


def test_a_later_version_s_values_are_read_as_the_least_saying_ones() -> None:
    record = from_care(WHOLE.build(), 7, VAULT)
    record.contacts[0].line = "a new line"
    record.spells[0].decided = "a new way"
    record.visits[0].duties.append("a new duty")
    care = to_care(record, VAULT)
    assert care.contacts[0].line is Line.CORE_HOUSEHOLDER
    assert care.visits == WHOLE.care.visits
    assert replace(care, spells=()) == replace(WHOLE.care, spells=())


def a_received(name: str, data: bytes) -> Received:
    return Received(
        topic="t",
        partition=0,
        offset=0,
        key=JIANGHE.digits,
        id="id",
        type=name,
        subject="h1",
        revision=7,
        source="s",
        time=AT,
        traceparent="",
        data=data,
    )
