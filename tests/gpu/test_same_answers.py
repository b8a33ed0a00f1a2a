"""The answers on the GPU are those on the processor, within what single precision and fused kernels leave open."""

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.paths import demo_dir, model_dir
from cdss.engine.batch import assess_many
from cdss.engine.local import LocalEngine
from cdss.readers.case_folder import read_case

NEAR = 2e-3
"""Probability: TF32 in convolutions keeps ten bits of the mantissa (1e-3 of each product)."""

FOLDERS = [folder for folder in sorted(demo_dir().iterdir()) if folder.is_dir()]


@pytest.fixture(scope="module")
def engines():
    return LocalEngine(model_dir(), "cuda"), LocalEngine(model_dir(), "cpu")


def probabilities(assessment):
    conditions = sorted((c.code, c.probability) for c in assessment.conditions)
    findings = [f.probability for found in assessment.findings.values() for f in found]
    return [*assessment.acuity.probabilities, *assessment.outcomes.values(), *(p for _, p in conditions), *findings]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_demonstration_patient_has_the_same_assessment(engines, folder):
    case = read_case(folder)
    on_gpu, on_cpu = (engine.assess(case) for engine in engines)
    assert on_gpu.device == "cuda" and on_cpu.device == "cpu"
    assert np.allclose(probabilities(on_gpu), probabilities(on_cpu), atol=NEAR)
    assert on_gpu.risk.score == pytest.approx(on_cpu.risk.score, abs=10 * NEAR)
    assert on_gpu.without == pytest.approx(on_cpu.without, abs=10 * NEAR)
    assert on_gpu.modalities == on_cpu.modalities


def test_a_batch_has_the_same_assessments(engines):
    cases = [read_case(folder) for folder in FOLDERS]
    on_gpu, on_cpu = (list(assess_many(engine, [replace(c) for c in cases])) for engine in engines)
    for one, other in zip(on_gpu, on_cpu, strict=True):
        assert np.allclose(probabilities(one), probabilities(other), atol=NEAR), one.case_id


def test_every_part_of_the_explanation_is_made_and_alike(engines):
    case = read_case(FOLDERS[0])
    on_gpu, on_cpu = ([*engine.explain(replace(case))][-1] for engine in engines)
    for name in ("modality_shapley", "vitals_shap", "note_tokens", "image_cam", "ecg_attribution"):
        assert (getattr(on_gpu, name) is None) is (getattr(on_cpu, name) is None), name
    assert on_gpu.modality_shapley.phi == pytest.approx(on_cpu.modality_shapley.phi, abs=5 * NEAR)
    assert on_gpu.modality_shapley.value == pytest.approx(on_cpu.modality_shapley.value, abs=NEAR)


def test_auto_takes_the_gpu():
    assert LocalEngine(model_dir(), "auto").device == "cuda"
