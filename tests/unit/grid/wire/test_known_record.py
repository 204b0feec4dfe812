"""The registry's record as the grid keeps and reads it: pruned, still sealed, and understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from google.protobuf.message import DecodeError
from gov321.registry.events.v1.household_record_pb2 import HouseholdRecord

from kit.crypto import CannotOpen
from kit.envelope import BadEnvelope
from services.grid.domain.colour.values import NeedCode, NeedFact
from services.grid.domain.known import KnownHousehold
from services.grid.wire.known_record import pruned, to_known
from services.grid.wire.told import HOUSEHOLD_FACTS, told_of
from services.registry.domain.award import Award
from services.registry.domain.household import Household, JoinReason, LeaveReason, Point
from services.registry.domain.ids import HouseholdId
from services.registry.domain.need import Disability, DisabilityKind, Need, NeedKind
from services.registry.domain.restructuring import MoveHousehold, move
from services.registry.wire import facts as registry_facts
from services.registry.wire.record import from_household
from tests.support import registry_canaries as canaries
from tests.support.builders import JIANGHE, REGISTERED, TODAY, YUHE, a_household
from tests.support.grid_intake import a_fact, told, wages
from tests.support.registry_fakes import a_vault


def known(household: Household, revision: int = 1) -> KnownHousehold:
    return told(household, revision).known


def a_family() -> Household:
    return a_household("a").with_members(3).build()


def changed_member(household: Household, position: int, **changes: object) -> Household:
    members = list(household.members)
    members[position] = replace(members[position], **changes)  # type: ignore[arg-type]
    return replace(household, members=tuple(members))


def test_members_and_village_are_those_of_the_registry() -> None:
    found = known(a_family(), 7)
    assert (found.id, found.revision, found.village, found.group) == ("a", 7, JIANGHE, "一组")
    assert [stay.person for stay in found.stays] == ["a-1", "a-2", "a-3"]
    assert (found.live, found.registered, found.registered_on(TODAY)) == (True, REGISTERED, 3)


def test_point_needs_income_and_awards_are_read() -> None:
    person = replace(
        a_family().members[0].person,
        needs=(
            Need(NeedKind.DISABILITY, TODAY, None, Disability(DisabilityKind.MENTAL, 2)),
            Need(NeedKind.RELEASED, TODAY, date(2031, 1, 1)),
        ),
    )
    household = replace(
        changed_member(a_family(), 0, person=person),
        point=Point(108.5, 32.9),
        incomes=(wages(2025, 12),),
        awards=(Award(2024, TODAY), Award(2025, TODAY, TODAY, "取消")),
    )
    found = known(household)
    assert found.point == (108.5, 32.9)
    assert [(need.person, need.fact, need.valid_to) for need in found.needs] == [
        ("a-1", NeedFact(NeedCode.DISABILITY, 2), None),
        ("a-1", NeedFact(NeedCode.RELEASED, 0), date(2031, 1, 1)),
    ]
    assert found.incomes == (wages(2025, 12),)
    assert found.awards == {2024}


def test_every_need_of_the_registry_is_known_to_the_colours() -> None:
    assert {kind.value for kind in NeedKind} <= {code.value for code in NeedCode}


@pytest.mark.parametrize(
    ("reason", "follows"),
    [
        (LeaveReason.SPLIT, True),
        (LeaveReason.MERGE, True),
        (LeaveReason.MARRIAGE, True),
        (LeaveReason.MOVE_OUT, False),
        (LeaveReason.DEATH, False),
    ],
)
def test_who_went_to_another_household_is_told_from_who_left(
    reason: LeaveReason, follows: bool
) -> None:
    left = changed_member(a_family(), 1, left=TODAY, leave_reason=reason)
    assert known(left).stays[1].follows is follows
    assert not known(left).stays[0].follows


def test_a_household_a_roster_brought_is_older_than_its_registration() -> None:
    by_roster = changed_member(a_family(), 0, join_reason=JoinReason.ROSTER)
    assert known(by_roster).existed_in(1999)
    assert not known(a_family()).existed_in(2019)
    assert known(a_family()).existed_in(2020)


def test_former_villages_are_kept() -> None:
    moved, _ = move(a_family(), MoveHousehold(YUHE, "二组", "9", TODAY), TODAY)
    assert known(moved).former == {JIANGHE}
    assert known(moved).group == "二组"
    assert known(a_family()).former == frozenset()


def test_a_split_off_household_names_its_parent() -> None:
    assert known(replace(a_family(), split_from=HouseholdId("p"))).split_from == "p"


def test_what_is_kept_names_nobody_and_opens_to_the_same() -> None:
    household = canaries.household()
    kept = told(household).record
    assert canaries.leaks(kept) == []
    assert canaries.NAME.encode() not in kept
    assert household.number.encode() not in kept
    whole = from_household(household, 1, a_vault())
    assert to_known(HouseholdRecord.FromString(kept), a_vault()) == to_known(whole, a_vault())


def test_what_a_newer_registry_tells_is_not_kept_unasked() -> None:
    record = from_household(canaries.household(), 1, a_vault())
    unknown = record.SerializeToString() + b"\xf2\x07\x06secret"
    assert b"secret" not in pruned(HouseholdRecord.FromString(unknown)).SerializeToString()


def test_a_seal_that_is_broken_is_refused_with_id_and_field() -> None:
    record = from_household(canaries.household(), 1, a_vault())
    record.point.ciphertext = b"x" + record.point.ciphertext[1:]
    with pytest.raises(CannotOpen) as refused:
        to_known(record, a_vault())
    assert refused.value.fields == {"id": "canary", "field": "point"}


def test_a_seal_of_another_household_does_not_open_here() -> None:
    record = from_household(canaries.household(), 1, a_vault())
    other = from_household(replace(canaries.household(), id=HouseholdId("b")), 1, a_vault())
    record.members[0].needs.CopyFrom(other.members[0].needs)
    with pytest.raises(CannotOpen):
        to_known(record, a_vault())


def test_a_fact_whose_headers_speak_of_another_household_is_refused() -> None:
    fact = a_fact(a_family())
    with pytest.raises(BadEnvelope):
        told_of(fact._replace(subject="b"), a_vault())
    with pytest.raises(BadEnvelope):
        told_of(fact._replace(revision=2), a_vault())
    with pytest.raises(DecodeError):
        told_of(fact._replace(data=b"\xff"), a_vault())


def test_the_facts_heard_are_all_facts_of_households() -> None:
    assert HOUSEHOLD_FACTS == registry_facts.HOUSEHOLD_FACTS


def test_nothing_that_is_sealed_prints() -> None:
    heard = told(canaries.household())
    assert canaries.leaks(repr(heard).encode()) == []
    assert "108.77777" not in repr(heard)
