"""Every refusal of the petition service can be told apart and tells people what to do."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from kit.model.errors import Refusal
from services.petition import domain

_MODULES = sorted(path.stem for path in Path(domain.__file__).parent.glob("*errors.py"))
REFUSALS = [
    thing
    for name in _MODULES
    for module in (import_module(f"{domain.__name__}.{name}"),)
    for thing in vars(module).values()
    if isinstance(thing, type) and issubclass(thing, Refusal)
    if thing.__module__ == module.__name__
]


def test_every_reason_is_used_once() -> None:
    reasons = [refusal.reason for refusal in REFUSALS]
    assert len(reasons) > len(_MODULES)
    assert len(reasons) == len(set(reasons))
    assert all(re.fullmatch(r"[A-Z]+(_[A-Z]+)*", reason) for reason in reasons)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_the_text_uses_the_fields_the_class_names(refusal: type[Refusal]) -> None:
    named = re.findall(r"`(\w+)`", (refusal.__doc__ or "").partition("Fields:")[2])
    used = re.findall(r"\{(\w+)\}", refusal.text)
    assert set(used) <= set(named)
    assert re.search("[\u4e00-\u9fff]", refusal.text)
