"""SCP-ECG of known voltages, written here from the description of the format; what is not read is refused."""

from __future__ import annotations

import binascii
from datetime import datetime
from struct import pack

import numpy as np
import pytest

from cdss.core.kinds import Sex
from cdss.readers.scp_file import huffman_values, undifferenced
from cdss.readers.sniff import FileKind, recognise

WAVE = np.round(50 + 400 * np.sin(np.arange(1500) / 40) + 90 * np.sin(np.arange(1500) / 2)).astype(np.int64)
NUMBERS = (1, 2, 3, 8)
"""I, II, V1 and V6."""

TAGS = {
    2: b"P-7\0",
    4: pack("<HB", 63, 1),
    8: b"\x02",
    14: b"\0" * 14 + b"\x14" + b"\0" * 21,
    25: pack("<HBB", 2026, 1, 2),
    26: bytes((3, 4, 5)),
    27: pack("<H", 5),
    28: pack("<H", 150),
    29: b"\x02",
}


def huffman(values):
    bits = ""
    for v in (int(v) for v in values):
        if v == 0:
            bits += "0"
        elif abs(v) <= 8:
            bits += "1" * abs(v) + "0" + ("1" if v < 0 else "0")
        else:
            width = 8 if -128 <= v <= 127 else 16
            bits += ("1111111110" if width == 8 else "1111111111") + f"{v & ((1 << width) - 1):0{width}b}"
    return bytes(int(bits[i : i + 8].ljust(8, "0"), 2) for i in range(0, len(bits), 8))


def differences(values, order):
    return np.concatenate((values[:order], np.diff(values, order)))


def section(number, body):
    return pack("<HHIBB6s", 0, number, 16 + len(body), 20, 20, b"SCPECG" if number == 0 else b"") + body


