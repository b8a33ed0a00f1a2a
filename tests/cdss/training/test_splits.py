"""Patients never cross splits, and those shown as demonstration are never trained on."""

from __future__ import annotations

import numpy as np

from cdss.core.kinds import CONDITIONS
from cdss.training.composite import ECG_ELSE, ECG_OF, FILM_ELSE, FILM_OF, Donors, draw, ecg_pools, film_pools
from cdss.training.splits import demo_film_patients, film_split


def test_splits_are_stable_and_near_their_shares():
    shares = [film_split(p) for p in range(5000)]
    assert [film_split(p) for p in (1, 2, 3)] == [film_split(p) for p in (1, 2, 3)]
    assert 0.65 < np.mean([s == "train" for s in shares]) < 0.71
    assert 0.08 < np.mean([s == "tune" for s in shares]) < 0.12


def test_patients_of_demonstration_films_are_in_the_test_part():
    assert demo_film_patients()
    assert {film_split(p) for p in demo_film_patients()} == {"test"}


def test_each_film_and_its_crop_fall_on_the_same_side(shared_data):
    from cdss.training.cohort_films import crop_rows, film_rows
    from cdss.training.fit_image import pretraining_rows

    side = {r.patient: r.split for r in film_rows(shared_data)}
    assert all(side[r.patient] == r.split for r in crop_rows(shared_data) if r.patient in side)
    assert not {r.patient for r in pretraining_rows(shared_data)} & set(side)


def test_every_mix_of_donor_classes_sums_to_one():
    for mix in (*ECG_OF.values(), ECG_ELSE, *FILM_OF.values(), FILM_ELSE):
        assert abs(sum(mix.values()) - 1.0) < 1e-9


def test_donors_follow_the_diagnosis_and_the_sex():
    labels = np.zeros((40, 6), np.float32)
    labels[:20, 0] = 1  # MI
    labels[20:, 4] = 1  # NORM
    pools = {**{code: np.arange(20) for code in ("STTC", "CD", "HYP", "AF")}, **ecg_pools(labels, np.ones(40, bool))}
    pools = {name: pool if len(pool) else np.arange(20) for name, pool in pools.items()}
    sex = np.tile([0, 1], 20)
    conditions = np.zeros((400, len(CONDITIONS)), np.float32)
    conditions[:200, CONDITIONS.index("acs")] = 1
    donors = Donors(pools, sex, np.full(40, -1))
    chosen = draw(
        conditions,
        np.ones(400, np.float32),
        np.full(400, np.nan, np.float32),
        donors,
        (ECG_OF, ECG_ELSE),
        np.random.default_rng(0),
    )
    assert set(sex[chosen]) == {1}
    assert np.mean(chosen[:200] < 20) > 0.85  # 92 % of ACS get an abnormal recording
    assert np.mean(chosen[200:] >= 20) > 0.5  # 62 % of the others a normal one


def test_film_classes_do_not_overlap():
    labels = np.eye(8, dtype=np.float32)
    labels = np.vstack([labels, np.zeros((1, 8), np.float32), labels[0] + labels[1]])
    pools = film_pools(labels, np.ones(len(labels), bool))
    assert pools["normal"].tolist() == [8]
    assert pools["pneumonia"].tolist() == [0]
    assert pools["congestion"].tolist() == [1, 2, 3, 9]
