"""The record of a report: all that the issue asks for is in it, it adds up, and nothing is in it that the screen withholds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cdss.core.sentences import LANGUAGES
from cdss.records.case import Case
from cdss.records.explanation import Contribution, NoteTokens, NoteUnit, VitalsShap, WordSpan
from cdss.records.film_marks import FilmMarks, Look
from cdss.records.vitals import Vitals, VitalsRow
from cdss.records.vitals_changes import Corrected, Entered, Signature, Struck, Undone
from cdss.report.build import Made, report_of
from cdss.report.record import (
    Bars,
    Facts,
    Heading,
    LevelBox,
    PaperStrip,
    Paragraph,
    Pictures,
    Report,
    Sentences,
    Table,
    Tone,
)
from cdss.report.technical import InputHash
from cdss.session.entry.film_work import FilmWork
from cdss.session.entry.vitals_work import VitalsWork
from cdss.session.panes import OwnLevel, Ruling
from cdss.session.report.work import ReportWork, Rewording
from cdss.session.settings import Settings
from cdss.session.state import Entry, Intent, SessionState

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def words(report: Report) -> str:
    """Everything that is printed, as one text."""
    return "\n".join(repr(block) for block in report.blocks)


def headings(report: Report) -> list[str]:
    return [block.text for block in report.blocks if isinstance(block, Heading)]


def only(report: Report, kind: type):
    return next(block for block in report.blocks if isinstance(block, kind))


def under(report: Report, heading: str) -> list[object]:
    """The blocks between one heading and the next."""
    found, inside = [], False
    for block in report.blocks:
        if isinstance(block, Heading):
            inside = block.text.startswith(heading)
        elif inside:
            found.append(block)
    return found


def test_parts_stand_in_the_order_of_a_chart(make_report, entry: Entry) -> None:
    assert headings(make_report(entry, failed=("ecg_attribution",))) == [
        "Clinician's decision", "Checks", "Missing data", "Report", "Conditions",
        "What each kind of evidence adds: Risk (level 1 or 2)",
        "What vital signs, age, arrival and history add (SHAP): Risk (level 1 or 2)",
        "Vital signs", "Chest X-ray", "Note", "ECG", "Methods that failed their test", "Model and inputs",
    ]  # fmt: skip


def test_the_level_has_number_word_and_risk_with_interval(make_report, entry: Entry) -> None:
    box = only(make_report(entry), LevelBox)
    assert (box.level, box.words) == (2, "KTAS 2 Emergent")
    assert box.lines == (
        "Suggested by the model; not decided by a clinician",
        "Risk of level 1 or 2: 6.7 / 10 (90 % interval 5.0–8.0).",
    )
    esi = only(make_report(entry, settings=Settings(level_terms="esi")), LevelBox)
    assert esi.words.startswith("ESI 2")


def test_a_composite_patient_is_called_composite(make_report, entry: Entry) -> None:
    first = make_report(entry).blocks[0]
    assert isinstance(first, Paragraph) and first.tone is Tone.WARNING and first.text.startswith("Composite patient")
    plain = replace(entry, case=replace(entry.case, composite=False))
    assert "Composite" not in words(make_report(plain))


def test_the_clinicians_decision_is_printed_with_reason_and_time(make_report, entry: Entry) -> None:
    report = make_report(replace(entry, ruling=Ruling(1, 2, "looks grey", NOON)))
    box = only(report, LevelBox)
    assert (box.level, box.lines[0], box.lines[1]) == (1, "Set by the clinician", "Model's level: KTAS 2 Emergent")
    rows = dict(under(report, "Clinician")[0].rows)
    assert rows["Level set"] == "KTAS 1 Resuscitation" and rows["Model's level"] == "KTAS 2 Emergent"
    assert rows["Reason"] == "looks grey" and rows["Time"] == f"{NOON.astimezone():%Y-%m-%d %H:%M}"


def test_an_own_level_given_before_the_models_is_printed(make_report, entry: Entry) -> None:
    report = make_report(replace(entry, own=OwnLevel(3, NOON), ruling=Ruling(2, 2)))
    own = under(report, "Clinician")[0].rows[0]
    assert own[1].startswith("KTAS 3 Urgent (")


def test_without_a_decision_that_is_said(make_report, entry: Entry) -> None:
    assert under(make_report(entry), "Clinician") == [Paragraph("No decision of a clinician has been recorded.")]


def test_what_is_withheld_until_the_clinicians_own_level_is_not_printed(make_report, entry: Entry) -> None:
    report = make_report(entry, settings=Settings(own_level_first=True))
    assert only(report, LevelBox).level is None
    text = words(report)
    assert "Acute coronary syndrome" not in text and "6.7 / 10" not in text and "48 %" not in text
    assert "What each kind of evidence adds" not in text


def test_checks_come_gravest_first_and_missing_data_are_named(make_report, entry: Entry) -> None:
    report = make_report(entry)
    rows = under(report, "Checks")[0].rows
    assert [row[0] for row in rows] == ["Warning", "Note"]
    assert under(report, "Missing") == [Paragraph("Chest X-ray, ECG, vital signs and note were all read.")]
    bare = make_report(replace(entry, case=replace(entry.case, ecgs=(), films=())))
    assert under(bare, "Missing") == [Paragraph("Assessed without: Chest X-ray, ECG.")]


def test_the_text_is_printed_with_what_the_clinician_wrote_marked(make_report, entry: Entry) -> None:
    basis = "pneumonia=48 %"
    work = ReportWork((
        Rewording("findings/film/pneumonia", "No pneumonia.", basis, NOON),
        Rewording("findings/film/scope", "", "", NOON),
        Rewording("recommendation/own/1", "Repeat the ECG.", "", NOON),
        Rewording("impression/condition/acs", "ACS.", "acs=12 %"),
    ))  # fmt: skip
    sections = {
        block.title: block.rows
        for block in make_report(replace(entry, report_work=work)).blocks
        if isinstance(block, Sentences)
    }
    assert list(sections) == ["Findings", "Impression", "Comparison", "Recommendation"]
    when = f"{NOON.astimezone():%Y-%m-%d %H:%M}"
    marks = {row.text: row.mark for rows in sections.values() for row in rows}
    assert marks["No pneumonia."] == f"edited by the clinician, {when}"
    assert marks["Repeat the ECG."] == f"added by the clinician, {when}"
    assert marks["ACS."] == "edited by the clinician; its evidence has changed since"
    assert not any(text.startswith("Not assessed on the film") for text in marks)
    assert marks["Risk of level 1 or 2: 6.7 / 10 (90 % interval 5.0–8.0)."] == ""


def test_an_empty_section_says_so(make_report, entry: Entry) -> None:
    early = make_report(replace(entry, assessment=None, explanation=None))
    last = [block for block in early.blocks if isinstance(block, Sentences)][-1]
    assert last.title == "Recommendation" and last.rows[0].text.startswith("None:")


def test_conditions_have_probability_interval_and_set(make_report, entry: Entry) -> None:
    table = under(make_report(entry), "Conditions")[0]
    assert table.columns == ("Condition", "Probability", "90 % interval", "90 % set")
    assert table.rows == (("Acute coronary syndrome", "72 %", "60–80 %", "●"), ("Sepsis", "<1 %", "<1 %", "–"))


@pytest.mark.parametrize("heading", ["What each kind", "What vital"])
def test_printed_contributions_add_up_from_base_to_value(make_report, entry: Entry, heading: str) -> None:
    bars = next(block for block in under(make_report(entry), heading) if isinstance(block, Bars))
    tenths = [round(10 * float(row.value.removesuffix(" %").replace("−", "-"))) for row in bars.rows]
    assert tenths[0] + sum(tenths[1:-1]) == tenths[-1]
    assert bars.rows[0].total and bars.rows[-1].total and not bars.rows[1].total
    for before, row in zip(bars.rows, bars.rows[1:-1], strict=False):
        assert row.start == pytest.approx(before.end)


def test_explained_values_are_in_the_patients_units_and_language(make_report, entry: Entry) -> None:
    labels = [row.label for block in under(make_report(entry, "ko"), "활력징후, 나이") for row in block.rows]
    assert labels == ["기준값", "산소포화도 93%", "내원 방법 구급차", "나이 58세", "결과값"]


def test_methods_that_failed_are_named_and_what_they_say_is_left_out(make_report, entry: Entry) -> None:
    hidden = make_report(entry, failed=("image_cam", "vitals_shap"))
    assert "not in this report: Grad-CAM of the chest X-ray, SHAP of vital signs, age, arrival and history." in words(
        hidden
    )
    assert "film_map" not in hidden.picture_names() and "(SHAP):" not in words(hidden)
    assert "No map: its method failed its test" in words(hidden)
    shown = make_report(entry, failed=("vitals_shap",), failed_methods=True)
    assert "rely on them for nothing: SHAP of vital signs, age, arrival and history." in words(
        shown
    ) and "(SHAP):" in words(shown)
    assert "Methods that failed" not in words(make_report(entry))


def test_what_only_the_window_can_do_is_not_asked_of_a_reader_of_paper(make_report, entry: Entry) -> None:
    from cdss.records.reliability import Reliability

    told = replace(entry.explanation, reliability=Reliability("risk", (), ("image_cam",)))
    assert "button" not in words(make_report(replace(entry, explanation=told), failed=("image_cam",)))


def test_words_of_the_note_add_up_with_all_others(make_report, entry: Entry) -> None:
    text = "crushing chest pain"
    spans = (WordSpan("crushing", 0, 8, 0.2), WordSpan("chest", 9, 14, 0.05), WordSpan("pain", 15, 19, -0.01))
    units = tuple(NoteUnit(s.text, ((s.start, s.end),), (i,), s.effect) for i, s in enumerate(spans))
    tokens = NoteTokens("risk", text, spans, units, base=0.3, value=0.55, punctuation=0.01)
    explained = replace(entry, explanation=replace(entry.explanation, note_tokens=tokens))
    table = next(block for block in under(make_report(explained), "Note") if isinstance(block, Table))
    figures = [round(10 * float(row[1].removesuffix(" %").replace("−", "-"))) for row in table.rows]
    assert table.rows[0] == ("Base", "30.0 %") and table.rows[-1] == ("Value", "55.0 %")
    assert figures[0] + sum(figures[1:-1]) == figures[-1]


def test_vital_signs_are_a_table_with_dashes_for_what_was_not_measured(make_report, entry: Entry) -> None:
    report = make_report(entry)
    table = next(block for block in under(report, "Vital") if isinstance(block, Table))
    assert table.rows[0] == ("14:24", "96", "18", "152", "90", "96", "36.7", "no", "A", "8")
    assert table.rows[1] == ("14:29", "99", "19", "153", "89", "95", "–", "no", "A", "–")
    assert "trend" in report.picture_names()


def test_one_set_of_vital_signs_has_no_trend_and_a_long_course_says_what_it_leaves_out(
    make_report, entry: Entry
) -> None:
    rows = tuple(VitalsRow(NOON + timedelta(hours=i), heart_rate=60.0 + i) for i in range(100))
    one = make_report(replace(entry, case=replace(entry.case, vitals=Vitals("v", rows[:1]))))
    assert "trend" not in one.picture_names()
    many = make_report(replace(entry, case=replace(entry.case, vitals=Vitals("v", rows))))
    table = next(block for block in under(many, "Vital") if isinstance(block, Table))
    assert (len(table.rows), table.rows[0][1], table.rows[-1][1]) == (24, "60", "159")
    assert "24 of 100 sets of measurements" in words(many)


def test_pictures_and_the_strip_are_asked_for_where_there_is_something_to_show(make_report, entry: Entry) -> None:
    report = make_report(entry)
    assert report.picture_names() == ("trend", "film", "film_map", "ecg")
    assert isinstance(report.blocks[-1], PaperStrip)
    caption = (
        next(block for block in report.blocks if isinstance(block, Pictures) and len(block.row) == 2).row[1].caption
    )
    assert caption == (
        "Grad-CAM. Where the network looked for Pneumonia: patient's right, lower third. "
        "Probability 48 %: the map shows where, not how likely."
    )
    bare = make_report(replace(entry, case=Case("bare", chief_complaint="cough"), assessment=None, explanation=None))
    assert bare.picture_names() == ()
    assert headings(bare)[-2:] == ["Note", "Model and inputs"]


def test_key_images_are_printed_two_beside_each_other(make_report, entry: Entry) -> None:
    look = Look(2.0, 0.4, 0.6, 0, False, 0.0, 1.0, "LINEAR", False)
    marked = FilmWork(((entry.case.films[0].source, FilmMarks(keys=(look, look, look))),))
    rows = [b.row for b in make_report(replace(entry, film_work=marked)).blocks if isinstance(b, Pictures)]
    assert [[picture.name for picture in row] for row in rows][2:] == [["key_1", "key_2"], ["key_3"]]


def test_model_weights_and_inputs_are_printed_with_their_hashes(make_report, entry: Entry) -> None:
    blocks = under(make_report(entry), "Model and inputs")
    assert blocks[0] == Facts(
        (("Model", "cdss-triage 0.4.0"), ("Computed on", "CPU"), ("Bundle (SHA-256 of its list of files)", "ab" * 32))
    )
    assert blocks[1].rows == (("ecg.safetensors", "cd" * 32),)
    assert blocks[2].rows == (("Note", "note.txt", "ef" * 32),)
    assert "Not a medical device" in blocks[3].text


def test_identity_time_and_status_stand_on_the_record(make_report, entry: Entry) -> None:
    report = make_report(entry, "ko")
    assert (report.identity, report.language, report.title) == ("demo-01 · M · 58 y", "ko", "중증도 분류 보고서")
    assert "의료기기가 아닙니다" in report.status and report.page.format(number=2, of=5) == "5쪽 중 2쪽"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_on_screen_and_a_case_that_is_being_read_have_no_report(language: str) -> None:
    assert report_of(SessionState(), Made("", NOON)) is None


def test_rest_of_risk_without_one_kind_is_printed(make_report, entry: Entry) -> None:
    assert "Risk score without one of them: Chest X-ray 6.1, ECG 4.4." in words(make_report(entry))
    none = replace(entry, assessment=replace(entry.assessment, without={}))
    assert "without one of them" not in words(make_report(none))


def test_what_clinicians_changed_in_the_chart_is_printed_with_who_and_when(make_report, entry: Entry) -> None:
    row, by = VitalsRow(NOON, heart_rate=96.0), Signature("kim", NOON)
    changes = (
        Entered(VitalsRow(NOON, spo2=91.0), by),
        Corrected(row, "heart_rate", 69.0, by),
        Struck(row, "heart_rate", by),
        Struck(row, None, Signature("", NOON)),
        Entered(VitalsRow(NOON, spo2=19.0), by),
        Undone(4, by),
    )
    facts = [
        block
        for block in under(make_report(replace(entry, vitals_work=VitalsWork(changes))), "Vital")
        if isinstance(block, Facts)
    ]
    when = f"{NOON.astimezone():%Y-%m-%d %H:%M}"
    assert facts[-1].rows == (
        (f"kim · {when}", "entered the measurement of 11-21 12:00"),
        (f"kim · {when}", "Heart rate of 11-21 12:00: 96 → 69"),
        (f"kim · {when}", "Heart rate of 11-21 12:00: 69 marked as wrong"),
        (when, "the whole measurement of 11-21 12:00 marked as wrong"),
        (f"kim · {when}", "entered the measurement of 11-21 12:00"),
        (f"kim · {when}", "taken back: entered the measurement of 11-21 12:00"),
    )


def test_edited_inputs_are_called_edited(make_report, entry: Entry) -> None:
    inputs = (InputHash("vitals", "", "aa", edited=True), InputHash("note", "note.txt", None))
    state = SessionState((entry,), Intent(selected=entry.key))
    report = report_of(state, Made("demo", NOON, inputs))
    assert [block for block in under(report, "Model and inputs") if isinstance(block, Table)][-1].rows == (
        ("Vital signs", "as edited in the window", "aa"), ("Note", "note.txt", "cannot be read now"),
    )  # fmt: skip


def test_a_clinicians_level_heads_the_report_whatever_the_model_says_now(make_report, entry: Entry) -> None:
    for decided in ({"own": OwnLevel(1, NOON)}, {"ruling": Ruling(1, 3, "reason_severe_pain", NOON)}):
        box = only(make_report(replace(entry, **decided)), LevelBox)
        assert box.level == 1 and box.words == "KTAS 1 Resuscitation"
        assert any("KTAS 2 Emergent" in line for line in box.lines)


def test_a_reason_of_the_list_is_printed_in_the_language_of_the_report(make_report, entry: Entry) -> None:
    report = make_report(replace(entry, ruling=Ruling(1, 2, "reason_severe_pain", NOON)), language="ko")
    assert "심한 통증 또는 고통" in words(report) and "reason_severe_pain" not in words(report)


@pytest.mark.parametrize(("language", "head"), [("en", "Temp. °F"), ("ko", "체온 °F")])
def test_all_of_the_report_speaks_of_one_unit_of_temperature(make_report, entry: Entry, language, head) -> None:
    shap = VitalsShap("risk", 0.3, 0.7, (Contribution("temperature_c", "36.8 °C", 0.4),))
    told = replace(entry, explanation=replace(entry.explanation, vitals_shap=shap))
    warm = make_report(told, language, settings=Settings(temperature_unit="fahrenheit"))
    assert "°C" not in words(warm)
    assert head in words(warm) and words(warm).count("98.2 °F") == 3, "findings, course and contributions"
    (table,) = [b for b in warm.blocks if isinstance(b, Table) and head in b.columns]
    assert table.rows[-1][table.columns.index(head)] == "98.2"
    assert "°F" not in words(make_report(told, language)) and "36.8 °C" in words(make_report(told, language))
