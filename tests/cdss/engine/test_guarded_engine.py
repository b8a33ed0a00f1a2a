"""Guards before scoring: what they reject counts as missing, everywhere, and the answer says why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.errors import EmptyCaseError
from cdss.core.kinds import Consciousness, Modality, Presence, View
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.local import LocalEngine
from cdss.readers.case_folder import read_case
from cdss.records.case import Note

LOREM = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor."


@pytest.fixture(scope="module")
def engine():
    return LocalEngine(model_dir(), device="cpu", threads=1)


@pytest.fixture(scope="module")
def demo():
    """The first demonstration patient without its film: ECG, vital signs and note."""
    return replace(read_case(demo_dir() / "01-chest-pain"), films=())


def arms_exchanged(case):
    signal = case.ecgs[0].signal_mv.copy()
    signal[0] *= -1
    signal[[1, 2, 3, 4]] = signal[[2, 1, 4, 3]]
    return replace(case, ecgs=(replace(case.ecgs[0], signal_mv=signal),))


def test_a_rejected_recording_counts_as_missing_and_says_why(engine, demo):
    found = engine.assess(arms_exchanged(demo))
    status = found.modalities[Modality.ECG]
    assert status.status is Presence.REJECTED
    assert "electrodes are probably exchanged" in status.reason
    assert {"ecg_exchanged_arms", "check_without_ecg"} <= {c.code for c in found.checks}
    assert Modality.ECG not in found.findings and Modality.ECG not in found.without
    assert found.ecg_measurements == {}


def test_the_answer_is_that_of_the_case_without_the_rejected_part(engine, demo):
    never = engine.assess(replace(demo, ecgs=()))
    found = engine.assess(arms_exchanged(demo))
    assert found.risk.score == pytest.approx(never.risk.score, abs=1e-6)
    assert found.conditions == never.conditions


def test_explanations_leave_the_rejected_part_out(engine, demo):
    *_, explanation = engine.explain(arms_exchanged(replace(demo, note=Note("n", LOREM), chief_complaint=None)))
    assert set(explanation.modality_shapley.phi) == {Modality.VITALS}
    assert explanation.ecg_attribution is None and explanation.note_tokens is None


def test_where_all_is_rejected_the_refusal_gives_the_reasons(engine, demo):
    flat = replace(demo.ecgs[0], signal_mv=np.zeros_like(demo.ecgs[0].signal_mv))
    nothing = replace(demo, vitals=None, chief_complaint=None, note=Note("n", LOREM), ecgs=(flat,))
    with pytest.raises(EmptyCaseError, match=r"only 0 leads.*hardly any clinical word"):
        engine.assess(nothing)


@pytest.mark.parametrize(("gap", "code"), [(61.0, "check_pulse_mixed"), (45.0, "check_pulse_differs")])
def test_a_pulse_far_from_the_recording_reads_as_a_mix_up(engine, demo, gap, code):
    rate = engine.assess(demo).ecg_measurements["heart_rate"]
    rows = (replace(demo.vitals.rows[-1], heart_rate=rate + gap),)
    found = engine.assess(replace(demo, vitals=replace(demo.vitals, rows=rows)))
    assert {c.code for c in found.checks if "pulse" in c.code} == {code}


def test_a_film_a_recording_and_a_note_refused_together_give_three_reasons(engine, demo):
    film = replace(read_case(demo_dir() / "01-chest-pain").films[0], view=View.LATERAL)
    flat = replace(demo.ecgs[0], signal_mv=np.zeros_like(demo.ecgs[0].signal_mv))
    refused = replace(demo, films=(film,), ecgs=(flat,), note=Note("n", LOREM), chief_complaint=None)
    with pytest.raises(EmptyCaseError, match=r"rejected\. .*is a lateral film.*only 0 leads.*hardly any clinical word"):
        engine.assess(replace(refused, vitals=None))
    left = engine.assess(refused)
    assert {m for m, s in left.modalities.items() if s.status is Presence.PRESENT} == {Modality.VITALS}
    reasons = {m: s.reason for m, s in left.modalities.items() if s.status is Presence.REJECTED}
    assert "lateral film" in reasons[Modality.IMAGE] and "0 leads" in reasons[Modality.ECG]
    assert "clinical word" in reasons[Modality.NOTE] and len(reasons) == 3


@pytest.mark.parametrize("level", ["C", "V", "P", "U"])
def test_consciousness_is_unread_where_the_guard_refuses_the_note(engine, demo, level):
    rows = (replace(demo.vitals.rows[-1], consciousness=Consciousness(level)),)
    drowsy = replace(demo, vitals=replace(demo.vitals, rows=rows))
    refused = engine.assess(replace(drowsy, note=Note("n", LOREM), chief_complaint=None))
    assert "check_consciousness_unread" in {c.code for c in refused.checks}
    assert "check_consciousness_unread" not in {c.code for c in engine.assess(drowsy).checks}
