"""Sealed bytes: only the same key, purpose and place open them, and nothing of the plain text is in them."""

from __future__ import annotations

import pytest

from cdss.core.sealed import KEY_BYTES, Seal, SealBroken

KEY = bytes(range(KEY_BYTES))
PLAIN = "홍길동 900101-1234567".encode()


def test_what_was_sealed_opens_again_at_its_place() -> None:
    seal = Seal(KEY, "session")
    assert seal.open(seal.seal(PLAIN, "patients", "a", "note"), "patients", "a", "note") == PLAIN
    assert seal.open(seal.seal(b"")) == b""


def test_nothing_of_the_plain_text_is_seen_and_no_two_pieces_are_alike() -> None:
    seal = Seal(KEY, "session")
    one, two = seal.seal(PLAIN), seal.seal(PLAIN)
    assert PLAIN not in one and one != two
    assert len(one) == len(PLAIN) + 29


@pytest.mark.parametrize("place", [(), ("patients", "b", "note"), ("patients", "anote"), ("patientsa", "", "note")])
def test_a_piece_that_was_moved_is_refused(place: tuple[str, ...]) -> None:
    seal = Seal(KEY, "session")
    with pytest.raises(SealBroken):
        seal.open(seal.seal(PLAIN, "patients", "a", "note"), *place)


def test_every_changed_byte_and_every_cut_is_refused() -> None:
    seal = Seal(KEY, "session")
    sealed = seal.seal(b"grey", "x")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealBroken):
            seal.open(bytes(changed), "x")
        with pytest.raises(SealBroken):
            seal.open(sealed[:place], "x")


def test_another_key_and_another_purpose_are_refused_in_words() -> None:
    sealed = Seal(KEY, "session").seal(PLAIN)
    for other in (Seal(KEY, "audit"), Seal(bytes(KEY_BYTES), "session")):
        with pytest.raises(SealBroken) as refused:
            other.open(sealed)
        assert "another key" in refused.value.words("en") and "키" in refused.value.words("ko")


def test_a_pseudonym_is_always_the_same_and_says_nothing() -> None:
    seal = Seal(KEY, "session")
    assert seal.pseudonym("/d/홍길동") == Seal(KEY, "session").pseudonym("/d/홍길동")
    assert len({seal.pseudonym("/d/a"), seal.pseudonym("/d/b"), Seal(KEY, "audit").pseudonym("/d/a")}) == 3
    assert "홍" not in seal.pseudonym("/d/홍길동")


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Seal(b"short", "session")


def test_the_format_of_released_files_opens_in_every_later_version() -> None:
    """Made once with ``cryptography`` alone, from RFC 5869 and SP 800-38D: version, nonce, ciphertext and tag."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(SHA256(), 32, None, b"triagelens seal session").derive(KEY)
    nonce, bound = bytes(12), b"\x01" + b"\x00\x00\x00\x01a" + b"\x00\x00\x00\x02bc"
    sealed = b"\x01" + nonce + AESGCM(key).encrypt(nonce, PLAIN, bound)
    assert Seal(KEY, "session").open(sealed, "a", "bc") == PLAIN
