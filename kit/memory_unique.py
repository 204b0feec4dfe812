"""A unique index in memory, sparse and over lists as the real one is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, cast

from kit.records import Document, DuplicateKey

Key = tuple[object, ...]


class UniqueIndex:
    """Who owns which value. A document without the fields has none; a list has one per element."""

    def __init__(self, name: str, fields: tuple[str, ...]) -> None:
        self._name = name
        self._fields = fields
        self._owners: dict[Key, str] = {}

    def check(self, changed: Mapping[str, Document]) -> None:
        """Pass when the changed documents take no value of another.

        Raises:
            DuplicateKey: one does.
        """
        taken: dict[Key, str] = {}
        for id, document in changed.items():
            for key in self._keys(document):
                owner = taken.setdefault(key, id)
                stored = self._owners.get(key, id)
                if owner != id or (stored != id and stored not in changed):
                    raise DuplicateKey(self._name, id)

    def take(self, before: Mapping[str, Document], changed: Mapping[str, Document]) -> None:
        """Give the values of the documents as they were back, and take those they have now."""
        for id in changed:
            for key in self._keys(before.get(id, {})):
                self._owners.pop(key, None)
        for id, document in changed.items():
            self._owners |= dict.fromkeys(self._keys(document), id)

    def _keys(self, document: Mapping[str, Any]) -> Iterator[Key]:
        if not any(field in document for field in self._fields):
            return iter(())
        return product(*(_elements(document.get(field)) for field in self._fields))


def _elements(value: Any) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]
