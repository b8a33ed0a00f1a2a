"""``cdss assess --second-opinion``: LIME in the line of a case, as the schema documents it."""

import json

import pytest

from cdss.__main__ import main
from cdss.core.paths import demo_dir, resources_dir

NO_NOTE = demo_dir() / "09-no-note-tachycardia"


def assessed(tmp_path, *words):
    out = tmp_path / "out.jsonl"
    assert main(["assess", str(NO_NOTE), "--explain", *words, "--out", str(out), "--device", "cpu"]) == 0
    return json.loads(out.read_text(encoding="utf-8"))["explanation"]


@pytest.fixture(scope="module")
def schema():
    text = (resources_dir() / "schema" / "assessment-1.schema.json").read_text(encoding="utf-8")
    return json.loads(text)["$defs"]


def test_it_speaks_of_the_inputs_of_the_first_method(tmp_path, schema):
    explanation = assessed(tmp_path, "--second-opinion", "--target", "admission")
    found = explanation["second_opinion"]
    assert set(found) == set(schema["secondOpinion"]["required"]) == {"target", "note", "vitals"}
    assert found["target"] == "admission" and found["note"] is None
    vitals = found["vitals"]
    assert set(vitals) == set(schema["surrogate"]["required"])
    names = {name.rpartition("/")[2] for name in vitals["effects"]}
    assert names == {part["name"] for part in explanation["vitals_shap"]["contributions"]}
    assert 0.0 <= vitals["fit"] <= 1.0 and vitals["samples"] == 32


def test_it_is_null_where_it_was_not_asked_for(tmp_path):
    assert assessed(tmp_path)["second_opinion"] is None


def test_without_an_explanation_it_is_refused(tmp_path, capsys):
    out = tmp_path / "out.jsonl"
    assert main(["assess", str(NO_NOTE), "--second-opinion", "--out", str(out)]) == 2
    assert "Add --explain" in capsys.readouterr().err and not out.exists()
