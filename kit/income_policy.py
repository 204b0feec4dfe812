"""The county's income policies as a JSON file: which items count, from when to when."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from kit.model.errors import InvalidValue
from kit.model.income import DEFAULT_POLICY, IncomeItem, IncomePolicy


def load_policies(file: str) -> tuple[IncomePolicy, ...]:
    """Return the policies of `[{valid_from, valid_to?, included: [], deducted: []}]`.

    Without a file it is the default of domain §2.6.

    Raises:
        InvalidValue: an unknown item or a day that is none.
    """
    if not file:
        return (DEFAULT_POLICY,)
    document: list[dict[str, Any]] = json.loads(Path(file).read_text(encoding="utf-8"))
    return tuple(_policy(item) for item in document)


def _policy(item: dict[str, Any]) -> IncomePolicy:
    try:
        return IncomePolicy(
            included=frozenset(IncomeItem(name) for name in item["included"]),
            deducted=frozenset(IncomeItem(name) for name in item.get("deducted", ())),
            valid_from=date.fromisoformat(item["valid_from"]),
            valid_to=date.fromisoformat(item.get("valid_to", date.max.isoformat())),
        )
    except (KeyError, ValueError) as error:
        raise InvalidValue(field="income_policy", why=f"收入口径文件有误：{error}") from None
