"""A finding against all evidence: fired where the program fires, and borne out by the diagnosis of the very visits."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS, Modality
from cdss.core.paths import model_dir
from cdss.evaluation.composite_scores import composites
from cdss.evaluation.disagreement.findings import ALL, HAS_ILLNESS, _findings, contradicted, finding_checks
from cdss.evaluation.logits import PatternAnswers, pattern_answers
from cdss.nets.triage import TriageModel
from cdss.records.assessment import Finding
from cdss.scoring.calibrate import OUTCOMES, Probabilities

RAW = {"slope": 1.0, "intercept": 0.0}
CALIBRATION = {
    "film_findings": dict.fromkeys(IMAGE_FINDINGS, RAW),
    "ecg_findings": dict.fromkeys(ECG_FINDINGS, RAW),
}


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


def told(pneumonia):
    binary = np.full((len(pneumonia), len(OUTCOMES) + len(CONDITIONS)), 0.5)
    binary[:, len(OUTCOMES) + CONDITIONS.index("pneumonia")] = pneumonia
    found = Probabilities(np.full((len(pneumonia), 5), 0.2), binary)
    return PatternAnswers("all", np.arange(len(pneumonia)), found, None)


def test_a_sure_finding_of_an_unlikely_illness_is_contradicted():
    findings = [[Finding("pneumonia", p)] for p in (0.9, 0.79, 0.9, 0.9)] + [[]]
    assert contradicted(Modality.IMAGE, findings, told([0.1, 0.1, 0.4, 0.1, 0.1])).tolist() == [1, 0, 0, 1, 0]


def test_findings_of_a_donor_are_the_mean_of_its_tokens_calibrated():
    tokens = torch.tensor([[[0.0, 2.0], [2.0, 2.0]], [[-1.0, 0.0], [-1.0, 0.0]]])
    found = _findings(tokens, ("a", "b"), {"a": RAW, "b": {"slope": 2.0, "intercept": -1.0}})
    assert [f.code for f in found[0]] == ["a", "b"] and set(found) == {0, 1}
    assert [f.probability for f in found[0]] == pytest.approx([1 / (1 + np.exp(-1)), 1 / (1 + np.exp(-3))])
    assert found[1][1].probability == pytest.approx(1 / (1 + np.exp(1)))


def test_every_finding_that_is_held_against_a_condition_is_measured_on_the_visits_it_was_given_to(model, tiny_fusion):
    pairs = list(finding_checks(model, tiny_fusion, CALIBRATION))
    drawn, answers = composites(tiny_fusion, "test"), pattern_answers(model, tiny_fusion, ALL)
    assert (drawn.rows == answers.rows).all()
    parts = {check.part: (check, borne_out) for check, borne_out in pairs}
    shown = [f"film sure of {code}" for code in ("pneumonia", "edema") if code in model.shown_film_findings]
    assert [part.split(",")[0] for part in parts] == [*shown, "ECG sure of MI", "ECG sure of AF"]
    check, borne_out = parts["ECG sure of MI, acs unlikely"]
    own = torch.sigmoid(tiny_fusion.ecg[drawn.ecgs].mean(dim=1)[:, ECG_FINDINGS.index("MI")]).numpy()
    acs = answers.found.binary[:, len(OUTCOMES) + CONDITIONS.index("acs")]
    assert (check.fired == ((own >= 0.8) & (np.round(acs, 2) < 0.33))).all() and 0 < check.fired.sum() < len(own)
    assert check.able.all() and check.actual.tolist() == (tiny_fusion.visits.acuity[drawn.rows] + 1).tolist()
    assert set(check.given) <= {1, 2, 3, 4, 5}
    ill = tiny_fusion.visits.conditions[drawn.rows, CONDITIONS.index("acs")] == 1
    assert borne_out.name == HAS_ILLNESS and borne_out.figure.n == check.fired.sum()
    assert borne_out.figure.positives == (ill & check.fired).sum()
