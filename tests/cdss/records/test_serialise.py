"""The JSON contract, key by key: programs that read it line by line depend on every name here."""

import json
from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS, MODALITIES, Modality, Presence, Severity
from cdss.core.result import issue
from cdss.records.assessment import (
    Acuity,
    Assessment,
    Condition,
    Finding,
    ModalityStatus,
    ModelIdentity,
    Risk,
    Score,
    Selective,
)
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
from cdss.records.serialise import assessment_to_json, error_to_json

KEYS = [
    "schema",
    "case_id",
    "model",
    "modalities",
    "acuity",
    "risk",
    "outcomes",
    "conditions",
    "findings",
    "measurements",
    "scores",
    "checks",
    "explanation",
    "timings_ms",
]
CHECK = issue("bundle_file_missing", Severity.WARNING, Modality.ECG, file="a.hea", folder="b")

NOTE_ONLY = Assessment(
    case_id="case-7",
    model=ModelIdentity("tiny", "0.1", "ab" * 32),
    modalities={
        Modality.NOTE: ModalityStatus(Presence.PRESENT),
        Modality.IMAGE: ModalityStatus(Presence.REJECTED, "The film cannot be read."),
    },
    acuity=Acuity(2, (0.07, 0.88, 0.04, 0.01, 0.0)),
    risk=Risk(9.1, (8.2, 9.6)),
    outcomes={"critical": 0.22, "admission": 0.81},
    conditions=(Condition("acs", 0.8712345678, (0.78, 0.93), True),),
    findings={},
    ecg_measurements={},
    st_level_mv={},
    scores={},
    checks=(CHECK,),
    timings_ms={"encode": 95.04, "total": 100.0},
)

FULL = replace(
    NOTE_ONLY,
    modalities={m: ModalityStatus(Presence.PRESENT) for m in MODALITIES},
    findings={
        Modality.ECG: (Finding("MI", 0.7),),
        Modality.IMAGE: (Finding("pneumonia", np.float32(0.12)),),
    },
    ecg_measurements={"heart_rate": 110.0, "pr_ms": float("nan"), "qtc_ms": 438.4},
    st_level_mv={"V2": 0.21, "V3": float("nan")},
    scores={"news2": Score(5.0, True, "medium", (("resp_rate", 2),), ()), "shock_index": Score(0.6875, True)},
    without={Modality.ECG: 7.5},
)

ECG_PARTS = (
    EcgPart("V2", "ST", 0.25, 0.05, 0.75),
    EcgPart("V2", "T", 0.0, 0.04, 0.1),
    EcgPart("V3", "rest", 0.1, 0.0, 0.15),
)

EXPLANATION = Explanation(
    modality_shapley=ModalityShapley("risk", 0.19, 0.91, {Modality.ECG: 0.4, Modality.NOTE: 0.32}, {"ecg|note": 0.06}),
    vitals_shap=VitalsShap("risk", 0.19, 0.5, (Contribution("heart_rate", "110 bpm", 0.31),), 16, 0.002),
    note_tokens=NoteTokens("risk", "crushing pain", (WordSpan("crushing", 0, 8, 0.2), WordSpan("pain", 9, 13, 0.1))),
    ecg_attribution=EcgAttribution(
        "MI",
        np.repeat(np.arange(10, dtype=np.float32), 100)[None].repeat(12, 0) / 10,
        500.0,
        ECG_PARTS,
        0.1,
        0.35,
        16,
        9,
        1,
    ),
    image_cam=ImageCam({"edema": np.eye(7, dtype=np.float32)}, {"edema": "right_lower"}),
    cross_attention=CrossAttention(
        ("pain",), ("film", "ecg"), np.array([[[0.25, 0.75]], [[0.75, 0.25]]], dtype=np.float32)
    ),
)


def strict(obj):
    return json.loads(json.dumps(obj, allow_nan=False))


def test_keys_stand_in_the_order_of_the_schema():
    assert list(assessment_to_json(NOTE_ONLY))[: len(KEYS)] == KEYS


