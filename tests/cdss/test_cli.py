"""The command line on real case folders with the bundle that ships: what other programs read, and what goes wrong."""

import hashlib
import json
import math
import os
import re
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from pydicom import dcmread

from cdss.__main__ import COMMANDS, main
from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, ECG_LEADS, MODALITIES, TARGETS
from cdss.core.provenance import provenance

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
BUNDLE = ROOT / "resources" / "models" / "cdss-triage"
WHOLE, NO_NOTE = DEMO / "01-chest-pain", DEMO / "09-no-note-tachycardia"
NOT_FINITE = {"parse_constant": lambda name: pytest.fail(f"{name} is not strict JSON")}


def cdss(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "cdss", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=250,
    )


def lines(text):
    return [json.loads(line, **NOT_FINITE) for line in text.split("\n") if line]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """Good and bad inputs in one run, with DICOM objects beside: (process, its lines)."""
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "empty-folder").mkdir()
    inputs = [WHOLE, folder / "nowhere", DEMO / "CREDITS.md", NO_NOTE / "case.json", folder / "empty-folder", WHOLE]
    done = cdss("assess", *inputs, "--explain", "--device", "cpu", "--out", folder / "out.jsonl",
                "--dicom", folder / "dicom")  # fmt: skip
    return done, lines((folder / "out.jsonl").read_text(encoding="utf-8"))


def test_one_line_a_case_in_input_order_and_code_1(mixed):
    done, out = mixed
    assert done.returncode == 1, done.stderr
    assert [("error" in line) for line in out] == [False, True, True, False, True, False]
    assert out[0]["case_id"] == out[5]["case_id"] == json.loads((WHOLE / "case.json").read_text("utf-8"))["case_id"]
    assert [line["case_id"] for line in out][1:3] == ["nowhere", "CREDITS.md"]
    assert out[4]["case_id"] == "empty-folder"


def test_errors_are_sentences_with_a_code(mixed):
    _, out = mixed
    for line in (out[1], out[2], out[4]):
        assert line["schema"] == "cdss.assessment/1"
        assert isinstance(line["error"], str) and line["error"].endswith(".") and " " in line["error"]
        assert line["error_code"] and "acuity" not in line
    assert "nowhere" in out[1]["error"]


def test_progress_goes_to_stderr_only(mixed):
    done, _ = mixed
    assert done.stdout == ""
    assert re.search(r"level [1-5], risk \d+\.\d, \d+\.\d\d s\n", done.stderr) and "error: " in done.stderr
    assert "1/6" in done.stderr and "6/6" in done.stderr and "3 of 6 cases" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_key_other_programs_read_is_there_whatever_is_missing(mixed):
    _, out = mixed
    for line in (out[0], out[3]):
        assert set(line["modalities"]) == {m.value for m in MODALITIES}
        assert {m["status"] for m in line["modalities"].values()} <= {"present", "missing", "rejected"}
        probabilities = line["acuity"]["probabilities"]
        assert line["acuity"]["level"] in (1, 2, 3, 4, 5)
        assert len(probabilities) == 5 and math.isclose(sum(probabilities), 1.0, abs_tol=1e-4)
        assert math.isclose(line["risk"]["score"], 10 * sum(probabilities[:2]), abs_tol=0.01)
        low, high = line["risk"]["interval"]
        assert 0 <= low <= line["risk"]["score"] <= high <= 10
        assert 0 <= line["outcomes"]["admission"] <= 1 and 0 <= line["outcomes"]["critical"] <= 1
        assert {c["code"] for c in line["conditions"]} == set(CONDITIONS)
        for condition in line["conditions"]:
            assert 0 <= condition["probability"] <= 1 and isinstance(condition["in_set"], bool)
            assert len(condition["interval"]) == 2
        assert {"heart_rate", "pr_ms", "qrs_ms", "qt_ms", "qtc_ms", "axis_deg"} <= set(line["measurements"]["ecg"])
        assert {"news2", "qsofa", "shock_index"} <= set(line["scores"])
        for check in line["checks"]:
            assert check["severity"] in ("info", "warning", "stop") and check["code"] and check["text"]
        assert set(line["timings_ms"]) == {"read", "encode", "fuse", "explain", "total"}
        assert line["timings_ms"]["total"] >= line["timings_ms"]["explain"] + line["timings_ms"]["read"]


def test_line_names_the_model_by_the_hash_of_its_sums(mixed):
    _, out = mixed
    digest = hashlib.sha256((BUNDLE / "SHA256SUMS").read_bytes()).hexdigest()
    assert out[0]["model"] == {"name": "cdss-triage", "version": out[0]["model"]["version"], "sha256": digest}


