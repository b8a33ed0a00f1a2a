"""``cdss calibrate`` from case folders to a new bundle that answers: sixty patients with a note and vital signs each."""

from __future__ import annotations

import csv
import hashlib
import json
from types import SimpleNamespace

import numpy as np
import pytest

from cdss.__main__ import main
from cdss.audit.log import FOLDER
from cdss.audit.opening import codec_of
from cdss.audit.verify import entries, verify
from cdss.bundle.load import open_bundle
from cdss.cli.calibrate import predicted, probabilities
from cdss.cli.inputs import inputs_from_lines
from cdss.core.kinds import Modality
from cdss.core.paths import model_dir, user_dir
from cdss.engine.guard import available_cores
from cdss.engine.local import LocalEngine
from cdss.readers.case_folder import read_manifest
from cdss.scoring.calibrate import OUTCOMES, logit

MILD = (
    "Twisted ankle on the stairs, swelling, walks with a limp.",
    "Sore throat x3d, no fever, eats and drinks.",
    "Small cut on the finger, bleeding stopped.",
    "Itchy rash on both arms since yesterday.",
)
ILL = (
    "Crushing chest pain x1h, sweating, left arm heavy.",
    "Short of breath at rest, productive cough, chills.",
    "Confused since this morning, fever, poor intake.",
)
VITALS = ("time", "heart_rate", "resp_rate", "sbp", "dbp", "spo2", "temperature_c")
N = 60


