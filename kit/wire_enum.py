"""Enumerations of the API by tables `{wire: domain}`; each service has its own tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from kit.model.errors import InvalidValue

D = TypeVar("D")
W = TypeVar("W", bound=int)


def reverse(table: Mapping[W, D]) -> dict[D, W]:
    """Return domain → wire."""
    return {domain: wire for wire, domain in table.items()}


def known(table: Mapping[W, D], wire: int, field: str) -> D:
    """Return the domain value of a wire number.

    Raises:
        InvalidValue: not set, or a value this version does not know.
    """
    for number, value in table.items():
        if number == wire:
            return value
    why = "未填写" if wire == 0 else f"本系统不认识的取值 {wire}，请升级服务或检查客户端"
    raise InvalidValue(field=field, why=why)


def known_or_none(table: Mapping[W, D], wire: int, field: str) -> D | None:
    """Return the domain value of a wire number, None when it was left out.

    Raises:
        InvalidValue: a value this version does not know.
    """
    return known(table, wire, field) if wire else None
