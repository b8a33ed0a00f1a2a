"""Films and ECGs of the training folders: labels, ages, splits and grey values, on small files in the same formats."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import IMAGE_FINDINGS
from cdss.training.cohort_ecg import MEMBERS, load_ecgs
from cdss.training.cohort_films import crop_rows, film_rows, load_grays
from cdss.training.composite import age_band, ecg_pools
from cdss.training.fit_image import _in_training, film_set, pretraining_rows, subset
from cdss.training.splits import film_fold

GRAY = np.tile(np.linspace(40, 220, 64).astype(np.uint8), (64, 1))


def film(name, labels, patient=1, age=40, gender="F", view="PA", gray=GRAY):
    return name, labels, patient, age, gender, view, gray


def named(row):
    return {code for code, label in zip(IMAGE_FINDINGS, row.labels, strict=True) if label}


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("No Finding", set()),
        ("Edema|Pneumonia", {"edema", "pneumonia"}),
        ("Pneumothorax", {"pneumothorax"}),  # begins like pneumonia
        ("Effusion|Pleural_Thickening|Cardiomegaly", {"effusion", "cardiomegaly"}),
        ("Consolidation|Infiltration|Atelectasis", {"consolidation", "infiltration", "atelectasis"}),
    ],
)
def test_labels_are_whole_words_of_the_list(write_films, labels, expected):
    (row,) = film_rows(write_films(film("a.jpg", labels, gray=None)))
    assert named(row) == expected


@pytest.mark.parametrize(("age", "known"), [(66, 66.0), (0, 0.0), (120, 120.0), (412, None), (-1, None)])
def test_an_impossible_age_is_unknown(write_films, age, known):
    (row,) = film_rows(write_films(film("a.jpg", "No Finding", age=age, gray=None)))
    assert row.age == known


def test_a_film_carries_its_patient_view_sex_and_split(write_films, patients):
    rows = film_rows(
        write_films(
            film("a.jpg", "Pneumonia", patients["train"][0], 50, "M", "AP", None),
            film("b.jpg", "No Finding", patients["test"][0], 51, "F", "PA", None),
            film("c.jpg", "No Finding", patients["tune"][0], 52, "F", "PA", None),
        )
    )
    assert [r.split for r in rows] == ["train", "test", "tune"]
    assert (rows[0].patient, rows[0].view, rows[0].sex, rows[0].source) == (patients["train"][0], "AP", "M", "cxr_nih")


def test_crops_without_a_patient_are_left_out(write_crops, patients):
    p = patients["train"][0]
    rows = crop_rows(write_crops(film("a.jpg", "Effusion", f"{p}.0"), film("b.jpg", "Effusion", "")))
    assert [(r.name, r.patient) for r in rows] == [("a.jpg", p)]


@pytest.mark.parametrize(
    ("rsna", "labels", "pneumonia"),
    [
        ("op", "No Finding", 1.0),
        ("normal", "Pneumonia", 0.0),
        ("noop_ab", "Effusion", 0.0),
        ("noop_ab", "Pneumonia", None),
    ],
)
def test_pneumonia_of_a_crop_is_what_the_radiologists_saw(write_crops, patients, rsna, labels, pneumonia):
    (row,) = crop_rows(write_crops(film("a.jpg", labels, patients["train"][0]), rsna=rsna))
    assert np.isnan(row.labels[0]) if pneumonia is None else row.labels[0] == pneumonia
    assert row.labels[2] == float("Effusion" in labels)


def test_pretraining_never_sees_a_patient_who_has_a_whole_film(write_films, write_crops, patients):
    (first, second), kept_back = patients["train"][:2], patients["test"][0]
    write_films(film("whole.jpg", "Pneumonia", first, gray=None))
    folder = write_crops(*(film(f"{p}.jpg", "Effusion", p) for p in (first, second, kept_back)))
    assert [r.patient for r in pretraining_rows(folder)] == [second]


def test_films_are_loaded_as_they_are_and_keep_their_side(write_films, write_crops):
    write_films(film("whole.jpg", "No Finding", gray=GRAY))
    folder = write_crops(film("crop.jpg", "No Finding"))
    rows = (*film_rows(folder), *crop_rows(folder))
    grays = load_grays(folder, rows, 32)
    assert grays.shape == (2, 32, 32) and grays.dtype == np.uint8
    for gray in grays:  # the ramp runs from dark on the left to bright on the right
        assert gray[:, 0].max() < 75 and gray[:, -1].min() > 190
    assert np.abs(grays[0].astype(int) - grays[1]).max() < 30


def some_films(write_films, patients):
    rows = []
    for split in ("train", "tune", "test"):
        for i, patient in enumerate(patients[split][:6]):
            label = "Pneumonia" if i % 3 == 0 else "No Finding"
            rows.append(film(f"{split}{i}.jpg", label, patient, view="AP" if i % 2 else "PA"))
    return write_films(*rows)


def test_the_folds_leave_out_whole_patients_and_only_training_ones(write_films, patients):
    folder = some_films(write_films, patients)
    films = film_set(folder, film_rows(folder), 32)
    kept = [subset(films, _in_training(films.rows, member)) for member in range(3)]
    assert {r.split for part in kept for r in part.rows} == {"train"}
    for member, part in enumerate(kept):
        assert member not in {film_fold(r.patient, 3) for r in part.rows}
        assert len(part.grays) == len(part.labels) == len(part.ap) == len(part.rows)
    assert sum(len(part.rows) for part in kept) == 2 * 6  # each of the six training films is left out once


def test_sampling_weights_balance_disease_and_projection(write_films, patients):
    folder = some_films(write_films, patients)
    films = film_set(folder, film_rows(folder), 32)
    weights, group = films.weights(), films.labels[:, 0] * 2 + films.ap
    shares = [weights[group == g].sum() for g in np.unique(group)]
    assert weights.sum() == pytest.approx(1)
    assert shares == pytest.approx([1 / len(shares)] * len(shares))


def test_ecgs_keep_their_scale_their_unknowns_and_their_splits(write_ecgs):
    labels = np.full((4, 6), np.nan)
    labels[:, 4] = 1
    signals = np.full((4, 12, 1000), -1500)
    ecgs = load_ecgs(write_ecgs(labels, ["train", "val", "test", "train"], signals))
    assert ecgs.split.tolist() == ["train", "tune", "test", "train"]
    assert ecgs.signals.dtype == np.float32 and (ecgs.signals == -1.5).all()
    assert np.isnan(ecgs.labels[:, 0]).all() and (ecgs.labels[:, 4] == 1).all()


def test_ecg_folds_are_stable_and_about_equal(write_ecgs):
    ecgs = load_ecgs(write_ecgs(np.zeros((400, 6)), ["train"] * 400, np.zeros((400, 12, 1000))))
    shares = np.bincount(ecgs.fold, minlength=MEMBERS) / 400
    assert len(shares) == MEMBERS and shares.min() > 0.18 and shares.max() < 0.32


def test_a_normal_donor_has_nothing_else_known():
    labels = np.array(
        [[0, 0, 0, 0, 1, 0], [np.nan, 0, 0, 0, 1, np.nan], [0, 0, 0, 0, 1, 1], [1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0]],
        np.float32,
    )
    pools = ecg_pools(labels, np.array([True, True, True, True, False]))
    assert pools["NORM"].tolist() == [0, 1]
    assert pools["AF"].tolist() == [2]
    assert pools["MI"].tolist() == [3]


def test_age_bands_begin_at_40_and_65_and_unknown_is_its_own():
    ages = np.array([0, 39.9, 40, 64.9, 65, 99, np.nan], np.float32)
    assert age_band(ages).tolist() == [0, 0, 1, 1, 2, 2, -1]
