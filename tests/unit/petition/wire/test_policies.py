"""A county's files are read with every key checked; mistakes are told in Chinese with their key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kit.model.errors import InvalidValue
from services.petition.domain.calendar import WorkCalendar
from services.petition.domain.clocks import ClockKind, Span, TimeKind
from services.petition.domain.kinds import Urgency
from services.petition.wire.calendars import load_calendars
from services.petition.wire.data_file import SHIPPED
from services.petition.wire.policies import load_policies, load_rules
from services.petition.wire.reference import load_reference

Document = list[dict[str, Any]]
Change = Callable[[Document], object]


def shipped(name: str) -> Document:
    return json.loads((SHIPPED / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Wrong:
    id: str
    change: Change
    field: str


def put(*path: str | int, value: object) -> Change:
    """Set a value deep in a document."""

    def change(document: Any) -> None:
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = value

    return change


def drop(*path: str | int) -> Change:
    """Take a key out of a document."""

    def change(document: Any) -> None:
        for key in path[:-1]:
            document = document[key]
        del document[path[-1]]

    return change


def write(tmp_path: Path, document: object) -> str:
    path = tmp_path / "given.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return str(path)


def changed(tmp_path: Path, name: str, change: Change) -> str:
    document = shipped(name)
    change(document)
    return write(tmp_path, document)


U3 = (0, "urgency", "u3")
POLICIES = [
    Wrong("a key nobody reads", put(0, "urgancy", value={}), "第 1 项的 urgancy"),
    Wrong("no version", drop(0, "version"), "第 1 项的 version"),
    Wrong("no day", put(0, "valid_from", value="2022年"), "第 1 项的 valid_from"),
    Wrong("an empty validity", put(0, "valid_to", value="2022-05-01"), "第 1 项的 valid_to"),
    Wrong("an unknown urgency", put(0, "urgency", "u5", value={}), "第 1 项的 urgency的 u5"),
    Wrong("an unknown clock", put(*U3, "finnish", value={}), "urgency的 u3的 finnish"),
    Wrong("a clock that must run", drop(*U3, "finish"), "第 1 项的 urgency.u3.finish"),
    Wrong("no clause", drop(*U3, "finish", "basis"), "u3的 finish的 basis"),
    Wrong("two spans", put(*U3, "finish", "minutes", value=5), "finish的 minutes"),
    Wrong("no span", drop(*U3, "finish", "working_days"), "finish的 minutes"),
    Wrong("half a day", put(*U3, "finish", "working_days", value=0.5), "finish的 working_days"),
    Wrong("no time at all", put(*U3, "finish", "working_days", value=0), "urgency.u3.finish"),
    Wrong("not a number", put(*U3, "finish", "working_days", value=True), "finish的 working_days"),
    Wrong("a village clock", put(0, "tiers", "hamlet", value={}), "第 1 项的 tiers的 hamlet"),
    Wrong("an unknown state", put(0, "consequences", 0, "states", value=["x"]), "第 1 项的 states"),
    Wrong("a final state", put(0, "consequences", 0, "states", value=["closed"]), "consequences"),
    Wrong("an unknown follow", put(0, "consequences", 0, "follow", value="x"), "第 1 项的 follow"),
    Wrong("no limit of returns", drop(0, "returns_limit"), "第 1 项的 returns_limit的 basis"),
    Wrong("roll over maybe", put(0, "roll_over", "on", value="no"), "roll_over的 on"),
    Wrong("days as text", put(0, "extension_days", "u4", "days", value="15"), "u4的 days"),
    Wrong("not an object", put(0, value=7), "第 1 项"),
    Wrong("not a list", put(0, "consequences", value={}), "第 1 项的 consequences"),
]


@pytest.mark.parametrize("case", POLICIES, ids=lambda case: case.id)
def test_a_wrong_key_of_the_policy_is_told(case: Wrong, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as told:
        load_policies(changed(tmp_path, "policy.json", case.change))
    assert case.field in told.value.fields["field"]
    assert told.value.user_text.startswith("“诉求办理口径")


CALENDARS = [
    Wrong("days of another year", put(1, "year", value=2024), "的 holidays"),
    Wrong("a day of another year", put(0, "holidays", 0, value="2023-12-31"), "的 holidays"),
    Wrong("a range backwards", put(0, "holidays", 1, value="2024-02-17/2024-02-10"), "的 holidays"),
    Wrong("no day", put(0, "holidays", 0, value="元旦"), "的 holidays"),
    Wrong("none", put(0, "holidays", value=[]), "的 holidays"),
    Wrong(
        "make-up on a working day", put(0, "make_up_days", 0, value="2024-02-05"), "make_up_days"
    ),
    Wrong("make-up in a holiday", put(0, "make_up_days", 0, value="2024-02-11"), "make_up_days"),
    Wrong("no source", drop(0, "source"), "的 source"),
    Wrong("a year that is none", put(0, "year", value=24), "的 year"),
    Wrong("a year far away", put(0, "year", value=20240), "的 year"),
]


@pytest.mark.parametrize("case", CALENDARS, ids=lambda case: case.id)
def test_a_wrong_key_of_a_calendar_is_told(case: Wrong, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as told:
        load_calendars(changed(tmp_path, "work-calendars.json", case.change))
    assert case.field in told.value.fields["field"]


def test_a_year_is_given_once(tmp_path: Path) -> None:
    document = shipped("work-calendars.json")
    with pytest.raises(InvalidValue, match="2024 年重复"):
        load_calendars(write(tmp_path, [document[0], document[0]]))


def test_a_county_completes_its_calendar_by_a_file(tmp_path: Path) -> None:
    year = {"year": 2027, "source": "县人民政府办公室", "holidays": ["2027-01-01"]}
    document = [*shipped("work-calendars.json"), year]
    found = load_rules(calendars=write(tmp_path, document)).years
    assert found[2027] == WorkCalendar(
        2027, frozenset({date(2027, 1, 1)}), frozenset(), "县人民政府办公室"
    )


REFERENCE = [
    ("units", "units.json", put(0, "code", value="discipline"), "第 2 项的 code"),
    ("units", "units.json", put(0, "tier", value="省"), "的 tier"),
    ("categories", "categories.json", put(0, "children", 0, "code", value="A02"), "的 code"),
    ("categories", "categories.json", put(0, "children", 0, "colour", value=1), "的 colour"),
    ("categories", "categories.json", drop(3, "children", 7), "权责清单 D08"),
    ("responsibilities", "responsibilities.json", drop(0), "类别 A01"),
    ("responsibilities", "responsibilities.json", put(0, "main", value="nobody"), "权责清单 A01"),
    ("responsibilities", "responsibilities.json", put(0, "place", value="6109"), "第 1 项的 place"),
    ("responsibilities", "responsibilities.json", drop(0, "basis"), "第 1 项的 basis"),
]


@pytest.mark.parametrize(("given", "name", "change", "field"), REFERENCE)
def test_a_wrong_key_of_the_reference_data_is_told(
    given: str, name: str, change: Change, field: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidValue) as told:
        load_reference(**{given: changed(tmp_path, name, change)})
    assert field in told.value.fields["field"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null"])
def test_a_file_that_is_no_list_of_objects_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "given.json"
    path.write_text(text, encoding="utf-8")
    for load in (load_policies, load_calendars, load_reference):
        with pytest.raises(InvalidValue):
            load(str(path))


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="absent"):
        load_policies(str(tmp_path / "absent.json"))


def test_a_new_version_holds_from_its_day_and_two_do_not_hold_together(tmp_path: Path) -> None:
    [old] = shipped("policy.json")
    new = json.loads(json.dumps(old))
    put("urgency", "u3", "finish", "working_days", value=4)(new)
    new |= {"version": "new", "valid_from": "2027-01-01"}
    with pytest.raises(InvalidValue, match="重叠"):
        load_policies(write(tmp_path, [new, old]))
    old["valid_to"] = "2027-01-01"
    rules = load_rules(policy=write(tmp_path, [new, old]))
    spans = [
        rules.in_force(day).urgency[Urgency.U3][ClockKind.FINISH]
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert spans == [Span(5, TimeKind.WORKING_DAYS), Span(4, TimeKind.WORKING_DAYS)]


def test_a_policy_says_whether_a_last_day_rolls_over(tmp_path: Path) -> None:
    given = changed(tmp_path, "policy.json", put(0, "roll_over", "on", value=True))
    day = date(2026, 3, 2)
    assert load_rules(policy=given).calendars(day).roll_over
    assert not load_rules().calendars(day).roll_over
