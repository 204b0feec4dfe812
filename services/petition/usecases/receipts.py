"""Receipts: the number a petitioner has, and the code that proves it; the code is kept nowhere."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from kit.crypto import Blind
from kit.model.errors import NotFound
from services.petition.domain.ids import PetitionerId
from services.petition.domain.petition import Petition, Petitioner
from services.petition.ports.petitions import WHAT

CODE_DIGITS = 8
_INDEX = "query_code"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a petitioner takes home; the code is shown this once."""

    number: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class QueryCodes:
    """Codes that follow from a petitioner's id and the site's blind key, the same at every site."""

    blind: Blind

    def of(self, petitioner: str) -> str:
        """Return the code of a petitioner: 8 digits."""
        index = int.from_bytes(self.blind.index(_INDEX, petitioner), "big")
        return f"{index % 10**CODE_DIGITS:0{CODE_DIGITS}d}"

    def require(
        self, petition: Petition | None, number: str, code: str
    ) -> tuple[Petition, Petitioner]:
        """Return the appeal, and the petitioner of a number whose code this is.

        A wrong code is answered like an unknown number, after the same comparison.

        Raises:
            NotFound: one of the two is wrong; nothing says which.
        """
        known = petition.petitioners if petition else ()
        one = next((each for each in known if each.number == number), None)
        right = hmac.compare_digest(self.of(one.id if one else number).encode(), code.encode())
        if petition is None or one is None or not right:
            raise NotFound(what=WHAT, id=number)
        return petition, one

    def receipts(self, kept: bytes) -> tuple[Receipt, ...]:
        """Return the receipts that a submission came to; see `kept_of`."""
        return tuple(Receipt(number, self.of(id)) for number, id in json.loads(kept))


def kept_of(petitioners: Iterable[Petitioner]) -> bytes:
    """Return what a request remembers, so that a repeat gives the same receipts: no code."""
    pairs: list[tuple[str, PetitionerId]] = [(one.number, one.id) for one in petitioners]
    return json.dumps(pairs).encode()
