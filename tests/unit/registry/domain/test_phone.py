"""Phone numbers."""

from __future__ import annotations

import pytest

from kit.model.errors import InvalidValue
from services.registry.domain.phone import Phone


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("13800000000", "13800000000"),
        (" 138 0000 0000 ", "13800000000"),
        ("１９９００００００００", "19900000000"),
        ("+86 138-0000-0000", "13800000000"),
        ("008613800000000", "13800000000"),
        ("0915-5212345", "09155212345"),
        ("(0915)5212345", "09155212345"),
        ("010 62345678", "01062345678"),
    ],
)
def test_a_number_is_kept_as_digits(text: str, digits: str) -> None:
    assert Phone.parse(text).digits == digits


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "只填写号码"),
        ("1380000000", "收到 10 位"),
        ("12800000000", "第二位为 3 至 9"),
        ("5212345", "带区号"),
        ("13800000000.0", "数字以外"),
        ("0915-1212345", "带区号"),
        ("13800000000 转 2", "数字以外"),
    ],
)
def test_a_wrong_number_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Phone.parse(text)
    assert why in refused.value.user_text


def test_a_number_prints_masked() -> None:
    phone = Phone.parse("13812345678")
    assert (str(phone), repr(phone)) == ("138****5678", "Phone(138****5678)")
