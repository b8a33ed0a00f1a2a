"""What a pane can be saved as: its own attributions, of the patient on screen, under a name that every file system takes."""

from __future__ import annotations

import csv
import io
from dataclasses import fields, replace

import numpy as np
import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.attribution_csv import attributions_of
from cdss.records.case import Case
from cdss.records.explanation import (
    Contribution,
    CrossAttention,
    EcgAttribution,
    EcgPart,
    Explanation,
    ImageCam,
    ModalityShapley,
    NoteTokens,
    VitalsShap,
    WordSpan,
)
from cdss.session.exports import PARTS_OF_PANE, file_stem, pane_table
from cdss.session.place import Pane
from cdss.session.state import Entry, Intent, SessionState

MODEL = ModelIdentity("cdss-triage", "9.9", "cd" * 32)
CAM = np.zeros((6, 4), np.float32)
CAM[0, 3] = 1.0
EXPLANATION = Explanation(
    modality_shapley=ModalityShapley("risk", 0.2, 0.9, {Modality.ECG: 0.5, Modality.NOTE: 0.2}, {"ecg|note": 0.1}),
    vitals_shap=VitalsShap("risk", 0.2, 0.45, (Contribution("spo2", "88 %", 0.25),)),
    note_tokens=NoteTokens("risk", "chest pain", (WordSpan("chest", 0, 5, 0.3), WordSpan("pain", 6, 10, -0.1))),
    ecg_attribution=EcgAttribution(
        "risk", np.zeros((12, 10), np.float32), 500.0, (EcgPart("V2", "ST", 0.4, 0.1, 1.0),), 0.2, 0.5
    ),
    image_cam=ImageCam({"edema": CAM}, {"edema": "left_upper"}),
    cross_attention=CrossAttention(("pain",), ("film_left_upper", "spo2"), np.array([[[0.25, 0.75]]], np.float32)),
)
OWN_INPUTS = {
    Pane.FILM: {"image/left_upper", "image/right_lower"},
    Pane.ECG: {"ecg/V2/ST"},
    Pane.NOTE: {"note/1/chest", "note/2/pain", "image/left_upper", "vitals/spo2"},
    Pane.VITALS: {"vitals/spo2"},
    Pane.DECISION: {"ecg", "note", "vitals/spo2", "image/left_upper"},
}


def assessed(case_id: str) -> Assessment:
    status = {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}
    return Assessment(
        case_id, MODEL, status, Acuity(2, (0.2,) * 5), Risk(9.0, (8.0, 9.5)), {}, (), {}, {}, {}, {}, (), {}
    )


def session(explanation: Explanation | None = EXPLANATION, case_id: str = "demo-1") -> SessionState:
    """Two patients; the one on screen is assessed, the other is assessed with another explanation."""
    other = replace(EXPLANATION, vitals_shap=VitalsShap("risk", 0.0, 0.9, (Contribution("sbp", "80 mmHg", 0.9),)))
    entries = (
        Entry("/d/other", case=Case("other"), assessment=assessed("other"), explanation=other),
        Entry("/d/a", case=Case(case_id), assessment=assessed(case_id), explanation=explanation),
    )
    return SessionState(entries, Intent(selected="/d/a"))


def rows(state: SessionState, pane: Pane) -> list[dict[str, str]]:
    text = pane_table(state, pane)
    assert text is not None
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("pane", list(Pane))
def test_each_pane_saves_its_own_inputs_of_the_patient_on_screen(pane):
    table = rows(session(), pane)
    assert OWN_INPUTS[pane] <= {row["input"] for row in table}
    assert {row["case_id"] for row in table} == {"demo-1"}
    assert {row["model"] for row in table} == {f"cdss-triage 9.9 sha256 {'cd' * 32}"}
    assert "vitals/sbp" not in {row["input"] for row in table}, "the other patient's"


def test_a_table_has_the_effects_that_the_pane_shows():
    note = {(r["method"], r["input"]): float(r["effect"]) for r in rows(session(), Pane.NOTE)}
    assert note["integrated_gradients", "note/1/chest"] == 0.3
    assert note["integrated_gradients", "note/2/pain"] == -0.1
    assert note["attention", "vitals/spo2"] == 0.75
    (ecg,) = rows(session(), Pane.ECG)
    assert float(ecg["effect"]) == pytest.approx(0.3) and (ecg["base"], ecg["value"]) == ("0.2", "0.5")


def test_there_is_nothing_to_save_before_an_explanation_has_come():
    assert pane_table(SessionState(), Pane.FILM) is None
    assert pane_table(session(explanation=None), Pane.FILM) is None
    assert pane_table(session(explanation=Explanation()), Pane.FILM) is None
    only_note = Explanation(note_tokens=EXPLANATION.note_tokens)
    assert pane_table(session(only_note), Pane.ECG) is None
    assert pane_table(session(only_note), Pane.NOTE) is not None
    unassessed = session()
    assert pane_table(unassessed.with_entry(replace(unassessed.selected, assessment=None)), Pane.NOTE) is None


def test_every_part_that_is_an_attribution_can_be_saved_from_some_pane():
    """A new part of the explanation that has an attribution must find its pane."""
    saved = {name for parts in PARTS_OF_PANE.values() for name in parts}
    assert saved <= {field.name for field in fields(Explanation)}
    for name in (field.name for field in fields(Explanation)):
        if attributions_of(EXPLANATION, (name,)):
            assert name in saved, name
    assert set(PARTS_OF_PANE) == set(Pane)


@pytest.mark.parametrize(
    ("case_id", "stem"),
    [
        ("demo-0331", "demo-0331-ecg"),
        ("가슴통증 4", "가슴통증-4-ecg"),
        ("../../etc/passwd", "------etc-passwd-ecg"),
        ('a:b*c?"<d>|\\', "a-b-c---d----ecg"),
    ],
)
def test_a_suggested_name_holds_no_character_that_a_file_system_refuses(case_id, stem):
    assert file_stem(session(case_id=case_id), Pane.ECG) == stem


def test_without_a_patient_the_name_is_plain():
    assert file_stem(SessionState(), Pane.NOTE) == "patient-note"
