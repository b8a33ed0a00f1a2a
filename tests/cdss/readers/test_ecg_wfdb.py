"""ECG from WFDB records: order, units, derived and missing leads, integrity, refusals in words."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS, Modality, Presence, Sex
from cdss.readers.case_folder import read_case, read_manifest


def ecg_of(folder):
    case = read_case(folder)
    assert case.presence(Modality.ECG) is Presence.PRESENT, [i.text() for i in case.issues]
    return case.ecgs[0]


def codes(folder):
    return {i.code for i in read_case(folder).issues}


def test_any_order_and_case_of_names_gives_the_standard_order(folder, beats, write_wfdb):
    order = [11, 3, 0, 7, 1, 2, 10, 9, 8, 6, 5, 4]
    signal = beats()
    write_wfdb(signal[:, order], [ECG_LEADS[i].upper() for i in order], fmt=["24"] * 12)
    ecg = ecg_of(folder)
    np.testing.assert_allclose(ecg.signal_mv, signal.T, atol=2e-6)
    assert (ecg.rate_hz, ecg.seconds, ecg.missing_leads, ecg.derived) == (500, 4.0, (), ())
    assert codes(folder) == set()


@pytest.mark.parametrize(("units", "factor"), [("mV", 1.0), ("uV", 1e-3), ("V", 1e3)])
def test_units_become_millivolt(folder, beats, write_wfdb, units, factor):
    signal = beats()
    write_wfdb(signal / factor, list(ECG_LEADS), units=units)
    np.testing.assert_allclose(ecg_of(folder).signal_mv, signal.T, atol=1e-3)


@pytest.mark.parametrize("rate", [100, 250, 360, 1000])
def test_rate_is_kept_as_recorded(folder, beats, write_wfdb, rate):
    write_wfdb(beats(rate=rate), list(ECG_LEADS), rate=rate)
    assert ecg_of(folder).rate_hz == rate


def test_limb_leads_are_derived_from_one_and_two(folder, beats, write_wfdb):
    signal = beats(leads=8)
    write_wfdb(signal, ["I", "II", "V1", "V2", "V3", "V4", "V5", "V6"])
    ecg = ecg_of(folder)
    one, two = ecg.signal_mv[0], ecg.signal_mv[1]
    assert ecg.derived == ("III", "aVR", "aVL", "aVF")
    np.testing.assert_allclose(
        ecg.signal_mv[2:6], [two - one, -(one + two) / 2, one - two / 2, two - one / 2], atol=1e-6
    )
    assert "ecg_leads_derived" in codes(folder)


def test_leads_not_recorded_stay_missing(folder, beats, write_wfdb):
    write_wfdb(beats(leads=2), ["MLII", "V5"])
    ecg = ecg_of(folder)
    assert ecg.missing_leads == ("I", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V6")
    assert np.isnan(ecg.signal_mv[0]).all() and ecg.derived == ()
    assert codes(folder) == {"ecg_leads_missing"}


def test_other_channels_are_named_and_left_out(folder, beats, write_wfdb):
    write_wfdb(beats(leads=3), ["I", "II", "RESP"])
    found = next(i for i in read_case(folder).issues if i.code == "ecg_other_channels")
    assert "RESP" in found.text()


@pytest.mark.parametrize(
    ("seconds", "leads", "height", "code"),
    [
        (2.4, list(ECG_LEADS), 1.0, "ecg_too_short"),
        (4.0, ["V2", "RESP"], 1.0, "ecg_too_few_leads"),
        (4.0, list(ECG_LEADS), 1000.0, "ecg_amplitude_too_large"),
        (4.0, list(ECG_LEADS), 0.0, "ecg_flat"),
    ],
)
def test_implausible_recordings_are_refused(folder, beats, write_wfdb, seconds, leads, height, code):
    write_wfdb(beats(seconds, leads=len(leads), height=height), leads)
    case = read_case(folder)
    assert case.presence(Modality.ECG) is Presence.REJECTED
    assert code in {i.code for i in case.issues}


def test_shortest_recording_is_read(folder, beats, write_wfdb):
    write_wfdb(beats(2.5), list(ECG_LEADS))
    assert ecg_of(folder).seconds == 2.5


def test_electrode_offset_is_no_wrong_unit(folder, beats, write_wfdb):
    write_wfdb(beats() + 150.0, list(ECG_LEADS), fmt=["24"] * 12)
    assert ecg_of(folder).signal_mv[0].min() > 100


def test_lost_samples_stay_gaps(folder, beats, write_wfdb):
    signal = beats()
    signal[100:200, 4] = np.nan
    write_wfdb(signal, list(ECG_LEADS))
    ecg = ecg_of(folder)
    assert np.isnan(ecg.signal_mv[4, 100:200]).all() and np.isfinite(ecg.signal_mv[4, 200:]).all()
    assert np.isfinite(ecg.signal_mv[3]).all()
    found = next(i for i in read_case(folder).issues if i.code == "ecg_samples_lost")
    assert "aVL" in found.text() and "0.42 %" in found.text()


def test_flat_lead_is_named(folder, beats, write_wfdb):
    signal = beats()
    signal[:, 8] = 0
    write_wfdb(signal, list(ECG_LEADS))
    found = next(i for i in read_case(folder).issues if i.code == "ecg_lead_flat")
    assert "V3" in found.text()


def test_header_without_its_signal_file(folder, beats, write_wfdb):
    write_wfdb(beats(), list(ECG_LEADS))
    (folder / "rec.dat").unlink()
    (folder / "note.txt").write_text("chest pain", encoding="utf-8")
    case = read_case(folder)
    assert case.presence(Modality.ECG) is Presence.REJECTED
    assert any("rec.dat" in i.text() for i in case.issues if i.code == "ecg_signal_file_missing")
    assert case.present == (Modality.NOTE,)


def test_truncated_signal_file_is_refused(folder, beats, write_wfdb):
    write_wfdb(beats(), list(ECG_LEADS))
    (folder / "rec.dat").write_bytes((folder / "rec.dat").read_bytes()[:5000])
    assert read_case(folder).presence(Modality.ECG) is Presence.REJECTED


def test_changed_samples_are_noticed_by_the_checksum(folder, beats, write_wfdb):
    write_wfdb(beats(), list(ECG_LEADS))
    data = bytearray((folder / "rec.dat").read_bytes())
    data[2000] ^= 0x10
    (folder / "rec.dat").write_bytes(data)
    assert "ecg_checksum" in codes(folder)


@pytest.mark.parametrize("fields", ["", " 0 16 0 0 0 0 I"])
def test_header_without_gain_is_doubted(folder, fields):
    samples = (np.sin(np.arange(4000) / 20) * 200).astype("<i2").reshape(-1, 2)
    (folder / "rec.dat").write_bytes(samples.tobytes())
    lines = ["rec 2 500 2000", f"rec.dat 16{fields}", f"rec.dat 16{fields}I" if fields else "rec.dat 16"]
    (folder / "rec.hea").write_text("\n".join(lines) + "\n", encoding="ascii")
    assert "ecg_uncalibrated" in codes(folder) or not fields
    assert read_case(folder).presence(Modality.ECG) is (Presence.PRESENT if fields else Presence.REJECTED)


def test_header_may_not_reach_out_of_the_folder(folder, beats, write_wfdb):
    header = write_wfdb(beats(), list(ECG_LEADS))
    (folder / "rec.dat").rename(folder.parent / "rec.dat")
    header.write_text(header.read_text().replace("rec.dat", "../rec.dat"))
    case = read_case(folder)
    assert case.presence(Modality.ECG) is Presence.REJECTED
    assert "path_outside_folder" in {i.code for i in case.issues}


def test_segments_are_joined(folder, beats, write_wfdb):
    signal = beats(6)
    write_wfdb(signal[:1000], list(ECG_LEADS), name="s1")
    write_wfdb(signal[1000:], list(ECG_LEADS), name="s2")
    (folder / "whole.hea").write_text("whole/2 12 500 3000\ns1 1000\ns2 2000\n", encoding="ascii")
    case = read_manifest({"case_id": "x", "ecg": [{"path": "whole.hea"}]}, folder)
    np.testing.assert_allclose(case.ecgs[0].signal_mv, signal.T, atol=1e-3)
    assert len(read_case(folder).ecgs) == 1


def test_long_recording_is_cut_and_says_so(folder, write_wfdb):
    signal = np.sin(np.arange(601 * 100) / 5)[:, None] * [1.0, 0.5]
    write_wfdb(signal, ["I", "II"], rate=100)
    assert ecg_of(folder).seconds == 600
    assert "ecg_cut" in codes(folder)


def test_time_and_patient_from_the_header(folder, beats, write_wfdb):
    from datetime import date, time

    write_wfdb(
        beats(),
        list(ECG_LEADS),
        comments=["Age: 74", "Sex: Female"],
        base_date=date(2026, 11, 20),
        base_time=time(14, 2, 3),
    )
    case = read_case(folder)
    assert (case.patient.age_years, case.patient.sex) == (74.0, Sex.FEMALE)
    assert case.ecgs[0].recorded.isoformat() == "2026-11-20T14:02:03"


def test_record_may_be_named_without_its_suffix(folder, beats, write_wfdb):
    write_wfdb(beats(), list(ECG_LEADS))
    case = read_manifest({"case_id": "x", "ecg": [{"path": "rec"}]}, folder)
    assert case.present == (Modality.ECG,)


def test_real_records_are_read_without_any_issue(shared_data):
    headers = sorted((shared_data / "ptbxl" / "records500").glob("*/*.hea"))[::25]
    assert len(headers) == 20
    for header in headers:
        case = read_manifest({"case_id": header.stem, "ecg": [{"path": header.name}]}, header.parent)
        assert case.ecgs[0].signal_mv.shape == (12, 5000) and not case.issues
        signal = case.ecgs[0].signal_mv
        assert np.abs(signal[0] + signal[2] - signal[1]).max() < 0.02
