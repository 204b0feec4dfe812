"""The settings of a service as a Markdown table; a test compares it with the README."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from kit.settings import ENV_PREFIX

_HEAD = "| variable | default | meaning |\n|---|---|---|\n"


@dataclass(frozen=True, slots=True)
class Row:
    """One setting: its environment variable, default and meaning."""

    variable: str
    default: str
    meaning: str


def settings_rows(settings: type[BaseModel], own_only: bool = False) -> tuple[Row, ...]:
    """Return the rows of a settings class; `own_only` leaves out the inherited fields."""
    inherited: set[str] = set()
    if own_only:
        for base in settings.__mro__[1:]:
            inherited |= set(getattr(base, "model_fields", {}))
    fields = {n: f for n, f in settings.model_fields.items() if n not in inherited}
    return tuple(_rows(fields, ENV_PREFIX))


def settings_table(settings: type[BaseModel], own_only: bool = False) -> str:
    """Return the Markdown table of a settings class."""
    rows = settings_rows(settings, own_only)
    return _HEAD + "".join(f"| `{r.variable}` | {r.default} | {r.meaning} |\n" for r in rows)


def _rows(fields: dict[str, FieldInfo], prefix: str) -> Iterator[Row]:
    for name, field in fields.items():
        variable = prefix + name.upper()
        group = _group(field)
        if group is not None:
            yield from _rows(group.model_fields, variable + "__")
        else:
            yield Row(variable, _default(field), field.description or "")


def _group(field: FieldInfo) -> type[BaseModel] | None:
    kind = cast("object", field.annotation)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value: object = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, timedelta):
        value = f"{value.total_seconds():g}"
    return "–" if value in ("", None) else f"`{value}`"
