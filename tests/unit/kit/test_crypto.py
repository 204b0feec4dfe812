"""Sealed fields open only where they belong, and keys can be rotated."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.crypto import INDEX_BYTES, Blind, CannotOpen, Sealed, Sealer
from kit.key_ring import (
    BadKeyRing,
    BlindSuite,
    KeyRing,
    Suite,
    generate_key,
    generate_key_ring,
)

PLAIN = b"610999199001011234"
SUITES = pytest.mark.parametrize("suite", list(Suite), ids=lambda suite: suite.name)


def a_sealer(suite: Suite = Suite.AES_256_GCM) -> Sealer:
    return Sealer(generate_key_ring(suite))


@SUITES
def test_a_sealed_field_opens_again(suite: Suite) -> None:
    sealer = a_sealer(suite)
    sealed = sealer.seal(PLAIN, "p-1", "id_number")
    assert (sealed.algorithm, sealed.key_id) == (int(suite), "k1")
    assert sealer.open(sealed, "p-1", "id_number") == PLAIN


@SUITES
@pytest.mark.parametrize("record", ["p-2", "p-1i"])
def test_a_field_copied_to_another_record_does_not_open(suite: Suite, record: str) -> None:
    sealer = a_sealer(suite)
    with pytest.raises(CannotOpen):
        sealer.open(sealer.seal(PLAIN, "p-1", "id_number"), record, "id_number")


@SUITES
def test_a_field_copied_to_another_field_does_not_open(suite: Suite) -> None:
    sealer = a_sealer(suite)
    with pytest.raises(CannotOpen):
        sealer.open(sealer.seal(PLAIN, "p-1", "id_number"), "p-1", "phone")


@SUITES
@pytest.mark.parametrize("at", range(0, len(PLAIN) + 16, 5))
def test_a_changed_byte_does_not_open(suite: Suite, at: int) -> None:
    sealer = a_sealer(suite)
    sealed = sealer.seal(PLAIN, "p-1", "phone")
    bent = bytearray(sealed.ciphertext)
    bent[at] ^= 1
    with pytest.raises(CannotOpen):
        sealer.open(replace(sealed, ciphertext=bytes(bent)), "p-1", "phone")


@SUITES
@pytest.mark.parametrize("broken", [b"", b"short", b"x" * 15])
def test_a_truncated_field_does_not_open(suite: Suite, broken: bytes) -> None:
    sealer = a_sealer(suite)
    sealed = replace(sealer.seal(PLAIN, "p-1", "phone"), ciphertext=broken)
    with pytest.raises(CannotOpen):
        sealer.open(sealed, "p-1", "phone")


@SUITES
@pytest.mark.parametrize("nonce", [b"", b"x", b"x" * 12, b"x" * 300])
def test_another_nonce_does_not_open(suite: Suite, nonce: bytes) -> None:
    sealer = a_sealer(suite)
    with pytest.raises(CannotOpen):
        sealer.open(replace(sealer.seal(PLAIN, "p-1", "phone"), nonce=nonce), "p-1", "phone")


def test_an_unknown_key_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        a_sealer().open(Sealed(1, "gone", b"x" * 12, b"y" * 34), "p-1", "phone")


def test_the_refusal_names_the_record_and_not_the_value() -> None:
    refusal = CannotOpen(id="p-1", field="phone")
    assert "p-1" in refusal.user_text
    assert "phone" in str(refusal)


def test_no_two_nonces_are_equal() -> None:
    sealer = a_sealer()
    nonces = {sealer.seal(b"x", "p", "f").nonce for _ in range(5000)}
    assert len(nonces) == 5000
    assert {len(nonce) for nonce in nonces} == {12}


def test_after_a_rotation_old_fields_still_open_and_new_ones_use_the_new_key() -> None:
    ring = generate_key_ring()
    old = Sealer(ring).seal(PLAIN, "p-1", "phone")
    sealer = Sealer(ring.rotated(generate_key("k2", Suite.SM4_GCM)))
    new = sealer.seal(PLAIN, "p-1", "phone")
    assert sealer.open(old, "p-1", "phone") == sealer.open(new, "p-1", "phone") == PLAIN
    assert (sealer.is_current(old), sealer.is_current(new)) == (False, True)
    assert (new.key_id, new.algorithm) == ("k2", int(Suite.SM4_GCM))


def test_a_sealed_field_and_a_key_print_nothing() -> None:
    ring = generate_key_ring()
    sealed = Sealer(ring).seal(PLAIN, "p-1", "phone")
    shown = repr(ring) + repr(sealed)
    assert repr(sealed.ciphertext) not in shown
    assert repr(ring.blind.secret) not in shown


@given(st.binary(max_size=200), st.text(max_size=20), st.text(max_size=20))
def test_any_bytes_survive_sealing(plain: bytes, record: str, field: str) -> None:
    assert SEALER.open(SEALER.seal(plain, record, field), record, field) == plain


SEALER = a_sealer()


@pytest.mark.parametrize("suite", list(BlindSuite), ids=lambda suite: suite.name)
def test_equal_values_have_an_equal_index_and_others_do_not(suite: BlindSuite) -> None:
    blind = Blind(generate_key_ring(blind=suite))
    index = blind.index("phone", "13900000000")
    assert len(index) == INDEX_BYTES
    assert index == blind.index("phone", "13900000000")
    assert index != blind.index("phone", "13900000001")
    assert index != blind.index("id_number", "13900000000")


def test_the_index_depends_on_the_key() -> None:
    one, other = Blind(generate_key_ring()), Blind(generate_key_ring())
    assert one.index("phone", "1") != other.index("phone", "1")


def test_a_ring_survives_being_written_and_read(tmp_path: Path) -> None:
    ring = generate_key_ring().rotated(generate_key("k2", Suite.SM4_GCM))
    path = tmp_path / "ring.json"
    path.write_text(json.dumps(ring.document()), encoding="utf-8")
    assert KeyRing.load(path) == ring


def test_a_taken_key_id_is_refused() -> None:
    with pytest.raises(BadKeyRing, match="taken"):
        generate_key_ring().rotated(generate_key("k1"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"active": "none"}, "not in the ring"),
        ({"keys": []}, "not in the ring"),
        ({"keys": None}, "missing or wrong part"),
        ({"blind": {}}, "missing or wrong part"),
        ({"keys": [{"id": "k1", "algorithm": "ROT13", "secret": ""}]}, "unknown algorithm"),
        ({"keys": [{"id": "k1", "algorithm": "SM4_GCM", "secret": "AAAA"}]}, "16 bytes"),
        ({"keys": [{"id": "k1", "algorithm": "SM4_GCM", "secret": "AA A"}]}, "not base64"),
        ({"blind": {"id": "b", "algorithm": "MD5", "secret": ""}}, "unknown algorithm"),
    ],
)
def test_a_broken_ring_says_what_is_wrong(change: dict[str, object], why: str) -> None:
    with pytest.raises(BadKeyRing, match=why):
        KeyRing.parse({**generate_key_ring().document(), **change})


def test_two_keys_of_one_id_are_refused() -> None:
    document = generate_key_ring().document()
    with pytest.raises(BadKeyRing, match="share an id"):
        KeyRing.parse({**document, "keys": document["keys"] * 2})


@pytest.mark.parametrize("text", [None, "{", "[]"])
def test_a_ring_that_cannot_be_read_is_refused(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "ring.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(BadKeyRing):
        KeyRing.load(path)
