"""Noise is as small as it is said to be, and what counts as the same explanation afterwards."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import Consciousness
from cdss.evaluation.explanations.noise import ECG_MV, kept, noisy_ecg, noisy_film, reread_vitals, respaced_note
from cdss.readers.film_common import full_window
from cdss.records.case import Case, Note
from cdss.records.ecg import Ecg
from cdss.records.film import Film
from cdss.records.vitals import Vitals, VitalsRow


@pytest.fixture
def case():
    row = VitalsRow(heart_rate=80.0, spo2=100.0, temperature_c=37.0, pain=4.0, consciousness=Consciousness.ALERT)
    return Case(
        "x",
        note=Note("n", "Cough; Fever, chills"),
        films=(Film("f", np.full((100, 100), 90.0, np.float32), full_window(0.0, 255.0)),),
        ecgs=(Ecg("e", np.zeros((12, 5000), np.float32), 500.0),),
        vitals=Vitals("v", (VitalsRow(heart_rate=60.0), row)),
    )


def test_noise_of_film_and_recording_has_its_deviation(case):
    rng = np.random.default_rng(1)
    film = noisy_film(case, rng).films[0].pixels - case.films[0].pixels
    assert film.std() == pytest.approx(2.55, rel=0.05) and film.dtype == np.float32
    signal = noisy_ecg(case, rng).ecgs[0].signal_mv
    assert signal.std() == pytest.approx(ECG_MV, rel=0.05) and signal.dtype == np.float32


def test_words_stay_and_punctuation_changes(case):
    assert respaced_note(case, np.random.default_rng(1)).note.text == "Cough, Fever, chills."


def test_vital_signs_move_by_their_last_digit_and_stay_possible(case):
    rng, seen = np.random.default_rng(2), {"heart_rate": set(), "spo2": set(), "temperature_c": set()}
    for _ in range(60):
        changed = reread_vitals(case, rng).vitals
        assert changed.rows[0] == case.vitals.rows[0]
        last = changed.rows[-1]
        assert (last.pain, last.consciousness, last.sbp) == (4.0, Consciousness.ALERT, None)
        for name, values in seen.items():
            values.add(round(getattr(last, name), 1))
    assert seen == {"heart_rate": {79.0, 80.0, 81.0}, "spo2": {99.0, 100.0}, "temperature_c": {36.9, 37.0, 37.1}}


def test_a_turned_explanation_is_unstable_and_a_scaled_one_is_not(linear):
    one = linear([0.1, 0.2, 0.3])
    pairs = [(one, linear([0.2, 0.4, 0.6])), (one, linear([-0.1, -0.2, -0.3])), (one, None), (one, linear([0.1, 0.2]))]
    assert kept(pairs) == pytest.approx([1.0, -1.0, 0.0, 0.0])
    assert kept([(linear([0.0, 0.0]), one), (None, one)]) == []
