"""Facts of one kind of record, found in their file; envelope and body must agree."""

from __future__ import annotations

import pytest
from gov321.registry.events.v1 import registry_events_pb2 as pb

from kit.envelope import BadEnvelope
from kit.fact_types import carriers_of, require_about
from tests.support.builders import a_household
from tests.support.grid_intake import a_fact


def test_the_facts_of_a_record_are_those_that_carry_it() -> None:
    found = carriers_of(pb.DESCRIPTOR, "household")
    assert pb.HouseholdMoved.DESCRIPTOR.full_name in found
    assert pb.HouseholdRepublished.DESCRIPTOR.full_name in found


def test_what_is_never_published_and_what_carries_another_record_are_no_facts_of_it() -> None:
    found = carriers_of(pb.DESCRIPTOR, "household")
    assert pb.HouseholdFact.DESCRIPTOR.full_name not in found
    assert not found & carriers_of(pb.DESCRIPTOR, "duplicate_case")


def test_headers_that_speak_of_the_record_in_the_body_pass() -> None:
    require_about(a_fact(a_household("a").build(), 3), "a", 3)


@pytest.mark.parametrize(
    ("id_", "revision", "header"), [("b", 3, "ce_subject"), ("a", 4, "ce_revision")]
)
def test_headers_that_speak_of_another_are_refused(id_: str, revision: int, header: str) -> None:
    with pytest.raises(BadEnvelope, match=header):
        require_about(a_fact(a_household("a").build(), 3), id_, revision)
