"""The shipped model on a real demonstration patient: every subset of modalities, refusals, and explanations that add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import numpy as np
import pytest

from cdss.bundle.load import open_bundle
from cdss.core.errors import EmptyCaseError, EngineError
from cdss.core.kinds import CONDITIONS, ECG_LEADS, MODALITIES, Modality, Presence, Severity, Sex
from cdss.core.paths import demo_dir, model_dir
from cdss.core.result import issue
from cdss.engine.local import LocalEngine
from cdss.readers.case_folder import read_case
from cdss.records.case import Case
from cdss.records.concept_correction import ConceptCorrection, Meant
from cdss.records.vitals import Vitals
from cdss.records.vitals_changes import Signature

PATTERNS = [p for p in product((False, True), repeat=4) if any(p)]


@pytest.fixture(scope="module")
def engine():
    return LocalEngine(model_dir(), device="cpu", threads=1)


@pytest.fixture(scope="module")
def full_case():
    cases = [read_case(folder) for folder in sorted(demo_dir().iterdir()) if folder.is_dir()]
    return next(case for case in cases if len(case.present) == 4)


def with_only(case: Case, shown: tuple[bool, ...]) -> Case:
    image, ecg, vitals, note = shown
    return replace(
        case,
        films=case.films if image else (),
        ecgs=case.ecgs if ecg else (),
        vitals=case.vitals if vitals else None,
        note=case.note if note else None,
        chief_complaint=case.chief_complaint if note else None,
    )


def test_a_corrected_concept_is_read_as_it_is_meant(engine, full_case):
    """The clinician's word changes the text that the network reads, and with it the answer."""
    denied = ConceptCorrection("chest pain", False, Meant.DENIED, Signature("KSY", datetime(2026, 11, 20, tzinfo=UTC)))
    corrected = replace(full_case, concept_corrections=(denied,))
    usual, other = engine.assess(full_case), engine.assess(corrected)
    pain, no_pain = (next(c.probability for c in a.conditions if c.code == "acs") for a in (usual, other))
    assert no_pain < pain
    part = next(e.note_tokens for e in engine.explain(corrected) if e.note_tokens is not None)
    assert any(unit.text.endswith("no chest pain") and unit.denied for unit in part.units)
    assert (
        part.displayed == next(e.note_tokens for e in engine.explain(full_case) if e.note_tokens is not None).displayed
    )


def test_the_scale_of_spo2_counts_in_the_score(engine, full_case):
    high = Vitals("v", (replace(full_case.vitals.latest, spo2=97.0, on_oxygen=True),))
    points = {
        scale: dict(engine.assess(replace(full_case, vitals=high, spo2_scale=scale)).scores["news2"].parts)["spo2"]
        for scale in (1, 2)
    }
    assert points == {1: 0, 2: 3}


@pytest.mark.parametrize("shown", PATTERNS, ids=lambda p: "+".join(m for m, s in zip(MODALITIES, p, strict=True) if s))
def test_every_subset_is_assessed(engine, full_case, shown):
    found = engine.assess(with_only(full_case, shown))
    assert sum(found.acuity.probabilities) == pytest.approx(1.0)
    assert found.risk.score == pytest.approx(10 * sum(found.acuity.probabilities[:2]))
    assert found.risk.interval[0] <= found.risk.score <= found.risk.interval[1]
    assert {c.code for c in found.conditions} == set(CONDITIONS)
    for condition in found.conditions:
        assert 0.0 <= condition.interval[0] <= condition.probability <= condition.interval[1] <= 1.0
    statuses = tuple(found.modalities[m].status is Presence.PRESENT for m in MODALITIES)
    assert statuses == shown
    missing = {c.code for c in found.checks if c.code.startswith("check_without_")}
    assert missing == {f"check_without_{m}" for m, here in zip(MODALITIES, shown, strict=True) if not here}


def test_every_probability_has_an_interval_around_it(engine, full_case):
    found = engine.assess(full_case)
    pairs = [*zip(found.acuity.probabilities, found.acuity.intervals, strict=True)]
    pairs += [(found.outcomes[name], found.outcome_intervals[name]) for name in ("admission", "critical")]
    recordings = found.findings[Modality.ECG]
    assert all(f.interval is not None for f in recordings)
    pairs += [(f.probability, f.interval) for f in (*recordings, *found.findings[Modality.IMAGE]) if f.interval]
    for probability, (low, high) in pairs:
        assert 0.0 <= low < probability < high <= 1.0


def test_the_level_set_holds_the_level_and_has_no_gap(engine, full_case):
    for shown in PATTERNS:
        acuity = engine.assess(with_only(full_case, shown)).acuity
        assert acuity.level in acuity.level_set
        assert list(acuity.level_set) == list(range(acuity.level_set[0], acuity.level_set[-1] + 1))


