"""Records of a newer version are read: what this one does not know is passed over, not fatal."""

from __future__ import annotations

from gov321.grid.events.v1.care_record_pb2 import CareRecord, ContactRecord

from kit.commit import Versioned
from kit.wire_time import from_day
from services.grid.domain.colour.values import Colour
from services.grid.domain.lines import EndReason, Line
from services.grid.domain.plan import PlanKind
from services.grid.domain.visit import VisitKind
from services.grid.store.care_indexing import care_fields
from services.grid.wire.care_record import from_care, to_care
from services.grid.wire.care_view import care_view
from services.grid.wire.plan_record import document_of_plan, plan_of_document
from tests.support.grid_builders import TODAY
from tests.support.grid_cares import HELPER, a_care, a_visit
from tests.support.grid_plans import ById, divided, drafted, ground_of
from tests.support.registry_fakes import a_vault


def newer() -> CareRecord:
    """Return a red household with a word of tomorrow in every place that holds one."""
    care = a_care().in_force(Colour.RED).with_contact(HELPER).build()
    return from_care(care, 3, a_vault())


def test_a_care_with_words_of_tomorrow_is_read_and_shown() -> None:
    record = newer()
    record.spells[0].colour = "purple"
    record.spells[0].decided = "by_oracle"
    record.assessment.colour = "purple"
    record.contacts[0].line = "fourth"
    record.contacts.append(
        ContactRecord(
            line="fifth",
            person_id="p",
            since=from_day(TODAY),
            until=from_day(TODAY),
            end_reason="retrained",
        )
    )
    care = to_care(CareRecord.FromString(record.SerializeToString() + b"\xba\x3e\x01x"), a_vault())
    assert care.colour is Colour.PENDING
    assert [contact.line for contact in care.contacts] == [Line.CORE_HOUSEHOLDER] * 2
    assert care.contacts[1].end_reason is EndReason.LEFT
    assert care_view(Versioned(care, 3), TODAY, clear=True).household_id == care.household
    assert care_fields(record)["colour"] == "purple"


def test_a_care_told_in_the_fewest_words_is_read() -> None:
    care = to_care(
        CareRecord(household_id="h", home="610921104206", leaf="610921104206-01", live=True),
        a_vault(),
    )
    assert (care.assessment, care.spells, care.contacts, care.duty) == (None, (), (), None)


def test_a_visit_of_a_new_kind_is_a_visit() -> None:
    record = from_care(
        a_care().with_contact(HELPER).visited(a_visit("v", TODAY)).build(), 1, a_vault()
    )
    record.visits[0].kind = "video_call"
    record.visits[0].duties.append("drone_flight")
    assert to_care(record, a_vault()).visits[0].kind is VisitKind.VISIT


def test_a_plan_kept_by_a_newer_version_is_read() -> None:
    plan = drafted(ground_of(divided(), engine=ById()), PlanKind.PARTITION)
    document = document_of_plan(plan, b"digest")
    for stored in (document, *document["outcomes"], *document["grids"], *document["moves"]):
        stored["of_tomorrow"] = 1
    assert plan_of_document(document) == plan
