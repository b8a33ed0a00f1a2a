"""Findings: one sentence for what is likely, one for what is not, and one for what nobody looked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from cdss.core.kinds import Consciousness, Modality, Presence, Severity, View
from cdss.core.result import issue
from cdss.records.assessment import Assessment, Finding
from cdss.records.case import Case
from cdss.records.concept_correction import ConceptCorrection, Meant
from cdss.records.explanation import Explanation, ImageCam
from cdss.records.film_marks import FilmMarks, Measure, MeasureKind
from cdss.records.vitals import Vitals, VitalsRow
from cdss.records.vitals_changes import Signature
from cdss.session.entry.film_work import FilmWork
from cdss.session.names import measured_words
from cdss.session.report.text.records import Evidence, Section
from cdss.session.state import Entry


def said(draft, entry: Entry, key: str, language: str = "en", **intent: object) -> str:
    found = draft(entry, language, **intent).sentence(f"findings/{key}")
    assert found is not None, key
    return found.text


def test_each_finding_is_in_one_sentence_with_its_figure(draft, entry: Entry) -> None:
    assert said(draft, entry, "film/pneumonia") == "Pneumonia possible (48 %; 90 % interval 30–60 %)."
    assert said(draft, entry, "film/unlikely") == "Unlikely: Oedema (22 %)."
    assert said(draft, entry, "film/very_unlikely") == "Very unlikely: Effusion (<1 %)."
    assert said(draft, entry, "ecg/NORM") == "Normal ECG very likely (93 %; 90 % interval 90–95 %)."


def test_a_figure_of_the_film_says_among_which_films_it_holds(draft, entry: Entry) -> None:
    assert "of which half showed pneumonia" in said(draft, entry, "film/base")
    unread = replace(entry, assessment=None)
    assert draft(unread).sentence("findings/film/base") is None


def test_what_nothing_was_looked_for_in_is_linked_to_what_was_given(draft, entry: Entry) -> None:
    text = draft(entry)
    linked = {
        key: text.sentence(key).evidence
        for key in ("findings/film/base", "findings/film/scope", "findings/ecg/base", "findings/ecg/scope")
    }
    assert [one.code for one in linked["findings/film/base"]] == ["pneumonia", "edema", "effusion"]
    assert [(one.pane, one.value) for one in linked["findings/film/scope"]] == [("film", "AP view, date not given")]
    assert {one.pane for one in linked["findings/ecg/base"]} == {"ecg"} and len(linked["findings/ecg/base"]) > 1
    assert text.sentence("findings/ecg/base").text.startswith("These figures speak of the ECG alone")
    assert [(one.pane, one.value) for one in linked["findings/ecg/scope"]] == [("ecg", "10 s, date not given")]


def test_no_drafted_sentence_is_without_evidence(draft, entry: Entry) -> None:
    assert [one.key for one in draft(entry).sentences if not one.evidence] == []


def test_what_the_network_never_looks_for_is_said_to_be_not_assessed(draft, entry: Entry) -> None:
    words = said(draft, entry, "film/scope")
    assert "Pneumothorax" in words and "Consolidation" in words and "bones" in words
    assert "Pneumonia" not in words and "Effusion" not in words
    assert "ST-elevation infarction" in said(draft, entry, "ecg/scope")


def test_every_finding_measurement_and_vital_sign_is_linked_to_its_value(draft, entry: Entry) -> None:
    text = draft(entry)
    linked = {(one.pane, one.code): one.value for sentence in text.of(Section.FINDINGS) for one in sentence.evidence}
    assert linked["film", "effusion"] == "<1 %"
    assert linked["ecg", "qtc_ms"] == "500 ms"
    assert linked["ecg", "st_V2"] == "+0.21 mV"
    assert linked["vitals", "spo2"] == "93 %"
    assert linked["vitals", "news2"] == "5 (medium)"
    assert linked["note", "denied/fever"] == "denied"


def test_what_could_not_be_measured_is_told_from_what_was(draft, entry: Entry) -> None:
    measured = "Measured: heart rate 104 /min, QTc (Bazett) 500 ms, axis −78°."
    assert said(draft, entry, "ecg/measured") == measured
    assert said(draft, entry, "ecg/unmeasured") == "Not measurable: PR."


def test_st_levels_stand_beside_the_threshold_of_their_lead_and_nothing_is_concluded(draft, entry: Entry) -> None:
    words = said(draft, entry, "ecg/st")
    assert words.startswith(
        "ST at J+60 ms from −0.05 mV down or +0.1 mV up: V2 +0.21 mV (threshold +0.20), V3 −0.16 mV (threshold −0.05)"
    )
    assert "no diagnosis" in words and "I " not in words.split(".")[1]


def test_a_depression_in_avr_stands_beside_no_threshold(draft, entry: Entry, assessed: Assessment) -> None:
    levels = replace(entry, assessment=replace(assessed, st_level_mv={"aVR": -0.07, "III": -0.06}))
    assert ": aVR −0.07 mV, III −0.06 mV (threshold −0.05)." in said(draft, levels, "ecg/st")


def test_small_st_levels_are_said_to_be_small(draft, entry: Entry, assessed: Assessment) -> None:
    flat = replace(entry, assessment=replace(assessed, st_level_mv={"I": 0.02, "V2": -0.04}))
    assert said(draft, flat, "ecg/st") == "ST at J+60 ms between −0.05 and +0.1 mV in all measured leads."
    none = replace(entry, assessment=replace(assessed, st_level_mv={"I": None}))
    assert draft(none).sentence("findings/ecg/st") is None


def test_where_the_network_looked_is_said_of_what_is_possible_and_only_while_it_is_shown(
    draft, entry: Entry, assessed: Assessment
) -> None:
    spot = np.zeros((7, 7), dtype=np.float32)
    spot[6, 0] = 1.0
    maps = {"pneumonia": spot, "edema": spot}
    seen = replace(entry, explanation=Explanation(image_cam=ImageCam(maps, {}, None)))
    looked = "; the network looked most at: patient's right, lower third."
    assert said(draft, seen, "film/pneumonia").endswith(looked)
    assert "looked" not in said(draft, seen, "film/unlikely")
    assert "looked" not in said(draft, entry, "film/pneumonia")


@pytest.mark.parametrize(
    ("view", "words"),
    [(View.PA, "0.50."), (View.AP, "0.50 (AP film: overestimated)."), (View.LATERAL, None)],
)
def test_a_measured_ratio_says_what_limits_it(
    draft, entry: Entry, chest_pain: Case, view: View, words: str | None
) -> None:
    film = replace(chest_pain.films[0], view=view)
    ratio = Measure(MeasureKind.RATIO, ((30, 60), (60, 60), (20, 70), (80, 70)))
    work = FilmWork(((film.source, FilmMarks((ratio,))),))
    measured = replace(entry, case=replace(chest_pain, films=(film,)), film_work=work)
    found = draft(measured).sentence("findings/film/measure/1")
    expected = None if words is None else f"Cardiothoracic ratio, measured by the clinician: {words}"
    assert (found.text if found else None) == expected


def test_lengths_are_millimetres_only_where_the_file_has_spacing(draft, entry: Entry, chest_pain: Case) -> None:
    line = Measure(MeasureKind.DISTANCE, ((0, 0), (30, 40)))
    film = chest_pain.films[0]
    work = FilmWork(((film.source, FilmMarks((line,))),))
    assert said(draft, replace(entry, film_work=work), "film/measure/1").endswith(
        "50 px (the file has no pixel spacing)."
    )
    spaced = replace(chest_pain, films=(replace(film, spacing_mm=(0.5, 0.5)),))
    assert said(draft, replace(entry, case=spaced, film_work=work), "film/measure/1").endswith(
        "25.0 mm (calibration not stated)."
    )


def test_the_text_is_of_the_film_that_is_assessed_whichever_is_on_screen(draft, entry: Entry, chest_pain: Case) -> None:
    other = replace(chest_pain.films[0], source="image/old.jpg", view=View.PA, acquired=datetime(2020, 3, 1, 8, 0))
    two = replace(
        entry, case=replace(chest_pain, films=(chest_pain.films[0], other)), film_work=FilmWork(shown="image/old.jpg")
    )
    assert said(draft, two, "film/which").startswith("Chest X-ray: AP view, date not given; the first of 2 films")
    assert said(draft, two, "film/pneumonia").startswith("Pneumonia possible")


def test_what_is_not_there_is_said_to_be_not_there(draft, entry: Entry) -> None:
    bare = replace(entry, case=Case("bare", chief_complaint="cough"), assessment=None)
    assert said(draft, bare, "film/absent") == "Chest X-ray: not available; nothing of it is assessed."
    assert said(draft, bare, "ecg/absent", "ko") == "심전도: 자료 없음. 평가하지 않음."
    assert said(draft, bare, "vitals/absent").startswith("Vital signs: not available")
    assert said(draft, bare, "note/complaint") == "Complaint: “cough”."


def test_a_rejected_film_is_not_assessed_for_the_reason_that_was_given(
    draft, entry: Entry, assessed: Assessment
) -> None:
    why = issue("ecg_no_beats", Severity.WARNING, Modality.ECG)
    refused = replace(entry, case=replace(entry.case, ecgs=(), issues=(why,)))
    assert said(draft, refused, "ecg/refused").startswith("ECG: not assessed. ECG: no heart beats were found")
    guarded = dict(assessed.modalities)
    guarded[Modality.IMAGE] = replace(guarded[Modality.IMAGE], status=Presence.REJECTED)
    left_out = replace(assessed, modalities=guarded, findings={})
    assert said(draft, replace(entry, assessment=left_out), "film/refused") == "Chest X-ray: not assessed."


def test_before_the_answer_nothing_is_found_and_that_is_said(draft, entry: Entry) -> None:
    early = replace(entry, assessment=None)
    assert said(draft, early, "film/waiting") == "Chest X-ray: not assessed yet."
    assert draft(early).sentence("findings/film/scope") is None
    assert said(draft, early, "vitals/scores").startswith("Scores: NEWS2 5 (medium)")


def test_vital_signs_that_were_never_measured_are_named(draft, entry: Entry, chest_pain: Case) -> None:
    row = VitalsRow(heart_rate=90.0, on_oxygen=True, consciousness=Consciousness.CONFUSION)
    few = replace(entry, case=replace(chest_pain, vitals=Vitals("v.csv", (row,))), assessment=None)
    words = said(draft, few, "vitals/latest")
    assert words == "Vital signs, time not given: Heart rate 90 /min, on oxygen, Consciousness new confusion (C)."
    assert "SpO₂" in said(draft, few, "vitals/missing") and "Heart rate" not in said(draft, few, "vitals/missing")
    assert said(draft, few, "vitals/scores").startswith("Scores: NEWS2 ≥ 5 (medium, partial)")


def test_a_value_that_was_not_measured_again_keeps_its_own_time(draft, entry: Entry, chest_pain: Case) -> None:
    six, noon = datetime(2026, 11, 20, 6, 0), datetime(2026, 11, 20, 12, 0)
    rows = (VitalsRow(six, heart_rate=150.0, sbp=70.0, spo2=80.0), VitalsRow(noon, pain=3.0))
    old = replace(entry, case=replace(chest_pain, vitals=Vitals("v.csv", rows)), assessment=None)
    assert said(draft, old, "vitals/latest") == "Vital signs at 2026-11-20 12:00: Pain 3/10."
    assert said(draft, old, "vitals/earlier") == (
        "Not measured then, last known: Heart rate 150 /min (06:00), Systolic BP 70 mmHg (06:00), SpO₂ 80 % (06:00)."
    )
    assert said(draft, old, "vitals/scores").endswith("Their oldest value is of 06:00.")
    yesterday = (replace(rows[0], time=datetime(2026, 11, 19, 23, 0)), rows[1])
    older = replace(old, case=replace(chest_pain, vitals=Vitals("v.csv", yesterday)))
    assert "SpO₂ 80 % (2026-11-19 23:00)" in said(draft, older, "vitals/earlier")
    assert "산소포화도 80 % (2026-11-19 23:00)" in said(draft, older, "vitals/earlier", "ko")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("temperature_c", 36.0, "36.0 °C"),
        ("pain", 7.0, "7/10"),
        ("spo2", 93.5, "93.5 %"),
        ("on_oxygen", False, "room air"),
    ],
)
def test_a_vital_sign_has_its_unit(field: str, value: object, words: str) -> None:
    assert measured_words(field, value, "en") == words


def test_words_of_the_note_are_told_from_those_it_denies(draft, entry: Entry) -> None:
    assert "chest pain" in said(draft, entry, "note/named") and "fever" not in said(draft, entry, "note/named")
    assert said(draft, entry, "note/denied") == "Denied in the note: fever, cough."
    assert draft(entry).sentence("findings/note/denied").evidence[0] == Evidence(
        "note", "denied/fever", "fever", "denied", "denied"
    )


def test_findings_in_korean_say_the_same_figures(draft, entry: Entry, assessed: Assessment) -> None:
    assert said(draft, entry, "film/pneumonia", "ko") == "폐렴 가능성 있음 (48 %, 90 % 구간 30–60 %)."
    lone = replace(assessed, findings={Modality.IMAGE: (Finding("pneumonia", 0.48),)})
    assert said(draft, replace(entry, assessment=lone), "film/pneumonia", "ko") == "폐렴 가능성 있음 (48 %)."


def test_a_corrected_reading_of_the_note_is_said_to_be_the_clinicians(draft, entry: Entry) -> None:
    assert draft(entry).sentence("findings/note/corrected") is None
    signed = Signature("KSY", datetime(2026, 11, 20, 15, 0))
    corrections = (
        ConceptCorrection("fever", True, Meant.PRESENT, signed),
        ConceptCorrection("cough", True, Meant.NOT_MEANT, signed),
    )
    corrected = replace(entry, case=replace(entry.case, concept_corrections=corrections))
    words = said(draft, corrected, "note/corrected")
    assert words == "How the note is read was corrected by the clinician: fever: present, cough: not meant here."
    assert "발열: 있음" in said(draft, corrected, "note/corrected", "ko")
    assert "fever" in said(draft, corrected, "note/named")
    evidence = draft(corrected).sentence("findings/note/corrected").evidence
    assert evidence[0] == Evidence("note", "corrected/fever", "fever", "present", "present")


def test_news2_on_scale_2_says_so_wherever_it_stands(draft, entry: Entry, chest_pain: Case) -> None:
    row = VitalsRow(heart_rate=100.0, resp_rate=22.0, sbp=130.0, spo2=90.0, temperature_c=37.0)
    case = replace(chest_pain, vitals=Vitals("v.csv", (row,)), spo2_scale=2)
    words = said(draft, replace(entry, case=case, assessment=None), "vitals/scores")
    assert words.startswith("Scores: NEWS2 ≥ 3 (SpO₂ scale 2, partial)")
