"""Text fields are bounded before anything is stored."""

from __future__ import annotations

import pytest
from google.protobuf.wrappers_pb2 import StringValue

from kit.model.errors import InvalidValue
from kit.text_limits import NAME, require_text, require_texts


def test_text_within_the_limit_comes_back_trimmed() -> None:
    assert require_text("name", " 张三 ", NAME) == "张三"
    assert require_text("note", "一\n二", NAME) == "一\n二"


@pytest.mark.parametrize(
    ("text", "why"), [("x" * 51, "最多 50 个字"), ("", "至少 1 个字"), ("a\x00b", "控制字符")]
)
def test_other_text_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        require_text("name", text, NAME, least=1)
    assert why in refused.value.user_text


def test_the_fields_of_a_message_are_checked_by_a_table() -> None:
    require_texts(StringValue(value="x"), {"value": 1})
    with pytest.raises(InvalidValue, match="field=value"):
        require_texts(StringValue(value="xx"), {"value": 1})
