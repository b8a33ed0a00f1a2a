"""A method that misses one limit fails; the verdict stands in the bundle, and the engine then hides the part."""

from __future__ import annotations

import json
import shutil

import pytest
import torch

from cdss.bundle.load import open_bundle, write_sums
from cdss.bundle.schema import ExplanationTest
from cdss.core.paths import model_dir
from cdss.evaluation import cli
from cdss.evaluation.card import card
from cdss.evaluation.explanations import named
from cdss.evaluation.explanations.verdicts import SECTION, verdicts
from cdss.evaluation.floors import FLOORS, judged
from cdss.nets.triage import TriageModel
from cdss.records.explanation import EXPLANATION_PARTS
from cdss.records.reliability import Verdict

LIMITS = [f for f in FLOORS if f.part in named.PARTS]


@pytest.fixture
def lines(figure):
    """Every judged figure of the section at its limit, but for those given as (title, name): value."""

    def make(changed=None):
        values = {(f.part, f.name): f.floor for f in LIMITS} | (changed or {})
        return [figure(f.part, f.name, values[f.part, f.name], f.split, 200, SECTION) for f in LIMITS]

    return make


def statuses(figures):
    return {part: test["status"] for part, test in verdicts(judged(figures)).items()}


def test_every_method_has_limits_of_its_own():
    assert set(named.PARTS.values()) < set(EXPLANATION_PARTS)
    assert {f.part for f in LIMITS} == set(named.PARTS)
    film = {f.name: (f.floor, f.at_most) for f in LIMITS if f.part == named.FILM}
    assert film[named.DELETION] == film[named.INSERTION] == (0.15, False)
    assert [film[f"{what}: {named.FOUND}"] for what in named.PLANTED[named.FILM]] == [(0.9, False)] * 2
    assert film[named.RANDOMISED] == (0.2, True) and film[named.STABLE] == (0.8, False)


def test_at_their_limits_all_methods_pass(lines):
    assert statuses(lines()) == dict.fromkeys(named.PARTS.values(), "passed")


@pytest.mark.parametrize("name", [named.DELETION, named.INSERTION, named.STABLE, f"ST shift: {named.FOUND}"])
def test_one_figure_below_its_limit_fails_that_method_alone(lines, name):
    (limit,) = [f.floor for f in LIMITS if (f.part, f.name) == (named.ECG, name)]
    found = statuses(lines({(named.ECG, name): limit - 0.001}))
    assert found.pop("ecg_attribution") == "failed" and set(found.values()) == {"passed"}


def test_a_correlation_that_survives_randomisation_fails(lines):
    assert statuses(lines({(named.FILM, named.RANDOMISED): 0.21}))["image_cam"] == "failed"


def test_what_was_not_measured_neither_passes_nor_fails_a_method(lines):
    some = statuses(lines({(named.NOTE, named.STABLE): None}))
    assert some["note_tokens"] == "passed"
    nothing = statuses(lines({(f.part, f.name): None for f in LIMITS if f.part == named.NOTE}))
    assert nothing["note_tokens"] == "not_measured"
    assert verdicts(judged([])) == {}


def test_figures_of_other_sections_are_no_tests_of_explanations(figure):
    assert verdicts(judged([figure("ECG", "AUROC AF", 0.5, "folds 9 + 10")])) == {}


def test_the_bundle_reads_the_verdict_with_its_figures(lines):
    found = verdicts(judged(lines({(named.VITALS, named.DELETION): 0.1})))
    test = ExplanationTest.model_validate_json(json.dumps(found["vitals_shap"]))
    assert test.status is Verdict.FAILED
    (missed,) = [f for f in test.figures if f.name == named.DELETION]
    assert (missed.value, missed.limit, missed.at_most, missed.n) == (0.1, 0.15, False, 200)


def test_the_card_names_the_verdict_and_what_was_missed(report, lines):
    text = card(report(*lines({(named.NOTE, named.DELETION): 0.1, (named.FILM, named.RANDOMISED): 0.3})))
    table = text.split("## Tests of the explanations")[1].split("##")[0]
    assert f"| note_tokens | **failed: hidden by default** | {named.DELETION} 0.100 (at least 0.15, n = 200) |" in table
    assert f"{named.RANDOMISED} 0.300 (at most 0.2, n = 200)" in table
    assert "| vitals_shap | passed | – |" in table
    assert "Tests of the explanations" not in card(report())


def test_a_failed_part_is_hidden_by_the_model_that_is_loaded_afterwards(report, lines, tmp_path):
    folder = tmp_path / "bundle"
    shutil.copytree(model_dir(), folder, ignore=shutil.ignore_patterns("SIGNATURE.json"))
    write_sums(folder)
    cli._write_card(folder, report(*lines({(named.NOTE, named.INSERTION): -0.1})), "# Card\n")
    model = TriageModel(open_bundle(folder), torch.device("cpu"))
    assert model.failed_methods == {"note_tokens"}
    cli._write_card(folder, report(*lines()), "# Card\n")
    assert TriageModel(open_bundle(folder), torch.device("cpu")).failed_methods == frozenset()
