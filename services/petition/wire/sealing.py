"""Texts of an appeal, sealed for one field of one record; an empty one is left out."""

from __future__ import annotations

from gov321.common.v1.sealed_pb2 import SealedField

from kit.vault import Vault


def sealed(text: str, id_: str, field: str, vault: Vault) -> SealedField | None:
    """Return the sealed text, None for an empty one."""
    return vault.seal(text.encode(), id_, field) if text else None


def opened(message: SealedField, present: bool, id_: str, field: str, vault: Vault) -> str:
    """Return the clear text, empty where none was kept.

    Raises:
        CannotOpen: it does not open.
    """
    return vault.open(message, id_, field).decode() if present else ""
