"""One whole evaluation of a small cohort with the shipped bundle: every section, page, report and card."""

from __future__ import annotations

import json
from dataclasses import fields
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from cdss.core.paths import model_dir
from cdss.evaluation import curves, shift, subgroups, text_audit
from cdss.evaluation import evaluate as module
from cdss.evaluation.card import card
from cdss.evaluation.cohort import SAMPLE, calibration_year_sample
from cdss.evaluation.report import FILES, SCHEMA, data_used, weights_hash
from cdss.evaluation.sections import SECTIONS
from cdss.training.cohort_films import film_rows
from cdss.training.cohort_visits import load_visits

OWN: tuple[str, ...] = ("visits", "bedside", "ecg", "film", "patterns", "subgroups", "years", "audit")


@pytest.fixture
def pictured(tiny_data):
    """The small cohort with an image for each of its films."""
    rng = np.random.default_rng(1)
    (tiny_data / "cxr_nih" / "images").mkdir(parents=True, exist_ok=True)
    for row in film_rows(tiny_data):
        gray = rng.integers(0, 255, (64, 64), dtype=np.uint8)
        Image.fromarray(gray).save(tiny_data / "cxr_nih" / "images" / row.name)
    return tiny_data


@pytest.mark.timeout(1200)
def test_an_evaluation_measures_every_section_and_writes_one_page_and_one_report(pictured, tmp_path, monkeypatch):
    monkeypatch.setattr(text_audit, "VISITS", 6)
    for thinned in (curves, shift, subgroups, text_audit):
        monkeypatch.setattr(thinned, "RESAMPLES", 10)
    timing = {"name": "assess: all", "value": 9.0, "unit": "ms", "n": 1}
    monkeypatch.setattr(module, "speed", lambda bundle: [timing])
    own = module.measures
    monkeypatch.setattr(module, "measures", lambda bench: {k: v for k, v in own(bench).items() if k in OWN})
    out = tmp_path / "report"
    report = module.evaluate(model_dir(), pictured, out)
    assert report == json.loads((out / module.REPORT).read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert report["schema"] == SCHEMA and report["model"]["weights_sha256"] == weights_hash(model_dir())
    assert {f["section"] for f in report["figures"]} == set(OWN)
    assert [s["key"] for s in report["sections"]] == [s.key for s in SECTIONS if s.key in OWN]
    assert all(len(f["ci"]) == 2 and f["n"] >= 0 for f in report["figures"])
    assert {c["kind"] for c in report["curves"]} == {"roc", "precision-recall", "reliability", "decision"}
    assert {d["file"]: d["n"] for d in report["data"]}[FILES[0]] == 240
    assert set(report["timing"]["evaluation_seconds"]) == {"preparation", *OWN}
    assert report["timing"]["benchmark"] == [timing]
    page = (out / module.PAGE).read_text(encoding="utf-8")
    assert all(f'id="{key}"' in page for key in OWN) and page.count("<svg") >= len(report["curves"])
    text = card(report)
    assert "Counterfactual audit of the note" in text and "| gap by sex |" in text
    files = sorted(p.name for p in out.iterdir())
    assert files == [f"cache-{report['model']['weights_sha256'][:12]}", "report.html", "report.json"]


# the data ----------------------------------------------------------------------------------------------------------------


def test_the_sample_of_the_calibration_year_is_drawn_once_and_for_all(tiny_data, monkeypatch):
    visits = load_visits(tiny_data)
    assert SAMPLE > 48 and calibration_year_sample(visits).tolist() == np.flatnonzero(visits.year == 2019).tolist()
    monkeypatch.setattr("cdss.evaluation.cohort.SAMPLE", 10)
    drawn = calibration_year_sample(visits)
    assert len(set(drawn)) == 10 and (visits.year[drawn] == 2019).all() and (drawn == np.sort(drawn)).all()
    assert (drawn == calibration_year_sample(visits)).all()


def test_files_measured_on_are_named_with_their_hash(tiny_data):
    used = {d["file"]: d for d in data_used(tiny_data, {FILES[0]: 240})}
    assert set(used) == {FILES[0], FILES[1], FILES[3]}  # the table of sexes and ages is not there
    assert used[FILES[0]]["n"] == 240 and used[FILES[1]]["n"] is None
    before = used[FILES[3]]["sha256"]
    with (tiny_data / FILES[3]).open("a") as stream:
        stream.write("\n")
    assert {d["file"]: d for d in data_used(tiny_data, {})}[FILES[3]]["sha256"] != before


def test_sections_have_keys_of_their_own_and_words():
    assert len({s.key for s in SECTIONS}) == len(SECTIONS)
    assert all(s.title and len(s.words) > 20 for s in SECTIONS)


def test_every_section_that_is_measured_is_described():
    """A section without title and words would not be printed."""
    anything = module.Bench(*[SimpleNamespace(visits=None)] * len(fields(module.Bench)))
    assert list(module.measures(anything)) == [s.key for s in SECTIONS]