def test_every_key_is_there_for_a_note_alone():
    out = strict(assessment_to_json(NOTE_ONLY))
    assert out["schema"] == "cdss.assessment/1"
    assert out["model"] == {"name": "tiny", "version": "0.1", "sha256": "ab" * 32}
    assert out["modalities"] == {
        "image": {"status": "rejected", "reason": "The film cannot be read."},
        "ecg": {"status": "missing", "reason": None},
        "vitals": {"status": "missing", "reason": None},
        "note": {"status": "present", "reason": None},
    }
    assert out["acuity"] == {
        "level": 2,
        "probabilities": [0.07, 0.88, 0.04, 0.01, 0.0],
        "intervals": [],
        "level_set": [],
    }
    assert out["risk"] == {"score": 9.1, "interval": [8.2, 9.6]}
    assert out["outcomes"] == {"admission": 0.81, "critical": 0.22}
    assert out["conditions"] == [{"code": "acs", "probability": 0.871235, "interval": [0.78, 0.93], "in_set": True}]
    assert out["findings"] == {"image": [], "ecg": []}
    assert list(out["measurements"]["ecg"]) == [
        "heart_rate",
        "pr_ms",
        "qrs_ms",
        "qt_ms",
        "qtc_ms",
        "axis_deg",
        "st_mv",
    ]
    assert out["measurements"]["ecg"]["heart_rate"] is None
    assert out["measurements"]["ecg"]["st_mv"] == dict.fromkeys(ECG_LEADS)
    assert {name: (s["value"], s["complete"]) for name, s in out["scores"].items()} == {
        "news2": (None, False),
        "qsofa": (None, False),
        "shock_index": (None, False),
    }
    assert out["explanation"] is None
    assert out["timings_ms"] == {"read": None, "encode": 95.0, "fuse": None, "explain": None, "total": 100.0}


def test_check_carries_its_sentence_in_the_language_asked():
    english = assessment_to_json(NOTE_ONLY)["checks"][0]
    assert list(english)[:2] == ["severity", "code"]
    assert (english["severity"], english["code"], english["modality"]) == ("warning", "bundle_file_missing", "ecg")
    assert english["text"].startswith("a.hea is missing")
    assert "없습니다" in assessment_to_json(NOTE_ONLY, language="ko")["checks"][0]["text"]


def test_measurement_that_could_not_be_made_is_null():
    out = strict(assessment_to_json(FULL))["measurements"]["ecg"]
    assert (out["heart_rate"], out["pr_ms"], out["qrs_ms"], out["qtc_ms"]) == (110, None, None, 438.4)
    assert (out["st_mv"]["V2"], out["st_mv"]["V3"]) == (0.21, None)


def test_scores_findings_and_what_is_beside_the_schema():
    out = strict(assessment_to_json(FULL))
    assert out["scores"]["news2"] == {
        "value": 5,
        "complete": True,
        "band": "medium",
        "parts": {"resp_rate": 2},
        "missing": [],
    }
    assert out["scores"]["shock_index"]["value"] == 0.6875
    assert out["findings"]["ecg"] == [{"code": "MI", "probability": 0.7, "interval": None}]
    assert out["findings"]["image"][0]["probability"] == pytest.approx(0.12)
    assert out["risk_without"] == {"ecg": 7.5}


def test_intervals_sets_and_what_the_model_does_not_know():
    sure = replace(
        FULL,
        acuity=Acuity(2, (0.07, 0.88, 0.04, 0.01, 0.0), ((0.0123456789, 0.2), (0.8, 0.9)), (1, 2)),
        outcome_intervals={"admission": (0.7, 0.9)},
        findings={Modality.ECG: (Finding("MI", 0.7, (0.6, 0.8)),)},
        selective=Selective(False, 0.61, 0.74),
    )
    out = strict(assessment_to_json(sure))
    assert (out["acuity"]["intervals"], out["acuity"]["level_set"]) == ([[0.0123457, 0.2], [0.8, 0.9]], [1, 2])
    assert out["outcome_intervals"] == {"admission": [0.7, 0.9], "critical": None}
    assert out["findings"]["ecg"] == [{"code": "MI", "probability": 0.7, "interval": [0.6, 0.8]}]
    assert out["selective"] == {"known": False, "confidence": 0.61, "threshold": 0.74}
    assert strict(assessment_to_json(FULL))["selective"] is None


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_model_output_that_is_no_number_is_never_written(bad):
    with pytest.raises(ValueError, match="not a number"):
        assessment_to_json(replace(NOTE_ONLY, risk=Risk(bad, (0.0, 1.0))))


def test_tiny_probability_does_not_round_to_zero():
    rare = replace(NOTE_ONLY, conditions=(Condition("sepsis", 3.21e-9, (0.0, 1e-8), False),))
    assert assessment_to_json(rare)["conditions"][0]["probability"] == 3.21e-9


