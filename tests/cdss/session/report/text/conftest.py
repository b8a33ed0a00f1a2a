"""One patient with all four kinds of evidence, read from a demo folder, and an assessment made here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence
from cdss.core.paths import demo_dir
from cdss.readers.case_folder import read_case
from cdss.records.assessment import Acuity, Assessment, Condition, Finding, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.session.evidence import scores_of
from cdss.session.report.text.records import ReportText
from cdss.session.resolve import resolve
from cdss.session.state import EnginePhase, EngineStatus, Entry, Intent, SessionState

MODEL = ModelIdentity("cdss-triage", "0.4.0", "ab" * 32)
KEY = "/data/demo-01"

Draft = Callable[..., ReportText]


@pytest.fixture(scope="session")
def chest_pain() -> Case:
    return read_case(demo_dir() / "01-chest-pain")


@pytest.fixture(scope="session")
def assessed(chest_pain: Case) -> Assessment:
    return Assessment(
        chest_pain.case_id,
        MODEL,
        {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES},
        Acuity(2, (0.03, 0.64, 0.30, 0.02, 0.01), level_set=(2, 3)),
        Risk(6.7, (5.0, 8.0)),
        {"admission": 0.4, "critical": 0.004},
        (Condition("acs", 0.72, (0.6, 0.8), True), Condition("sepsis", 0.2, (0.1, 0.3), False)),
        {
            Modality.IMAGE: (
                Finding("pneumonia", 0.48, (0.3, 0.6)),
                Finding("edema", 0.22),
                Finding("effusion", 0.004),
            ),
            Modality.ECG: (Finding("NORM", 0.93, (0.9, 0.95)), Finding("MI", 0.05)),
        },
        {"heart_rate": 104.0, "pr_ms": None, "qtc_ms": 500.4, "axis_deg": -78.0},
        {"I": 0.02, "V2": 0.21, "V3": -0.16, "V4": None},
        dict(scores_of(chest_pain)),
        (),
        {},
        composite=True,
    )


@pytest.fixture
def entry(chest_pain: Case, assessed: Assessment) -> Entry:
    return Entry(KEY, case=chest_pain, assessment=assessed, explained=True)


def state_of(entry: Entry, language: str = "en", **intent: object) -> SessionState:
    asked = replace(Intent(selected=entry.key, language=language, report=True), **intent)  # type: ignore[arg-type]
    return SessionState((entry,), asked, EngineStatus(EnginePhase.READY, "cpu", 1, MODEL))


@pytest.fixture
def draft() -> Draft:
    """The text of the report of an entry, as its panel gets it."""

    def of(entry: Entry, language: str = "en", **intent: object) -> ReportText:
        pane = resolve(state_of(entry, language, **intent)).report
        assert pane is not None
        return pane.text

    return of