def test_explanations_of_a_whole_patient(mixed):
    _, out = mixed
    explanation = out[0]["explanation"]
    assert [name for name, part in explanation.items() if not part] == ["second_opinion"]  # it was not asked for
    shapley = explanation["modality_shapley"]
    assert set(shapley["phi"]) == {m.value for m in MODALITIES}
    assert math.isclose(shapley["base"] + sum(shapley["phi"].values()), shapley["value"], abs_tol=1e-3)
    assert math.isclose(shapley["value"] * 10, out[0]["risk"]["score"], abs_tol=0.02)
    assert all(isinstance(word, str) and isinstance(effect, float) for word, effect in explanation["note_tokens"])
    assert list(explanation["ecg_attribution"]["per_lead_200ms"]) == list(ECG_LEADS)
    attention = explanation["cross_attention"]
    assert len(attention["weights"]) == len(attention["words"])
    assert all(len(row) == len(attention["evidence"]) for row in attention["weights"])
    assert {f["code"] for f in out[0]["findings"]["ecg"]} == set(ECG_FINDINGS)


def test_every_assessed_case_has_its_dicom_objects(mixed):
    done, out = mixed
    folder = Path(done.args[-1])
    assert sorted(path.name for path in folder.iterdir()) == [
        *(f"demo-01-2-{part}.dcm" for part in ("map-1", "map-2", "sr")),
        *(f"demo-01-{part}.dcm" for part in ("map-1", "map-2", "sr")),
        *(f"demo-09-{part}.dcm" for part in ("map-1", "map-2", "sr")),
    ]
    report = dcmread(folder / "demo-01-sr.dcm")
    measured = next(item for item in report.ContentSequence if item.ValueType == "CONTAINER")
    triage = measured.ContentSequence[0]
    values = [item.MeasuredValueSequence[0].NumericValue for item in triage.ContentSequence if item.ValueType == "NUM"]
    assert values[:2] == [out[0]["acuity"]["level"], round(out[0]["risk"]["score"], 2)]


def test_missing_modality_has_its_status_and_no_explanation(mixed):
    _, out = mixed
    assert out[3]["modalities"]["note"]["status"] == "missing"
    assert out[3]["explanation"]["note_tokens"] is None
    assert "note" not in out[3]["explanation"]["modality_shapley"]["phi"]


def test_same_case_gives_the_same_answer(mixed):
    _, out = mixed
    volatile = ("timings_ms",)
    assert {k: v for k, v in out[0].items() if k not in volatile} == {
        k: v for k, v in out[5].items() if k not in volatile
    }


def test_lines_of_a_cases_file_go_on_after_a_broken_one(tmp_path):
    shutil.copytree(WHOLE, tmp_path / "patient")
    manifest = json.loads((WHOLE / "case.json").read_text("utf-8"))
    for image in manifest["images"]:
        image["path"] = f"patient/{image['path']}"
    whole = {**manifest, "ecg": [], "vitals": {"path": "patient/vitals.csv"}, "note": {"text": "crushing chest pain"}}
    rows = [
        json.dumps(
            {"case_id": "한글 1", "chief_complaint": "가슴 통증", "vitals": {"rows": [{"heart_rate": 110, "sbp": 160}]}}
        ),
        '{"case_id": "broken", ',
        "",
        json.dumps({"case_id": "unknown-key", "chief_complain": "x"}),
        json.dumps(whole),
        json.dumps({"chief_complaint": "fever"}),
    ]
    (tmp_path / "cases.jsonl").write_text("\n".join(rows), encoding="utf-8")
    done = cdss(
        "assess", "--cases", tmp_path / "cases.jsonl", "--out", "-", "--device", "cpu", PYTHONIOENCODING="ascii"
    )
    out = lines(done.stdout)
    assert done.returncode == 1
    assert [line["case_id"] for line in out] == ["한글 1", "cases-2", "unknown-key", manifest["case_id"], "cases-6"]
    assert [("error" in line) for line in out] == [False, True, True, False, False]
    assert "line 2" in out[1]["error"]
    assert "chief_complain" in out[2]["error"] and "line 4" in out[2]["error"]
    assert out[3]["modalities"]["image"]["status"] == "present"
    assert out[0]["explanation"] is None
    assert out[0]["findings"] == {"image": [], "ecg": []}
    assert done.stdout.isascii()


