"""The report of a demo patient as it is printed, with an assessment made here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence
from cdss.core.paths import demo_dir
from cdss.readers.case_folder import read_case
from cdss.records.assessment import Acuity, Assessment, Condition, Finding, ModalityStatus, ModelIdentity, Risk
from cdss.records.explanation import Explanation, ImageCam, ModalityShapley
from cdss.report.build import Made, report_of
from cdss.report.record import Report
from cdss.session.evidence import scores_of
from cdss.session.state import EnginePhase, EngineStatus, Entry, Intent, SessionState

MODEL = ModelIdentity("cdss-triage", "0.4.0", "ab" * 32)

MakeReport = Callable[..., Report]


@pytest.fixture(scope="session")
def entry() -> Entry:
    case = read_case(demo_dir() / "01-chest-pain")
    spot = np.zeros((7, 7), dtype=np.float32)
    spot[6, 0] = 1.0
    phi = {Modality.IMAGE: 0.1, Modality.ECG: 0.25, Modality.VITALS: 0.05, Modality.NOTE: -0.02}
    assessment = Assessment(
        case.case_id,
        MODEL,
        {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES},
        Acuity(2, (0.03, 0.64, 0.30, 0.02, 0.01), level_set=(2, 3)),
        Risk(6.7, (5.0, 8.0)),
        {"admission": 0.4},
        (Condition("acs", 0.72, (0.6, 0.8), True),),
        {Modality.IMAGE: (Finding("pneumonia", 0.48, (0.3, 0.6)),), Modality.ECG: (Finding("NORM", 0.9),)},
        {"heart_rate": 104.0},
        {"V2": 0.21},
        dict(scores_of(case)),
        (),
        {},
        composite=True,
    )
    explained = Explanation(
        modality_shapley=ModalityShapley("risk", 0.29, 0.67, phi, {"ecg|note": 0.06}),
        image_cam=ImageCam({"pneumonia": spot}, {}, None),
    )
    return Entry("/data/demo-01", case=case, assessment=assessment, explanation=explained, explained=True)


@pytest.fixture
def make_report() -> MakeReport:
    """The report of an entry."""

    def of(entry: Entry, language: str = "en", identity: str = "demo-01 · M · 58 y") -> Report:
        engine = EngineStatus(EnginePhase.READY, "cpu", 1, MODEL)
        state = SessionState((entry,), Intent(selected=entry.key, language=language), engine)
        made = report_of(state, Made(identity, datetime(2026, 11, 21, 20, 5, tzinfo=UTC)))
        assert made is not None
        return made

    return of


@pytest.fixture
def bare(entry: Entry) -> Entry:
    """The same patient without films and ECG."""
    return replace(entry, case=replace(entry.case, films=(), ecgs=()))
