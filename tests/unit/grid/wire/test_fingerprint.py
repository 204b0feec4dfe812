"""What lies beside a verdict in clear tells nobody the needs it was made of."""

from __future__ import annotations

from hashlib import sha256

from kit.crypto import Blind, Sealer
from kit.key_ring import BlindKey, BlindSuite, Key, KeyRing, Suite
from kit.vault import Vault
from services.grid.domain.colour.fingerprint import canonical_text
from services.grid.domain.colour.values import ColourInputs, NeedCode, NeedFact
from services.grid.domain.ids import HouseholdId
from services.grid.wire.fingerprint import keyed

A, B = HouseholdId("a"), HouseholdId("b")
INPUTS = ColourInputs(1_200_000, 3, (True, None, False), frozenset({NeedFact(NeedCode.RELEASED)}))


def a_vault(secret: bytes) -> Vault:
    keys = {"k1": Key("k1", Suite.AES_256_GCM, b"s" * 32)}
    ring = KeyRing("k1", keys, BlindKey("b1", BlindSuite.HMAC_SHA_256, secret))
    return Vault(Sealer(ring), Blind(ring))


def test_the_same_inputs_of_a_household_have_one_fingerprint_in_every_process() -> None:
    one, other = keyed(a_vault(b"b" * 32)), keyed(a_vault(b"b" * 32))
    assert one(A, INPUTS) == other(A, INPUTS)


def test_who_lacks_the_key_cannot_try_needs_against_it() -> None:
    found = keyed(a_vault(b"b" * 32))(A, INPUTS)
    assert found != keyed(a_vault(b"c" * 32))(A, INPUTS)
    assert not sha256(canonical_text(INPUTS).encode()).hexdigest().startswith(found)


def test_two_households_with_the_same_inputs_are_not_seen_to_be_alike() -> None:
    fingerprint = keyed(a_vault(b"b" * 32))
    assert fingerprint(A, INPUTS) != fingerprint(B, INPUTS)