def test_missing_bundle_is_refused_in_words_and_writes_nothing(tmp_path, capsys):
    out = tmp_path / "out.jsonl"
    assert main(["assess", str(WHOLE), "--out", str(out), "--model", str(tmp_path / "none")]) == 2
    assert "There is no model bundle at" in capsys.readouterr().err
    assert not out.exists()


def test_changed_bundle_is_refused_by_name(tmp_path, capsys):
    shutil.copytree(BUNDLE, tmp_path / "bundle")
    with (tmp_path / "bundle" / "ecg.safetensors").open("r+b") as weights:
        weights.seek(-1, 2)
        last = weights.read(1)[0]
        weights.seek(-1, 2)
        weights.write(bytes([last ^ 1]))
    assert main(["assess", str(WHOLE), "--out", str(tmp_path / "o"), "--model", str(tmp_path / "bundle")]) == 2
    assert "ecg.safetensors" in capsys.readouterr().err


def test_output_that_cannot_be_written_is_refused_in_words(tmp_path, capsys):
    assert main(["assess", str(WHOLE), "--out", str(tmp_path / "none" / "out.jsonl"), "--device", "cpu"]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_input_is_never_overwritten(tmp_path, capsys):
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"case_id": "a", "chief_complaint": "fever"}\n')
    assert main(["assess", "--cases", str(cases), "--out", str(cases)]) == 2
    assert "would be overwritten" in capsys.readouterr().err
    assert cases.read_text().startswith('{"case_id"')


def test_missing_cases_file_is_named(tmp_path, capsys):
    assert main(["assess", "--cases", str(tmp_path / "no.jsonl"), "--out", "-"]) == 2
    assert "no.jsonl cannot be read" in capsys.readouterr().err


def test_another_output_is_explained_where_it_is_asked_for(tmp_path):
    out = tmp_path / "out.jsonl"
    words = [
        "assess",
        str(NO_NOTE),
        "--explain",
        "--target",
        "atrial_fibrillation",
        "--out",
        str(out),
        "--device",
        "cpu",
    ]
    assert main(words) == 0
    (line,) = lines(out.read_text(encoding="utf-8"))
    probability = {c["code"]: c["probability"] for c in line["conditions"]}["atrial_fibrillation"]
    for part in ("modality_shapley", "vitals_shap", "ecg_attribution"):
        assert line["explanation"][part]["target"] == "atrial_fibrillation"
    assert math.isclose(line["explanation"]["modality_shapley"]["value"], probability, abs_tol=1e-5)


def test_an_output_that_there_is_not_is_refused_with_those_there_are(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["assess", str(WHOLE), "--explain", "--target", "sepsi", "--out", str(tmp_path / "out.jsonl")])
    said = capsys.readouterr().err
    assert caught.value.code == 2
    assert "there is no output 'sepsi'" in said and all(target in said for target in TARGETS)
    assert not (tmp_path / "out.jsonl").exists()


def test_an_output_without_an_explanation_is_refused(tmp_path, capsys):
    assert main(["assess", str(WHOLE), "--target", "sepsis", "--out", str(tmp_path / "out.jsonl")]) == 2
    assert "Add --explain" in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    "words", [["assess", "--out", "x"], ["assess", "a", "--cases", "b", "--out", "x"], ["assess", "a"], [], ["asses"]]
)
def test_wrong_arguments_are_explained(words, capsys):
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert "usage: cdss" in capsys.readouterr().err


def test_help_names_every_command_without_loading_torch():
    code = "import sys; from cdss.__main__ import parser; print(parser().format_help()); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert all(name in done.stdout for name in COMMANDS)
    assert done.stdout.rstrip().endswith("False")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_command_has_its_help(command, capsys):
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert f"usage: cdss {command}" in capsys.readouterr().out


def test_info_as_json_names_model_device_and_versions(capsys):
    assert main(["info", "--json", "--device", "cpu"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["device"] == {"name": "cpu"}
    assert facts["provenance"] == asdict(provenance())
    assert facts["model"]["sha256"] == hashlib.sha256((BUNDLE / "SHA256SUMS").read_bytes()).hexdigest()
    assert facts["libraries"]["torch"].startswith("2.13.0")
    assert facts["cores"] >= 1


def test_info_says_in_words_what_cannot_be_used(tmp_path, capsys):
    assert main(["info", "--model", str(tmp_path / "none")]) == 1
    assert "There is no model bundle" in capsys.readouterr().out


def test_closed_output_pipe_ends_quietly():
    done = subprocess.run(
        f"{sys.executable} -m cdss info --device cpu | true; exit ${{PIPESTATUS[0]}}",
        cwd=ROOT,
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
