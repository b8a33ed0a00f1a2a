"""What the clinician makes of the drafted text: kept, marked, taken back, and never put in place of other evidence unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from cdss.core.kinds import Modality
from cdss.records.assessment import Assessment, Finding
from cdss.records.question import WhatIf
from cdss.session.actions import Imagined
from cdss.session.kept_work import with_work_text, work_text
from cdss.session.panes import Ruling
from cdss.session.report.actions import ReportToggled, SentenceRestored, SentenceReworded
from cdss.session.report.text.records import Section, Sentence, next_own_key
from cdss.session.report.work import ReportWork, Rewording
from cdss.session.resolve import resolve
from cdss.session.state import Entry, Intent, SessionState

AT = datetime(2026, 11, 21, 20, 5, tzinfo=UTC)
PNEUMONIA = "findings/film/pneumonia"


def reworded(entry: Entry, sentence: Sentence, text: str) -> Entry:
    state = SessionState((entry,), Intent(selected=entry.key))
    edit = Rewording(sentence.key, text, sentence.basis, AT)
    return SentenceReworded(entry.key, edit).apply(state).entries[0]


def test_an_edited_sentence_says_what_the_clinician_wrote_and_keeps_its_evidence(draft, entry: Entry) -> None:
    before = draft(entry).sentence(PNEUMONIA)
    after = draft(reworded(entry, before, "Patchy opacity in the right lower zone.")).sentence(PNEUMONIA)
    assert after.text == "Patchy opacity in the right lower zone."
    assert after.edit is not None and not after.outdated and not after.own
    assert after.draft == before.draft and after.evidence == before.evidence


def test_it_stays_in_its_words_in_the_other_language(draft, entry: Entry) -> None:
    edited = reworded(entry, draft(entry).sentence(PNEUMONIA), "Patchy opacity.")
    korean = draft(edited, "ko").sentence(PNEUMONIA)
    assert korean.text == "Patchy opacity." and korean.draft.startswith("폐렴") and not korean.outdated


def test_other_evidence_under_an_edited_sentence_is_noticed(draft, entry: Entry, assessed: Assessment) -> None:
    edited = reworded(entry, draft(entry).sentence(PNEUMONIA), "No pneumonia.")
    changed = replace(assessed, findings={Modality.IMAGE: (Finding("pneumonia", 0.91, (0.8, 0.95)),)})
    now = draft(replace(edited, assessment=changed)).sentence(PNEUMONIA)
    assert now.text == "No pneumonia." and now.outdated


def test_another_language_of_the_screen_is_no_other_evidence(draft, entry: Entry) -> None:
    ruled = replace(entry, ruling=Ruling(3, 2, "severe_pain"))
    english, korean = draft(ruled), draft(ruled, "ko")
    assert {one.key: one.basis for one in english.sentences} == {one.key: one.basis for one in korean.sentences}
    scores = korean.sentence("findings/vitals/scores")
    assert "중간" in scores.evidence[0].value and "medium" in scores.basis
    edited = draft(reworded(entry, scores, "Seen."))
    assert not edited.sentence("findings/vitals/scores").outdated


def test_what_a_sentence_rests_on_is_in_the_language_of_the_screen(draft, entry: Entry) -> None:
    evidence = draft(entry, "ko").sentence("findings/note/denied").evidence[0]
    assert (evidence.name, evidence.value) == ("발열", "부인")
    unmeasured = draft(entry, "ko").sentence("findings/ecg/unmeasured").evidence[0]
    assert (unmeasured.name, unmeasured.value) == ("PR", "없음")


def test_a_sentence_left_out_says_nothing_and_is_still_listed(draft, entry: Entry) -> None:
    out = draft(reworded(entry, draft(entry).sentence(PNEUMONIA), "")).sentence(PNEUMONIA)
    assert out.left_out and out.text == "" and out.draft.startswith("Pneumonia")


def test_restored_it_is_as_drafted(draft, entry: Entry) -> None:
    edited = reworded(entry, draft(entry).sentence(PNEUMONIA), "x")
    state = SentenceRestored(entry.key, PNEUMONIA).apply(SessionState((edited,)))
    assert draft(state.entries[0]) == draft(entry)
    assert state.entries[0].report_work == ReportWork()


def test_words_whose_evidence_is_gone_stay_at_the_end_of_their_section_and_say_so(draft, entry: Entry) -> None:
    edited = reworded(entry, draft(entry).sentence(PNEUMONIA), "Opacity at the right base.")
    gone = replace(edited, case=replace(entry.case, films=()))
    last = draft(gone).of(Section.FINDINGS)[-1]
    assert (last.text, last.own, last.outdated) == ("Opacity at the right base.", True, True)


def test_added_sentences_have_keys_of_their_own_and_stand_last(draft, entry: Entry) -> None:
    first = next_own_key(draft(entry), Section.RECOMMENDATION)
    work = ReportWork().having(Rewording(first, "Repeat the ECG in 15 min.", "", AT))
    second = next_own_key(draft(replace(entry, report_work=work)), Section.RECOMMENDATION)
    work = work.having(Rewording(second, "Call cardiology."))
    assert (first, second) == ("recommendation/own/1", "recommendation/own/2")
    said = draft(replace(entry, report_work=work)).of(Section.RECOMMENDATION)
    assert [one.text for one in said][-2:] == ["Repeat the ECG in 15 min.", "Call cardiology."]
    assert all(one.own and not one.outdated for one in said[-2:])


def test_what_was_written_outlives_the_program(entry: Entry) -> None:
    work = ReportWork(
        (Rewording("findings/own/1", "찍은 뒤 호전.", "", AT), Rewording(PNEUMONIA, "", "pneumonia=48 %"))
    )
    kept = work_text(replace(entry, report_work=work))
    assert with_work_text(Entry(entry.key), kept).report_work == work


def test_rewriting_a_sentence_again_leaves_one_edit() -> None:
    work = (
        ReportWork().having(Rewording("a/1", "one")).having(Rewording("b/1", "two")).having(Rewording("a/1", "three"))
    )
    assert [(edit.key, edit.text) for edit in work.edits] == [("a/1", "three"), ("b/1", "two")]


def test_actions_on_a_patient_who_is_not_there_change_nothing() -> None:
    state = SessionState()
    assert SentenceReworded("nobody", Rewording("a/1", "x")).apply(state) is state
    assert SentenceRestored("nobody", "a/1").apply(state) is state


def test_the_report_and_what_if_take_each_others_place(entry: Entry) -> None:
    state = SessionState((entry,), Intent(selected=entry.key))
    imagined = Imagined(WhatIf()).apply(state)
    opened = ReportToggled().apply(imagined)
    assert (opened.intent.report, opened.intent.what_if) == (True, None)
    assert Imagined(WhatIf()).apply(opened).intent.report is False
    assert ReportToggled().apply(opened).intent.report is False


def test_the_text_is_drafted_only_while_it_is_open(entry: Entry) -> None:
    closed = SessionState((entry,), Intent(selected=entry.key))
    assert resolve(closed).report is None
    pane = resolve(ReportToggled().apply(closed)).report
    assert pane is not None and (pane.case_id, pane.key) == ("demo-01", entry.key)
