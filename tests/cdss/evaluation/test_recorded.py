"""A hospital's test visits as the program would answer them: from their own recordings, and from less."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch

from cdss.__main__ import main
from cdss.bundle.load import open_bundle
from cdss.core.kinds import CONDITIONS, MODALITIES
from cdss.core.paths import model_dir
from cdss.evaluation.cohort_measures import cohort_curves, condition_figures, gains, occurring, own_groups
from cdss.evaluation.composite_scores import FIRST_CONDITION
from cdss.evaluation.metrics import auroc
from cdss.evaluation.recorded import PART, WHERE, as_recorded, only_test, recorded_answers
from cdss.nets.triage import TriageModel
from cdss.training import recorded_data
from cdss.training.cohort_table import load_cohort

pytestmark = pytest.mark.timeout(900)

ALL, NOTE_VITALS = (True,) * 4, (False, False, True, True)


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


def test_rows(cohort_files, count=64):
    """All visits in the split test but each eighth; the ninth has nothing at all, and years alternate."""
    rows = cohort_files.rows_of(count)
    for i, row in enumerate(rows):
        row.update(patient_id=f"p{i}", split="train" if i % 8 == 7 else "test", year=("", 2021, 2022)[i % 3])
    nothing = dict.fromkeys(("heart_rate", "resp_rate", "sbp", "dbp", "spo2", "temperature_c", "pain", "note"), "")
    rows[8].update(nothing, film="", ecg="")
    return rows


test_rows.__test__ = False


@pytest.fixture(scope="module")
def cohort(tmp_path_factory, cohort_files):
    """The folder of a cohort."""
    return cohort_files.write(tmp_path_factory.mktemp("recorded") / "cohort", test_rows(cohort_files))


@pytest.fixture(scope="module")
def recorded(cohort, model):
    """Its answers, computed once; none of the tests changes them."""
    work = cohort.parent / "work"
    work.mkdir()
    return recorded_answers(model, recorded_data.recorded_data(only_test(load_cohort(cohort, needed=())), model, work))


def test_nothing_of_the_other_splits_is_read(cohort):
    whole = load_cohort(cohort, needed=())
    cohort = only_test(whole)
    other = np.arange(64) % 8 == 7
    assert not any(cohort.visits.phrases[i] or cohort.films[i] or cohort.ecgs[i] for i in np.flatnonzero(other))
    kept = np.flatnonzero(~other)
    assert [cohort.visits.phrases[i] for i in kept] == [whole.visits.phrases[i] for i in kept]
    assert [cohort.films[i] for i in kept] == [whole.films[i] for i in kept]
    assert sum(path is not None for path in whole.ecgs) > sum(path is not None for path in cohort.ecgs) > 0


def test_each_visit_is_answered_from_exactly_what_it_has(recorded):
    rows = np.array([i for i in range(64) if i % 8 != 7 and i != 8])
    assert recorded.rows.tolist() == rows.tolist()
    expected = np.column_stack([rows % 4 == 0, rows % 3 == 0, np.ones(len(rows), bool), rows % 4 != 3])
    assert (recorded.has == expected).all()
    own = {a.name: a.rows.tolist() for a in recorded.own()}
    assert own["image+ecg+vitals+note"] == [0, 12, 24, 36, 48, 60] and 8 not in own["vitals"]
    assert sorted(row for part in own.values() for row in part) == rows.tolist()
    shares = {m.part: m.figure for m in occurring(recorded)}
    assert shares["image+ecg+vitals+note"].value == pytest.approx(6 / 55) and shares["vitals"].n == 55
    scored = as_recorded(recorded)
    assert (scored.part, scored.where) == (PART, WHERE) and scored.rows.tolist() == rows.tolist()
    full = recorded.answers[ALL]
    place = np.searchsorted(rows, full.rows)
    assert scored.scores["level<=2"][place] == pytest.approx(full.found.risk)
    assert scored.scores["critical"][place] == pytest.approx(full.found.binary[:, 1])
    assert ((scored.given >= 1) & (scored.given <= 5)).all()
    assert (scored.actual == recorded.data.visits.acuity[rows] + 1).all()


def test_a_pattern_is_measured_on_all_visits_that_have_it_and_more(recorded):
    answers = recorded.answers[NOTE_VITALS]
    has = recorded.has[:, 2] & recorded.has[:, 3]
    assert answers.rows.tolist() == recorded.rows[has].tolist()
    shown = np.tile(np.array(NOTE_VITALS), (len(recorded), 1)) & has[:, None]
    scores = recorded.scores(shown)
    assert scores[has, 1] == pytest.approx(answers.found.binary[:, 0]) and np.isnan(scores[~has]).all()


def test_the_answers_are_those_of_the_program(tmp_path, recorded, cohort, cohort_files):
    """A visit with all four modalities and one with note and vital signs, assessed as case folders."""
    rows, scored = test_rows(cohort_files), as_recorded(recorded)
    for i in (12, 2):
        out = tmp_path / f"{i}.jsonl"
        case = write_case(tmp_path / f"case{i}", rows[i], cohort)
        assert main(["assess", str(case), "--device", "cpu", "--out", str(out)]) == 0
        said = json.loads(out.read_text(encoding="utf-8"))
        place = int(np.searchsorted(recorded.rows, i))
        has = [said["modalities"][m.value]["status"] == "present" for m in MODALITIES]
        assert recorded.has[place].tolist() == has
        assert scored.scores["admission"][place] == pytest.approx(said["outcomes"]["admission"], abs=2e-3)
        assert scored.scores["level<=2"][place] == pytest.approx(sum(said["acuity"]["probabilities"][:2]), abs=2e-3)
        assert scored.given[place] == said["acuity"]["level"]


def write_case(folder, row, cohort):
    """The row of a cohort table as a case folder."""
    folder.mkdir()
    names = ("heart_rate", "resp_rate", "sbp", "dbp", "spo2", "temperature_c", "consciousness", "pain")
    values = ",".join(str(row[name]) for name in names)
    (folder / "vitals.csv").write_text(f"time,{','.join(names)}\n2026-11-20T14:24:00+09:00,{values}\n")
    (folder / "note.txt").write_text(row["note"], encoding="utf-8")
    case = {
        "schema": "cdss.case/1",
        "case_id": row["visit_id"],
        "patient": {"id": row["patient_id"], "age_years": row["age"], "sex": row["sex"]},
        "arrival": {"mode": row["arrival"]},
        "note": {"path": "note.txt"},
        "vitals": {"path": "vitals.csv"},
        "history": [h.strip() for h in row["history"].split(";") if h],
    }
    if row["film"]:
        shutil.copytree(cohort / "films", folder / "films")
        shutil.copytree(cohort / "ecgs", folder / "ecgs")
        case |= {"images": [{"path": row["film"], "view": row["film_view"]}], "ecg": [{"path": row["ecg"]}]}
    (folder / "case.json").write_text(json.dumps(case), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("words", "column"), [("the film", 0), ("the vital signs", 2), ("the note", 3)])
def test_a_gain_is_the_difference_on_the_visits_that_have_the_modality(recorded, words, column):
    found = {(m.part, m.name): m for m in gains(recorded)}
    assert {part for part, _ in found} == {
        "adding the film",
        "adding the ECG",
        "adding the vital signs",
        "adding the note",
    }
    less = recorded.has.copy()
    less[:, column] = False
    having = recorded.has[:, column] & less.any(axis=1)
    y, whole, without = recorded.labels[having, 1], recorded.scores(recorded.has), recorded.scores(less)
    gain = found[f"adding {words}", "gain of AUROC admission"]
    assert gain.figure.value == pytest.approx(auroc(y, whole[having, 1]) - auroc(y, without[having, 1]))
    assert (gain.figure.n, gain.split) == (int(having.sum()), f"own test visits with {words} and more")
    assert gain.figure.low < gain.figure.high or words == "the film"  # every visit has the same film


def test_conditions_are_those_of_the_codes(recorded):
    found = {(m.part, m.name): m.figure for m in condition_figures(recorded)}
    assert {part for part, _ in found} == set(CONDITIONS)
    acs = recorded.rows % 4 == 1  # I21.4
    assert (found["acs", "AUROC"].n, found["acs", "AUROC"].positives) == (55, int(acs.sum()))
    column = FIRST_CONDITION + CONDITIONS.index("acs")
    scores = recorded.scores(recorded.has)[:, column]
    assert found["acs", "AUROC"].value == pytest.approx(auroc(acs.astype(float), scores))


def test_years_are_groups_where_they_are_given(recorded):
    years = own_groups(recorded)["year"]
    assert list(years) == ["2021", "2022"]
    assert (years["2021"] == (recorded.rows % 3 == 1)).all()
    none = replace(recorded.data.visits, year=np.zeros(64, np.int64))
    assert own_groups(replace(recorded, data=replace(recorded.data, visits=none)))["year"] == {}


def test_curves_that_a_cohort_cannot_have_are_named_with_their_section(recorded):
    ungraded = replace(recorded.data.visits, acuity=np.full(64, -1))
    without = replace(recorded, data=replace(recorded.data, visits=ungraded))
    curves, undrawn = cohort_curves(without, as_recorded(without))
    assert {c.title for c in curves} == {"admission", "critical care or death"}
    assert {"decision", "roc"} <= {c.kind for c in curves}
    assert [key for key, _ in undrawn] == ["visits", "visits", "visits", "bedside"]
    assert all(text.endswith("curve of level 1 or 2.") for _, text in undrawn)
