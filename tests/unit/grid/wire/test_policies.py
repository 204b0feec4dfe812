"""The county's policy files: every key is read, and a wrong one is named in Chinese."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

import pytest

import services.grid
from kit.model.errors import InvalidValue, NotFound
from services.grid.domain.colour.errors import ColourPoliciesOverlap, NoColourPolicy
from services.grid.domain.colour.policy import (
    DEFAULT_POLICY,
    ColourPolicy,
    IncomeShare,
    YellowAwards,
)
from services.grid.domain.colour.values import Colour, NeedCode
from services.grid.domain.grid import Population
from services.grid.domain.policies import Policies
from services.grid.domain.policy import DEFAULT_GRID_POLICY, GridPolicy
from services.grid.wire.policies import load_policies

FIRST = date(2026, 1, 1)
GRID = {
    "version": "汉阴-1",
    "valid_from": "2022-01-01",
    "valid_to": "2030-01-01",
    "population": "present",
    "households": [15, 25],
    "persons": [50, 90],
    "weights": {"red": 2, "yellow": 1.2},
    "visit_months": {"red": 1, "yellow": 2},
    "helper_limit": 5,
    "reception_weekday": 4,
}
COLOUR = {
    "version": "汉阴-2",
    "valid_from": "2022-01-01",
    "valid_to": "2030-01-01",
    "gap_a": "green",
    "gap_b": "yellow",
    "gap_suggestion": "green",
    "income_share": "household",
    "ties_are_green": False,
    "yellow_awards": "not_both",
    "yellow_without_third_year": True,
    "split_inherits_awards": False,
    "poverty_needs": ["minimum_living"],
    "disability_min_grade": 2,
    "released_counts": False,
    "assessment_starts": "04-15",
}


def a_file(folder: Path, content: object) -> str:
    path = folder / "policy.json"
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_without_files_the_plan_holds() -> None:
    assert load_policies("", "", "") == Policies()


def test_every_key_of_a_grid_policy_is_read(tmp_path: Path) -> None:
    [policy] = load_policies(a_file(tmp_path, [GRID]), "", "").grid
    assert set(GRID) == {field.name for field in fields(GridPolicy)}
    assert policy == GridPolicy(
        version="汉阴-1",
        valid_from=date(2022, 1, 1),
        valid_to=date(2030, 1, 1),
        population=Population.PRESENT,
        households=(15, 25),
        persons=(50, 90),
        weights={Colour.RED: 2.0, Colour.YELLOW: 1.2},
        visit_months={Colour.RED: 1, Colour.YELLOW: 2},
        helper_limit=5,
        reception_weekday=4,
    )


def test_every_key_of_a_colour_policy_is_read(tmp_path: Path) -> None:
    [policy] = load_policies("", a_file(tmp_path, [COLOUR]), "").colour
    assert set(COLOUR) == {field.name for field in fields(ColourPolicy)}
    assert policy == ColourPolicy(
        version="汉阴-2",
        valid_from=date(2022, 1, 1),
        valid_to=date(2030, 1, 1),
        gap_a=Colour.GREEN,
        gap_b=Colour.YELLOW,
        gap_suggestion=Colour.GREEN,
        income_share=IncomeShare.HOUSEHOLD,
        ties_are_green=False,
        yellow_awards=YellowAwards.NOT_BOTH,
        yellow_without_third_year=True,
        split_inherits_awards=False,
        poverty_needs=frozenset({NeedCode.MINIMUM_LIVING}),
        disability_min_grade=2,
        released_counts=False,
        assessment_starts=(4, 15),
    )


@dataclass(frozen=True)
class Wrong:
    """A change of a good version, and the key the refusal names."""

    id: str
    changes: dict[str, object]
    named: str


WRONG_GRID = [
    Wrong("unknown key", {"helper_limits": 5}, "helper_limits"),
    Wrong("unknown word", {"population": "all"}, "population"),
    Wrong("bounds the wrong way round", {"households": [30, 20]}, "households"),
    Wrong("one bound", {"persons": [30]}, "persons"),
    Wrong("no number", {"helper_limit": "five"}, "helper_limit"),
    Wrong("a flag for a number", {"helper_limit": True}, "helper_limit"),
    Wrong("no colour", {"weights": {"blue": 1}}, "weights"),
    Wrong("no weight", {"weights": {"red": 0}}, "weights"),
    Wrong("no list", {"visit_months": [1, 3]}, "visit_months"),
    Wrong("no such weekday", {"reception_weekday": 7}, "reception_weekday"),
    Wrong("no such day", {"valid_from": "2022-02-30"}, "valid_from"),
    Wrong("no version", {"version": " "}, "version"),
]
WRONG_COLOUR = [
    Wrong("a flag as text", {"ties_are_green": "yes"}, "ties_are_green"),
    Wrong("no such need", {"poverty_needs": ["poor"]}, "poverty_needs"),
    Wrong("no such day", {"assessment_starts": "03"}, "assessment_starts"),
    Wrong("a gap is not red", {"gap_a": "red"}, "gap_a"),
]


@pytest.mark.parametrize("wrong", WRONG_GRID, ids=lambda wrong: wrong.id)
def test_a_wrong_key_of_a_grid_policy_is_named(wrong: Wrong, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as refused:
        load_policies(a_file(tmp_path, [GRID | wrong.changes]), "", "")
    assert wrong.named in str(refused.value.fields["field"])
    assert any("一" <= letter <= "鿿" for letter in str(refused.value.fields["why"]))


@pytest.mark.parametrize("wrong", WRONG_COLOUR, ids=lambda wrong: wrong.id)
def test_a_wrong_key_of_a_colour_policy_is_named(wrong: Wrong, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as refused:
        load_policies("", a_file(tmp_path, [COLOUR | wrong.changes]), "")
    assert wrong.named in str(refused.value.fields["field"])


@pytest.mark.parametrize("content", ["{", "{}", "[]", '["x"]', '[{"version": "1"}]'])
def test_a_file_that_is_no_list_of_versions_is_refused(content: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        load_policies(a_file(tmp_path, content), "", "")


def test_a_day_without_or_with_two_policies_is_refused(tmp_path: Path) -> None:
    later = load_policies("", a_file(tmp_path, [COLOUR]), "")
    with pytest.raises(NoColourPolicy):
        later.in_force(date(2031, 1, 1))
    twice = load_policies("", a_file(tmp_path, [COLOUR, COLOUR | {"version": "3"}]), "")
    with pytest.raises(ColourPoliciesOverlap):
        twice.in_force(date(2026, 1, 1))
    with pytest.raises(NotFound):
        load_policies(a_file(tmp_path, [GRID]), "", "").in_force(date(2031, 1, 1))


def test_the_examples_of_the_readme_are_read(tmp_path: Path) -> None:
    readme = Path(services.grid.__file__).with_name("README.md").read_text(encoding="utf-8")
    grid, colour = re.findall(r"```json\n(.*?)```", readme, re.DOTALL)
    policies = load_policies(a_file(tmp_path, grid), "", "")
    assert policies.grid == (replace(DEFAULT_GRID_POLICY, version="汉阴-2026", valid_from=FIRST),)
    policies = load_policies("", a_file(tmp_path, colour), "")
    assert policies.colour == (replace(DEFAULT_POLICY, version="汉阴-2026", valid_from=FIRST),)
