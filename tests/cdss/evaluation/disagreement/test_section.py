"""The whole section on a few visits: every check has its figures, each under a name of its own."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.paths import model_dir
from cdss.evaluation.disagreement import rules, section
from cdss.evaluation.disagreement.findings import HAS_ILLNESS
from cdss.evaluation.disagreement.fired import FIRES, WRONG_SILENT
from cdss.evaluation.disagreement.methods import FILM, MIXED, NOTE, PULSES, VITALS
from cdss.evaluation.disagreement.rules import RULES
from cdss.evaluation.sections import SECTIONS
from cdss.evaluation.visits import ScoredVisits
from cdss.nets.triage import TriageModel


@pytest.mark.timeout(300)
def test_every_check_of_a_disagreement_is_measured(engine, tiny_fusion, shared_data, monkeypatch):
    monkeypatch.setattr(rules, "VISITS", 8)
    monkeypatch.setattr(section, "PATIENTS", 3)
    monkeypatch.setattr(section, "OCCLUDED", 1)
    monkeypatch.setattr("cdss.evaluation.explanations.patients.LEAST_VITALS", 1)
    bundle = open_bundle(model_dir())
    model = TriageModel(bundle, torch.device("cpu"))
    rows = tiny_fusion.rows("test")
    rows = rows[tiny_fusion.has_note[rows] & tiny_fusion.numbers.vitals_known[rows].any(axis=1)]
    scored = ScoredVisits(rows, {}, {}, np.zeros(len(rows), np.int64), tiny_fusion.visits.acuity[rows] + 1)
    found = list(section.disagreement_figures(engine, model, tiny_fusion, bundle.calibration, scored, shared_data))
    assert max(Counter((m.part, m.name) for m in found).values()) == 1
    sizes = {m.part: m.figure.n for m in found if m.name == FIRES}
    assert {sizes[part] for part in RULES} == {8} and sizes[PULSES] == sizes[MIXED] == 3
    assert max(sizes[NOTE], sizes[VITALS]) <= 3 and sizes[FILM] <= 1
    against = {m.part for m in found if m.name == HAS_ILLNESS}
    assert {"ECG sure of MI, acs unlikely", "ECG sure of AF, atrial_fibrillation unlikely"} <= against
    assert {m.part for m in found if m.name == WRONG_SILENT} == set(sizes) - {PULSES, MIXED}


def test_the_words_name_the_numbers_that_are_drawn():
    words = next(s.words for s in SECTIONS if s.key == "disagreement")
    assert (
        f"{rules.VISITS} adults" in words
        and f"{section.PATIENTS} composite visits, the film of {section.OCCLUDED}" in words
    )
