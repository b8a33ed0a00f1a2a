"""The table of attributions, read back as a spreadsheet would."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from cdss.core.kinds import Modality
from cdss.records.assessment import ModelIdentity
from cdss.records.attribution import Attribution, Method
from cdss.records.attribution_csv import COLUMNS, attributions_csv, attributions_of
from cdss.records.explanation import Explanation, ImageCam, ModalityShapley

MODEL = ModelIdentity("cdss-triage", "9.9", "ab" * 32)
SHAPLEY = ModalityShapley("risk", 0.2, 0.9, {Modality.ECG: 0.5, Modality.NOTE: 0.2}, {"ecg|note": 0.1})


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_one_row_an_input_with_base_and_value():
    table = rows(attributions_csv("demo-1", MODEL, [SHAPLEY.attribution()]))
    assert [r["input"] for r in table] == ["ecg", "note"]
    assert [float(r["effect"]) for r in table] == [0.5, 0.2]
    assert {(r["method"], r["target"], r["base"], r["value"]) for r in table} == {("shapley", "risk", "0.2", "0.9")}
    assert table[0]["case_id"] == "demo-1" and table[0]["model"] == f"cdss-triage 9.9 sha256 {'ab' * 32}"
    assert tuple(table[0]) == COLUMNS


def test_effects_without_a_promised_sum_have_no_base():
    share = Attribution(Method.GRAD_CAM, "pneumonia", {"image/left_lower": 1.0})
    (row,) = rows(attributions_csv("a", MODEL, [share]))
    assert (row["base"], row["value"], row["effect"]) == ("", "", "1")


def test_text_of_a_note_cannot_become_a_formula():
    words = Attribution(Method.LIME, "risk", {"=HYPERLINK(1)": 0.1, 'note/3/"가슴, 통증"': -0.2})
    first, second = rows(attributions_csv("-1", MODEL, [words]))
    assert first["input"] == "'=HYPERLINK(1)" and first["case_id"] == "'-1"
    assert second["input"] == 'note/3/"가슴, 통증"' and float(second["effect"]) == -0.2


def test_parts_that_are_not_there_give_no_rows_and_a_film_gives_one_set_a_map():
    cam = np.zeros((6, 4), np.float32)
    cam[5, 0] = 1.0
    explanation = Explanation(modality_shapley=SHAPLEY, image_cam=ImageCam({"edema": cam}, {"edema": "right_lower"}))
    found = attributions_of(explanation, ("image_cam", "note_tokens", "modality_shapley"))
    assert [(a.method, a.target) for a in found] == [(Method.GRAD_CAM, "edema"), (Method.SHAPLEY, "risk")]
    assert max(found[0].effects, key=lambda name: found[0].effects[name]) == "image/right_lower"


def test_shapley_leaves_no_remainder():
    assert SHAPLEY.attribution().remainder == pytest.approx(0.0, abs=1e-12)
    assert Attribution(Method.SHAP, "risk", {"a": 0.1}, 0.2, 0.5).remainder == pytest.approx(0.2)
    assert Attribution(Method.LIME, "risk", {"a": 0.1}).remainder is None
