"""After all weights are shuffled nothing of an explanation may be left: one that reads the input alone is found out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.ndimage import sobel

from cdss.core.paths import demo_dir
from cdss.evaluation.explanations import named
from cdss.evaluation.explanations.methods import FILM, NOTE, VITALS, Marked, subject_of
from cdss.evaluation.explanations.randomise import Kept, compared, correlations, randomised_figures, shaken, stages_of
from cdss.evaluation.floors import FLOORS
from cdss.nets.film_input import film_input
from cdss.readers.raster import read_film_raster
from cdss.records.case import Case, Note


@pytest.fixture(scope="module")
def films():
    """Two patients with a film."""
    paths = sorted(p for p in demo_dir().glob("*/image/*") if p.suffix in (".jpg", ".png"))[:2]
    return [Case("x", films=(read_film_raster(p, p.name).value,), note=Note("n", "Cough; Fever")) for p in paths]


def edges(subject):
    """A "map" of the film's edges, which no network has a part in."""
    gray = film_input(subject.case.films[0]).astype(np.float64)
    strength = np.hypot(sobel(gray, 0), sobel(gray, 1)).reshape(7, 32, 7, 32).mean(axis=(1, 3)).ravel()
    return Marked(tuple(f"image/{i}" for i in range(49)), strength, lambda deleted: np.zeros(len(deleted)))


def judged(kept):
    (figure,) = [m.figure for m in randomised_figures(named.FILM, {"all": kept}) if m.name == named.RANDOMISED]
    (limit,) = [f for f in FLOORS if (f.part, f.name) == (named.FILM, named.RANDOMISED)]
    return figure.value <= limit.floor and limit.at_most


def test_a_map_of_edges_survives_and_fails_where_the_method_passes(model, films):
    broken = replace(FILM, mark=edges)
    for method, passes in ((broken, False), (FILM, True)):
        plain = [(case, method.mark(subject_of(model, case, method.target))) for case in films]
        found = correlations(model, method, plain)
        assert len(found) == 3
        assert judged(list(found.values())[-1]) is passes


def test_a_map_that_only_turns_its_sign_has_kept_its_structure(linear):
    before, after = linear([0.1, 0.2, 0.3, 0.4, 0.5]), linear([-0.1, -0.2, -0.3, -0.4, -0.5])
    (kept,) = compared([before], iter([after]))
    assert kept == Kept(pytest.approx(1.0), 5)
    assert not judged([kept] * 5)


def test_nothing_marked_afterwards_or_no_numbers_has_kept_nothing(linear):
    before = linear([0.1, 0.2, 0.3, 0.4])
    after = [None, linear([0.0] * 4), linear([np.nan] * 4), linear([1.0, 2.0])]
    assert [kept.rho for kept in compared([before] * 4, iter(after))] == [0.0] * 4


def test_unrelated_orders_are_what_chance_gives():
    rng = np.random.default_rng(5)
    for inputs in (7, 49):
        pairs = [(rng.normal(size=inputs), rng.normal(size=inputs)) for _ in range(2000)]
        marks = [tuple(Marked((), x, lambda d: d[:, 0]) for x in pair) for pair in pairs]
        kept = list(compared([a for a, _ in marks], (b for _, b in marks)))
        assert np.mean([k.beyond_chance for k in kept]) == pytest.approx(0.0, abs=0.02)


def test_weights_are_shuffled_from_the_output_down_and_the_model_stays_as_it_is(model):
    before = {name: p.clone() for name, p in model.film.named_parameters()}
    shares = []
    for stage in range(3):
        other = shaken(model, "image_cam", stage)
        changed = [not torch.equal(p, before[name]) for name, p in other.film.named_parameters()]
        shares.append(np.mean(changed))
        fused = zip(model.fusion.parameters(), other.fusion.parameters(), strict=True)
        assert np.mean([not torch.equal(a, b) for a, b in fused]) > 0.5
        for a, b in zip(model.film.parameters(), other.film.parameters(), strict=True):
            assert torch.equal(a.flatten().sort().values, b.flatten().sort().values)  # the same weights elsewhere
    assert shares[0] == 0.0 and 0.3 < shares[1] < 0.7 and shares[2] > 0.9
    assert all(torch.equal(p, before[name]) for name, p in model.film.named_parameters())


def test_word_embeddings_are_the_input_and_stay(model):
    other = shaken(model, NOTE.part, 2)
    assert torch.equal(other.minilm.embeddings.word_embeddings.weight, model.minilm.embeddings.word_embeddings.weight)
    assert not torch.equal(other.minilm.layers[0].query.weight, model.minilm.layers[0].query.weight)


def test_vital_signs_have_no_encoder():
    assert len(stages_of(VITALS.part)) == 1 and len(stages_of(FILM.part)) == 3
