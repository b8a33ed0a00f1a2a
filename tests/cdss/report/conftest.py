"""One patient from a demo folder with an assessment and explanations made here, and the record of their report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence, Severity
from cdss.core.paths import demo_dir
from cdss.core.result import issue
from cdss.readers.case_folder import read_case
from cdss.records.assessment import Acuity, Assessment, Condition, Finding, ModalityStatus, ModelIdentity, Risk
from cdss.records.explanation import Contribution, Explanation, ImageCam, ModalityShapley, VitalsShap
from cdss.report.build import Made, report_of
from cdss.report.record import Report
from cdss.report.technical import InputHash, WeightsHash
from cdss.session.evidence import scores_of
from cdss.session.state import EnginePhase, EngineStatus, Entry, Intent, SessionState

MODEL = ModelIdentity("cdss-triage", "0.4.0", "ab" * 32)
KEY = "/data/demo-01"
AT = datetime(2026, 11, 21, 20, 5, tzinfo=UTC)

MakeReport = Callable[..., Report]


def explanation() -> Explanation:
    spot = np.zeros((7, 7), dtype=np.float32)
    spot[6, 0] = 1.0
    phi = {Modality.IMAGE: 0.1, Modality.ECG: 0.25, Modality.VITALS: 0.05, Modality.NOTE: -0.02}
    return Explanation(
        modality_shapley=ModalityShapley("risk", 0.29, 0.67, phi, {"ecg|note": 0.06, "image|ecg": -0.03}),
        vitals_shap=VitalsShap(
            "risk", 0.32, 0.67,
            (Contribution("spo2", "93%", 0.2), Contribution("arrival", "ambulance", 0.2), Contribution("age", "58 y", -0.05)),
        ),
        image_cam=ImageCam({"pneumonia": spot}, {}, None),
    )  # fmt: skip


@pytest.fixture(scope="session")
def entry() -> Entry:
    case = read_case(demo_dir() / "01-chest-pain")
    assessment = Assessment(
        case.case_id,
        MODEL,
        {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES},
        Acuity(2, (0.03, 0.64, 0.30, 0.02, 0.01), level_set=(2, 3)),
        Risk(6.7, (5.0, 8.0)),
        {"admission": 0.4, "critical": 0.02},
        (Condition("acs", 0.72, (0.6, 0.8), True), Condition("sepsis", 0.002, (0.001, 0.003), False)),
        {Modality.IMAGE: (Finding("pneumonia", 0.48, (0.3, 0.6)),), Modality.ECG: (Finding("NORM", 0.9),)},
        {"heart_rate": 104.0, "pr_ms": None, "qtc_ms": 500.0, "axis_deg": -78.0},
        {"V2": 0.21},
        dict(scores_of(case)),
        (
            issue("check_news2_agrees", Severity.INFO, None, news2=7, level=2),
            issue("ecg_short", Severity.WARNING, None, seconds=4),
        ),
        {},
        composite=True,
        without={Modality.IMAGE: 6.1, Modality.ECG: 4.4},
    )
    return Entry(KEY, case=case, assessment=assessment, explanation=explanation(), explained=True)


@pytest.fixture
def make_report() -> MakeReport:
    """The report of an entry as it would be printed."""

    def of(entry: Entry, language: str = "en", failed: tuple[str, ...] = (), **intent: object) -> Report:
        asked = replace(Intent(selected=entry.key, language=language), **intent)  # type: ignore[arg-type]
        engine = EngineStatus(EnginePhase.READY, "cpu", 1, MODEL, failed_methods=failed)
        weights, inputs = (WeightsHash("ecg.safetensors", "cd" * 32),), (InputHash("note", "note.txt", "ef" * 32),)
        made = report_of(SessionState((entry,), asked, engine), Made("demo-01 · M · 58 y", AT, inputs, weights))
        assert made is not None
        return made

    return of
