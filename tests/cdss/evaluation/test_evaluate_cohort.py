"""``cdss evaluate --cohort``: from a hospital's table to a report, after its own training, and what is refused."""

from __future__ import annotations

import json
import re
import tempfile

import pytest
import torch

from cdss.__main__ import main
from cdss.bundle.load import open_bundle
from cdss.core.kinds import CONDITIONS
from cdss.core.paths import model_dir
from cdss.evaluation import curves, evaluate_cohort, metrics, paired, subgroups, uncertainty
from cdss.evaluation.cohort_sections import ABOUT, COHORT_SECTIONS, NOT_MEASURED
from cdss.evaluation.left_out import FEWEST
from cdss.evaluation.report import weights_hash
from cdss.evaluation.sections import SECTIONS
from cdss.training import export, export_cohort, fit_fusion

pytestmark = [pytest.mark.timeout(1200), pytest.mark.usefixtures("threads_restored")]

TESTED = ("train", "tune", "test", "test")


@pytest.fixture
def threads_restored():
    """The command takes every core for itself; the tests that follow get back what they had."""
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def cohort(tmp_path, cohort_files):
    """240 visits of 180 patients, 116 of them test visits; the films of the first two test patients are damaged."""
    rows = cohort_files.rows_of(240)
    for row in rows:
        patient = int(row["patient_id"][1:])
        row.update(split=TESTED[patient // 4 % 4], year=2021 + patient % 2)
    for row in [r for r in rows if r["split"] == "test" and r["film"]][:2]:
        row["film"] = "films/damaged.jpg"
    folder = cohort_files.write(tmp_path / "cohort", rows)
    (folder / "films" / "damaged.jpg").write_bytes(b"\xff\xd8\xff no film")
    return folder


@pytest.fixture
def quick(monkeypatch):
    """Few draws, one epoch of two members, and a calibration on the 60 tuning visits that there are."""
    for module in (curves, subgroups):
        monkeypatch.setattr(module, "RESAMPLES", 10)
    monkeypatch.setattr(uncertainty, "DRAWS", 10)
    for module in (fit_fusion, export, export_cohort):
        monkeypatch.setattr(module, "MEMBERS", 2)
    monkeypatch.setattr(fit_fusion, "EPOCHS", 1)
    monkeypatch.setattr(export_cohort, "FEWEST", 20)


def cdss(*words):
    return main([str(word) for word in words])


def figures_of(report, section):
    return [f for f in report["figures"] if f["section"] == section]


def test_a_hospital_trains_on_its_own_table_and_is_told_how_its_test_patients_fare(
    quick, cohort, tmp_path, capsys, monkeypatch
):
    own, out = tmp_path / "own-bundle", tmp_path / "report"
    training = ("train", "--cohort", cohort, "--work", tmp_path / "work", "--out", own, "--device", "cpu")
    assert cdss(*training) == 0
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    capsys.readouterr()
    assert cdss("evaluate", "--cohort", cohort, "--model", own, "--out", out) == 0
    printed, said = capsys.readouterr()
    assert list((tmp_path / "temporary").iterdir()) == []  # nothing that was read of a patient stays
    assert sorted(p.name for p in out.iterdir()) == ["report.html", "report.json"]
    report = json.loads((out / "report.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    page = (out / "report.html").read_text(encoding="utf-8")
    told_of_model_and_visits(report, own)
    told_of_every_section(report)
    nothing_is_left_out_silently(report, page, printed)
    assert "column film: left out." in said and f"Written: {out / 'report.html'}" in said
    assert printed.startswith("# cdss-triage-own 0.") and "model card" not in printed.lower()
    assert open_bundle(own).metadata.metrics == ()  # a report of patients is no card


def told_of_model_and_visits(report, own):
    assert report["command"] == evaluate_cohort.COMMAND and (report["seed"], report["resamples"]) == (20, 500)
    assert report["model"]["sha256"] == open_bundle(own).identity.sha256
    assert report["model"]["weights_sha256"] == weights_hash(own)
    counts = {key: value for key, value in report["cohort"].items() if key != "words"}
    assert counts == {"visits": 240, "test_visits": 116, "test_patients": 88, "test_films": 27, "test_ecgs": 39}
    assert [(d["file"], d["n"]) for d in report["data"]] == [
        ("visits.csv", 116),
        ("films of test visits", 27),
        ("ECGs of test visits", 39),
    ]
    assert {len(d["sha256"]) for d in report["data"]} == {64}


def told_of_every_section(report):
    assert [s["key"] for s in report["sections"]] == [s.key for s in COHORT_SECTIONS]
    assert all(figures_of(report, s.key) for s in COHORT_SECTIONS)
    assert all(
        f["n"] >= FEWEST and None not in (f["value"], *f["ci"]) for f in report["figures"] if "gap" not in f["part"]
    )
    assert {f["name"] for f in figures_of(report, "visits")} >= {
        *(f"{what} {task}" for what in ("AUROC", "ECE") for task in ("level<=2", "admission", "critical")),
        "calibration slope admission",
        "agreement with the nurse, exact level",
    }
    assert {f["part"] for f in figures_of(report, "conditions")} == {"acs", "heart_failure", "pneumonia"}
    assert {f["name"] for f in figures_of(report, "bedside")} >= {"AUROC admission, NEWS2 (partial)"}
    patterns = {f["part"] for f in figures_of(report, "patterns")}
    assert {"image+ecg+vitals+note", "vitals", "adding the film", "adding the ECG", "adding the note"} <= patterns
    assert {f["part"] for f in figures_of(report, "uncertainty") if f["name"] == "levels in their 90 % set"} >= {
        "All that was recorded",
        "vitals+note",
    }
    groups = {f["part"] for f in figures_of(report, "subgroups")}
    assert {"sex: women", "age: 40-64", "arrival: ambulance", "year: 2021", "year: 2022", "gap by year"} <= groups
    assert {c["kind"] for c in report["curves"]} == {"roc", "precision-recall", "reliability", "decision"}
    assert all("own test visits" in place for place in {f["split"] for f in report["figures"]})
    assert not any("composite" in json.dumps(report[key]).lower() for key in report if key != "model")


def nothing_is_left_out_silently(report, page, printed):
    notes = [(n["section"], n["text"]) for n in report["notes"]]
    assert ("", "2 films of test visits could not be used and count as absent.") in notes
    (rare,) = [text for key, text in notes if key == "conditions"]
    assert {code for code in CONDITIONS if code in rare} == set(CONDITIONS) - {"acs", "heart_failure", "pneumonia"}
    assert "gi_bleed (0 of 116)" in rare
    assert any(key == "subgroups" and "under 16 (0 visits): all figures" in text for key, text in notes)
    assert [n["title"] for n in report["not_measured"]] == [n.title for n in NOT_MEASURED]
    assert all(page.count(text) for text in ("116 test visits of 88 patients", "gi_bleed (0 of 116)", "Not measured"))
    assert report["cohort"]["words"] == ABOUT and ABOUT in printed and "gi_bleed (0 of 116)" in printed
    assert 'id="floors"' not in page and 'id="anchors"' not in page
    links = set(re.findall(r'href="#(\w+)"', page))
    assert links == set(re.findall(r'id="(\w+)"', page)) and "not_measured" in links


# what is refused ---------------------------------------------------------------------------------------------------------


def refused(capsys, tmp_path, folder, *more):
    assert cdss("evaluate", "--cohort", folder, "--out", tmp_path / "o", *more) == 2
    error = capsys.readouterr().err
    assert "Traceback" not in error and not (tmp_path / "o").exists()
    return error.strip()


def test_a_card_is_not_written_of_a_cohort(tmp_path, capsys, cohort):
    card = (model_dir() / "MODEL_CARD.md").read_bytes()
    assert "--write-card and --only are for the public sets" in refused(capsys, tmp_path, cohort, "--write-card")
    assert (model_dir() / "MODEL_CARD.md").read_bytes() == card


@pytest.mark.parametrize(
    ("tested", "said"),
    [
        (0, "No visit of the table is in the split test. Put at least 50 visits there"),
        (49, "The split test has 49 visits; at least 50 are needed for a report. Nothing was written."),
    ],
)
def test_too_few_test_visits_are_refused(tmp_path, cohort_files, capsys, tested, said):
    rows = cohort_files.rows_of(64)
    for i, row in enumerate(rows):
        row.update(patient_id=f"p{i}", split="test" if i < tested else "train")
    assert refused(capsys, tmp_path, cohort_files.write(tmp_path / "cohort", rows)).startswith(said)


def test_visits_of_which_nothing_is_known_are_refused(tmp_path, cohort_files, capsys):
    rows = cohort_files.rows_of(60)
    for row in rows:
        row["split"] = "test"
    required = ("visit_id", "patient_id", "split", "admitted", "critical", "icd10")
    folder = cohort_files.write(tmp_path / "cohort", rows, required)
    assert "There is nothing to evaluate." in refused(capsys, tmp_path, folder)


def test_faults_of_the_table_are_named_with_row_and_column(tmp_path, cohort_files, capsys):
    rows = cohort_files.rows_of(64)
    rows[3]["sbp"], rows[5]["level"] = "120/80", "6"
    said = refused(capsys, tmp_path, cohort_files.write(tmp_path / "cohort", rows)).split("\n")
    assert said[0] == "Row 5, column sbp: 120/80 is not a number." and said[1].startswith("Row 7, column level: 6")
    assert "There is neither visits.csv nor visits.parquet" in refused(capsys, tmp_path, tmp_path / "nowhere")


def test_a_bundle_that_is_not_there_is_refused(tmp_path, capsys, cohort):
    assert "There is no model bundle" in refused(capsys, tmp_path, cohort, "--model", tmp_path / "none")


@pytest.mark.parametrize("words", [(), ("--data", "d", "--cohort", "c")])
def test_either_public_sets_or_a_cohort_are_named(words):
    with pytest.raises(SystemExit) as stopped:
        main(["evaluate", "--out", "o", *words])
    assert stopped.value.code == 2


# the words ---------------------------------------------------------------------------------------------------------------


def test_every_section_says_how_its_intervals_were_made():
    words = {s.key: s.words for s in COHORT_SECTIONS}
    draws = {
        **dict.fromkeys(("visits", "conditions", "bedside"), metrics.RESAMPLES),
        **{"patterns": paired.RESAMPLES, "uncertainty": uncertainty.DRAWS, "subgroups": subgroups.RESAMPLES},
    }
    assert [key for key, count in draws.items() if f"{count} draws" not in words[key]] == []
    assert list(draws) == list(words) and "Wilson" in words["patterns"] and "Wald" in words["visits"]


def test_no_word_calls_the_patients_composite_and_every_public_section_is_accounted_for():
    texts = [ABOUT, *(s.words for s in COHORT_SECTIONS), *(f"{n.title} {n.why}" for n in NOT_MEASURED)]
    assert not any(re.search(r"composite|donor|survey|2020", text) for text in texts)
    own, missing = {s.key for s in COHORT_SECTIONS}, " ".join(n.title.lower() for n in NOT_MEASURED)
    named = {
        **{"ecg": "ecg", "film": "chest film", "comparators": "missing modalities", "robustness": "robustness"},
        **{"series": "vital signs over time", "guards": "guards", "audit": "audit", "explanations": "explanations"},
        **{"st": "checks of the st level", "disagreement": "checks of disagreement"},
    }
    assert [s.key for s in SECTIONS if s.key not in own and s.key != "years" and named[s.key] not in missing] == []
