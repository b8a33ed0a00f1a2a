"""The whole section on a handful of patients: every limit has its figure, and real donors are read as the product reads them."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from cdss.core.kinds import Modality, Sex
from cdss.evaluation.explanations import section
from cdss.evaluation.explanations.methods import METHODS, NOTE, VITALS, in_turn, subject_of
from cdss.evaluation.explanations.named import MODALITIES, PARTS
from cdss.evaluation.explanations.patients import composite, hosts, patients, unseen_ecgs, unseen_films
from cdss.evaluation.explanations.section import Patients, figures_of, marked, planted
from cdss.evaluation.floors import FLOORS, judged
from cdss.evaluation.measured import line
from cdss.nets.recent import Recent
from cdss.training.cohort_visits import load_visits


@pytest.fixture(scope="module")
def visits(shared_data):
    return load_visits(shared_data)


@pytest.fixture(scope="module")
def drawn(visits, shared_data):
    return Patients(patients(visits, shared_data, 6), Recent(most=20))


def test_patients_are_visits_of_the_test_year_with_all_four_modalities(visits, drawn):
    assert len({case.case_id for case in drawn.cases}) == 6
    for case in drawn.cases:
        row = int(case.case_id.removeprefix("visit-"))
        assert visits.year[row] == 2020 and case.composite
        assert case.note.text == "; ".join(visits.phrases[row])
        assert len(case.films) == len(case.ecgs) == 1 and case.ecgs[0].rate_hz == 500.0
        assert np.abs(case.ecgs[0].signal_mv).max() < 20.0  # mV
        rate = visits.vitals[row, 0]
        assert np.isnan(rate) or case.vitals.latest.heart_rate == rate
        assert case.patient.sex in (Sex.FEMALE, Sex.MALE, Sex.UNKNOWN)
    again = hosts(visits, 6, np.random.default_rng(20))
    assert tuple(case.case_id for case in drawn.cases) == tuple(f"visit-{row}" for row in again)


def test_visits_that_do_not_fit_are_not_drawn(visits):
    rows = hosts(visits, 5, np.random.default_rng(1), lambda row: visits.age[row] > 90)
    assert len(rows) == 5 and all(visits.age[row] > 90 for row in rows)
    assert all(visits.phrases[row] and (~np.isnan(visits.vitals[row])).sum() >= 5 for row in rows)


def test_a_visit_without_donors_has_neither_film_nor_recording(visits):
    case = composite(visits, hosts(visits, 1, np.random.default_rng(2))[0])
    assert case.films == () and case.ecgs == () and case.note is not None


def test_donors_were_never_trained_on(shared_data):
    assert all(row.split == "test" for row in unseen_films(shared_data))
    everything, normal = unseen_ecgs(shared_data), unseen_ecgs(shared_data, normal=True)
    assert set(normal) < set(everything) and len(normal) > 50


def test_marks_are_of_patients_whose_inputs_can_be_ordered(model, drawn, monkeypatch):
    monkeypatch.setattr(section, "REMOVED", 3)
    found = list(marked(model, NOTE, drawn))
    assert len(found) == 3 and all(len(mark.effects) >= 2 for _, mark in found)


def test_another_output_of_the_same_patient_has_other_marks(model, drawn):
    subject = subject_of(model, drawn.cases[0], VITALS.target)
    assert Modality.VITALS in subject.encoded.present
    other = VITALS.mark(in_turn(subject, "pneumonia"))
    assert other.names == VITALS.mark(subject).names
    assert np.abs(other.effects - VITALS.mark(subject).effects).max() > 1e-4


@pytest.mark.timeout(600)
def test_every_limit_has_a_figure_that_the_section_prints(model, visits, shared_data, monkeypatch):
    """With few patients the values say nothing; their names must be those of the limits."""
    for name, count in {"DRAWN": 4, "REMOVED": 3, "RANDOMISED": 1, "STABLE": 2, "AGREED": 2, "OCCLUDED": 0}.items():
        monkeypatch.setattr(section, name, count)
    every = planted(visits, shared_data)
    few = {title: (lambda make=make: islice(make(), 3)) for title, make in every.items()}
    monkeypatch.setattr(section, "planted", lambda visits, folder: few)
    figures = [{**line(m), "section": "explanations"} for m in section.explanation_figures(model, visits, shared_data)]
    rows = judged(figures)
    expected = {(f.part, f.name) for f in FLOORS if f.part in PARTS}
    assert {(row["part"], row["name"]) for row in rows} == expected and len(rows) == len(expected)
    assert {f["part"] for f in figures} == set(PARTS)
    exact = [row for row in rows if row["part"] == MODALITIES]
    assert len(exact) == 3 and all(row["reached"] for row in exact)


def test_each_method_is_tested_for_removal_randomisation_noise_and_agreement(model, drawn, monkeypatch):
    for name in ("REMOVED", "RANDOMISED", "STABLE", "AGREED"):
        monkeypatch.setattr(section, name, 2)
    names = [m.name for m in figures_of(model, METHODS[-1], drawn)]
    assert len(names) == len(set(names)) == 6
