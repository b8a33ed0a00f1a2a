"""The documented form of an assessment: what the program writes keeps to it, and it notices what does not."""

from __future__ import annotations

import copy
import json
from functools import cache

import jsonschema
import pytest

from cdss.cli.assess import assess_input
from cdss.cli.inputs import CaseInput
from cdss.core.paths import demo_dir, model_dir, resources_dir
from cdss.engine.local import LocalEngine
from cdss.readers.case_folder import read_case
from cdss.records.case import Case

SCHEMA = json.loads((resources_dir() / "schema" / "assessment-1.schema.json").read_text(encoding="utf-8"))
PATIENTS = ("01-chest-pain", "04-korean", "06-no-ecg-sepsis", "08-no-vitals", "09-no-note")


@cache
def engine() -> LocalEngine:
    return LocalEngine(model_dir(), device="cpu", threads=1)


@cache
def written(name: str):
    """The line of a demonstration patient, as it is read back from a file."""
    (folder,) = [path for path in demo_dir().iterdir() if path.name.startswith(name[:2])]
    made = assess_input(engine(), CaseInput(folder.name, lambda: read_case(folder)), True, "en")
    return json.loads(json.dumps(made, allow_nan=False))


def faults(line) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(line)]


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", PATIENTS)
def test_every_demonstration_patient_keeps_to_it(name):
    assert faults(written(name)) == []


def test_a_case_that_cannot_be_assessed_keeps_to_it():
    line = assess_input(engine(), CaseInput("empty", lambda: Case("empty")), True, "ko")
    assert "error" in line and faults(json.loads(json.dumps(line))) == []


def changed(path, value):
    line = copy.deepcopy(written("01-chest-pain"))
    *way, last = path
    place = line
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return line


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("risk",), None),
        (("acuity", "level"), 6),
        (("acuity", "invented"), 1),
        (("model", "sha256"), "short"),
        (("outcomes", "admission"), 1.5),
        (("explanation", "modality_shapley", "base"), None),
        (("explanation", "modality_shapley", "phi"), {"blood": 0.1}),
        (("checks",), "none"),
        (("schema",), "cdss.assessment/2"),
    ],
)
def test_what_is_missing_too_much_or_out_of_range_is_noticed(path, value):
    assert faults(changed(path, value)) != []


def places(schema, path=""):
    """Every number in the schema with its place."""
    if isinstance(schema, dict):
        if {"number", "integer"} & set(
            [schema.get("type")] if isinstance(schema.get("type"), str) else schema.get("type", [])
        ):
            yield path, schema
        for name, part in schema.items():
            yield from places(part, f"{path}/{name}")
    elif isinstance(schema, list):
        for part in schema:
            yield from places(part, path)


def test_every_number_has_its_unit_and_every_property_its_words():
    assert [path for path, number in places(SCHEMA) if "x-unit" not in number] == []
    wordless = []

    def look(node, path):
        if isinstance(node, dict):
            for name, part in node.get("properties", {}).items():
                if isinstance(part, dict) and "description" not in part and "$ref" not in part:
                    wordless.append(f"{path}/{name}")
            for name, part in node.items():
                look(part, f"{path}/{name}")
        elif isinstance(node, list):
            for part in node:
                look(part, path)

    look(SCHEMA, "")
    assert wordless == []
