"""Each kind of refusal has one status, and each status one kind."""

from __future__ import annotations

import pytest

from kit.model.errors import Kind, NotFound, Refusal
from kit.rpc_errors import CODES, answer_of


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.value)
def test_every_kind_of_refusal_has_a_status(kind: Kind) -> None:
    class Sample(Refusal):
        pass

    Sample.kind = kind
    assert answer_of(Sample(id="x"), "echo.gov321").code is CODES[kind]


def test_what_somebody_typed_into_the_wrong_field_is_not_told_back() -> None:
    number = "610999198503150010"
    told = answer_of(NotFound(what="户", id=number), "echo.gov321")
    assert number not in str(told.trailing)


def test_no_two_kinds_share_a_status() -> None:
    assert len(set(CODES.values())) == len(Kind)
