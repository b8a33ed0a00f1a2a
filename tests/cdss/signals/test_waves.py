"""The median beat as a picture: what is measured of it, where it stands in the recording, what could not be had."""

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS
from cdss.core.paths import resources_dir
from cdss.readers.ecg_wfdb import read_ecg_wfdb
from cdss.signals.measure import measure
from cdss.signals.waves import waves


def demo(case):
    header = next((resources_dir() / "demo" / case / "ecg").glob("*.hea"))
    return read_ecg_wfdb(header, header.parent, header.name).value


def test_marks_of_a_built_recording_stand_where_it_was_built(synthetic):
    ecg, _ = synthetic(pr_ms=160.0, qrs_ms=96.0, qt_ms=380.0)
    found = dict(waves(ecg).marks())
    assert list(found) == ["P", "QRS", "J", "T"]
    assert 1000 * (found["QRS"] - found["P"]) == pytest.approx(160, abs=12)
    assert 1000 * (found["J"] - found["QRS"]) == pytest.approx(96, abs=12)
    assert 1000 * (found["T"] - found["QRS"]) == pytest.approx(380, abs=20)


@pytest.mark.parametrize("case", ["01-chest-pain", "02-pneumonia-low-oxygen", "12-chest-wall-pain"])
def test_intervals_are_those_that_are_measured(case):
    measured, found = measure(demo(case)), waves(demo(case))
    assert dict(found.interval_ms) == {"PR": measured.pr_ms, "QRS": measured.qrs_ms, "QT": measured.qt_ms}
    assert dict(found.interval_ms)["QRS"] is not None


def test_the_median_beat_stands_on_the_beats_of_the_recording():
    ecg = demo("01-chest-pain")
    found, peaks = waves(ecg), np.array(measure(ecg).r_peaks_s)
    assert 5 < len(found.beats_s) <= len(peaks)
    assert max(np.abs(peaks - beat).min() for beat in found.beats_s) <= 0.03
    lead, r = ECG_LEADS.index("V4"), round(found.r_s * 500)
    inside = [b for b in found.beats_s if 0.5 < b < ecg.seconds - 0.8]
    cut = np.median([ecg.signal_mv[lead, round(b * 500) - 20 : round(b * 500) + 20] for b in inside], axis=0)
    drawn = found.beat.signal_mv[lead, r - 20 : r + 20]
    assert np.corrcoef(cut, drawn)[0, 1] > 0.98
    assert np.ptp(drawn) == pytest.approx(np.ptp(cut), rel=0.1)


def test_a_fibrillating_atrium_has_no_p_wave_and_it_is_named_as_not_found():
    found = waves(demo("03-atrial-fibrillation"))
    assert found.not_found() == ("P",)
    assert [name for name, _ in found.marks()] == ["QRS", "J", "T"]
    assert dict(found.interval_ms)["PR"] is None


def test_a_lead_that_was_not_recorded_stays_away(synthetic):
    ecg, _ = synthetic()
    ecg.signal_mv[7] = np.nan
    beat = waves(ecg).beat
    assert beat.missing_leads == ("V2",)
    assert beat.seconds == pytest.approx(1.15)
    on = round((waves(ecg).r_s + waves(ecg).fiducials.qrs_on) * 500)
    assert abs(float(beat.signal_mv[1, on - 9 : on - 3].mean())) < 0.005  # the PR segment is zero


def test_the_picture_of_a_fast_beat_ends_before_the_next_one(synthetic):
    slow, fast = waves(synthetic(heart_rate=50.0)[0]), waves(synthetic(heart_rate=120.0, qt_ms=300.0, pr_ms=120.0)[0])
    assert slow.until_s == pytest.approx(1.15)
    assert fast.until_s == pytest.approx(0.45 + 0.5 - 0.1, abs=0.01)
    assert fast.r_s + fast.fiducials.t_end < fast.until_s


def test_without_beats_there_is_no_median_beat(synthetic):
    ecg, _ = synthetic()
    ecg.signal_mv[:] = 0.0
    assert waves(ecg) is None
