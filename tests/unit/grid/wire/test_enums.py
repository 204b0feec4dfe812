"""Every value of the contract has its value in the domain, and the other way round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pytest
from google.protobuf.descriptor import EnumDescriptor
from gov321.grid.v1 import care_pb2, grid_pb2, line_service_pb2, plan_service_pb2, run_service_pb2

from kit.model.errors import InvalidValue
from kit.wire_enum import known, known_or_none, reverse
from services.grid.domain.colour.values import Colour
from services.grid.domain.lines import EndReason, Line, Post, SessionKind
from services.grid.domain.partition.values import SizeReason
from services.grid.domain.plan import PlanKind, PlanStatus
from services.grid.domain.run import RunStatus
from services.grid.domain.visit import DutyCode, VisitKind
from services.grid.wire import enums


@dataclass(frozen=True)
class Pair:
    id: str
    table: Mapping[Any, Enum]
    domain: type[Enum]
    wire: EnumDescriptor


def _of(module: object, name: str) -> EnumDescriptor:
    return getattr(module, "DESCRIPTOR").enum_types_by_name[name]  # noqa: B009 - generated


_PLAN = plan_service_pb2.Plan.DESCRIPTOR.enum_types_by_name
_RUN = run_service_pb2.ColourRun.DESCRIPTOR.enum_types_by_name
PAIRS = (
    Pair("size reason", enums.SIZE_REASON, SizeReason, _of(grid_pb2, "SizeReason")),
    Pair("post", enums.POST, Post, _of(grid_pb2, "Post")),
    Pair("end reason", enums.END_REASON, EndReason, _of(grid_pb2, "EndReason")),
    Pair("session", enums.SESSION_KIND, SessionKind, _of(line_service_pb2, "SessionKind")),
    Pair("colour", enums.COLOUR, Colour, _of(care_pb2, "Colour")),
    Pair("line", enums.LINE, Line, _of(care_pb2, "Line")),
    Pair("visit", enums.VISIT_KIND, VisitKind, _of(care_pb2, "VisitKind")),
    Pair("duty", enums.DUTY_CODE, DutyCode, _of(care_pb2, "DutyCode")),
    Pair("plan kind", enums.PLAN_KIND, PlanKind, _PLAN["Kind"]),
    Pair("plan status", enums.PLAN_STATUS, PlanStatus, _PLAN["Status"]),
    Pair("run status", enums.RUN_STATUS, RunStatus, _RUN["Status"]),
)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.id)
def test_contract_and_domain_have_the_same_values_under_the_same_names(pair: Pair) -> None:
    told = {value.number: value.name for value in pair.wire.values if value.number}
    assert set(pair.table) == set(told)
    assert set(pair.table.values()) == set(pair.domain)
    assert all(told[wire].endswith(domain.value.upper()) for wire, domain in pair.table.items())


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.id)
def test_the_way_back_leads_to_the_same_number(pair: Pair) -> None:
    back = reverse(pair.table)
    assert [back[known(pair.table, wire, "字段")] for wire in pair.table] == [*pair.table]


@dataclass(frozen=True)
class Unknown:
    id: str
    wire: int
    why: str


UNKNOWN = (
    Unknown("left out", 0, "未填写"),
    Unknown("of a newer version", 99, "本系统不认识的取值 99"),
)


@pytest.mark.parametrize("case", UNKNOWN, ids=lambda case: case.id)
def test_a_value_that_says_nothing_is_refused_with_a_sentence(case: Unknown) -> None:
    with pytest.raises(InvalidValue) as refused:
        known(enums.POST, case.wire, "职务")
    assert "职务" in refused.value.user_text
    assert case.why in refused.value.user_text


def test_a_filter_may_be_left_out_but_not_be_unknown() -> None:
    assert known_or_none(enums.POST, 0, "职务") is None
    assert known_or_none(enums.POST, grid_pb2.POST_DEPUTY, "职务") is Post.DEPUTY
    with pytest.raises(InvalidValue):
        known_or_none(enums.POST, 99, "职务")
