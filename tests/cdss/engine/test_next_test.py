"""Which test would tell most, and similar visits, asked of the real engine whose model was given tiny reference visits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.errors import EngineError
from cdss.core.kinds import RISK, Modality
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.asked.answers import answered
from cdss.engine.asked.next_test import repeated
from cdss.engine.coalitions import outputs
from cdss.engine.explained.neighbours import explain_neighbours
from cdss.engine.explained.subject import Subject
from cdss.nets.fusion import FusionEnsemble
from cdss.nets.triage import TriageModel
from cdss.readers.case_folder import read_case
from cdss.records.explanation import Explanation
from cdss.records.question import NextTest
from cdss.scoring.calibrate import ensemble_interval


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


@pytest.fixture(scope="module")
def case():
    """A patient with note and vital signs only."""
    whole = read_case(next(path for path in sorted(demo_dir().iterdir()) if path.name.startswith("01")))
    return replace(whole, films=(), ecgs=())


@pytest.fixture
def given(model, make_reference):
    """The model with eight reference visits placed by its own hidden states."""

    def make(**changed):
        width = sum(member.trunk[3].out_features for member in model.fusion.members)
        basis = np.eye(width, 2, dtype=np.float32)
        model.reference = make_reference(centre=np.zeros(width, np.float32), basis=basis, **changed)
        return model

    yield make
    model.reference = None


@pytest.fixture
def decisive(model):
    """Evidence that settles the matter: however a test of this modality comes out, all members then say level 2."""
    trained = model.fusion

    def make(modality):
        model.fusion = FusionEnsemble(len(trained.members)).eval().requires_grad_(False)
        model.fusion.load_state_dict(trained.state_dict())
        for member in model.fusion.members:
            for name in ("image", "ecg"):
                evidence = getattr(member, f"{name}_evidence")
                evidence.linear.weight.zero_()
                evidence.outer.weight.zero_()
            settled = getattr(member, f"{modality.value}_evidence")
            settled.centre.zero_()
            settled.spread.fill_(1.0)
            settled.gate.zero_()
            settled.linear.weight[1, 0] = 40.0
        return {modality.value if modality is Modality.ECG else "film": np.ones(_shape(modality), np.float16)}

    yield make
    model.fusion = trained


def _shape(modality):
    return (2, 32, 6) if modality is Modality.ECG else (2, 49, 8)


def asked(model, case):
    return answered(Subject(model, case, model.encode(case), RISK), NextTest())


@pytest.mark.parametrize("modality", [Modality.IMAGE, Modality.ECG])
def test_the_decisive_test_comes_first(given, decisive, case, modality):
    found = asked(given(**decisive(modality)), case)
    first, *others = found.tests
    assert first.test == modality.value
    assert first.width_expected < 0.1 < first.width_now
    assert all(other.width_expected > first.width_expected for other in others)
    assert {value.test for value in found.tests} == {"image", "ecg", "vitals"}
    assert {value.samples for value in found.tests if value.test != "vitals"} == {6}  # the visits of the random sample


def test_the_width_now_is_the_one_on_screen(given, case):
    model = given()
    encoded = model.encode(case)
    (out,) = outputs(model, encoded, [frozenset(encoded.present)])
    low, high = ensemble_interval(out.members.risk, out.mean.risk)
    widths = [value.width_now for value in asked(model, case).tests]
    assert widths == pytest.approx([10 * (high - low)] * 3, abs=1e-6)


def test_only_what_is_missing_is_offered_beside_vital_signs(given, case):
    whole = read_case(next(path for path in sorted(demo_dir().iterdir()) if path.name.startswith("01")))
    assert {value.test for value in asked(given(), replace(whole, ecgs=())).tests} == {"ecg", "vitals"}


def test_vital_signs_never_measured_are_taken_from_similar_visits(given, case):
    unmeasured = replace(case, vitals=None)
    (vitals,) = [value for value in asked(given(), unmeasured).tests if value.test == "vitals"]
    assert vitals.samples == 6 and vitals.width_expected != pytest.approx(vitals.width_now, abs=1e-6)


def test_a_repeat_that_cannot_differ_changes_nothing(given, case):
    timeless = replace(case, vitals=replace(case.vitals, rows=(replace(case.vitals.latest, time=None),)))
    same = given(repeat_sd=np.zeros(7, np.float32))
    (vitals,) = [value for value in asked(same, timeless).tests if value.test == "vitals"]
    assert vitals.width_expected == pytest.approx(vitals.width_now, abs=1e-4) and vitals.level_changes == 0.0


def test_a_bundle_without_reference_visits_says_so(model, case):
    model.reference = None
    with pytest.raises(EngineError, match="no reference visits"):
        asked(model, case)
    assert explain_neighbours(Subject(model, case, model.encode(case), RISK), Explanation()) is None


def test_a_patient_with_film_and_ecg_alone_is_like_nobody(given):
    model = given()
    whole = read_case(next(path for path in sorted(demo_dir().iterdir()) if path.name.startswith("01")))
    bare = replace(whole, vitals=None, note=None, chief_complaint=None)
    subject = Subject(model, bare, model.encode(bare), RISK)
    assert explain_neighbours(subject, Explanation()) is None
    with pytest.raises(EngineError, match="neither a note nor a vital sign"):
        answered(subject, NextTest())


def test_neighbours_are_about_the_explained_output(given, case):
    model = given()
    subject = Subject(model, case, model.encode(case), "pneumonia")
    found = explain_neighbours(subject, Explanation())
    probability = outputs(model, subject.encoded, [frozenset(subject.encoded.present)])[0].mean.binary[4]
    assert found.target == "pneumonia" and found.predicted == (probability >= 0.5)
    assert ("pneumonia" in found.opposite.conditions) is not found.predicted


def test_repeated_measurements_vary_as_told_and_stay_possible():
    latest = np.array([80, 16, 120, 70, 99, np.nan, 3], np.float32)
    found = repeated(latest, np.array([5, 3, 8, 30, 4, 0.2, 0], np.float32), 2000)
    assert found[:, 0].mean() == pytest.approx(80, abs=0.5) and found[:, 0].std() == pytest.approx(5, rel=0.05)
    assert found[:, 4].max() == 100.0 and (found[:, 3] < found[:, 2]).all()
    assert np.isnan(found[:, 5]).all() and (found[:, 6] == 3).all()
