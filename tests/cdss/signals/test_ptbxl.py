"""The 500 raw records of PTB-XL (Wagner et al. 2020): beats against independent detectors, intervals against labels."""

import ast
import csv

import numpy as np
import pytest
from scipy import ndimage
from scipy import signal as sps

from cdss.core.kinds import ECG_LEADS
from cdss.records.ecg import Ecg
from cdss.signals.measure import measure

RATE = 500
TOLERANCE_S = 0.075
"""Half of what EC57 allows (150 ms)."""
EDGE_S = 1.0
"""Beats this near to the ends are not judged: XQRS learns there, and half complexes are a matter of taste."""

SANE = {
    "heart_rate": (30, 220),
    "pr_ms": (80, 400),
    "qrs_ms": (50, 220),
    "qt_ms": (200, 650),
    "axis_deg": (-180, 180),
    "sokolow_lyon_mv": (0, 10),
    "cornell_mv": (0, 10),
}


def pan_tompkins(lead):
    """R peaks (samples) of one lead by squared slope and a running threshold (Pan and Tompkins, 1985)."""
    banded = sps.sosfiltfilt(sps.butter(2, [5, 15], "bandpass", fs=RATE, output="sos"), lead)
    energy = ndimage.uniform_filter1d(np.gradient(banded) ** 2, round(0.12 * RATE))
    signal_level, noise_level, beats = 0.5 * energy[: 2 * RATE].max(), 0.5 * energy.mean(), []
    for peak in sps.find_peaks(energy, distance=RATE // 4)[0]:
        t_wave = beats and peak - beats[-1] < 0.36 * RATE and energy[peak] < 0.4 * energy[beats[-1]]
        if energy[peak] > noise_level + 0.25 * (signal_level - noise_level) and not t_wave:
            beats.append(peak)
            signal_level += 0.125 * (energy[peak] - signal_level)
        else:
            noise_level += 0.125 * (energy[peak] - noise_level)
    reach = round(0.06 * RATE)
    starts = [max(0, b - reach) for b in beats]
    return np.array([s + np.argmax(np.abs(banded[s : s + 2 * reach])) for s in starts], dtype=int)


def agreed(lists, votes):
    """Beats that at least ``votes`` of the detectors report within the tolerance, as the median of their times."""
    merged, out = np.sort(np.concatenate(lists)), []
    while len(merged):
        near = merged[merged < merged[0] + 2 * TOLERANCE_S * RATE]
        middle = np.median(near)
        if sum(bool((np.abs(one - middle) <= TOLERANCE_S * RATE).any()) for one in lists if len(one)) >= votes:
            out.append(middle)
        merged = merged[len(near) :]
    return np.array(out)


def counts(reference, found, samples):
    """(reference beats, of these found; found beats, of these in the reference), away from the ends."""

    def met(ours, theirs):
        inner = ours[(ours >= EDGE_S * RATE) & (ours <= samples - EDGE_S * RATE)]
        gaps = np.abs(inner[:, None] - theirs[None]).min(axis=1, initial=np.inf)
        return len(inner), int((gaps <= TOLERANCE_S * RATE).sum())

    return np.array([*met(reference, found), *met(found, reference)])


@pytest.fixture(scope="module")
def records(shared_data):
    """(labels, recording, measurements) of each record, in the order of their numbers."""
    wfdb = pytest.importorskip("wfdb")
    with (shared_data / "ptbxl" / "ptbxl_database.csv").open(encoding="utf-8") as stream:
        rows = {int(row["ecg_id"]): row for row in csv.DictReader(stream)}
    out = []
    for header in sorted((shared_data / "ptbxl" / "records500").rglob("*.hea")):
        record = wfdb.rdrecord(str(header.with_suffix("")))
        assert [name.upper() for name in record.sig_name] == [name.upper() for name in ECG_LEADS]
        ecg = Ecg(header.name, record.p_signal.T.astype(np.float32), float(record.fs))
        row = rows[int(header.name[:5])]
        out.append(({**row, "codes": ast.literal_eval(row["scp_codes"])}, ecg, measure(ecg)))
    assert len(out) == 500
    return out


def of(records, *codes):
    return [found for row, _, found in records if set(codes) & set(row["codes"])]


def normal(records):
    return [found for row, _, found in records if row["codes"].get("NORM", 0) == 100]


def test_beats_agree_with_the_majority_of_three_single_lead_detectors(records):
    total = np.zeros(4)
    for _, ecg, found in records:
        lists = [pan_tompkins(ecg.signal_mv[ECG_LEADS.index(lead)].astype(float)) for lead in ("II", "V1", "V5")]
        total += counts(agreed(lists, 2), np.array(found.r_peaks_s) * RATE, ecg.signal_mv.shape[1])
    assert total[0] > 4000
    assert total[1] / total[0] >= 0.99, f"sensitivity {total[1] / total[0]:.4f}"
    assert total[3] / total[2] >= 0.99, f"positive predictivity {total[3] / total[2]:.4f}"


def test_beats_agree_with_xqrs_where_it_finds_any(records):
    from wfdb.processing import XQRS

    total = np.zeros(4)
    for _, ecg, found in records[::10]:
        xqrs = XQRS(sig=ecg.signal_mv[1].astype(float), fs=RATE)
        xqrs.detect(verbose=False)
        if len(xqrs.qrs_inds):
            total += counts(np.array(xqrs.qrs_inds), np.array(found.r_peaks_s) * RATE, ecg.signal_mv.shape[1])
    assert total[0] > 350
    assert total[1] / total[0] >= 0.99 and total[3] / total[2] >= 0.985


def test_every_measurement_of_every_record_is_sane(records):
    for row, _, found in records:
        for name, (low, high) in SANE.items():
            value = getattr(found, name)
            assert value is None or low <= value <= high, (row["ecg_id"], name, value)
        for lead, level in found.st_level_mv.items():
            assert level is not None and abs(level) < 2.0, (row["ecg_id"], lead)
        assert found.heart_rate is not None and found.qrs_ms is not None
    assert sum(found.qt_ms is None for *_, found in records) <= 10


def test_normal_records_have_the_medians_of_the_literature(records):
    found = normal(records)
    assert len(found) > 200

    def median(name):
        return np.median([v for one in found if (v := getattr(one, name)) is not None])

    assert median("pr_ms") == pytest.approx(160, abs=10)
    assert median("qrs_ms") == pytest.approx(90, abs=6)
    assert median("qtc_ms") == pytest.approx(412, abs=10)
    assert sum(one.pr_ms is None for one in found) <= 5
    assert sum(one.qrs_ms >= 120 for one in found) == 0


@pytest.mark.parametrize("code", ["CLBBB", "CRBBB"])
def test_complete_bundle_branch_blocks_are_wide(records, code):
    found = of(records, code)
    assert len(found) >= 5
    assert np.mean([one.qrs_ms >= 118 for one in found]) >= 0.85


def test_fibrillation_is_irregular_and_has_no_pr(records):
    found = of(records, "AFIB")
    assert len(found) >= 10
    assert sum(one.pr_ms is not None for one in found) <= 1
    assert sum(one.irregular for one in found) >= len(found) - 1


def test_first_degree_block_has_a_long_pr_where_one_is_measured(records):
    found = [one.pr_ms for one in of(records, "1AVB") if one.pr_ms is not None]
    assert len(found) >= 6
    assert np.mean([pr > 200 for pr in found]) >= 0.75


def test_axis_agrees_with_the_cardiologists_word(records):
    ranges = {"MID": (-30, 90), "LAD": (-180, 15), "ALAD": (-180, -25), "RAD": (80, 180)}
    checked = [
        (row["heart_axis"], found.axis_deg)
        for row, _, found in records
        if row["heart_axis"] in ranges and found.axis_deg is not None
    ]
    inside = [ranges[word][0] <= degrees <= ranges[word][1] for word, degrees in checked]
    assert len(checked) > 70
    assert np.mean(inside) >= 0.97


def test_the_limb_leads_agree_with_each_other(records):
    """Einthoven and Goldberger: ST levels of the derived leads follow from I and II, measured apart from each other."""
    for row, _, found in records:
        st = found.st_level_mv
        assert st["II"] - st["I"] == pytest.approx(st["III"], abs=0.05), row["ecg_id"]
        assert -(st["I"] + st["II"]) / 2 == pytest.approx(st["aVR"], abs=0.05), row["ecg_id"]
