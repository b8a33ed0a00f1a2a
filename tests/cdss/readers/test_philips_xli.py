"""The compression of Philips ECGs, against an encoder written here from the description."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.readers.philips_xli import lzw_expanded, rebuilt, xli_samples

WAVE = np.round(300 * np.sin(np.arange(1500) / 30) + 40 * np.sin(np.arange(1500) / 3)).astype(np.int64)


def lzw_codes(data):
    table = {bytes([v]): v for v in range(256)}
    word = b""
    for value in data:
        longer = word + bytes([value])
        if longer in table:
            word = longer
            continue
        yield table[word]
        if len(table) <= 1022:
            table[longer] = len(table)
        word = bytes([value])
    yield table[word]


def packed(codes):
    bits = "".join(f"{code:010b}" for code in codes)
    return bytes(int(bits[i : i + 8].ljust(8, "0"), 2) for i in range(0, len(bits), 8))


def encoded(samples):
    """One chunk: the word after each sample is its second difference, negated, plus 64."""
    a, b, c = samples[:-2], samples[1:-1], samples[2:]
    second = 2 * b - a - c
    words = np.concatenate((samples[:2], second[1:] + 64, [0])).astype(np.int16).view(np.uint16)
    stored = packed(lzw_codes((words >> 8).astype(np.uint8).tobytes() + (words & 255).astype(np.uint8).tobytes()))
    start = int(second[0])
    return len(stored).to_bytes(4, "little") + b"\0\0" + start.to_bytes(2, "little", signed=True) + stored


def test_samples_come_back_exactly():
    leads = xli_samples(encoded(WAVE) + encoded(-WAVE), 2, WAVE.size)
    assert [np.array_equal(found, made) for found, made in zip(leads, (WAVE, -WAVE), strict=True)] == [True, True]


def test_hand_made_chunk():
    """Samples 5, 7, then 2x7-5-(-1) = 10, then 2x10-7-(66-64) = 11."""
    words = [5, 7, 66, 64]
    high, low = bytes(w >> 8 for w in words), bytes(w & 255 for w in words)
    stored = packed(high + low)
    chunk = len(stored).to_bytes(4, "little") + b"\0\0" + (-1).to_bytes(2, "little", signed=True) + stored
    assert xli_samples(chunk, 1, 4)[0].tolist() == [5, 7, 10, 11]


def test_a_code_may_stand_for_the_entry_being_made():
    assert lzw_expanded(packed([97, 256, 257]), 100) == b"aaaaaa"


@pytest.mark.parametrize("codes", [[300], [97, 258]])
def test_a_code_that_is_not_defined_is_damage(codes):
    with pytest.raises(ValueError, match="before it is defined"):
        lzw_expanded(packed(codes), 100)


def test_a_bomb_is_stopped_at_the_stated_length():
    codes = list(lzw_codes(b"\0" * 300_000))
    with pytest.raises(ValueError, match="more samples"):
        lzw_expanded(packed(codes), 1000)


def test_more_than_ten_minutes_can_be_is_not_expanded():
    with pytest.raises(ValueError, match="ten minutes"):
        xli_samples(bytes(5 << 20), 12, WAVE.size)


@pytest.mark.parametrize("size", [-5, 0, 10_000])
def test_a_length_that_leads_out_of_the_data_is_damage(size):
    chunk = encoded(WAVE)
    with pytest.raises(ValueError, match="cut short"):
        xli_samples(size.to_bytes(4, "little", signed=True) + chunk[4:], 1, WAVE.size)


def test_limb_leads_are_rebuilt_from_what_is_left_over():
    one, two = np.array([10, -3, 7]), np.array([4, 6, -2])
    three = two - one
    over = {
        "aVR": -((one + two) // 2) - np.array([-7, -2, -2]),
        "aVL": (one - three) // 2 - np.array([8, -6, 8]),
        "aVF": (two + three) // 2 - np.array([-1, 7, -6]),
    }
    leads = rebuilt({"I": one, "II": two, "III": np.zeros(3, int), **over, "V1": one})
    assert {name: values.tolist() for name, values in leads.items()} == {
        "I": [10, -3, 7],
        "II": [4, 6, -2],
        "V1": [10, -3, 7],
        "III": [-6, 9, -9],
        "aVR": [-7, -2, -2],
        "aVL": [8, -6, 8],
        "aVF": [-1, 7, -6],
    }


def test_without_the_leads_they_rest_on_limb_leads_are_left_out():
    assert set(rebuilt({"I": WAVE, "III": WAVE, "aVR": WAVE, "V1": WAVE})) == {"I", "V1"}
    assert set(rebuilt({"I": WAVE, "II": WAVE, "aVL": WAVE})) == {"I", "II"}
