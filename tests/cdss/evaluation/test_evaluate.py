"""One whole evaluation of a small cohort with the shipped bundle: every section, page, report and card."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from cdss.core.paths import model_dir
from cdss.evaluation import curves, metrics, paired, shift, subgroups, text_audit, uncertainty
from cdss.evaluation import evaluate as module
from cdss.evaluation.card import card
from cdss.evaluation.cohort import SAMPLE, calibration_year_sample
from cdss.evaluation.report import FILM_IMAGES, RECORDINGS, SCHEMA, VISITS, data_used, weights_hash
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
    used = {d["file"]: d["n"] for d in report["data"]}
    assert (used[VISITS], used[FILM_IMAGES]) == (240, len(film_rows(pictured)))
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


def test_files_measured_on_are_named_with_their_hash(pictured):
    used = {d["file"]: d for d in data_used(pictured, {VISITS: 240})}
    # neither the table of sexes and ages nor crops, stays and clinical notes are there
    assert list(used) == [VISITS, RECORDINGS, "cxr_nih/labels.csv", FILM_IMAGES]
    assert used[VISITS]["n"] == 240 and used[RECORDINGS]["n"] is None
    assert used[VISITS]["sha256"] == hashlib.sha256((pictured / VISITS).read_bytes()).hexdigest()
    with (pictured / "cxr_nih" / "labels.csv").open("a") as stream:
        stream.write("\n")
    changed = {d["file"] for d in data_used(pictured, {}) if d["sha256"] != used[d["file"]]["sha256"]}
    assert changed == {"cxr_nih/labels.csv"}


def test_one_changed_film_changes_the_hash_of_the_films(pictured):
    before, again = ({d["file"]: d["sha256"] for d in data_used(pictured, {})} for _ in range(2))
    assert before == again
    film = min((pictured / FILM_IMAGES).iterdir())
    film.write_bytes(film.read_bytes() + b" ")
    after = {d["file"]: d["sha256"] for d in data_used(pictured, {})}
    assert {name for name in before if before[name] != after[name]} == {FILM_IMAGES}


def test_sets_that_an_evaluation_can_do_without_are_named_where_they_are_there(tmp_path):
    names = [
        "ptbxl/records500/00000",
        *("cxr_lungcrops/labels.csv", "cxr_lungcrops/lungcrops_224.zip"),
        *("physionet2012/set_a_long.csv.gz", "physionet2012/Outcomes-a.txt"),
        *("aci_bench/train.csv", "aci_bench/valid.csv"),
    ]
    for name in [*names, "aci_bench/README.md"]:
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(name)
    used = data_used(tmp_path, {})
    assert [d["file"] for d in used] == names  # no description, only what was measured on
    assert [d["sha256"] for d in used] == [hashlib.sha256(name.encode()).hexdigest() for name in names]


def test_sections_have_keys_of_their_own_and_words():
    assert len({s.key for s in SECTIONS}) == len(SECTIONS)
    assert all(s.title and len(s.words) > 20 for s in SECTIONS)


def test_every_section_says_how_its_intervals_were_made():
    words = {s.key: s.words for s in SECTIONS}
    assert all(any(name in text for name in ("bootstrap", "Wilson", "Wald")) for text in words.values())
    assert "Wilson" in words["guards"] and "Wald" in words["uncertainty"]
    draws = {
        **dict.fromkeys(("visits", "bedside", "ecg", "film", "series"), metrics.RESAMPLES),
        **dict.fromkeys(("comparators", "robustness"), paired.RESAMPLES),
        **dict.fromkeys(("subgroups", "years", "st", "disagreement"), subgroups.RESAMPLES),
        **{"audit": text_audit.RESAMPLES, "uncertainty": uncertainty.DRAWS},
    }
    assert [key for key, count in draws.items() if f"{count} draws" not in words[key].replace("\n", " ")] == []


def test_every_section_that_is_measured_is_described():
    """A section without title and words would not be printed."""
    anything = module.Bench(*[SimpleNamespace(visits=None)] * len(fields(module.Bench)))
    assert list(module.measures(anything)) == [s.key for s in SECTIONS]
