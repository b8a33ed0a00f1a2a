"""A case with imagined values: edits stand where the latest value stands, and what cannot be is refused in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdss.core.kinds import Consciousness, Modality, Sex
from cdss.core.paths import demo_dir
from cdss.readers.case_folder import read_case
from cdss.readers.edited import edited_case, edited_vitals, refusals
from cdss.readers.vitals_values import PLAUSIBLE
from cdss.records.case import Case, Note
from cdss.records.identity import Patient
from cdss.records.question import WhatIf
from cdss.records.vitals import Vitals, VitalsRow

ROWS = (
    VitalsRow(heart_rate=80.0, sbp=120.0, dbp=70.0, temperature_c=36.5),
    VitalsRow(heart_rate=90.0, sbp=110.0, dbp=60.0),
)
VITALS = Vitals("vitals.csv", ROWS)
CASE = Case("a", Patient("P1", 60.0, Sex.MALE), chief_complaint="chest pain", note=Note("n", "Pain."), vitals=VITALS)


def test_a_new_value_replaces_the_latest_one_and_leaves_the_earlier_ones():
    rows = edited_vitals(VITALS, {"heart_rate": 140.0}).rows
    assert [row.heart_rate for row in rows] == [80.0, 140.0]
    assert [row.sbp for row in rows] == [120.0, 110.0]


def test_a_value_last_measured_earlier_is_changed_where_it_stands():
    rows = edited_vitals(VITALS, {"temperature_c": 39.5}).rows
    assert [row.temperature_c for row in rows] == [39.5, None]


def test_a_vital_sign_that_was_never_measured_joins_the_last_row():
    edited = edited_vitals(VITALS, {"spo2": 88.0, "consciousness": Consciousness.VOICE, "on_oxygen": True})
    assert [row.spo2 for row in edited.rows] == [None, 88.0]
    assert edited.latest.consciousness is Consciousness.VOICE and edited.latest.on_oxygen is True


def test_a_vital_sign_taken_out_is_gone_from_every_row():
    edited = edited_vitals(VITALS, {"heart_rate": None})
    assert edited.latest.heart_rate is None and edited.latest.sbp == 110.0


def test_nothing_measured_is_no_vital_signs():
    assert edited_vitals(VITALS, dict.fromkeys(("heart_rate", "sbp", "dbp", "temperature_c"))) is None


def test_vital_signs_can_be_imagined_where_there_are_none():
    assert edited_vitals(None, {"heart_rate": 100.0}).rows == (VitalsRow(heart_rate=100.0),)


def test_age_and_sex_cannot_be_edited():
    assert edited_case(CASE, WhatIf({"heart_rate": 140.0}, "Other note.")).patient == CASE.patient
    with pytest.raises(KeyError, match="age_years"):
        edited_case(CASE, WhatIf({"age_years": 20.0}))


def test_the_case_itself_is_never_changed():
    before = repr(CASE)
    edited_case(CASE, WhatIf({"heart_rate": None, "spo2": 80.0}, "Other.", frozenset(Modality)))
    assert repr(CASE) == before


def test_a_note_without_words_is_no_note_but_the_complaint_stays():
    edited = edited_case(CASE, WhatIf(note="  "))
    assert edited.note is None and edited.chief_complaint == "chest pain"
    assert edited_case(CASE, WhatIf(note="Now dizzy.")).note == Note("n", "Now dizzy.")
    assert edited_case(replace(CASE, note=None), WhatIf(note="New.")).note == Note("", "New.")


@pytest.mark.parametrize("modality", list(Modality))
def test_a_modality_switched_off_is_absent_and_the_others_stay(modality):
    full = next(c for c in map(read_case, sorted(p for p in demo_dir().iterdir() if p.is_dir())) if len(c.present) == 4)
    left = edited_case(full, WhatIf(off=frozenset({modality})))
    assert left.present == tuple(m for m in Modality if m is not modality)


@pytest.mark.parametrize("field", PLAUSIBLE)
def test_the_ends_of_the_range_are_taken_and_what_lies_beyond_is_refused_in_words(field):
    low, high = PLAUSIBLE[field]
    case = replace(CASE, vitals=Vitals("v", (VitalsRow(pain=1.0),)))
    assert refusals(case, WhatIf({field: low})) == refusals(case, WhatIf({field: high})) == ()
    for value in (low - 0.1, high + 0.1, float("nan"), float("inf")):
        (refusal,) = refusals(case, WhatIf({field: value}))
        assert refusal.code == "what_if_out_of_range"
        assert f"{low:g}–{high:g}" in refusal.text() and f"{low:g}–{high:g}" in refusal.text("ko")


def test_a_diastolic_pressure_above_the_systolic_is_refused_also_against_the_measured_one():
    (refusal,) = refusals(CASE, WhatIf({"dbp": 115.0}))
    assert refusal.text().startswith("Blood pressure 110/115 mmHg: the diastolic must be below")
    assert refusals(CASE, WhatIf({"dbp": 115.0, "sbp": 160.0})) == ()


def test_switching_everything_off_is_refused():
    (refusal,) = refusals(CASE, WhatIf(off=frozenset(Modality)))
    assert refusal.text().startswith("Nothing is left to assess")
