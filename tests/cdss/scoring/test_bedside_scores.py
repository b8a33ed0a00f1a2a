"""qSOFA, shock index and the ESI danger zone: each threshold from both sides, and what is missing."""

import pytest

from cdss.core.kinds import Consciousness
from cdss.records.vitals import VitalsRow
from cdss.scoring.esi import esi_danger_zone, esi_danger_zone_applicable
from cdss.scoring.qsofa import qsofa
from cdss.scoring.shock_index import shock_index

ALERT, CONFUSED = Consciousness.ALERT, Consciousness.CONFUSION


@pytest.mark.parametrize(
    ("resp_rate", "sbp", "mind", "value", "band"),
    [
        (21, 101, ALERT, 0, "negative"),
        (22, 101, ALERT, 1, "negative"),
        (21, 100, ALERT, 1, "negative"),
        (21, 101, CONFUSED, 1, "negative"),
        (22, 100, ALERT, 2, "positive"),
        (22, 100, CONFUSED, 3, "positive"),
    ],
)
def test_qsofa(resp_rate, sbp, mind, value, band):
    score = qsofa(VitalsRow(resp_rate=resp_rate, sbp=sbp, consciousness=mind))
    assert (score.value, score.band, score.complete) == (value, band, True)


@pytest.mark.parametrize("mind", [c for c in Consciousness if c is not ALERT])
def test_every_letter_but_alert_is_altered_mentation(mind):
    assert dict(qsofa(VitalsRow(consciousness=mind)).parts) == {"consciousness": 1}


@pytest.mark.parametrize(
    ("row", "value", "band", "missing"),
    [
        (VitalsRow(resp_rate=16, sbp=120), 0, "negative", ("consciousness",)),
        (VitalsRow(resp_rate=24, sbp=120), 1, None, ("consciousness",)),
        (VitalsRow(resp_rate=24, sbp=90), 2, "positive", ("consciousness",)),
        (VitalsRow(sbp=120), 0, None, ("resp_rate", "consciousness")),
        (VitalsRow(heart_rate=80), None, None, ("resp_rate", "sbp", "consciousness")),
    ],
)
def test_partial_qsofa_is_called_negative_only_when_it_must_be(row, value, band, missing):
    score = qsofa(row)
    assert (score.value, score.band, score.missing, score.complete) == (value, band, missing, False)


@pytest.mark.parametrize(
    ("rate", "sbp", "value", "band"),
    [(90, 100, 0.9, "normal"), (81, 90, 0.9, "normal"), (91, 100, 0.91, "abnormal"), (110, 160, 0.6875, "normal")],
)
def test_shock_index(rate, sbp, value, band):
    score = shock_index(VitalsRow(heart_rate=rate, sbp=sbp))
    assert score.value == pytest.approx(value)
    assert (score.band, score.complete) == (band, True)


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        (VitalsRow(heart_rate=90), ("sbp",)),
        (VitalsRow(sbp=90), ("heart_rate",)),
        (VitalsRow(), ("heart_rate", "sbp")),
        (VitalsRow(heart_rate=90, sbp=0), ("sbp",)),
    ],
)
def test_shock_index_needs_both(row, missing):
    score = shock_index(row)
    assert (score.value, score.band, score.missing, score.complete) == (None, None, missing, False)


@pytest.mark.parametrize(
    ("rate", "resp_rate", "spo2", "value", "band"),
    [
        (100, 20, 92, 0, "negative"),
        (101, 20, 92, 1, "positive"),
        (100, 21, 92, 1, "positive"),
        (100, 20, 91, 1, "positive"),
        (None, 20, 92, 0, None),
    ],
)
def test_esi_danger_zone(rate, resp_rate, spo2, value, band):
    score = esi_danger_zone(VitalsRow(heart_rate=rate, resp_rate=resp_rate, spo2=spo2))
    assert (score.value, score.band) == (value, band)


@pytest.mark.parametrize(("age", "applies"), [(8.0, False), (8.1, True), (None, True)])
def test_esi_danger_zone_is_for_patients_over_eight(age, applies):
    assert esi_danger_zone_applicable(age) is applies
