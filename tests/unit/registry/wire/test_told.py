"""A received fact is believed only when envelope and body speak of the same record."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from google.protobuf.message import DecodeError

from kit.envelope import BadEnvelope, Received
from kit.model.errors import InvalidValue
from services.registry.domain.events import HouseholdMoved, HouseholdRegistered
from services.registry.wire.facts import fact_message
from services.registry.wire.record import from_household
from services.registry.wire.told import told_of
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household
from tests.support.registry_fakes import SOURCE, TOPIC, a_vault
from tests.support.registry_orders import NOW

RECORD = from_household(a_household("a").build(), 3, a_vault())


def received(data: bytes, type: str = "", **changes: object) -> Received:
    name, _ = fact_message(HouseholdRegistered(TODAY), RECORD, NOW)
    whole = Received(
        "a/3/0", type or name, "a", SOURCE, NOW, 3, JIANGHE.digits, data, "", TOPIC, 0, 0
    )
    return whole._replace(**changes)  # pyright: ignore[reportArgumentType]


def a_fact() -> bytes:
    return fact_message(HouseholdRegistered(TODAY), RECORD, NOW)[1]


def test_a_fact_tells_household_revision_home_and_record() -> None:
    told = told_of(received(a_fact()))
    assert (told.household, told.revision, told.home, told.at) == ("a", 3, JIANGHE, NOW)
    assert told.record == RECORD.SerializeToString(deterministic=True)
    assert told.left is None


def test_a_move_tells_where_from() -> None:
    name, data = fact_message(HouseholdMoved(TODAY, YUHE, JIANGHE), RECORD, NOW)
    assert told_of(received(data, name)).left == YUHE


@dataclass(frozen=True)
class Case:
    id: str
    fact: Received
    error: type[Exception]


CASES = (
    Case("other household", received(a_fact(), subject="b"), BadEnvelope),
    Case("other revision", received(a_fact(), revision=4), BadEnvelope),
    Case("no protobuf", received(b"\x0a\xff\xff"), DecodeError),
    Case("empty body", received(b""), BadEnvelope),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_fact_that_contradicts_itself_is_refused(case: Case) -> None:
    with pytest.raises(case.error):
        told_of(case.fact)


def test_a_home_that_is_no_division_is_refused() -> None:
    record = type(RECORD)()
    record.CopyFrom(RECORD)
    record.home = "610921"
    _, data = fact_message(HouseholdRegistered(TODAY), record, NOW)
    with pytest.raises(InvalidValue):
        told_of(received(data))
