"""What ``assess`` writes when the engine itself is at fault: a sentence, the reasons, and never a number that is none."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest

from cdss.__main__ import main
from cdss.cli import assess
from cdss.cli.assess import assess_input
from cdss.cli.inputs import CaseInput
from cdss.core.errors import EmptyCaseError, EngineError
from cdss.core.kinds import Modality, Severity
from cdss.core.result import issue
from cdss.records.assessment import Risk
from cdss.records.case import Case
from cdss.records.explanation import Explanation, ModalityShapley
from tests.cdss.answers import ANSWER

REASON = issue("bundle_file_missing", Severity.WARNING, Modality.ECG, file="a.hea", folder="b")
CASE = Case("case-1", chief_complaint="fever", issues=(REASON,))
SHAPLEY = ModalityShapley("risk", 0.1, 0.4, {Modality.NOTE: 0.3}, {})
SOUND = replace(ANSWER, checks=(REASON,), timings_ms={"encode": 1.0, "fuse": 2.0, "total": 3.0})


class FaultyEngine:
    """Raises ``error``, or answers and breaks in the middle of the explanation."""

    device_notice = ""

    def __init__(self, error=None, answer=SOUND):
        self.error, self.answer = error, answer

    def assess(self, case):
        if self.error is not None:
            raise self.error
        return self.answer

    def explain(self, case, target="risk"):
        yield Explanation(modality_shapley=replace(SHAPLEY, target=target))
        raise RuntimeError("hooks gone")


def line(engine, explain=False, language="en", case=CASE):
    made = assess_input(engine, CaseInput("name", lambda: case), explain, language)
    return json.loads(json.dumps(made, allow_nan=False))


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (EmptyCaseError("empty"), "case_empty", "Nothing here can be assessed"),
        (EngineError("Two patients."), "engine_case_refused", "Two patients."),
        (MemoryError(), "engine_out_of_memory", "not enough memory"),
        (RuntimeError("CUDA out of memory. Tried to allocate"), "engine_out_of_memory", "Close other programs"),
        (ZeroDivisionError("division by zero"), "engine_assess_failed", "fault in the program"),
    ],
)
def test_every_fault_is_a_sentence_with_the_reasons_beside_it(error, code, words):
    out = line(FaultyEngine(error))
    assert (out["case_id"], out["error_code"]) == ("case-1", code)
    assert words in out["error"] and "division" not in out["error"]
    assert [check["code"] for check in out["checks"]] == ["bundle_file_missing"]


def test_blocked_case_carries_the_code_of_what_blocks_it():
    stop = issue("bundle_file_changed", Severity.STOP, file="film.dcm", folder="case")
    out = line(FaultyEngine(EngineError("x")), case=replace(CASE, issues=(stop,)), language="ko")
    assert out["error_code"] == "bundle_file_changed"
    assert "변경되었습니다" in out["error"]


def test_probability_that_is_no_number_becomes_an_error_and_not_a_number():
    out = line(FaultyEngine(answer=replace(SOUND, risk=Risk(float("nan"), (0.0, 1.0)))))
    assert out["error_code"] == "engine_assess_failed"
    assert "risk" not in out


def test_explanation_that_breaks_leaves_the_assessment_its_parts_and_a_warning():
    out = line(FaultyEngine(), explain=True)
    assert out["risk"]["score"] == 4.0
    assert out["explanation"]["modality_shapley"]["phi"] == {"note": 0.3}
    assert out["explanation"]["image_cam"] is None
    assert out["checks"][-1]["code"] == "engine_explain_failed"
    assert out["checks"][-1]["severity"] == "warning"


def test_time_of_reading_and_explaining_is_added_to_the_engines_own():
    out = line(FaultyEngine(), explain=True)["timings_ms"]
    assert list(out) == ["read", "encode", "fuse", "explain", "total"]
    assert (out["encode"], out["fuse"]) == (1.0, 2.0)
    assert all(isinstance(value, float) and value >= 0 for value in out.values())
    assert line(FaultyEngine())["timings_ms"]["explain"] is None


def test_the_output_that_is_explained_can_be_chosen_and_is_the_risk_otherwise():
    source = CaseInput("name", lambda: CASE)
    chosen = assess_input(FaultyEngine(), source, explain=True, target="pneumonia")["explanation"]
    usual = assess_input(FaultyEngine(), source, explain=True)["explanation"]
    assert (chosen["modality_shapley"]["target"], usual["modality_shapley"]["target"]) == ("pneumonia", "risk")


@pytest.fixture
def written(monkeypatch, tmp_path):
    """What ``cdss assess`` writes with these options where the engine answers with ``SOUND``, and its exit code."""

    def run(*options, engine=None):
        folder = tmp_path / "ward"
        folder.mkdir(exist_ok=True)
        (folder / "note.txt").write_text("Fever since noon.")
        monkeypatch.setattr(assess, "load_engine", lambda *_: engine or FaultyEngine())
        out = tmp_path / "out.ndjson"
        code = main(["assess", str(folder), "--out", str(out), *options])
        return code, [json.loads(text) for text in out.read_text().splitlines()] if out.exists() else None

    return run


@pytest.mark.parametrize(("release", "proposal"), [("R4", "RequestGroup"), ("R5", "RequestOrchestration")])
def test_a_bundle_is_written_in_the_release_that_is_asked_for(written, release, proposal):
    code, (bundle,) = written("--format", "fhir", "--fhir-release", release)
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert code == 0 and bundle["type"] == "collection"
    assert {"Patient", "Device", "RiskAssessment", "GuidanceResponse", "Provenance", proposal} <= set(kinds)
    (note,) = bundle["entry"][-1]["resource"]["entity"]
    assert note["what"]["identifier"]["value"] == sha256(b"Fever since noon.").hexdigest()


def test_r4_is_written_where_no_release_is_named_and_the_language_holds(written):
    _, (bundle,) = written("--format", "fhir", "--language", "ko")
    (proposal,) = [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "RequestGroup"]
    assert "중증도 3단계" in proposal["action"][0]["title"]


def test_a_case_that_fails_is_an_outcome_and_the_exit_code_tells(written, capsys):
    code, (bundle,) = written("--format", "fhir", engine=FaultyEngine(EngineError("Two patients.")))
    (entry,) = bundle["entry"]
    assert code == 1 and entry["resource"]["issue"][0]["details"]["text"] == "Two patients."
    assert "ward: error: Two patients." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--format", "fhir", "--explain"), "no place for explanations"),
        (("--fhir-release", "R5"), "belongs to --format fhir"),
    ],
)
def test_options_that_do_not_go_together_are_refused(written, capsys, options, words):
    assert written(*options) == (2, None)
    assert words in capsys.readouterr().err
