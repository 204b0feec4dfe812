"""The published and stored record holds the whole household, and old and new ones are readable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from google.protobuf.message import DecodeError
from gov321.common.v1.date_pb2 import Date
from gov321.registry.events.v1.household_record_pb2 import HouseholdRecord
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.crypto import CannotOpen
from kit.model.income import IncomeItem, IncomeYear
from services.registry.domain.award import Award
from services.registry.domain.correction import CorrectableField, Correction, FieldChange
from services.registry.domain.household import Household, HouseholdStatus, Point, Relation
from services.registry.domain.ids import CorrectionId, HouseholdId, PersonId
from services.registry.domain.need import Disability, DisabilityKind, Need, NeedKind
from services.registry.domain.person import Absence
from services.registry.domain.roster_entry import RosterHousehold
from services.registry.domain.roster_update import apply_roster
from services.registry.wire.record import from_household, to_household
from tests.support.builders import TODAY, a_household, a_person
from tests.support.county_walk import CountyWalk
from tests.support.registry_fakes import a_vault
from tests.support.rosters import DAY, ENTRIES

VAULT = a_vault()


def there_and_back(household: Household) -> Household:
    raw = from_household(household, 7, VAULT).SerializeToString()
    return to_household(HouseholdRecord.FromString(raw), VAULT)


def everything() -> Household:
    """A household with every field filled."""
    disabled = Need(NeedKind.DISABILITY, TODAY, None, Disability(DisabilityKind.LIMB, 2))
    head = a_person("a-1").with_id_number().with_phone("15400000001").needing(disabled).build()
    away = replace(
        head,
        absence=Absence(date(2024, 2, 18), date(2025, 1, 1)),
        ethnicity="01",
        id_number_shared=True,
    )
    change = FieldChange(CorrectableField.PHONE, "15400000002", PersonId("a-1"))
    asked = Correction(CorrectionId("c"), (change,), "号码换了", "clerk-1", TODAY)
    income = IncomeYear(2024, ((IncomeItem.WAGE, Decimal("32000.55")),))
    return replace(
        a_household("a").with_member(away, Relation.HEAD).at("江河村三组12号").build(),
        point=Point(108.512345, 32.891234),
        incomes=(income,),
        awards=(Award(2023, TODAY), Award(2024, TODAY, TODAY, "弄虚作假")),
        corrections=(asked,),
        split_from=HouseholdId("b"),
        merged_into=HouseholdId("c"),
        status=HouseholdStatus.DISSOLVED,
        dissolved=TODAY,
        content_hash=b"hash",
        import_id="import-1",
        import_created=True,
    )


@settings(max_examples=100)
@given(st.binary(max_size=80))
def test_whatever_becomes_of_a_household_comes_back_from_its_record(story: bytes) -> None:
    for household, _ in CountyWalk(late=False).live_through(story):
        assert there_and_back(household) == household


@settings(max_examples=100)
@given(ENTRIES)
def test_what_a_roster_lists_comes_back_from_its_record(entry: RosterHousehold) -> None:
    household, _ = apply_roster(None, entry, DAY)
    assert there_and_back(household) == household


def test_every_field_comes_back() -> None:
    assert there_and_back(everything()) == everything()


def test_no_field_of_the_record_was_forgotten() -> None:
    """A new field of the record must be filled by `everything`, or nobody tests it."""
    record = from_household(everything(), 7, VAULT)
    assert {f.name for f, _ in record.ListFields()} == set(
        HouseholdRecord.DESCRIPTOR.fields_by_name
    )


def test_the_record_carries_revision_home_and_custodian() -> None:
    record = from_household(everything(), 7, VAULT)
    assert (record.revision, record.home, record.custodian) == (7, "610921104206", record.home)


def test_what_a_newer_version_added_is_passed_over() -> None:
    raw = from_household(everything(), 7, VAULT).SerializeToString()
    newer = raw + b"\xc2\x3e\x05later"  # field 1000, which this version does not know
    assert to_household(HouseholdRecord.FromString(newer), VAULT) == everything()


def test_a_record_of_an_older_version_is_readable() -> None:
    record = from_household(everything(), 7, VAULT)
    for field in ("content_hash", "import_id", "import_created", "corrections", "awards", "point"):
        record.ClearField(field)
    record.members[0].ClearField("id_number_shared")
    found = to_household(record, VAULT)
    assert (found.content_hash, found.import_id, found.corrections, found.point) == (
        b"",
        "",
        (),
        None,
    )
    assert not found.members[0].person.id_number_shared


def test_values_a_newer_version_added_do_not_make_a_household_unreadable() -> None:
    record = from_household(everything(), 7, VAULT)
    record.status = HouseholdRecord.Status.ValueType(9)
    [member] = record.members
    member.relation, member.join_reason, member.sex = "95", "adoption", 5
    record.incomes[0].items[0].item = "lottery"
    found = to_household(record, VAULT)
    assert found.status is HouseholdStatus.LIVE
    assert found.members[0].person.name == "测试1"
    assert found.members[0].relation is Relation.OTHER


@pytest.mark.parametrize("field", ["address", "point"])
def test_a_sealed_field_opens_in_its_own_record_only(field: str) -> None:
    record = from_household(everything(), 7, VAULT)
    record.household_id = "another"
    record.ClearField("point" if field == "address" else "address")
    del record.members[:], record.corrections[:]
    with pytest.raises(CannotOpen):
        to_household(record, VAULT)


def test_the_same_household_is_sealed_anew_each_time_under_the_same_index() -> None:
    one, other = (from_household(everything(), 7, VAULT).members[0].id_number for _ in range(2))
    assert one.ciphertext != other.ciphertext
    assert one.blind_index == other.blind_index


def test_bytes_that_are_no_record_are_refused() -> None:
    with pytest.raises(DecodeError):
        HouseholdRecord.FromString(b"\x0a\xff\xff")


def test_a_record_with_an_impossible_day_is_refused() -> None:
    record = from_household(everything(), 7, VAULT)
    record.register_date.CopyFrom(Date(year=2023, month=2, day=31))
    with pytest.raises(Exception, match="INVALID_VALUE"):
        to_household(record, VAULT)
