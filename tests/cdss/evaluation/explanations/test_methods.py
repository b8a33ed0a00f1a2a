"""What each method marks is what its part of the explanation says, and deleting is what the method compares with."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.paths import demo_dir
from cdss.engine.coalitions import value_by_subset
from cdss.engine.explained.ecg import explain_ecg
from cdss.engine.explained.note import explain_note
from cdss.engine.explained.vitals import explain_vitals
from cdss.evaluation.explanations import named
from cdss.evaluation.explanations.methods import ECG, FILM, METHODS, NOTE, VITALS, subject_of
from cdss.readers.ecg_wfdb import read_ecg_wfdb
from cdss.readers.raster import read_film_raster
from cdss.records.case import Case, Note
from cdss.records.explanation import EXPLANATION_PARTS, Explanation
from cdss.records.vitals import Vitals, VitalsRow


@pytest.fixture(scope="module")
def case():
    header = next((demo_dir() / "01-chest-pain" / "ecg").glob("*.hea"))
    film = next(p for p in sorted(demo_dir().glob("*/image/*")) if p.suffix in (".jpg", ".png"))
    row = VitalsRow(heart_rate=124.0, resp_rate=28.0, sbp=92.0, dbp=55.0, spo2=87.0, temperature_c=39.2, pain=5.0)
    return Case(
        "x",
        note=Note("n", "Cough; Fever; chest pain, no nausea"),
        films=(read_film_raster(film, film.name).value,),
        ecgs=(read_ecg_wfdb(header, header.parent, header.name).value,),
        vitals=Vitals("v", (row,)),
    )


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.part)
def test_with_nothing_deleted_the_output_is_that_of_the_patient(model, case, method):
    subject = subject_of(model, case, method.target)
    mark = method.mark(subject)
    assert len(mark.names) == len(set(mark.names)) == len(mark.effects)
    (whole,) = mark.without(np.zeros((1, len(mark.effects)), bool))
    (output,) = value_by_subset(model, subject.encoded, method.target, [frozenset(subject.encoded.present)])
    assert whole == pytest.approx(output, abs=1e-5)


def test_the_film_has_a_mark_for_each_cell_and_the_ecg_for_each_fifth_of_a_second(model, case):
    assert len(FILM.mark(subject_of(model, case, FILM.target)).effects) == 49
    assert len(ECG.mark(subject_of(model, case, ECG.target)).effects) == 12 * 50


def test_with_every_piece_deleted_the_ecg_is_the_flat_line_that_it_is_compared_with(model, case):
    subject = subject_of(model, case, ECG.target)
    mark, part = ECG.mark(subject), explain_ecg(subject, Explanation())
    assert mark.without(np.ones((1, 600), bool))[0] == pytest.approx(part.base, abs=1e-5)


def test_words_and_denials_are_marked_as_they_are_shown(model, case):
    subject = subject_of(model, case, NOTE.target)
    mark, part = NOTE.mark(subject), explain_note(subject, Explanation())
    assert mark.effects.tolist() == [unit.effect for unit in part.units]
    assert any(name.endswith("/no nausea") for name in mark.names)


def test_vital_signs_are_marked_without_age_arrival_and_history(model, case):
    subject = subject_of(model, case, VITALS.target)
    mark, part = VITALS.mark(subject), explain_vitals(subject, Explanation())
    effects = {f"vitals/{one.name}": one.effect for one in part.contributions}
    assert dict(zip(mark.names, mark.effects, strict=True)) == {name: effects[name] for name in mark.names}
    assert len(mark.names) == 7


def test_a_patient_without_a_modality_has_nothing_marked_there(model):
    case = Case("x", note=Note("n", "Cough"))
    found = {method.part: method.mark(subject_of(model, case, method.target)) for method in METHODS}
    assert [part for part, mark in found.items() if mark is not None] == ["note_tokens"]


def test_every_method_has_the_name_and_the_part_of_the_report():
    assert {method.title: method.part for method in METHODS}.items() < named.PARTS.items()
    assert {method.part for method in METHODS} < set(EXPLANATION_PARTS)
