"""The ST segment of a group of leads is moved in every beat, nothing else; bars elsewhere do not point at it."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS
from cdss.core.paths import demo_dir
from cdss.engine.explained.ecg import explain_ecg
from cdss.evaluation.explanations.methods import subject_of
from cdss.evaluation.explanations.planted_ecg import GROUPS, pointing, with_shift, without_parts
from cdss.explain.ecg_waves import ecg_waves
from cdss.readers.ecg_wfdb import read_ecg_wfdb
from cdss.records.case import Case
from cdss.records.ecg import Ecg
from cdss.records.explanation import ECG_WAVES, EcgAttribution, EcgPart, Explanation

ANTERIOR, LATERAL, INFERIOR = GROUPS


@pytest.fixture(scope="module")
def ecg():
    header = next((demo_dir() / "01-chest-pain" / "ecg").glob("*.hea"))
    return read_ecg_wfdb(header, header.parent, header.name).value


def lead(signal, name):
    return signal[ECG_LEADS.index(name)]


def test_st_is_moved_and_the_rest_of_the_beat_is_not(ecg):
    shifted = with_shift(ecg, ANTERIOR, 0.3)
    moved = shifted.signal_mv - ecg.signal_mv
    assert np.abs(moved[[i for i, name in enumerate(ECG_LEADS) if name not in ANTERIOR]]).max() == 0.0
    waves = ecg_waves(ecg)
    places = (np.arange(moved.shape[1]) * 100 / ecg.rate_hz).astype(int)
    labels = waves.labels[np.minimum(places, 999)]
    v3 = lead(moved, "V3")
    assert v3.max() == pytest.approx(0.3, abs=0.01) and v3.min() > -1e-6
    assert v3[labels == ECG_WAVES.index("ST")].mean() > 0.2
    assert np.abs(v3[labels == ECG_WAVES.index("P")]).max() < 1e-6


def test_limb_leads_still_follow_from_one_another(ecg):
    moved = with_shift(ecg, INFERIOR, -0.2).signal_mv - ecg.signal_mv
    one, two, three = (lead(moved, name) for name in ("I", "II", "III"))
    assert two - one == pytest.approx(three, abs=1e-6)
    assert lead(moved, "aVR") == pytest.approx(-(one + two) / 2, abs=1e-6)
    assert lead(moved, "aVL") == pytest.approx((one - three) / 2, abs=1e-6)
    assert lead(moved, "aVF") == pytest.approx((two + three) / 2, abs=1e-6)
    assert two.min() == pytest.approx(-0.2, abs=0.01)


def test_a_recording_without_beats_cannot_be_shifted():
    assert with_shift(Ecg("flat", np.zeros((12, 5000), np.float32), 500.0), LATERAL, 0.3) is None


def attribution(**effects):
    """Bars of V2, V5 and II, P and ST each, 0 unless given as ``V2_ST=…``."""
    parts = [
        EcgPart(name, wave, max(e, 0.0), max(-e, 0.0), 0.1)
        for name in ("V2", "V5", "II")
        for wave in ("P", "ST")
        for e in (effects.get(f"{name}_{wave}", 0.0),)
    ]
    return EcgAttribution("acs", np.zeros((12, 10), np.float32), 100.0, tuple(parts))


def test_the_longest_bar_in_the_outputs_way_must_be_st_of_the_group():
    group = frozenset(ANTERIOR)
    assert pointing(attribution(V2_ST=0.3, V5_ST=0.2, II_P=-0.9), group, 1.0).right
    assert not pointing(attribution(V2_ST=0.3, V5_ST=0.4), group, 1.0).right  # another lead
    assert not pointing(attribution(V2_ST=0.3, V2_P=0.4), group, 1.0).right  # another wave
    assert pointing(attribution(V2_ST=-0.3, V5_ST=0.4), group, -1.0).right
    assert pointing(attribution(V2_ST=0.3), group, 1.0).chance == pytest.approx(1 / 6)


def test_taking_away_a_wave_of_a_lead_leaves_the_others(model, ecg):
    subject = subject_of(model, Case("x", ecgs=(ecg,)), "atrial_fibrillation")
    part, waves = explain_ecg(subject, Explanation()), ecg_waves(ecg)
    outputs = without_parts(subject, part, waves)
    assert len(outputs) == 1 + len(part.parts)
    assert outputs[0] == pytest.approx(part.value, abs=1e-6)
    assert len(set(np.round(outputs, 9))) > len(part.parts) // 2  # each is another recording
