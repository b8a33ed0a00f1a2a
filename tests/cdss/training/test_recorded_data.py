"""From a hospital's table to a bundle: its own films and ECGs through the shipped encoders, fusion, calibration, export."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from cdss.__main__ import main
from cdss.bundle.load import open_bundle
from cdss.core.errors import CdssError
from cdss.core.kinds import View
from cdss.core.paths import demo_dir, model_dir
from cdss.nets.ecg_input import ecg_input
from cdss.nets.reference import REFERENCE
from cdss.nets.triage import TriageModel
from cdss.readers.ecg_wfdb import read_ecg_wfdb
from cdss.training import export, export_cohort, fit_fusion, recorded_data
from cdss.training.cohort_table import load_cohort

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


@pytest.fixture
def cohort(tmp_path, cohort_files):
    """64 visits; the film of the first visit is damaged, the ECG of the seventh is."""
    rows = cohort_files.rows_of(64)
    rows[0]["film"], rows[6]["ecg"] = "films/damaged.jpg", "ecgs/damaged.csv"
    folder = cohort_files.write(tmp_path / "cohort", rows)
    (folder / "films" / "damaged.jpg").write_bytes(b"\xff\xd8\xff no film")
    (folder / "ecgs" / "damaged.csv").write_text("I,II\n1,2\n", encoding="utf-8")
    return folder


@pytest.fixture
def few(monkeypatch):
    """Recordings in the middle of a part file and of a batch; one film and one ECG are read, the encoders are real."""
    monkeypatch.setattr(recorded_data, "PART", 10)
    monkeypatch.setattr(recorded_data, "BATCH", 4)


def data_of(folder, model, work):
    work.mkdir(exist_ok=True)
    return recorded_data.recorded_data(load_cohort(folder), model, work)


def batch(data, rows, present=(True, True, True, True)):
    films, ecgs = data.given(rows, "train", np.random.default_rng(0))
    return data.inputs(rows, films, ecgs, np.tile(np.array(present), (len(rows), 1)), np.zeros(len(rows), int))


def test_each_visit_has_its_own_film_and_ecg_and_no_other(few, cohort, model, tmp_path, capsys):
    data = data_of(cohort, model, tmp_path / "work")
    rows = np.arange(64)
    x = batch(data, rows)
    has_film, has_ecg = rows % 4 == 0, rows % 3 == 0
    has_film[0] = has_ecg[6] = False
    assert (x.present[:, 0].numpy() == has_film).all() and (x.present[:, 1].numpy() == has_ecg).all()
    assert (x.present[:, 3].numpy() == (rows % 4 != 3)).all()
    said = capsys.readouterr().err
    assert "Row 2, column film: left out." in said and "Row 8, column ecg: left out." in said
    ecg = read_ecg_wfdb(cohort / "ecgs" / "00483_hr.hea", cohort, "own").value
    expected = model.ecg(torch.from_numpy(ecg_input(ecg))[None]).tokens[0]
    assert torch.allclose(x.ecg[3], expected, atol=1e-4)


def test_what_was_encoded_is_not_read_again(few, cohort, model, tmp_path, monkeypatch):
    first = data_of(cohort, model, tmp_path / "work")
    (tmp_path / "work" / "cohort-ecg-00001.safetensors").unlink()
    read = []
    plain = recorded_data._read_ecg
    monkeypatch.setattr(recorded_data, "_read_ecg", lambda c, row: read.append(row) or plain(c, row))
    monkeypatch.setattr(recorded_data, "_read_film", None)
    again = data_of(cohort, model, tmp_path / "work")
    assert read == list(range(30, 60, 3))
    assert torch.allclose(first.ecg, again.ecg) and (first.own == again.own).all()


def test_a_lateral_film_is_not_used(few, cohort_files, model, tmp_path, capsys):
    rows = cohort_files.rows_of(12)
    rows[4]["film_view"] = View.LATERAL.value
    data = data_of(cohort_files.write(tmp_path / "c", rows), model, tmp_path / "work")
    assert data.own[[0, 4, 8], 0].tolist() == [0, -1, 1]
    assert "Row 6, column film: left out. A lateral film is not used." in capsys.readouterr().err


def test_a_cohort_without_films_and_ecgs_trains_on_the_rest(cohort_files, model, tmp_path):
    columns = tuple(c for c in cohort_files.COLUMNS if c not in ("film", "film_view", "ecg"))
    data = data_of(cohort_files.write(tmp_path / "c", cohort_files.rows_of(24), columns), model, tmp_path / "work")
    x = batch(data, np.arange(24))
    assert not x.present[:, :2].any() and x.image.shape == (24, 49, 8) and not x.image.any()
    net = fit_fusion.FusionNet()
    fit_fusion._centre(net, data)
    assert not net.image_evidence.centre.any() and (net.image_evidence.spread == 1).all()


def test_splits_are_those_of_the_table_and_evidence_is_centred_on_training_patients(few, cohort, model, tmp_path):
    data = data_of(cohort, model, tmp_path / "work")
    table = load_cohort(cohort)
    assert {
        s: (data.rows(s) == np.flatnonzero(table.split == s)).all() for s in ("train", "tune", "test")
    } == dict.fromkeys(("train", "tune", "test"), True)
    pool = data.donors["train"][1].pools["own"]
    assert sorted(pool) == sorted(p for p in data.own[data.rows("train"), 1] if p >= 0)


def test_a_table_is_trained_to_a_bundle_that_assesses(few, cohort, tmp_path, monkeypatch, capsys):
    """One epoch of two members; the released rule of 200 visits to calibrate on is lowered to what the table has."""
    for module in (fit_fusion, export, export_cohort):
        monkeypatch.setattr(module, "MEMBERS", 2)
    monkeypatch.setattr(fit_fusion, "EPOCHS", 1)
    command = ["train", "--cohort", str(cohort), "--work", str(tmp_path / "work"), "--out", str(tmp_path / "own")]
    assert main([*command, "--device", "cpu"]) == 2
    assert "The tuning split has 16 visits; at least 200 are needed" in capsys.readouterr().err
    monkeypatch.setattr(export_cohort, "FEWEST", 5)
    assert main([*command, "--device", "cpu"]) == 2
    assert "holds a previous training" in capsys.readouterr().err
    assert main([*command, "--device", "cpu", "--resume"]) == 0
    bundle = open_bundle(tmp_path / "own")
    assert bundle.metadata.config["fusion_members"] == 2 and not bundle.metadata.metrics
    assert bundle.metadata.training_data[-1].n == 48 and bundle.identity.name == "cdss-triage-own"
    trained = load_file(tmp_path / "work" / "fusion-0.safetensors")["trunk.0.weight"]
    exported = load_file(tmp_path / "own" / "fusion.safetensors")["members.0.trunk.0.weight"]
    assert torch.equal(exported, trained.half())
    old, new = (load_file(b / "ecg.safetensors") for b in (model_dir(), tmp_path / "own"))
    assert all(torch.equal(old[k], new[k]) for k in old)
    # visits to compare with were placed by the fusion of the other bundle
    left_out = {p.name for p in model_dir().iterdir()} - {p.name for p in (tmp_path / "own").iterdir()}
    assert left_out == {REFERENCE, "SIGNATURE.json"}  # what was trained here, its makers did not sign
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    assert main(["assess", str(demo_dir() / "01-chest-pain"), "--model", str(bundle.path), "--out", "-"]) == 2
    assert "Nobody signed the model bundle own" in capsys.readouterr().err
    assert main(["trust", "--allow-unsigned", str(bundle.path)]) == 0
    assert (
        main(
            [
                "assess",
                str(demo_dir() / "01-chest-pain"),
                "--explain",
                "--model",
                str(tmp_path / "own"),
                "--out",
                str(tmp_path / "o"),
            ]
        )
        == 0
    )
    line = json.loads((tmp_path / "o").read_text(encoding="utf-8"))
    assert line["model"]["sha256"] == bundle.identity.sha256
    assert "check_model_unsigned" in [check["code"] for check in line["checks"]]


def test_patterns_without_enough_recordings_take_the_calibration_without_them(
    few, cohort, model, tmp_path, monkeypatch
):
    """16 tuning visits, of which none has a film and 4 have an ECG: the film patterns are those of the same note and vitals."""
    data = data_of(cohort, model, tmp_path / "work")
    asked = []

    def fitted(net, own):
        asked.append(len(own.rows("tune")))
        return {export_cohort.pattern_name(p): {"n": asked[-1], "of": p} for p in export_cohort.PATTERNS}

    monkeypatch.setattr(export_cohort, "fit_calibration", fitted)
    monkeypatch.setattr(export_cohort, "FEWEST", 4)
    found = export_cohort.own_patterns(None, data)
    with_ecg = int((data.own[data.rows("tune"), 1] >= 0).sum())
    assert asked == [16, with_ecg] and with_ecg >= 4
    name = export_cohort.pattern_name
    assert found[name((False, True, True, True))] == {"n": with_ecg, "of": (False, True, True, True)}
    assert found[name((True, False, True, True))] == {"n": 16, "of": (False, False, True, True)}
    assert found[name((True, True, False, True))] == {"n": 16, "of": (False, False, False, True)}


def test_the_bundle_that_reads_may_not_be_overwritten(cohort, tmp_path, capsys):
    work = str(tmp_path / "work")
    assert main(["train", "--cohort", str(cohort), "--work", work, "--out", str(model_dir())]) == 2
    assert "is the bundle that reads the films and ECGs" in capsys.readouterr().err


def test_stages_of_the_encoders_are_refused_for_a_cohort(cohort, tmp_path, capsys):
    assert main(["train", "--cohort", str(cohort), "--out", str(tmp_path / "o"), "--stage", "image"]) == 2
    assert "no stage image for a cohort" in capsys.readouterr().err


def test_too_few_tuning_visits_write_nothing(cohort, model, tmp_path):
    data = data_of(cohort, model, tmp_path / "work")
    with pytest.raises(CdssError, match="Nothing was exported"):
        export_cohort.export_cohort(data, model_dir(), tmp_path / "work", tmp_path / "own")
    assert not (tmp_path / "own").exists()