def scp(leads=None, order=2, coded=True, multiplier=2500, interval=2000, tags=TAGS, **more):
    """A file with sections 0, 1, 2 (where coded), 3 and 6; leads are (number, first sample, values)."""
    leads = [(n, 1, WAVE // (i + 1)) for i, n in enumerate(NUMBERS)] if leads is None else leads
    stored = [differences(v, order) for _, _, v in leads]
    chunks = [huffman(v) if coded else v.astype("<i2").tobytes() for v in stored]
    table = more.get("table", 19999)
    spans = b"".join(pack("<IIB", first, first + v.size - 1, n) for n, first, v in leads)
    bodies = {1: b"".join(pack("<BH", tag, len(v)) + v for tag, v in tags.items()) + b"\xff\0\0"}
    if coded:
        bodies[2] = pack("<H", table)
    bodies[3] = pack("<BB", len(leads), more.get("flags", 0)) + spans
    sizes = b"".join(pack("<H", len(c)) for c in chunks)
    bodies[6] = pack("<HHBB", multiplier, interval, more.get("order_said", order), more.get("bimodal", 0)) + sizes
    bodies[6] += b"".join(chunks)
    place = 6 + 16 + 10 * len(bodies) + 1
    pointers, rest = b"", b""
    for number, body in bodies.items():
        if number in more.get("without", ()):
            continue
        written = section(number, body)
        pointers += pack("<HII", number, len(written), place + len(rest))
        rest += written
    pointers = pointers.ljust(10 * len(bodies), b"\0")
    whole = section(0, pointers) + rest
    data = pack("<I", 6 + len(whole)) + whole
    return pack("<H", binascii.crc_hqx(data, 0xFFFF)) + data


@pytest.mark.parametrize("coded", [True, False])
@pytest.mark.parametrize("order", [0, 1, 2])
def test_known_voltages(read_ecg, codes, order, coded):
    part = read_ecg("x", scp(order=order, coded=coded))
    ecg, identity = part.value, part.identity
    for place, row in enumerate((0, 1, 6, 11)):
        np.testing.assert_allclose(ecg.signal_mv[row], (WAVE // (place + 1)) * 2.5e-3, atol=1e-6)
    assert (ecg.signal_mv.shape, ecg.rate_hz, ecg.derived) == ((12, 1500), 500.0, ("III", "aVR", "aVL", "aVF"))
    assert (ecg.recorded, ecg.filter_text) == (datetime(2026, 1, 2, 3, 4, 5), "0.05-150 Hz, notch 50 Hz")
    assert (identity.patient_id, identity.age_years, identity.sex) == ("P-7", 63.0, Sex.FEMALE)
    assert codes(part) == {"ecg_leads_missing", "ecg_leads_derived"}


def test_code_by_hand():
    """0 | 1 | -2 | 8 | 100 | -300: 0, 100, 1101, 1111111100, 1111111110 01100100, 1111111111 1111111011010100."""
    bits = "01001101111111110011111111100110010011111111111111111011010100"
    data = int(bits.ljust(64, "0"), 2).to_bytes(8, "big")
    assert huffman_values(data, 6).tolist() == [0, 1, -2, 8, 100, -300]


def test_differences_by_hand():
    assert undifferenced(np.array([5, 2, -1]), 1).tolist() == [5, 7, 6]
    assert undifferenced(np.array([5, 7, 1, -2]), 2).tolist() == [5, 7, 10, 11]
    assert undifferenced(np.array([32767, 1]), 1).tolist() == [32767, -32768]


def test_a_lead_that_began_later_is_missing_before(read_ecg, codes):
    part = read_ecg("x", scp([(1, 1, WAVE), (2, 1, WAVE), (61, 251, WAVE[250:])]))
    assert np.isnan(part.value.signal_mv[2, :250]).all()
    np.testing.assert_allclose(part.value.signal_mv[2, 250:], WAVE[250:] * 2.5e-3, atol=1e-6)
    assert "ecg_samples_lost" in codes(part)


def test_inverted_avr_and_other_leads(read_ecg, codes):
    part = read_ecg("x", scp([(1, 1, WAVE), (2, 1, WAVE), (65, 1, WAVE), (16, 1, WAVE)]))
    np.testing.assert_allclose(part.value.signal_mv[3], -WAVE * 2.5e-3, atol=1e-6)
    assert "SCP 16" in next(i for i in part.issues if i.code == "ecg_other_channels").text()


@pytest.mark.parametrize(
    ("tags", "age"),
    [
        ({4: pack("<HB", 18, 2)}, 1.5),
        ({5: pack("<HBB", 1966, 1, 2), 25: pack("<HBB", 2026, 1, 2)}, 60.0),
        ({4: pack("<HB", 0, 0)}, None),
        ({4: b"\x3f"}, None),
        ({5: pack("<HBB", 1966, 13, 40), 25: b"\0"}, None),
    ],
)
def test_ages(read_ecg, tags, age):
    found = read_ecg("x", scp(tags=tags)).identity.age_years
    assert found == (None if age is None else pytest.approx(age, abs=0.01))


def test_a_changed_byte_is_doubted(read_ecg, codes):
    data = bytearray(scp(coded=False))
    data[-700] ^= 1
    assert "ecg_checksum" in codes(read_ecg("x", bytes(data)))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (scp(flags=1), "ecg_scp_compression"),
        (scp(bimodal=1), "ecg_scp_compression"),
        (scp(table=2), "ecg_scp_compression"),
        (scp(interval=0), "ecg_rate_missing"),
        (scp(interval=1), "ecg_rate_implausible"),
        (scp([(1, 1, WAVE), (2, 90_000, WAVE)]), "ecg_waveform_unreadable"),
        (scp(multiplier=0), "ecg_flat"),
        (scp(order_said=3), "ecg_waveform_unreadable"),
        (scp(without=(6,)), "ecg_no_waveform"),
        (scp(without=(3,)), "ecg_no_waveform"),
        (scp([(1, 1, WAVE)]), "ecg_too_few_leads"),
        (scp(leads=[]), "ecg_too_few_leads"),
        (scp()[:400], "ecg_waveform_unreadable"),
        (scp()[:30], "ecg_waveform_unreadable"),
        (scp().replace(pack("<I", 1500), pack("<I", 4_000_000_000)), "ecg_waveform_unreadable"),
        (scp().replace(pack("<I", 1500), pack("<I", 0)), "ecg_waveform_unreadable"),
    ],
)
def test_what_cannot_be_trusted_is_refused(read_ecg, codes, content, code):
    part = read_ecg("x", content)
    assert part.value is None
    assert code in codes(part)


def test_the_patient_is_kept_where_the_signal_is_refused(read_ecg):
    part = read_ecg("x", scp(flags=1))
    assert (part.value, part.identity.patient_id) == (None, "P-7")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", range(20))
def test_damage_is_refused_by_name_or_read(read_ecg, codes, damaged, seed):
    part = read_ecg("x", damaged(scp(), seed))
    assert (part.value is not None) or codes(part)
    assert not codes(part) & {"file_unreadable", "file_too_large"}


def test_recognised_by_content(folder):
    (folder / "a.csv").write_bytes(scp())
    assert recognise(folder / "a.csv") is FileKind.ECG_SCP
