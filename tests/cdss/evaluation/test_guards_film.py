"""The figures of the film guard: shares with honest intervals, faults that are what they are called, pictures of other kinds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from cdss.evaluation.guards_film import (
    FAULTS,
    _printed,
    as_film,
    ecg_prints,
    film_guard_figures,
    found_among,
    pages,
    photographs,
    rejected,
    slices,
    window,
)
from cdss.evaluation.metrics import share
from cdss.guards.film import SCORED, SIZE, FilmGuard
from cdss.records.film import display_gray
from cdss.training.splits import film_split

VIEWS = ("PA", "PA", "AP", "AP")


def guard_that_says(*scores):
    """A network of zeros whose four scores are always the same, above their thresholds where positive."""
    zeros = np.zeros
    hidden = zeros((3, 2 * (SIZE // 2) ** 2), np.float32)
    kernels = (zeros((2, 1, 3, 3), np.float32),)
    bias = np.array(scores, np.float32)
    return FilmGuard(
        kernels,
        (zeros(2, np.float32),),
        hidden,
        zeros(3, np.float32),
        zeros((4, 3), np.float32),
        bias,
        zeros(4, np.float32),
    )


@pytest.fixture
def folder(tmp_path):
    """Three films of test patients (two PA, one AP) and one of a training patient, three recordings, two notes."""
    rng = np.random.default_rng(0)
    test = [p for p in range(1, 200) if film_split(p) == "test"][:3]
    train = next(p for p in range(1, 200) if film_split(p) == "train")
    rows = [(f"{p}.jpg", "No Finding", p, 50, "F", view) for p, view in zip([*test, train], VIEWS, strict=True)]
    (tmp_path / "cxr_nih" / "images").mkdir(parents=True)
    names = ["f", "Finding Labels", "Patient ID", "Patient Age", "Patient Gender", "View Position"]
    pd.DataFrame(rows, columns=names).to_csv(tmp_path / "cxr_nih" / "labels.csv")
    for name, *_ in rows:
        Image.fromarray(rng.integers(0, 255, (90, 90), np.uint8)).save(tmp_path / "cxr_nih" / "images" / name)
    (tmp_path / "ptbxl").mkdir()
    signals = rng.normal(0, 1000, (3, 12, 1000)).astype(np.int16)
    archive = tmp_path / "ptbxl" / "ptbxl_2285_100hz_z.npz"
    np.savez(archive, X=signals, split=np.array(["train", "test", "test"]))
    (tmp_path / "aci_bench").mkdir()
    notes = pd.DataFrame({"note": ["Chest pain.\nNo fever.", "Cough."]})
    notes.to_csv(tmp_path / "aci_bench" / "train.csv", index=False)
    return tmp_path


def test_a_share_of_all_is_not_certain():
    """Wilson (1927): the lower end for n of n is n / (n + 1.96 squared)."""
    figure = share([True] * 190)
    assert (figure.value, figure.high, figure.n, figure.positives) == (1.0, pytest.approx(1.0), 190, 190)
    assert figure.low == pytest.approx(190 / (190 + 1.959964**2))


def test_a_share_of_half():
    figure = share([True] * 50 + [False] * 50)
    assert (figure.low, figure.value, figure.high) == pytest.approx((0.4038, 0.5, 0.5962), abs=1e-4)


def test_a_share_of_nothing_is_no_number():
    assert np.isnan(share([]).value)


def test_a_guard_that_rejects_all_finds_all_and_passes_none(folder):
    figures = {m.name: m.figure for m in film_guard_figures(guard_that_says(1, -1, -1, -1), folder)}
    assert (figures["films that pass"].value, figures["films that pass"].n) == (0.0, 3)
    found = [f for name, f in figures.items() if name.startswith("found")]
    assert len(found) == len(FAULTS) + 5
    assert {f.value for f in found} == {1.0}
    assert figures["found: ECG print-outs"].n == 2
    assert figures["found: pages of text"].n == 2


def test_a_guard_that_rejects_nothing_passes_all_by_view(folder):
    figures = {m.name: m.figure for m in film_guard_figures(guard_that_says(-1, -1, -1, -1), folder)}
    passed = {name: (f.value, f.n) for name, f in figures.items() if name.endswith("that pass")}
    assert passed == {"films that pass": (1, 3), "PA films that pass": (1, 2), "AP films that pass": (1, 1)}
    assert {f.value for name, f in figures.items() if name.startswith("found: turned")} == {0.0}


def test_faults_are_what_they_are_called():
    rng = np.random.default_rng(1)
    film = np.arange(24, dtype=np.float32).reshape(6, 4)
    made = {name: fault(film, rng) for name, fault in FAULTS.items()}
    assert made["turned by 90 degrees"][-1, 0] == film[0, 0]
    assert made["turned by 180 degrees"][-1, -1] == film[0, 0]
    assert made["turned by 270 degrees"][0, -1] == film[0, 0]
    assert made["mirrored upside down"][-1].tolist() == film[0].tolist()
    assert made["inverted"][0, 0] == 255
    assert made["left half"].tolist() == film[:, :2].tolist()
    assert made["right half"].tolist() == film[:, 2:].tolist()
    assert made["upper half"].tolist() == film[:3].tolist()
    assert made["lower half"].tolist() == film[3:].tolist()


def test_a_window_has_its_share_of_the_area_and_moves_about():
    rng = np.random.default_rng(2)
    film = np.arange(512 * 400, dtype=np.float32).reshape(512, 400)
    parts = [window(film, 0.25, rng) for _ in range(20)]
    assert {p.shape for p in parts} == {(256, 200)}
    assert len({float(p[0, 0]) for p in parts}) > 15


def test_the_other_pictures_are_drawn_and_read(folder):
    prints, texts = ecg_prints(folder), pages(folder)
    assert [p.shape for p in prints] == [(720, 1000)] * 2
    assert {float(p.min()) for p in prints} == {0.0}
    assert (texts[0].mean() > 200, texts[1].mean() < 55) == (True, True)
    assert len(photographs(np.random.default_rng(3))) == 40
    assert [s.shape for s in slices()] == [(512, 512), (128, 128), (512, 512), (64, 64), (300, 484)]
    assert all(s.min() >= 0 and s.max() <= 255 for s in slices())


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (9, 10, 0.5958, 0.9821),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_the_interval_of_wilson_in_tables(hits, n, low, high):
    """Newcombe (Statistics in Medicine, 1998), method 3, worked by hand; never beyond 0 and 1."""
    figure = share([True] * hits + [False] * (n - hits))
    assert (figure.low, figure.high) == pytest.approx((low, high), abs=1e-4)
    assert (figure.value, figure.n, figure.positives) == (hits / n, n, hits)
    assert figure.low >= 0.0 and figure.high <= 1.0


@pytest.mark.parametrize("place", range(4), ids=SCORED)
def test_a_fault_is_found_whatever_reason_the_guard_gives(folder, place):
    scores = [-1.0] * 4
    scores[place] = 1.0
    guard = guard_that_says(*scores)
    picture = as_film(np.random.default_rng(4).uniform(0, 255, (90, 90)).astype(np.float32))
    assert rejected(picture, guard)
    assert found_among([picture.pixels] * 3, guard).value == 1.0


def test_a_blank_picture_is_rejected_without_asking_the_network():
    blank = np.full((90, 90), 128, np.float32)
    silent = guard_that_says(-1, -1, -1, -1)
    assert rejected(as_film(blank), silent)
    assert found_among([blank, blank + np.arange(90, dtype=np.float32)], silent).value == 0.5


def test_films_of_training_patients_are_never_counted(folder):
    """Four films stand in the table, three of test patients."""
    figures = {m.name: m for m in film_guard_figures(guard_that_says(-1, -1, -1, -1), folder)}
    assert {m.split for name, m in figures.items() if "found: turned" in name} == {"test patients"}
    assert all(figures[f"found: {name}"].figure.n == 3 for name in FAULTS)
    assert figures["found: pictures drawn by rule"].split == "kinds it learnt from"
    assert figures["found: photographs (20 parts of each of 2)"].split == "kinds it never saw"


def test_the_figures_are_the_same_each_time(folder):
    guard = guard_that_says(-1, -1, -1, -1)
    first, second = (list(film_guard_figures(guard, folder)) for _ in range(2))
    assert [(m.name, m.figure) for m in first] == [(m.name, m.figure) for m in second]


def test_a_picture_becomes_a_film_as_a_reader_gives_it():
    film = as_film(np.array([[0.0, 255.0], [51.0, 102.0]])[::-1])
    assert film.pixels.flags.c_contiguous and film.pixels.dtype == np.float32
    assert display_gray(film) == pytest.approx(np.array([[0.2, 0.4], [0.0, 1.0]]), abs=0.01)


def test_a_recording_is_drawn_lead_below_lead():
    """Lead III (row 2) rises by 2 for a while; only its own strip of 60 rows has ink above its line there."""
    flat = np.zeros((12, 400), np.float32)
    raised = flat.copy()
    raised[2, 100:200] = 2.0
    changed = np.argwhere(_printed(flat) != _printed(raised))
    assert (changed[:, 0].min() // 60, changed[:, 0].max() // 60) == (2, 2)
    assert changed[:, 1].min() >= 95 and changed[:, 1].max() <= 205
    assert _printed(flat)[60 * 2 + 35, 150] == 0
    assert _printed(raised)[60 * 2 + 35 - 18, 150] == 0


def test_only_recordings_of_the_test_fold_are_printed(folder):
    assert len(ecg_prints(folder, count=1)) == 1 and len(ecg_prints(folder, count=9)) == 2
    assert len(pages(folder, count=1)) == 1


def test_without_the_notes_there_are_no_pages(tmp_path):
    assert pages(tmp_path) == []
    assert found_among([], None).n == 0
