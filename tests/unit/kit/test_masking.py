"""What people see of personal data by default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.masking import (
    is_masked,
    mask_address,
    mask_bank_account,
    mask_id_number,
    mask_name,
    mask_phone,
)


@dataclass(frozen=True)
class Case:
    id: str
    mask: Callable[[str], str]
    text: str
    shown: str


CASES = [
    Case("id number hides the birth date", mask_id_number, "610999199001011234",
         "6109**********1234"),
    Case("old id number", mask_id_number, "610999900101123", "6109*******1123"),
    Case("short id number is hidden whole", mask_id_number, "61099919", "********"),
    Case("no id number", mask_id_number, "", ""),
    Case("phone", mask_phone, "13900005678", "139****5678"),
    Case("short phone is hidden whole", mask_phone, "12345", "*****"),
    Case("bank account", mask_bank_account, "6222021234567890123", "***************0123"),
    Case("name of two", mask_name, "张三", "张*"),
    Case("name of three", mask_name, "欧阳锋", "欧*锋"),
    Case("name of four", mask_name, "欧阳娜娜", "欧**娜"),
    Case("name of one", mask_name, "张", "*"),
    Case("no name", mask_name, "", ""),
    Case("address to the group", mask_address, "双乳镇江河村三组12号", "双乳镇江河村三组****"),
    Case("address to the village", mask_address, "双乳镇江河村12号", "双乳镇江河村****"),
    Case("address of a group only", mask_address, "江河村第二村民小组", "江河村第二村民小组"),
    Case("address without a village", mask_address, "某街12号", "****"),
    Case("no address", mask_address, "", ""),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_is_shown_masked(case: Case) -> None:
    assert case.mask(case.text) == case.shown


@given(st.text(max_size=30))
def test_a_mask_never_shows_the_middle_of_a_number(text: str) -> None:
    shown = mask_id_number(text)
    assert len(shown) == len(text)
    assert len(text) < 14 or shown[4:-4] == "*" * (len(text) - 8)


def test_a_masked_value_is_recognised_before_it_is_written_back() -> None:
    assert is_masked(mask_phone("13900005678"))
    assert not is_masked("13900005678")
