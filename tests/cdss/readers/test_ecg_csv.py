"""ECG from tables: rate, unit, delimiter, and the cases where neither may be guessed."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS, Modality, Presence
from cdss.readers.case_folder import read_manifest


def write(folder, signal, columns, comment="", time=None, delimiter=",", digits=4):
    lines = [comment] if comment else []
    lines.append(delimiter.join(columns))
    for index, row in enumerate(signal):
        cells = ([] if time is None else [time(index)]) + ["" if np.isnan(v) else f"{v:.{digits}f}" for v in row]
        lines.append(delimiter.join(c.replace(".", ",") if delimiter == ";" else c for c in cells))
    (folder / "ecg.csv").write_text("\n".join(lines), encoding="utf-8")


def read(folder):
    case = read_manifest({"case_id": "x", "ecg": [{"path": "ecg.csv"}]}, folder)
    return case, {i.code for i in case.issues}


def refused(folder, code):
    case, codes = read(folder)
    assert case.presence(Modality.ECG) is Presence.REJECTED
    assert code in codes


@pytest.mark.parametrize(
    "comment", ["# fs=500", "# rate_hz: 500", "# Sampling rate = 500", "#sampling_frequency: 500.0"]
)
def test_rate_from_a_comment(folder, beats, comment):
    signal = beats()
    write(folder, signal, [f"{lead} (mV)" for lead in ECG_LEADS], comment)
    case, codes = read(folder)
    assert case.ecgs[0].rate_hz == 500
    np.testing.assert_allclose(case.ecgs[0].signal_mv, signal.T, atol=1e-4)
    assert not codes


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("time", lambda i: f"{i / 250:.3f}"),
        ("time_s", lambda i: f"{i / 250:.3f}"),
        ("Time (ms)", lambda i: str(i * 4)),
        ("time", lambda i: str(i * 4)),
    ],
)
def test_rate_from_the_time_column(folder, beats, name, time):
    write(folder, beats(rate=250), [name, *(f"{lead}_mV" for lead in ECG_LEADS)], time=time)
    case, _ = read(folder)
    assert case.ecgs[0].rate_hz == pytest.approx(250)


def test_microvolt_columns_and_decimal_commas(folder, beats):
    signal = beats()
    write(folder, signal * 1000, [f"{lead}_uV" for lead in ECG_LEADS], "# fs=500", delimiter=";", digits=2)
    case, _ = read(folder)
    np.testing.assert_allclose(case.ecgs[0].signal_mv, signal.T, atol=1e-4)


@pytest.mark.parametrize(("scale", "unit"), [(1, "mV"), (1000, "µV")])
def test_unit_is_inferred_where_only_one_is_possible(folder, beats, scale, unit):
    signal = beats()
    write(folder, signal * scale, ECG_LEADS, "# fs=500")
    case, codes = read(folder)
    assert codes == {"ecg_unit_inferred"}
    assert unit in case.issues[0].text()
    np.testing.assert_allclose(case.ecgs[0].signal_mv, signal.T, atol=1e-4)


@pytest.mark.parametrize(("scale", "digits"), [(200, 0), (1000, 0), (30, 3), (1e5, 3)])
def test_unit_that_may_be_anything_is_refused(folder, beats, scale, digits):
    write(folder, beats() * scale, ECG_LEADS, "# fs=500", digits=digits)
    refused(folder, "ecg_unit_missing")


def test_unit_from_a_comment(folder, beats):
    write(folder, beats() * 1000, ECG_LEADS, "# fs=500, unit=uV", digits=0)
    case, codes = read(folder)
    assert not codes and case.ecgs[0].signal_mv.max() == pytest.approx(1.5, abs=0.01)


def test_no_rate_is_refused(folder, beats):
    write(folder, beats(), ECG_LEADS)
    refused(folder, "ecg_rate_missing")


def test_steps_of_one_may_be_samples(folder, beats):
    write(folder, beats(), ["time", *ECG_LEADS], time=str)
    refused(folder, "ecg_time_unit_unknown")


def test_contradicting_rates_are_refused(folder, beats):
    write(folder, beats(), ["time_s", *ECG_LEADS], "# fs=250", time=lambda i: f"{i / 500:.3f}")
    refused(folder, "ecg_rates_differ")


def test_gap_in_time_is_refused(folder, beats):
    write(folder, beats(), ["time_s", *ECG_LEADS], time=lambda i: f"{(i + 50 * (i > 900)) / 500:.3f}")
    refused(folder, "ecg_time_irregular")


def test_empty_cells_are_lost_samples(folder, beats):
    signal = beats()
    signal[10:20, 0] = np.nan
    write(folder, signal, [f"{lead} (mV)" for lead in ECG_LEADS], "# fs=500")
    case, codes = read(folder)
    assert np.isnan(case.ecgs[0].signal_mv[0, 10:20]).all()
    assert codes == {"ecg_samples_lost"}


def test_table_without_leads(folder):
    (folder / "ecg.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    refused(folder, "ecg_format_unknown")
