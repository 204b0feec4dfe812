"""Reading what a newer version wrote: a value we do not know becomes the least saying one.

Versions N and N-1 run together. A new value is first released as readable and written one release
later, so this is met only where a release was skipped; the record is then shown, not lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import TypeVar

E = TypeVar("E", bound=Enum)


def read_enum(kind: type[E], value: object, otherwise: E) -> E:
    """Return the member of a stored value, or `otherwise` for one this version does not know."""
    return _members(kind).get(value, otherwise)


def is_known(kind: type[Enum], value: object) -> bool:
    """Whether this version knows the value."""
    return value in _members(kind)


@cache
def _members(kind: type[E]) -> Mapping[object, E]:
    return {member.value: member for member in kind}