def test_sets_are_those_of_the_patients_group(engine, full_case):
    """Thresholds by sex and age are read for this patient, and those of everybody where the sex is not known."""
    tables = open_bundle(model_dir()).calibration["patterns"]["image+ecg+vitals+note"]["threshold"]
    for sex, age, row in ((Sex.MALE, 70.0, 5), (Sex.FEMALE, 30.0, 0), (Sex.UNKNOWN, 70.0, 6)):
        found = engine.assess(replace(full_case, patient=replace(full_case.patient, sex=sex, age_years=age)))
        assert {c.code: c.in_set for c in found.conditions} == {
            c.code: c.probability >= tables[row][CONDITIONS.index(c.code)] for c in found.conditions
        }


def test_the_model_says_where_it_does_not_know(engine, full_case):
    known, said = set(), set()
    for shown in PATTERNS:
        found = engine.assess(with_only(full_case, shown))
        urgent = found.risk.score / 10
        assert found.selective.confidence == pytest.approx(max(urgent, 1 - urgent))
        assert found.selective.known == (found.selective.confidence >= found.selective.threshold)
        words = [c.text() for c in found.checks if c.code == "check_model_unsure"]
        given = found.acuity.probabilities[found.acuity.level - 1]
        assert len(words) == (max(found.acuity.probabilities) > given)
        assert all(f"level {found.acuity.level}" in w or f"and {found.acuity.level}" in w for w in words)
        known.add(found.selective.known)
        said.add(bool(words))
    assert False in known and said == {True, False}


def test_an_empty_case_is_refused_in_words(engine, full_case):
    with pytest.raises(EmptyCaseError, match="at least one"):
        engine.assess(with_only(full_case, (False,) * 4))


def test_a_blocked_case_is_not_assessed(engine, full_case):
    stop = issue("case_empty", Severity.STOP)
    with pytest.raises(EngineError):
        engine.assess(replace(full_case, issues=(stop,)))


def test_explanations_add_up_to_what_is_shown(engine, full_case):
    assessment = engine.assess(full_case)
    *_, explanation = engine.explain(full_case)
    share = explanation.modality_shapley
    assert share.value == pytest.approx(assessment.risk.score / 10, abs=1e-9)
    assert share.base + sum(share.phi.values()) == pytest.approx(share.value, abs=1e-6)
    shap = explanation.vitals_shap
    assert shap.value == pytest.approx(share.value, abs=1e-6)
    assert shap.base + sum(c.effect for c in shap.contributions) == pytest.approx(shap.value, abs=1e-6)
    words = explanation.note_tokens.words
    assert all(explanation.note_tokens.displayed[w.start : w.end] for w in words if w.end > w.start)
    assert explanation.cross_attention.weights.sum(axis=-1) == pytest.approx(1.0, abs=1e-4)
    ecg = explanation.ecg_attribution
    assert ecg.values.shape == full_case.ecgs[0].signal_mv.shape
    assert sum(ecg.by_lead.values()) == pytest.approx(1.0, abs=1e-5)
    assert set(ecg.by_lead) == set(ECG_LEADS)
    assert set(explanation.image_cam.maps) == {f.code for f in assessment.findings[Modality.IMAGE]}
    for cam in explanation.image_cam.maps.values():
        assert cam.min() >= 0.0 and cam.max() <= 1.0


def test_without_one_modality_equals_the_case_that_never_had_it(engine, full_case):
    found = engine.assess(full_case)
    no_film = engine.assess(with_only(full_case, (False, True, True, True)))
    assert found.without[Modality.IMAGE] == pytest.approx(no_film.risk.score, abs=1e-5)


def test_the_answer_does_not_depend_on_what_was_assessed_before(engine, full_case):
    first = engine.assess(full_case)
    engine.assess(with_only(full_case, (False, False, True, True)))
    again = engine.assess(replace(full_case))
    assert again.acuity == first.acuity
    assert again.conditions == first.conditions


def test_missing_leads_are_borne(engine, full_case):
    signal = full_case.ecgs[0].signal_mv.copy()
    signal[6:] = np.nan
    found = engine.assess(replace(full_case, ecgs=(replace(full_case.ecgs[0], signal_mv=signal),)))
    assert found.modalities[Modality.ECG].status is Presence.PRESENT
    assert found.st_level_mv["V1"] is None
    assert np.isfinite(found.risk.score)


def test_cuda_is_refused_in_words_where_there_is_none():
    import torch

    if torch.cuda.is_available():
        assert LocalEngine(model_dir(), device="cuda").device == "cuda"
    else:
        with pytest.raises(EngineError, match="driver"):
            LocalEngine(model_dir(), device="cuda")
