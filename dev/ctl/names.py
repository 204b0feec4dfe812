"""Names of divisions for people; programs get codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dev.run.county_file import running_county
from dev.sample.places import DIVISIONS_FILE
from kit.model.division import DivisionCode, Tier
from kit.model.division_tree import DivisionTree, load_divisions
from kit.model.errors import Refusal

from .options import Common


def division_names(options: Common) -> Callable[[str], str]:
    """Return a function from code to full name below the county; the code itself if unknown."""
    county = running_county(options.data)
    tree = load_divisions(Path(county.divisions) if county else DIVISIONS_FILE)

    def name(code: str) -> str:
        try:
            return full_name(tree, DivisionCode.parse(code))
        except Refusal:
            return code

    return name


def full_name(tree: DivisionTree, code: DivisionCode) -> str:
    """Return e.g. 双乳镇江河村 for a village and 双乳镇 for a town."""
    own = tree.name(code)
    return tree.name(code.town) + own if code.tier is Tier.VILLAGE else own
