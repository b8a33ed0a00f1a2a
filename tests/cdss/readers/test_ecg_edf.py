"""EDF and EDF+ of known voltages, also as another library reads them; gaps, other rates and damage."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from cdss.core.kinds import Sex
from cdss.readers.edf_header import parse_edf_header
from cdss.readers.sniff import FileKind, recognise

RATE = 250
WAVE = np.round(900 * np.sin(np.arange(RATE * 8) / 40)).astype("<i2")
LEADS = ("ECG I", "ECG II", "ECG V1")


def signal(
    label, stored, unit="uV", physical=(-5000, 5000), digital=(-2000, 2000), prefilter="HP:0.05Hz LP:150Hz N:60Hz"
):
    return {"label": label, "stored": stored, "unit": unit, "physical": physical, "digital": digital, "pre": prefilter}


def three(**more):
    return [signal(name, WAVE // (i + 1), **more) for i, name in enumerate(LEADS)]


def edf(signals, onsets=None, seconds=1, records=None, patient="P-7 F 02-MAY-1966 Kim", plus="EDF+C", **fields):
    """A file of eight records; ``onsets`` adds the annotation signal that gives each record its time."""
    count = 8
    signals = list(signals)
    if onsets is not None:
        texts = [f"+{onset}\x14\x14\x00".encode().ljust(32, b"\0") for onset in onsets]
        stored = np.frombuffer(b"".join(texts), "<i2")
        signals.append(signal("EDF Annotations", stored, "", (-1, 1), (-32768, 32767), ""))
    sizes = [s["stored"].size // count for s in signals]

    def column(values, width):
        return b"".join(str(v).encode().ljust(width)[:width] for v in values)

    head = b"0".ljust(8) + patient.encode().ljust(80)
    head += fields.get("recording", "Startdate 02-JAN-2026 X X X").encode().ljust(80)
    head += fields.get("start", "02.01.2603.04.05").encode() + str(256 * (len(signals) + 1)).encode().ljust(8)
    head += plus.encode().ljust(44) + str(count if records is None else records).encode().ljust(8)
    head += str(seconds).encode().ljust(8) + str(len(signals)).encode().ljust(4)
    head += column([s["label"] for s in signals], 16) + column([""] * len(signals), 80)
    head += column([s["unit"] for s in signals], 8)
    for limits in ("physical", "digital"):
        head += column([s[limits][0] for s in signals], 8) + column([s[limits][1] for s in signals], 8)
    head += column([s["pre"] for s in signals], 80) + column(sizes, 8) + column([""] * len(signals), 32)
    data = b"".join(
        s["stored"][i * n : (i + 1) * n].tobytes() for i in range(count) for s, n in zip(signals, sizes, strict=True)
    )
    return head + data


def test_stored_values_in_millivolt(read_ecg):
    part = read_ecg("x", edf(three()))
    ecg, identity = part.value, part.identity
    for row, made in ((0, WAVE), (1, WAVE // 2), (6, WAVE // 3)):
        np.testing.assert_allclose(ecg.signal_mv[row], made * 2.5 / 1000, atol=1e-6)
    assert (ecg.signal_mv.shape, ecg.rate_hz) == ((12, 2000), 250.0)
    assert ecg.derived == ("III", "aVR", "aVL", "aVF")
    assert (ecg.recorded, ecg.filter_text) == (datetime(2026, 1, 2, 3, 4, 5), "0.05-150 Hz, notch 60 Hz")
    assert (identity.patient_id, identity.sex) == ("P-7", Sex.FEMALE)
    assert identity.age_years == pytest.approx(59.67, abs=0.01)


def test_calibration_with_an_offset(read_ecg):
    """A stored 0 of 0..4000 for -1..3 mV is -1 mV, and one step is a thousandth."""
    stored = (WAVE + 1000).astype("<i2")
    part = read_ecg("x", edf([*three(unit="mV", physical=(-5, 5)), signal("V2", stored, "mV", (-1, 3), (0, 4000))]))
    np.testing.assert_allclose(part.value.signal_mv[7], stored * 0.001 - 1, atol=1e-6)


def test_as_another_library_reads_it(read_ecg, tmp_path):
    from wfdb.io.convert.edf import read_edf

    content = edf(three(unit="mV", physical=(-5, 5)), plus="", patient="X X X X")
    (tmp_path / "x.edf").write_bytes(content)
    other = read_edf(str(tmp_path / "x.edf"))
    ours = read_ecg("x", content).value
    np.testing.assert_allclose(ours.signal_mv[[0, 1, 6]], other.p_signal.T, atol=0.0026)
    assert ours.rate_hz == other.fs


def test_interrupted_recording_has_its_gaps(read_ecg, codes):
    onsets = [0, 1, 2, 3, 5.5, 6.5, 7.5, 8.5]
    part = read_ecg("x", edf(three(), onsets=onsets, plus="EDF+D"))
    signal_mv = part.value.signal_mv[0]
    assert signal_mv.size == 9.5 * RATE
    assert np.isnan(signal_mv[4 * RATE : int(5.5 * RATE)]).all()
    np.testing.assert_allclose(signal_mv[int(5.5 * RATE) :], WAVE[4 * RATE :] * 0.0025, atol=1e-6)
    assert "ecg_samples_lost" in codes(part)


def test_an_event_hours_later_is_another_recording(read_ecg, codes):
    part = read_ecg("x", edf(three(), onsets=[0, 1, 2, 3, 7200, 7201, 7202, 7203], plus="EDF+D"))
    assert part.value.seconds == 4.0
    assert "ecg_gap_cut" in codes(part) and "ecg_samples_lost" not in codes(part)


def test_annotations_of_a_whole_recording_are_no_channel(read_ecg, codes):
    part = read_ecg("x", edf(three(), onsets=range(8)))
    assert part.value.signal_mv.shape == (12, 2000)
    assert codes(part) == {"ecg_leads_missing", "ecg_leads_derived"}


def test_a_lead_at_another_rate_is_named_and_left_out(read_ecg, codes):
    part = read_ecg("x", edf([*three(), signal("V6", WAVE[::2])]))
    assert "V6" in part.value.missing_leads
    assert "ecg_lead_other_rate" in codes(part)


def test_records_that_are_missing_at_the_end_are_lost_samples(read_ecg, codes):
    whole = edf(three())
    part = read_ecg("x", whole[: -3 * 3 * RATE * 2])
    assert (
        np.isfinite(part.value.signal_mv[0, : 5 * RATE]).all() and np.isnan(part.value.signal_mv[0, 5 * RATE :]).all()
    )
    assert "ecg_samples_lost" in codes(part)


def test_unfinished_file_is_read_to_its_end(read_ecg, codes):
    part = read_ecg("x", edf(three(), records=-1))
    assert part.value.signal_mv.shape == (12, 2000) and "ecg_samples_lost" not in codes(part)


def test_a_day_long_recording_is_cut_and_not_read_whole(folder, read_ecg, codes):
    part = read_ecg("x", edf(three(), records=8) + edf(three())[1024:] * 90)
    assert part.value.seconds == 8.0
    part = read_ecg("x", edf(three(), records=728) + edf(three())[1024:] * 90)
    assert part.value.seconds == 600.0 and "ecg_cut" in codes(part)


@pytest.mark.parametrize(
    ("recording", "start", "when"),
    [
        ("", "02.01.2603.04.05", datetime(2026, 1, 2, 3, 4, 5)),
        ("", "02.01.8503.04.05", datetime(1985, 1, 2, 3, 4, 5)),
        ("Startdate 02-JAN-2086 X X X", "02.01.yy03.04.05", datetime(2086, 1, 2, 3, 4, 5)),
        ("Startdate X X X X", "99.99.9999.99.99", None),
    ],
)
def test_times_of_recording(recording, start, when):
    assert parse_edf_header(edf(three(), recording=recording, start=start)).start == when


@pytest.mark.parametrize(
    ("plus", "patient", "expected"),
    [
        ("", "Kim, 1966", (None, Sex.UNKNOWN)),
        ("EDF+C", "X X X X", (None, Sex.UNKNOWN)),
        ("EDF+C", "A-1 M X Lee", ("A-1", Sex.MALE)),
    ],
)
def test_patients(plus, patient, expected):
    assert parse_edf_header(edf(three(), plus=plus, patient=patient)).patient_values == (*expected, None)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (edf(three())[:700], "ecg_waveform_unreadable"),
        (edf(three())[:1100], "ecg_no_waveform"),
        (edf([signal("EEG Fpz-Cz", WAVE)]), "ecg_no_waveform"),
        (edf(three(), seconds=0), "ecg_rate_missing"),
        (edf(three(), seconds="1e-6", records=99999999), "ecg_rate_implausible"),
        (edf(three(), records=99999999), "ecg_waveform_unreadable"),
        (edf(three(), seconds="nan"), "ecg_waveform_unreadable"),
        (edf(three(), records="many"), "ecg_waveform_unreadable"),
        (edf(three(digital=(5, 5))), "ecg_waveform_unreadable"),
        (edf(three(physical=("inf", 1))), "ecg_waveform_unreadable"),
        (edf(three(unit="degC")), "ecg_too_few_leads"),
        (edf(three(physical=(-5e6, 5e6))), "ecg_amplitude_too_large"),
        (edf(three(), plus="EDF+D"), "ecg_waveform_unreadable"),
        (edf(three(), onsets=[0, 1, 2, 1, 4, 5, 6, 7], plus="EDF+D"), "ecg_waveform_unreadable"),
    ],
)
def test_what_cannot_be_trusted_is_refused(read_ecg, codes, content, code):
    part = read_ecg("x", content)
    assert part.value is None
    assert code in codes(part)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", range(20))
def test_damage_is_refused_by_name_or_read(read_ecg, codes, damaged, seed):
    part = read_ecg("x", damaged(edf(three(), onsets=range(8), plus="EDF+D"), seed))
    assert (part.value is not None) or codes(part)
    assert not codes(part) & {"file_unreadable", "file_too_large"}


def test_recognised_by_content(folder):
    (folder / "note.txt").write_bytes(edf(three()))
    assert recognise(folder / "note.txt") is FileKind.ECG_EDF
    (folder / "note.txt").write_bytes(b"0       " + b"text " * 100)
    assert recognise(folder / "note.txt") is FileKind.NOTE
