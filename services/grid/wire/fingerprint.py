"""The fingerprint of a household's inputs, which lies beside every verdict in clear."""

from __future__ import annotations

from kit.vault import Vault
from services.grid.domain.colour.fingerprint import canonical_text
from services.grid.domain.colour.values import ColourInputs
from services.grid.domain.ids import HouseholdId
from services.grid.usecases.books import Fingerprint

KIND = "colour-inputs"


def keyed(vault: Vault) -> Fingerprint:
    """Return what makes fingerprints nobody without the key can try needs against (domain §2.7).

    Two households with the same inputs have different ones. With another key every household is
    assessed anew, once.
    """

    def fingerprint(household: HouseholdId, inputs: ColourInputs) -> str:
        return vault.index(KIND, f"{household}|{canonical_text(inputs)}").hex()

    return fingerprint
