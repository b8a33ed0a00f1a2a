"""Agreement with a second method, and the sums and synergies of exact Shapley values."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import Modality
from cdss.core.paths import demo_dir
from cdss.evaluation.explanations import named
from cdss.evaluation.explanations.agree import AGREES, OCCLUSION, agreement, agreement_figures, occlusion_agreements
from cdss.evaluation.explanations.exact import error_of_sum, errors_of_sum, exact_figures
from cdss.evaluation.explanations.methods import ECG, METHODS, VITALS, Marked, subject_of
from cdss.evaluation.explanations.synergy import SynergyCheck
from cdss.nets.recent import Recent
from cdss.readers.raster import read_film_raster
from cdss.records.case import Case, Note
from cdss.records.explanation import ModalityShapley
from cdss.records.vitals import Vitals, VitalsRow

ILL = Vitals(
    "v", (VitalsRow(heart_rate=128.0, resp_rate=30.0, sbp=88.0, dbp=50.0, spo2=86.0, temperature_c=39.4, pain=6.0),)
)


def test_a_true_order_agrees_fully_and_a_turned_one_not_at_all(linear):
    weights = [0.2, -0.1, 0.05, 0.0]
    assert agreement(linear(weights), VITALS.part) == pytest.approx(1.0)
    assert agreement(linear(weights, [-w for w in weights]), VITALS.part) == pytest.approx(-1.0)


def test_nothing_is_compared_where_nothing_can_be_seen(linear):
    assert agreement(linear([0.2, 0.1]), VITALS.part) is None
    assert agreement(linear([0.001, 0.002, 0.003]), VITALS.part) is None
    assert agreement(linear([0.2, 0.1, 0.3], [1.0, 1.0, 1.0]), VITALS.part) is None


def test_pieces_of_an_ecg_are_taken_away_a_lead_at_a_time():
    weights, rows = np.repeat(np.arange(12) / 100.0, 50), []

    def without(deleted):
        rows.append(deleted)
        return (~deleted * weights).sum(axis=1)

    assert agreement(Marked((), weights, without), ECG.part) == pytest.approx(1.0)
    assert rows[0].shape == (13, 600) and rows[0].sum(axis=1).tolist() == [0] + [50] * 12


def test_occlusion_is_reported_of_films_only():
    names = [m.name for m in agreement_figures(named.FILM, [0.5, 0.7], [0.2])]
    assert names == [AGREES, OCCLUSION]
    (only,) = agreement_figures(named.NOTE, [0.5, 0.7], None)
    assert only.figure.value == pytest.approx(0.6) and only.figure.n == 2


def test_a_demonstration_film_is_compared_with_occlusion(model):
    path = next(p for p in sorted(demo_dir().glob("*/image/*")) if p.suffix in (".jpg", ".png"))
    case = Case("x", films=(read_film_raster(path, path.name).value,), note=Note("n", "Cough; Fever"))
    (rho,) = occlusion_agreements([subject_of(model, case, "pneumonia")])
    assert -1.0 <= rho <= 1.0


def test_every_method_marks_and_deletes_on_its_own_modality(model):
    case = Case("x", note=Note("n", "Chest pain; Cough; Fever"), vitals=ILL)
    marks = {one.part: one.mark(subject_of(model, case, one.target)) for one in METHODS}
    assert marks["image_cam"] is None and marks["ecg_attribution"] is None
    for part, prefix in (("note_tokens", "note/"), ("vitals_shap", "vitals/")):
        mark = marks[part]
        assert all(name.startswith(prefix) for name in mark.names) and len(mark.names) == len(mark.effects)
        whole, nothing = mark.without(np.array([[False] * len(mark.names), [True] * len(mark.names)]))
        assert abs(whole - nothing) > 0.01


# exact Shapley values ----------------------------------------------------------------------------------------------------


def test_a_sum_that_misses_the_output_is_found():
    part = ModalityShapley("risk", 0.1, 0.6, {Modality.NOTE: 0.3, Modality.VITALS: 0.1}, {})
    assert error_of_sum(part) == pytest.approx(0.1)


def test_the_sums_of_the_model_are_exact(model):
    cases = [Case("x", note=Note("n", text), vitals=ILL) for text in ("Cough; Fever", "Chest pain")]
    errors = errors_of_sum(model, cases, Recent())
    assert len(errors) == 2 and max(errors) < named.MOST_INCOMPLETE


def test_the_worst_error_is_what_is_judged():
    check = SynergyCheck(sign_right=1.0, worst_size_error=0.03, worst_false_synergy=0.001, patients=16)
    figures = {m.name: m.figure for m in exact_figures([0.0, 2e-5, 1e-8], check)}
    assert figures[named.COMPLETE].value == 2e-5 and figures[named.COMPLETE].n == 3
    assert (figures[named.SYNERGY_SIGN].value, figures[named.SYNERGY_SIZE].value) == (1.0, 0.03)
    assert figures[named.SYNERGY_SIGN].n == 16
