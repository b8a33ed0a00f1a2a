"""The whole model on the demonstration patients: records in, tokens of what is there, nothing of what is not.

Nothing here depends on what the weights have learned, only on how they are used.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import Consciousness, Modality
from cdss.core.paths import demo_dir, model_dir
from cdss.nets.fusion import Inputs
from cdss.nets.note_input import MAX_TOKENS
from cdss.nets.triage import TriageModel
from cdss.readers.case_folder import read_case
from cdss.records.case import Case, Note
from cdss.records.identity import Patient
from cdss.records.vitals import Vitals, VitalsRow

DEMO = sorted(path for path in demo_dir().iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


@pytest.fixture(scope="module")
def whole(model):
    case = read_case(DEMO[0])
    return case, model.encode(case)


@pytest.mark.parametrize("folder", DEMO[5:9], ids=lambda folder: folder.name)
def test_a_demonstration_patient_has_the_modalities_of_the_folder(model, folder):
    case = read_case(folder)
    encoded = model.encode(case)
    assert encoded.present == case.present
    assert (encoded.film is None) is (Modality.IMAGE not in case.present)
    assert (encoded.ecg_signal is None) is (Modality.ECG not in case.present)
    assert (encoded.note is None) is (Modality.NOTE not in case.present)


def test_tokens_have_the_shapes_that_the_fusion_reads(model, whole):
    _, encoded = whole
    x = encoded.inputs
    words = len(encoded.note.ids.ids)
    shapes = {f.name: tuple(getattr(x, f.name).shape) for f in fields(Inputs)}
    assert shapes == {
        "vitals": (1, 7),
        "vitals_known": (1, 7),
        "context": (1, 21),
        "context_known": (1, 21),
        "note": (1, words, 48),
        "note_known": (1, words),
        "note_pooled": (1, 48),
        "image": (1, 49, 8),
        "ecg": (1, 32, 6),
        "present": (1, 4),
    }
    assert encoded.film_features.shape == (1, 1280 * len(model.film.members), 7, 7) and encoded.ecg_signal.shape == (
        1,
        12,
        1000,
    )
    assert torch.allclose(x.note_pooled, x.note.mean(dim=1))


def test_the_same_patient_gives_the_same_numbers(model, whole):
    case, encoded = whole
    again = model.encode(case)
    assert all(torch.equal(getattr(again.inputs, f.name), getattr(encoded.inputs, f.name)) for f in fields(Inputs))


def test_hiding_a_modality_equals_never_having_had_it(model, whole):
    """The explanations hide modalities by the mask; the answer without a film must be that of a patient without one."""
    case, encoded = whole
    for place, without in enumerate(
        (replace(case, films=()), replace(case, ecgs=()), replace(case, vitals=None), None)
    ):
        if without is None:
            continue
        mask = torch.ones(1, 4, dtype=torch.bool)
        mask[0, place] = False
        hidden = model.logits(encoded.inputs.masked(mask))
        never = model.logits(model.encode(without).inputs)
        assert hidden == pytest.approx(never, abs=1e-4)


def test_explanations_over_the_words_start_from_the_states_that_the_answer_used(model, whole):
    _, encoded = whole
    ids = torch.tensor([encoded.note.ids.ids])
    states = model.note_states(model.minilm.words(ids), torch.ones_like(ids, dtype=torch.bool))
    assert torch.allclose(states, encoded.note.tokens, atol=1e-5)


def test_a_case_of_nothing_still_knows_the_age(model):
    encoded = model.encode(Case("c", patient=Patient(age_years=70)))
    assert encoded.present == ()
    assert encoded.inputs.context_known[0].tolist() == [1.0] + [0.0] * 20
    assert not encoded.inputs.image.any() and not encoded.inputs.note.any()


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_a_blank_note_is_no_note(model, text):
    assert model.encode(Case("c", note=Note("n", text))).note is None


def test_vitals_without_a_single_measurement_are_absent(model):
    only_oxygen = Vitals("v", (VitalsRow(on_oxygen=True),))
    assert model.encode(Case("c", chief_complaint="fever", vitals=only_oxygen)).present == (Modality.NOTE,)


@pytest.mark.parametrize(
    ("level", "ending"),
    [(Consciousness.ALERT, "fever"), (Consciousness.PAIN, "; responds to pain only"), (None, "fever")],
)
def test_the_level_of_consciousness_is_read_as_words(model, level, ending):
    vitals = Vitals("v", (VitalsRow(heart_rate=90, consciousness=level),))
    note = model.encode(Case("c", chief_complaint="fever", vitals=vitals)).note
    assert note.text.endswith(ending)
    assert note.read.displayed == "fever"


def test_a_long_note_is_cut_and_says_so(model):
    note = model.encode(Case("c", note=Note("n", "chest pain and fever " * 100))).note
    assert note.ids.truncated and note.tokens.shape[1] == MAX_TOKENS
    start, end = note.ids.offsets[-2]
    assert note.text[start:end] in "chest pain and fever"


def test_the_newest_value_of_each_vital_sign_is_read(model):
    rows = (VitalsRow(heart_rate=60, spo2=99), VitalsRow(heart_rate=150))
    late = model.encode(Case("c", vitals=Vitals("v", rows))).inputs
    direct = model.encode(Case("c", vitals=Vitals("v", (VitalsRow(heart_rate=150, spo2=99),)))).inputs
    assert torch.equal(late.vitals, direct.vitals) and torch.equal(late.vitals_known, direct.vitals_known)
    slow = model.encode(Case("c", vitals=Vitals("v", rows[:1]))).inputs
    assert late.vitals[0, 0] > slow.vitals[0, 0]


def test_logits_of_each_member_are_plain_numbers(model, whole):
    logits = model.logits(whole[1].inputs)
    assert logits.dtype == np.float64 and logits.shape[1:] == (1, 17) and np.isfinite(logits).all()
    with torch.no_grad():
        looked, routing = model.fusion(whole[1].inputs)
    assert logits == pytest.approx((looked + model.course_shift(whole[1].inputs)).numpy(), abs=1e-5)
    assert routing.shape[-1] == 49 + 32 + 7 and (routing.sum(dim=-1) <= 1 + 1e-5).all()
