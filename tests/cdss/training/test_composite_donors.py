"""Donors of composite visits: of the right class, sex and age, and never from nowhere."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import CONDITIONS
from cdss.training.composite import ECG_ELSE, ECG_OF, FILM_ELSE, FILM_OF, Donors, _classes, draw

SURE = ({"acs": {"MI": 1.0}, "atrial_fibrillation": {"AF": 1.0}}, {"NORM": 1.0})


def visits(count, *codes):
    table = np.zeros((count, len(CONDITIONS)), np.float32)
    for code in codes:
        table[:, CONDITIONS.index(code)] = 1
    return table


def floats(count, value):
    return np.full(count, value, np.float32)


def donors(per_group):
    """``per_group`` donors of each class, sex and age band, in this order: 3 x 2 x 3 groups."""
    groups = [(c, s, b) for c in ("MI", "AF", "NORM") for s in (0, 1) for b in (0, 1, 2)]
    kind, sex, band = (np.repeat([g[i] for g in groups], per_group) for i in range(3))
    pools = {c: np.flatnonzero(kind == c) for c in ("MI", "AF", "NORM")}
    return Donors(pools, sex.astype(np.int64), band.astype(np.int64)), kind


def drawn(conditions, sex, age, given):
    n = len(conditions)
    return draw(conditions, floats(n, sex), floats(n, age), given, SURE, np.random.default_rng(0))


@pytest.mark.parametrize("sex", [0, 1])
@pytest.mark.parametrize(("age", "band"), [(20, 0), (50, 1), (80, 2)])
@pytest.mark.parametrize(("codes", "kind"), [((), "NORM"), (("acs",), "MI"), (("atrial_fibrillation",), "AF")])
def test_a_donor_has_the_class_the_sex_and_the_age_band(sex, age, band, codes, kind):
    given, kinds = donors(8)
    chosen = drawn(visits(60, *codes), sex, age, given)
    assert set(kinds[chosen]) == {kind}
    assert set(given.sex[chosen]) == {sex}
    assert set(given.band[chosen]) == {band}
    assert len(set(chosen)) >= 6  # all of them are used


def test_too_few_of_the_age_band_widens_to_the_sex_and_too_few_of_the_sex_to_all():
    given, _ = donors(2)  # 2 of a group, 6 of a sex
    assert {(s, b) for s, b in zip(*_of(given, drawn(visits(200), 1, 80, given)), strict=True)} == {
        (1, 0),
        (1, 1),
        (1, 2),
    }
    given, _ = donors(1)  # 3 of a sex
    assert set(_of(given, drawn(visits(200), 1, 80, given))[0]) == {0, 1}


def _of(given, chosen):
    return given.sex[chosen], given.band[chosen]


def test_unknown_sex_and_age_are_given_any_donor_of_the_class():
    given, kinds = donors(4)
    chosen = drawn(visits(400, "acs"), np.nan, np.nan, given)
    assert set(kinds[chosen]) == {"MI"}
    assert set(given.sex[chosen]) == {0, 1} and set(given.band[chosen]) == {0, 1, 2}


def test_the_condition_listed_first_decides_where_two_speak():
    given, kinds = donors(4)
    assert set(kinds[drawn(visits(50, "acs", "atrial_fibrillation"), 1, 50, given)]) == {"MI"}


@pytest.mark.parametrize(
    ("tables", "code"),
    [((ECG_OF, ECG_ELSE), code) for code in ECG_OF] + [((FILM_OF, FILM_ELSE), code) for code in FILM_OF],
)
def test_classes_are_drawn_in_the_published_shares(tables, code):
    classes = _classes(visits(20000, code), tables, np.random.default_rng(1))
    shares = {name: float(np.mean(classes == name)) for name in tables[0][code]}
    assert shares == pytest.approx(dict(tables[0][code]), abs=0.015)


def test_visits_without_such_a_condition_get_the_general_mix():
    classes = _classes(visits(20000, "gi_bleed"), (FILM_OF, FILM_ELSE), np.random.default_rng(1))
    assert np.mean(classes == "normal") == pytest.approx(FILM_ELSE["normal"], abs=0.01)


def test_draws_depend_on_the_generator_alone():
    given, _ = donors(8)
    table = visits(100)
    one, two, three = (
        draw(table, floats(100, 1), floats(100, 50), given, SURE, np.random.default_rng(seed)) for seed in (3, 3, 4)
    )
    assert (one == two).all() and (one != three).any()
