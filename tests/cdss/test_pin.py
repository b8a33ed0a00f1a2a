"""The PIN is kept as a salted scrypt hash with its parameters, and wrong ones cost time."""

import hashlib

import pytest

from cdss.core.pin import FREE_TRIES, LONGEST_PAUSE_S, pause_after, pin_fits, pin_hash


def test_the_hash_is_scrypt_with_its_parameters_beside_it():
    name, n, r, p, salt, found = pin_hash("4711", bytes(16)).split("$")
    assert (name, n, r, p, salt) == ("scrypt", "16384", "8", "5", "00" * 16)
    expected = hashlib.scrypt(b"4711", salt=bytes(16), n=16384, r=8, p=5, maxmem=2**26, dklen=32)
    assert found == expected.hex()


def test_the_same_pin_is_kept_differently_each_time_and_never_in_the_clear():
    one, other = pin_hash("4711"), pin_hash("4711")
    assert one != other and "4711" not in one.split("$")[:4]
    assert pin_fits("4711", one) and pin_fits("4711", other)


@pytest.mark.parametrize("wrong", ["4712", "", "471", "47111", "４７１１"])
def test_another_pin_does_not_fit(wrong):
    assert not pin_fits(wrong, pin_hash("4711"))


def test_letters_of_any_script_make_a_pin():
    assert pin_fits("비밀번호", pin_hash("비밀번호"))


@pytest.mark.parametrize(
    "kept", ["", "4711", "scrypt$1$2", "md5$16384$8$5$00$00", "scrypt$x$8$5$00$00", "scrypt$3$8$5$00$00"]
)
def test_what_is_no_such_hash_fits_nothing(kept):
    assert not pin_fits("4711", kept)


def test_an_older_hash_of_another_cost_still_fits():
    older = hashlib.scrypt(b"4711", salt=b"salt", n=1024, r=8, p=1, dklen=32).hex()
    assert pin_fits("4711", f"scrypt$1024$8$1${b'salt'.hex()}${older}")


@pytest.mark.parametrize("short", ["", "1", "123"])
def test_a_short_one_is_refused(short):
    with pytest.raises(ValueError, match="at least 4"):
        pin_hash(short)


def test_pauses_double_after_the_free_tries_and_end_somewhere():
    pauses = [pause_after(n) for n in range(FREE_TRIES + 5)]
    assert pauses == [0, 0, 0, 2, 4, 8, 16, 32]
    assert pause_after(1000) == LONGEST_PAUSE_S