def test_explanation_key_by_key():
    out = strict(assessment_to_json(NOTE_ONLY, EXPLANATION))["explanation"]
    assert out["modality_shapley"] == {
        "target": "risk",
        "base": 0.19,
        "value": 0.91,
        "phi": {"ecg": 0.4, "note": 0.32},
        "interaction": {"ecg|note": 0.06},
    }
    assert out["vitals_shap"] == {
        "target": "risk",
        "base": 0.19,
        "value": 0.5,
        "contributions": [{"name": "heart_rate", "shown": "110 bpm", "effect": 0.31}],
        "visits": 16,
        "error": 0.002,
    }
    assert out["note_tokens"] == [["crushing", 0.2], ["pain", 0.1]]
    assert out["image_cam"]["edema"]["zone"] == "right_lower"
    assert out["image_cam"]["edema"]["grid"][3] == [0, 0, 0, 1, 0, 0, 0]
    assert out["cross_attention"]["weights"] == [[0.5, 0.5]]
    assert out["cross_attention"]["heads"] == [[[0.25, 0.75]], [[0.75, 0.25]]]


def test_ecg_attribution_is_a_mean_over_200_ms():
    out = strict(assessment_to_json(NOTE_ONLY, EXPLANATION))["explanation"]["ecg_attribution"]
    assert (out["target"], out["rate_hz"], out["bin_ms"]) == ("MI", 500, 200)
    assert list(out["per_lead_200ms"]) == list(ECG_LEADS)
    assert out["per_lead_200ms"]["V6"] == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]


def test_ecg_parts_are_given_by_name_and_add_up_with_their_error():
    out = strict(assessment_to_json(NOTE_ONLY, EXPLANATION))["explanation"]["ecg_attribution"]
    assert (out["by_lead"], out["by_wave"]) == ({"V2": 0.85, "V3": 0.15}, {"ST": 0.75, "T": 0.1, "rest": 0.15})
    assert out["effects"] == {"ecg/V2/ST": 0.2, "ecg/V2/T": -0.04, "ecg/V3/rest": 0.1}
    assert out["shares"] == {"ecg/V2/ST": 0.75, "ecg/V2/T": 0.1, "ecg/V3/rest": 0.15}
    assert (out["baseline"], out["base"], out["value"], out["steps"]) == ("flat_line", 0.1, 0.35, 16)
    assert out["base"] + sum(out["effects"].values()) + out["completeness_error"] == pytest.approx(out["value"])
    assert (out["waves_not_found"], out["beats"], out["beats_of_another_shape"]) == (["P", "QRS"], 9, 1)


def test_large_film_map_is_brought_to_32_and_keeps_its_mean():
    wide = np.zeros((100, 33), dtype=np.float32)
    wide[:, 32] = 1.0
    grid = assessment_to_json(NOTE_ONLY, Explanation(image_cam=ImageCam({"edema": wide}, {})))["explanation"][
        "image_cam"
    ]
    assert (len(grid["edema"]["grid"]), len(grid["edema"]["grid"][0])) == (32, 32)
    assert grid["edema"]["grid"][0][-1] == 0.5
    assert grid["edema"]["zone"] is None


def test_missing_lead_is_null_in_the_attribution():
    values = np.zeros((12, 100), dtype=np.float32)
    values[2] = np.nan
    part = EcgAttribution("AF", values, 500.0)
    out = strict(assessment_to_json(NOTE_ONLY, Explanation(ecg_attribution=part)))["explanation"]
    assert out["ecg_attribution"]["per_lead_200ms"]["III"] == [None]
    assert out["note_tokens"] is None


def test_error_line_says_why_in_a_plain_string():
    out = strict(error_to_json("case-9", "engine_empty_case", "Nothing to assess.", (CHECK,)))
    assert out["schema"] == "cdss.assessment/1"
    assert (out["case_id"], out["error"], out["error_code"]) == ("case-9", "Nothing to assess.", "engine_empty_case")
    assert out["checks"][0]["code"] == "bundle_file_missing"


def test_the_scale_of_news2_is_told_where_it_is_the_second():
    scores = {"news2": Score(3.0, True, spo2_scale=2), "qsofa": Score(0.0, True)}
    out = strict(assessment_to_json(replace(FULL, scores=scores)))["scores"]
    assert out["news2"]["spo2_scale"] == 2 and "spo2_scale" not in out["qsofa"]
