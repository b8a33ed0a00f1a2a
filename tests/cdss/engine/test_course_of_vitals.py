"""The course of the vital signs in the whole model: what it moves, what it leaves alone, and how it is hidden.

The weights are set here, so that nothing depends on what was learned.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import RISK, Consciousness, Modality
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.checks import case_checks
from cdss.engine.coalitions import outputs, value_by_measured, value_tensor
from cdss.engine.local import LocalEngine
from cdss.nets.fusion import INPUT_NAMES, OUTPUTS, Inputs
from cdss.nets.triage import TriageModel
from cdss.nets.vitals_series import FEATURES, SERIES_NAMES, SeriesEvidence
from cdss.readers.case_folder import read_case
from cdss.records.case import Case
from cdss.records.vitals import Vitals, VitalsRow
from cdss.training.fit_series import effect

BOTH = frozenset({Modality.VITALS, Modality.NOTE})
CRITICAL = 1
"""Place of the outcome among the binary outputs."""
START = datetime(2026, 11, 20, 8, 0)


@pytest.fixture(scope="module")
def model():
    """The shipped networks; a high or rising pulse, and a low or falling pressure, speak for ICU or death."""
    loaded = TriageModel(open_bundle(model_dir()), torch.device("cpu"))
    weight = np.zeros((len(SERIES_NAMES), len(FEATURES)))
    pulse, pressure = SERIES_NAMES.index("heart_rate"), SERIES_NAMES.index("sbp")
    weight[pulse, [FEATURES.index(n) for n in ("mean_high", "trend")]] = 0.5
    weight[pressure, FEATURES.index("mean_low")], weight[pressure, FEATURES.index("trend")] = 0.5, -0.5
    loaded.series = SeriesEvidence(weight, effect(0.4))
    return loaded


def case(*pairs, hours=1.0):
    """Pulse and systolic pressure of each row."""
    rows = [
        VitalsRow(START + timedelta(hours=i * hours), heart_rate=h, sbp=s, spo2=97.0) for i, (h, s) in enumerate(pairs)
    ]
    return Case("c", chief_complaint="abdominal pain", vitals=Vitals("v", tuple(rows)))


def answers(model, one, subset=BOTH):
    (found,) = outputs(model, model.encode(one), [subset])
    return found.mean


def test_falling_pressure_with_rising_pulse_raises_critical_and_risk(model):
    latest, falling = case((120.0, 90.0)), case((80.0, 130.0), (100.0, 110.0), (120.0, 90.0))
    before, after = answers(model, latest), answers(model, falling)
    assert after.binary[CRITICAL] > before.binary[CRITICAL] * 1.2
    assert after.risk > before.risk
    assert np.delete(after.binary, CRITICAL) == pytest.approx(np.delete(before.binary, CRITICAL), abs=1e-9)


def test_the_same_values_the_other_way_round_say_less(model):
    worse = model.encode(case((80.0, 130.0), (100.0, 110.0), (120.0, 90.0))).inputs.series.sum()
    better = model.encode(case((120.0, 90.0), (100.0, 110.0), (80.0, 130.0))).inputs.series.sum()
    assert worse > 0 and better < worse


@pytest.mark.parametrize("rows", [((120.0, 90.0),), ((80.0, 130.0), (120.0, 90.0))], ids=["one row", "equal times"])
def test_vital_signs_of_one_time_leave_every_logit_as_it_was(model, rows):
    encoded = model.encode(case(*rows, hours=0.0))
    plain = Inputs(**{name: getattr(encoded.inputs, name) for name in INPUT_NAMES})
    assert not encoded.inputs.series.any()
    assert np.array_equal(model.logits(encoded.inputs), model.logits(plain))


def test_hidden_vital_signs_hide_their_course(model):
    falling = case((80.0, 130.0), (120.0, 90.0))
    alone = answers(model, replace(falling, vitals=None), frozenset({Modality.NOTE}))
    hidden = answers(model, falling, frozenset({Modality.NOTE}))
    assert hidden.binary == pytest.approx(alone.binary, abs=1e-6) and hidden.levels == pytest.approx(
        alone.levels, abs=1e-6
    )


def test_a_hidden_vital_sign_takes_its_own_course_with_it(model):
    one, pulse_only = case((80.0, 130.0), (120.0, 90.0)), case((80.0, None), (120.0, None))
    kept = np.array([[True, False, True, False, True, False, False], [True, False, False, False, True, False, False]])
    found = value_by_measured(model, model.encode(one), RISK, kept)
    assert found == pytest.approx([float(answers(model, c).risk) for c in (one, pulse_only)], abs=1e-6)


def test_gradients_start_from_the_shown_risk(model):
    encoded = model.encode(case((80.0, 130.0), (120.0, 90.0)))
    shown = outputs(model, encoded, [BOTH])[0].mean.risk
    assert value_tensor(model, encoded.inputs, RISK).item() == pytest.approx(float(shown), abs=1e-5)


def test_a_notable_course_is_among_the_checks(model):
    engine = LocalEngine(model_dir(), "cpu")
    falling = case((80.0, 150.0), (120.0, 90.0), (160.0, 60.0))
    codes = [c.code for c in case_checks(falling, engine.assess(falling), model.encode(falling))]
    assert codes.count("check_series_worsening") == 1
    steady = case((84.0, 134.0), (84.0, 134.0))
    assert not any("series" in c.code for c in case_checks(steady, engine.assess(steady), model.encode(steady)))


def test_the_shipped_weights_never_count_a_fall_of_the_pressure_with_a_rising_pulse_as_safe():
    shipped = TriageModel(open_bundle(model_dir()), torch.device("cpu"))
    falling = case((80.0, 130.0), (100.0, 110.0), (120.0, 90.0), (130.0, 80.0))
    found = dict(zip(SERIES_NAMES, shipped.series.by_vital(falling.vitals).tolist(), strict=True))
    assert found["heart_rate"] > 0 and found["sbp"] >= 0


def test_demonstration_patients_with_trends_have_a_course_of_each_measured_vital():
    shipped = TriageModel(open_bundle(model_dir()), torch.device("cpu"))
    read = read_case(min(p for p in demo_dir().iterdir() if p.is_dir()))
    vitals_only = replace(read, films=(), ecgs=())
    encoded = shipped.encode(vitals_only)
    assert encoded.inputs.series.shape == (1, 7) and bool(torch.isfinite(encoded.inputs.series).all())
    (found,) = outputs(shipped, encoded, [BOTH])
    assert 0 < found.mean.binary[CRITICAL] < 1 and len(OUTPUTS) == 17


@pytest.mark.parametrize(
    ("minutes", "complaint", "said"),
    [((0,), None, True), ((0,), "fall", False), ((0, 0), None, True), ((0, 60), None, False)],
)
def test_drowsiness_is_said_to_be_unread_exactly_where_the_logits_do_not_know_it(minutes, complaint, said):
    """The same chart, alert and responding to voice, through the shipped networks and weights of the course."""
    model = TriageModel(open_bundle(model_dir()), torch.device("cpu"))
    model.series = SeriesEvidence(np.ones((len(SERIES_NAMES), len(FEATURES))), effect(0.4))
    drowsy, alert = (_chart(minutes, complaint, level) for level in (Consciousness.VOICE, Consciousness.ALERT))
    same = np.array_equal(model.logits(model.encode(drowsy).inputs), model.logits(model.encode(alert).inputs))
    found = case_checks(drowsy, LocalEngine(model_dir(), "cpu").assess(drowsy), model.encode(drowsy))
    assert (same, "check_consciousness_unread" in {c.code for c in found}) == (said, said)


def _chart(minutes, complaint, level):
    rows = [VitalsRow(START + timedelta(minutes=m), heart_rate=80.0, consciousness=level) for m in minutes]
    return Case("c", chief_complaint=complaint, vitals=Vitals("v", tuple(rows)))
