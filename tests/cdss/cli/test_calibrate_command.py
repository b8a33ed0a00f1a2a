"""``cdss calibrate``: refusals that say how many are needed, and a new bundle whose probabilities are those of the site."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from cdss.__main__ import main
from cdss.bundle.derive import write_site_bundle
from cdss.bundle.load import open_bundle
from cdss.cli.calibrate import card, fit_sentence, matched, paired, predicted, site_table
from cdss.cli.inputs import CaseInput, inputs_from_lines
from cdss.cli.outcome_table import Outcomes
from cdss.core.errors import BundleError
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.local import LocalEngine
from cdss.readers.case_folder import read_case
from cdss.scoring.calibrate import logit, sigmoid
from cdss.scoring.site import Verdict, fit_outputs

MANIFESTS = [
    {"case_id": "a", "chief_complaint": "chest pain", "patient": {"age_years": 60, "sex": "M"}},
    {"case_id": "b", "chief_complaint": "ankle sprain", "patient": {"age_years": 30, "sex": "F"}},
    {"case_id": "c"},
]


@pytest.fixture
def site(tmp_path):
    """Cases and outcomes of a hospital with far too few patients, and the words of the command."""
    lines = "".join(json.dumps({"schema": "cdss.case/1", **m}) + "\n" for m in MANIFESTS)
    (tmp_path / "cases.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "table.csv").write_text("case_id,level,admitted\na,2,1\nb,4,0\nc,3,0\nd,1,1\n", encoding="utf-8")
    return ["calibrate", "--cases", tmp_path / "cases.jsonl", "--table", tmp_path / "table.csv", "--out"]


def said(capsys, *words):
    code = main([str(w) for w in words])
    out, err = capsys.readouterr()
    return code, out, err


def hashes(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


def shifted_site(n=400, seed=0):
    """Predictions of mean .15 for admission where .32 are admitted, and a triage level that fits."""
    rng = np.random.default_rng(seed)
    z = rng.normal(-2.2, 1.2, n)
    predictions = {f"p{i}": {"admission": float(p), "urgent": float(p)} for i, p in enumerate(sigmoid(z))}
    admitted, urgent = rng.random(n) < sigmoid(z + 0.98), rng.random(n) < sigmoid(z)
    rows = {
        f"p{i}": {"admission": bool(a), "urgent": bool(u)}
        for i, (a, u) in enumerate(zip(admitted, urgent, strict=True))
    }
    return predictions, Outcomes(rows)


def test_too_few_patients_are_refused_with_what_is_missing(site, tmp_path, capsys):
    before = hashes(model_dir())
    code, out, err = said(capsys, *site, tmp_path / "new", "--device", "cpu")
    assert code == 2
    assert "Level 1 or 2: 1 of 2 patients had it, too few" in out
    assert "19 more patients with it and 19 more without it are needed (at least 20 of each)" in out
    assert "Admission: 1 of 2" in out
    assert "3/3  c: " in err
    assert "Nothing was recalibrated on 2 patients" in err
    assert not (tmp_path / "new").exists()
    assert hashes(model_dir()) == before


def test_a_folder_in_use_or_an_unfit_name_is_refused_before_anything_is_computed(site, tmp_path, capsys):
    code, _, err = said(capsys, *site, tmp_path)
    assert (code, "is not empty" in err) == (2, True)
    code, _, err = said(capsys, *site, tmp_path / "new", "--site", "../x")
    assert (code, "small letters" in err) == (2, True)


def test_what_is_left_out_of_the_fit_is_named_and_counted(tmp_path, capsys):
    named = "".join(json.dumps({"case_id": c}) + "\n" for c in ("a", "b", "b", "lonely"))
    (tmp_path / "cases.jsonl").write_text(named + "{broken\n", encoding="utf-8")
    outcomes = Outcomes({name: {"admission": True} for name in ("a", "b", "x1", "x2", "x3", "x4", "x5", "x6")})
    kept = matched(inputs_from_lines(tmp_path / "cases.jsonl"), outcomes)
    assert [case.name for case in kept] == ["a"]
    assert capsys.readouterr().err.splitlines() == [
        "Left out: 6 rows of outcomes whose case_id is no case (x1, x2, x3, x4, x5, …).",
        "Left out: 2 cases without a row of outcomes, or whose line cannot be read (lonely, cases-5).",
        "Left out: 1 case_id that stand more than once among the cases (b).",
    ]


def test_nothing_is_said_where_every_case_has_its_row(tmp_path, capsys):
    (tmp_path / "cases.jsonl").write_text(json.dumps({"case_id": "a"}), encoding="utf-8")
    assert len(matched(inputs_from_lines(tmp_path / "cases.jsonl"), Outcomes({"a": {}}))) == 1
    assert capsys.readouterr().err == ""


def test_a_case_that_fails_in_an_unforeseen_way_is_named_and_the_next_one_read(capsys):
    def read():
        raise ValueError("no such day")

    good = read_case(demo_dir() / "06-no-ecg-sepsis")
    found = predicted(
        LocalEngine(model_dir(), device="cpu", threads=1), [CaseInput("odd", read), CaseInput("good", lambda: good)]
    )
    assert list(found) == ["good"]
    assert capsys.readouterr().err.strip() == "1/2  odd: ValueError: no such day"


def test_pairs_are_made_of_cases_that_have_both():
    outcomes = Outcomes({"a": {"admission": True}, "b": {"urgent": False}, "d": {"admission": True}})
    predictions = {case: {"admission": p, "urgent": p / 2} for case, p in {"a": 0.3, "b": 0.2, "c": 0.9}.items()}
    found = paired(predictions, outcomes)
    assert {name: (p.tolist(), y.tolist()) for name, (p, y) in found.items()} == {
        "urgent": ([0.1], [0.0]),
        "admission": ([0.3], [1.0]),
    }


def test_the_report_says_what_was_wrong_and_what_is_left():
    fits = {f.output: f for f in fit_outputs(paired(*shifted_site()))}
    moved, kept = fits["admission"], fits["urgent"]
    assert (moved.verdict, kept.verdict) == (Verdict.FITTED, Verdict.NO_BETTER)
    text = fit_sentence(moved)
    assert f"ECE {moved.before.ece:.3f} before, {moved.after.ece:.3f} after" in text
    assert f"intercept {moved.before.intercept:+.2f} before, +0.00 after" in text, (
        "nothing left, and no negative nothing"
    )
    assert "stays as it is" in fit_sentence(kept)
    assert set(site_table("x", 400, list(fits.values()))["outputs"]) == {"admission"}


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    """The shipped bundle fitted to the shifted site, and a table with every kind of output moved by hand."""
    out = tmp_path_factory.mktemp("site") / "new"
    fits = fit_outputs(paired(*shifted_site()))
    table = site_table("seoul", 400, fits)
    table["outputs"] |= {"urgent": {"slope": 0.8, "intercept": 0.5}, "sepsis": {"slope": 1.3, "intercept": -0.4}}
    before = hashes(model_dir())
    made = write_site_bundle(open_bundle(model_dir()), out, table, card("seoul", fits))
    assert hashes(model_dir()) == before
    return made


def test_the_new_bundle_has_its_own_name_and_opens(fitted):
    source = open_bundle(model_dir())
    again = open_bundle(fitted.path).identity
    assert again == fitted.identity
    assert (again.name, again.version) == (f"{source.identity.name}-seoul", f"{source.identity.version}+seoul")
    assert again.sha256 != source.identity.sha256
    text = (fitted.path / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "## Calibrated at seoul" in text and "Admission: " in text
    assert "Only probabilities are moved" in text and "stay those of the calibration year" in text
    same = {p.name for p in fitted.path.glob("*.safetensors")}
    assert {n: h for n, h in hashes(fitted.path).items() if n in same} == {
        n: h for n, h in hashes(model_dir()).items() if n in same
    }


def test_a_bundle_is_not_fitted_twice(fitted, tmp_path):
    with pytest.raises(BundleError, match="already recalibrated for seoul"):
        write_site_bundle(fitted, tmp_path / "again", {"site": "busan", "outputs": {}}, "")


def test_every_probability_is_moved_as_fitted_and_the_sets_stay(fitted):
    case = read_case(demo_dir() / "06-no-ecg-sepsis")
    engine = LocalEngine(fitted.path, device="cpu", threads=1)
    old, new = LocalEngine(model_dir(), device="cpu", threads=1).assess(case), engine.assess(case)
    move = fitted.calibration["site_calibration"]["outputs"]["admission"]
    expected = sigmoid(move["slope"] * logit(np.array(old.outcomes["admission"])) + move["intercept"])
    assert new.outcomes["admission"] == pytest.approx(float(expected)) != old.outcomes["admission"]
    assert new.outcomes["critical"] == pytest.approx(old.outcomes["critical"])
    assert new.risk.score / 10 == pytest.approx(float(sigmoid(0.8 * logit(np.array(old.risk.score / 10)) + 0.5)))
    assert sum(new.acuity.probabilities) == pytest.approx(1.0)
    one, two = new.acuity.probabilities[:2]
    assert one / two == pytest.approx(old.acuity.probabilities[0] / old.acuity.probabilities[1])
    was, now = ({c.code: c for c in found.conditions} for found in (old, new))
    assert now["sepsis"].probability == pytest.approx(
        float(sigmoid(1.3 * logit(np.array(was["sepsis"].probability)) - 0.4))
    )
    assert {k: c.in_set for k, c in now.items()} == {k: c.in_set for k, c in was.items()}
    assert new.risk.interval[0] <= new.risk.score <= new.risk.interval[1]
    *_, explained = engine.explain(case)
    assert explained.modality_shapley.value == pytest.approx(new.risk.score / 10)
