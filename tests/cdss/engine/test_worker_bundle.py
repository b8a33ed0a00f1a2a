"""The worker with the bundle that ships: real torch, real patient, the answer of the engine in this process."""

import time
from pathlib import Path

import numpy as np
import pytest

from cdss.core.paths import demo_dir, model_dir
from cdss.core.sentences import sentence
from cdss.engine.messages import Assessed, Explained, Heartbeat, Ready, Refused, WorkerFailed
from cdss.engine.process import WorkerClient
from cdss.readers.case_folder import read_case
from cdss.records.case import Case
from cdss.session.state import Problem

MAX_WORKER_MB = 2000
"""Resident memory the worker may take (issue budget: 2 GB)."""


@pytest.fixture(scope="module")
def spoken():
    """Everything the worker says to one whole patient and one empty case, with the case."""
    case = read_case(demo_dir() / "01-chest-pain")
    client = WorkerClient(model_dir(), "cpu")
    client.start()
    said, empty, end = [], client.submit(Case("nothing"), explain=False), time.monotonic() + 120
    client.submit(case)
    while time.monotonic() < end and not (
        any(isinstance(r, Explained) and r.final for r in said) and any(isinstance(r, Refused) for r in said)
    ):
        said += client.poll()
        time.sleep(0.02)
    client.stop()
    return case, empty, said


def test_same_answer_as_the_engine_in_this_process(spoken):
    from cdss.engine.local import LocalEngine

    case, _, said = spoken
    (answer,) = [r.assessment for r in said if isinstance(r, Assessed)]
    here = LocalEngine(model_dir(), "cpu")
    mine = here.assess(case)
    assert (answer.case_id, answer.model, answer.device) == (case.case_id, here.model, "cpu")
    assert answer.risk.score == pytest.approx(mine.risk.score, abs=0.02)
    assert answer.acuity.probabilities == pytest.approx(mine.acuity.probabilities, abs=2e-3)
    *_, last = here.explain(case)
    (final,) = [r.explanation for r in said if isinstance(r, Explained) and r.final]
    assert final.vitals_shap is not None and final.note_tokens is not None and final.cross_attention is not None
    assert final.modality_shapley.phi == pytest.approx(dict(last.modality_shapley.phi), abs=5e-3)
    np.testing.assert_allclose(final.ecg_attribution.values, last.ecg_attribution.values, atol=0.05)
    assert set(final.image_cam.maps) == set(last.image_cam.maps)


def test_empty_case_is_refused_in_words(spoken):
    _, empty, said = spoken
    (refused,) = [r for r in said if isinstance(r, Refused)]
    assert (refused.generation, refused.code) == (empty, "case_empty")
    assert refused.text.endswith(".")


def test_worker_stays_within_its_memory_and_never_fails(spoken):
    *_, said = spoken
    assert [r.device for r in said if isinstance(r, Ready)] == ["cpu"]
    assert not [r for r in said if isinstance(r, WorkerFailed)]
    assert max(r.rss_mb for r in said if isinstance(r, Heartbeat)) < MAX_WORKER_MB


def test_bundle_that_is_not_there_is_said_in_words(tmp_path):
    client = WorkerClient(Path(tmp_path) / "none", "cpu")
    client.start()
    said, end = [], time.monotonic() + 60
    while time.monotonic() < end and not any(isinstance(r, WorkerFailed) for r in said):
        said += client.poll()
        time.sleep(0.02)
    client.stop()
    (failed,) = [r for r in said if isinstance(r, WorkerFailed)]
    assert "There is no model bundle" in failed.text and not failed.restarting
    assert failed.code == "bundle_absent"
    assert Problem(failed.code, failed.text, failed.params).words("ko") == sentence(
        "bundle_absent", {"folder": str(tmp_path / "none")}, "ko"
    )
