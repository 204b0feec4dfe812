"""Blind indexes of personal data, as the use-cases need them."""

from __future__ import annotations

from dataclasses import dataclass

from kit.vault import Vault

from .member_record import ID_NUMBER, PHONE


@dataclass(frozen=True, slots=True)
class VaultIndexes:
    """`PersonIndexes` by the vault: the same indexes as in the records."""

    vault: Vault

    def id_number(self, digits: str) -> bytes:
        """See `PersonIndexes`."""
        return self.vault.index(ID_NUMBER, digits)

    def phone(self, digits: str) -> bytes:
        """See `PersonIndexes`."""
        return self.vault.index(PHONE, digits)