def write_patient(folder, number):
    """The folder of one patient: two in three have a small complaint; returns the manifest, paths relative to ``folder``."""
    ill = number % 3 == 0
    notes = ILL if ill else MILD
    row = (
        (112 + number % 15, 24, 98 + number % 9, 60, 90 + number % 4, 38.6)
        if ill
        else (68 + number % 20, 15, 128, 78, 98, 36.8)
    )
    name = f"p{number:02d}"
    (folder / name).mkdir()
    (folder / name / "note.txt").write_text(notes[number % len(notes)], encoding="utf-8")
    with (folder / name / "vitals.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([VITALS, ("2026-11-20T14:22:00+09:00", *row)])
    return {
        "schema": "cdss.case/1",
        "case_id": name,
        "patient": {"id": f"P-{number}", "age_years": 25 + number, "sex": "FM"[number % 2]},
        "note": {"path": f"{name}/note.txt"},
        "vitals": {"path": f"{name}/vitals.csv"},
    }


def outcome(number):
    """Of sixty: forty admitted, so many more than expected; twenty-one of level 1-2; heart failure in none; three critical."""
    return {
        "case_id": f"p{number:02d}",
        "level": 2 if number % 20 < 7 else 4,
        "admitted": int(number % 3 != 1),
        "critical": int(number in (0, 30, 45)),
        "heart_failure": 0,
        "sepsis": int(number % 2 == 0),
    }


def write_site(folder, count):
    manifests = [write_patient(folder, number) for number in range(count)]
    lines = "".join(json.dumps(m) + "\n" for m in manifests)
    (folder / "cases.jsonl").write_text(lines, encoding="utf-8")
    rows = [outcome(number) for number in range(count)]
    with (folder / "table.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return ["calibrate", "--cases", folder / "cases.jsonl", "--table", folder / "table.csv", "--device", "cpu", "--out"]


def hashes(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """One run of the command: its exit code, the original's files before and after, and the new bundle."""
    folder = tmp_path_factory.mktemp("hospital")
    words, out = write_site(folder, N), folder / "bundle"
    before = hashes(model_dir())
    log = folder / "audit"
    code = main([str(w) for w in (*words, out, "--site", "north-ward", "--audit", log)])
    return SimpleNamespace(
        folder=folder, code=code, before=before, after=hashes(model_dir()), made=open_bundle(out), log=log
    )


@pytest.fixture(scope="module")
def answers(site):
    """Assessments of the first twelve patients by the original and by the new bundle."""
    lines = (site.folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()[:12]
    cases = [read_manifest(json.loads(line), site.folder, "cases.jsonl") for line in lines]
    engines = [LocalEngine(folder, device="cpu", threads=1) for folder in (model_dir(), site.made.path)]
    return [[engine.assess(case) for case in cases] for engine in engines]


def test_the_command_succeeds_and_the_original_is_unchanged(site):
    assert site.code == 0
    assert site.after == site.before
    assert site.made.identity.name.endswith("-north-ward")


def test_the_audit_says_which_model_assessed_and_which_was_made_and_nothing_of_the_patients(site):
    written = list(entries(site.log))
    kinds = ["log_begun", "program_started", "model_loaded", "exported", "program_stopped"]
    assert [entry.kind for entry in written] == kinds and all(entry.patient is None for entry in written)
    shipped, made = open_bundle(model_dir()).identity, site.made.identity
    assert written[2].details == {
        "model": shipped.name,
        "model_version": shipped.version,
        "model_sha256": shipped.sha256,
        "device": "cpu",
        "threads": available_cores(),
    }
    named = {"model": made.name, "model_version": made.version, "model_sha256": made.sha256}
    assert written[3].details == {"kind": "model", **named} and made.sha256 != shipped.sha256
    assert verify(site.log).fault is None
    text = b"".join(path.read_bytes() for path in site.log.iterdir())
    assert b"P-0" not in text and b"p00" not in text and b"cases.jsonl" not in text


def test_only_what_had_patients_enough_is_in_the_new_bundle(site):
    table = site.made.calibration["site_calibration"]
    assert (table["site"], table["cases"]) == ("north-ward", N)
    assert "critical" not in table["outputs"] and "heart_failure" not in table["outputs"]  # three, and none, of sixty
    moved = table["outputs"]["admission"]
    assert (moved["n"], moved["events"], moved["slope"]) == (60, 40, 1.0)
    assert moved["intercept"] > 0.3
    assert moved["ece"][1] < moved["ece"][0] and moved["log_loss"][1] < moved["log_loss"][0]
    sepsis = table["outputs"]["sepsis"]
    assert (sepsis["n"], sepsis["events"]) == (60, 30) and sepsis["intercept"] > 0.3


def test_answers_of_the_new_bundle_move_as_the_outcomes_say(site, answers):
    table = site.made.calibration["site_calibration"]["outputs"]
    for old, new in zip(*answers, strict=True):
        was, now = probabilities(old), probabilities(new)
        assert now["admission"] > was["admission"] and now["sepsis"] > was["sepsis"]
        assert now.keys() == was.keys()
        for output, p in was.items():
            move = table.get(output, {"slope": 1.0, "intercept": 0.0})
            expected = move["slope"] * logit(np.array(p)) + move["intercept"]
            assert logit(np.array(now[output])) == pytest.approx(float(expected), abs=1e-4), output
        assert {c.code for c in new.conditions if c.in_set} == {c.code for c in old.conditions if c.in_set}
        assert new.model == site.made.identity


def test_the_mean_admission_comes_to_what_was_observed(site):
    """An intercept of greatest likelihood makes the mean prediction the share observed: 40 of 60."""
    found = predicted(LocalEngine(site.made.path, "cpu", 1), inputs_from_lines(site.folder / "cases.jsonl"))
    assert len(found) == N
    assert np.mean([p["admission"] for p in found.values()]) == pytest.approx(40 / 60, abs=2e-3)


def test_admission_keeps_its_order_of_patients(answers):
    old, new = ([a.outcomes["admission"] for a in found] for found in answers)
    assert np.argsort(old).tolist() == np.argsort(new).tolist() and len(set(np.round(old, 6))) > 6


def test_intervals_move_with_their_probabilities(answers):
    for old, new in zip(*answers, strict=True):
        for name in OUTCOMES:
            low, high = new.outcome_intervals[name]
            assert low <= new.outcomes[name] <= high
        assert new.outcome_intervals["admission"][1] > old.outcome_intervals["admission"][1]
        assert new.outcome_intervals["critical"] == pytest.approx(old.outcome_intervals["critical"])


def test_the_new_bundle_cannot_be_calibrated_again(site, capsys):
    words = ("calibrate", "--cases", site.folder / "cases.jsonl", "--table", site.folder / "table.csv")
    code = main([str(w) for w in (*words, "--out", site.folder / "second", "--bundle", site.made.path)])
    assert code == 2
    assert "is already recalibrated for north-ward" in capsys.readouterr().err
    assert not (site.folder / "second").exists()


def test_the_command_line_answers_with_the_new_bundle(site, answers, tmp_path):
    """``cdss assess --model`` in a batch gives the moved probability too."""
    lines = (site.folder / "cases.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)[:3]
    few = site.folder / "few.jsonl"
    few.write_text("".join(lines), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    words = ("assess", "--cases", few, "--model", site.made.path, "--device", "cpu", "--out", out)
    assert main([str(w) for w in words]) == 0
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["model"]["sha256"] for line in found] == [site.made.identity.sha256] * 3
    for line, old, new in zip(found, *answers, strict=False):
        assert line["outcomes"]["admission"] == pytest.approx(new.outcomes["admission"], abs=1e-4)
        assert line["outcomes"]["admission"] > old.outcomes["admission"]


def test_too_few_patients_write_nothing_and_say_how_many_are_missing(tmp_path, capsys):
    words = write_site(tmp_path, 9)
    before = hashes(model_dir())
    code = main([str(w) for w in (*words, tmp_path / "bundle")])
    out, err = capsys.readouterr()
    assert code == 2
    assert "Admission: 6 of 9 patients had it, too few to recalibrate. 14 more patients with it and 17 more" in out
    assert "Nothing was recalibrated on 9 patients, so no model was written." in err
    assert not (tmp_path / "bundle").exists() and hashes(model_dir()) == before
    kinds = [entry.kind for entry in entries(user_dir() / FOLDER, codec_of(user_dir() / FOLDER))]
    assert kinds[-3:] == ["program_started", "model_loaded", "program_stopped"], "by default in the workstation's log"


def test_patients_are_read_from_their_folders(site):
    (first, *_) = inputs_from_lines(site.folder / "cases.jsonl")
    case = first.read()
    assert first.name == "p00"
    assert set(case.present) == {Modality.NOTE, Modality.VITALS}
    assert case.vitals.latest.heart_rate == 112 and case.note.text.startswith("Crushing")
