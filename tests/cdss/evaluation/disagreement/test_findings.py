"""A finding against all evidence: fired where the program fires, and borne out by the diagnosis of the very visits."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS, Modality
from cdss.core.paths import model_dir
from cdss.evaluation.composite_scores import composites
from cdss.evaluation.disagreement.findings import ALL, HAS_ILLNESS, LABELLED, _findings, contradicted, finding_checks
from cdss.evaluation.logits import PatternAnswers, pattern_answers
from cdss.nets.triage import TriageModel
from cdss.records.assessment import Finding
from cdss.scoring.calibrate import OUTCOMES, Probabilities
from cdss.training.cohort_ecg import load_ecgs
from cdss.training.cohort_films import film_rows

RAW = {"slope": 1.0, "intercept": 0.0}
SURE = {"slope": 1.0, "intercept": 1.4}
CALIBRATION = {
    "film_findings": dict.fromkeys(IMAGE_FINDINGS, SURE),
    "ecg_findings": dict.fromkeys(ECG_FINDINGS, SURE),
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


def test_every_finding_that_is_held_against_a_condition_is_measured_on_the_visits_it_was_given_to(
    model, tiny_fusion, tmp_path
):
    pairs = list(finding_checks(model, tiny_fusion, CALIBRATION, tmp_path))
    drawn, answers = composites(tiny_fusion, "test"), pattern_answers(model, tiny_fusion, ALL)
    assert (drawn.rows == answers.rows).all()
    parts = {check.part: (check, borne_out) for check, borne_out in pairs}
    names = ("film sure of pneumonia", "film sure of edema", "ECG sure of MI", "ECG sure of AF")
    assert tuple(part.split(",")[0] for part in parts) == names
    sure = {"pneumonia": "pneumonia", "edema": "heart_failure", "MI": "acs", "AF": "atrial_fibrillation"}
    films, ecgs = np.array([row.labels for row in film_rows(tmp_path)]), load_ecgs(tmp_path).labels
    image, ecg = (
        torch.sigmoid(one.mean(dim=1) + SURE["intercept"]).numpy() for one in (tiny_fusion.image, tiny_fusion.ecg)
    )
    fired = 0
    for (code, illness), (check, (labelled, borne_out)) in zip(sure.items(), parts.values(), strict=True):
        of_film = code in IMAGE_FINDINGS
        place = (IMAGE_FINDINGS if of_film else ECG_FINDINGS).index(code)
        chance, label = (image, films) if of_film else (ecg, ecgs)
        donors = drawn.films if of_film else drawn.ecgs
        fused = answers.found.binary[:, len(OUTCOMES) + CONDITIONS.index(illness)]
        assert (check.fired == ((chance[donors, place] >= 0.8) & (np.round(fused, 2) < 0.33))).all(), code
        assert check.able.all() and check.actual.tolist() == (tiny_fusion.visits.acuity[drawn.rows] + 1).tolist()
        known = label[donors[check.fired], place]
        assert (labelled.name, labelled.figure.n) == (LABELLED, (~np.isnan(known)).sum())
        assert labelled.figure.positives == (known == 1).sum()
        ill = tiny_fusion.visits.conditions[drawn.rows, CONDITIONS.index(illness)] == 1
        assert (borne_out.name, borne_out.figure.positives) == (HAS_ILLNESS, (ill & check.fired).sum())
        fired += int(check.fired.sum())
    assert 0 < fired < 4 * len(drawn)
