"""Who the patient is, as written: in the place of the files' word, checked against their parts, kept on disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cdss.core.kinds import ArrivalMode, Modality, Severity, Sex
from cdss.core.result import issue
from cdss.readers.identity_values import arrival_from
from cdss.readers.manifest import ArrivalEntry
from cdss.records.case import Case
from cdss.records.identity import Arrival, PartIdentity, Patient
from cdss.records.vitals_changes import Signature
from cdss.session.actions import CaseRead, Opened, Remarked
from cdss.session.editing import Closed
from cdss.session.entry.form_actions import PatientTyped
from cdss.session.entry.identity_work import IdentityWork, identity_of
from cdss.session.entry.patient_actions import PatientWritten
from cdss.session.kept_work import with_work_text, work_text
from cdss.session.resolve import resolve
from cdss.session.state import Entry, Problem, SessionState

CAME = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
KSY = Signature("KSY", CAME)
WRITTEN = IdentityWork("A-1", 47.0, Sex.FEMALE, CAME, KSY)
FILM = PartIdentity(Modality.IMAGE, "film.dcm", "A-1", 74.0, Sex.FEMALE)


def opened(case: Case) -> SessionState:
    return CaseRead("/d/a", case).apply(Opened(("/d/a",)).apply(SessionState()))


def test_what_was_written_counts_for_everything_that_is_made_of_the_case() -> None:
    state = PatientWritten("/d/a", WRITTEN).apply(opened(Case("a", arrival=Arrival(None, ArrivalMode.AMBULANCE))))
    case = state.entries[0].case
    assert case is not None and case.patient == Patient("A-1", 47.0, Sex.FEMALE)
    assert case.arrival == Arrival(CAME, ArrivalMode.AMBULANCE), "saved before there was a field for it"
    banner = resolve(state).banner
    assert banner is not None and banner.patient.age_years == 47.0
    assert state.entries[0].assessment is None, "the patient is assessed anew"


@pytest.mark.parametrize("mode", list(ArrivalMode))
def test_the_means_of_arrival_is_corrected_and_taken_back_as_case_json_would_say_it(mode: ArrivalMode) -> None:
    state = opened(Case("a", arrival=Arrival(CAME, ArrivalMode.AMBULANCE)))
    case = PatientWritten("/d/a", replace(WRITTEN, arrival_mode=mode)).apply(state).entries[0].case
    assert case is not None and case.arrival == Arrival(CAME, mode)
    assert case.arrival.mode is arrival_from(ArrivalEntry(mode=mode.value))[0].mode
    assert identity_of(case).arrival_mode is mode


def test_what_an_older_program_kept_has_no_means_of_arrival_and_the_files_word_stays() -> None:
    old = '{"patient_id":"A-1","age_years":47.0,"sex":"F","arrival":null,"signed":{"by":"KSY","at":"2026-11-21T14:05:00Z"}}'
    kept = with_work_text(Entry("/d/a"), (("identity", old),)).identity
    assert kept == IdentityWork("A-1", 47.0, Sex.FEMALE, None, KSY, None)
    assert kept.on(Case("a", arrival=Arrival(CAME, ArrivalMode.OTHER))).arrival == Arrival(None, ArrivalMode.OTHER)


def test_what_nobody_wrote_is_left_to_the_files() -> None:
    case = Case("a", Patient("F", 30.0, Sex.MALE))
    assert IdentityWork().on(case) is case
    assert identity_of(case) == IdentityWork("F", 30.0, Sex.MALE, arrival_mode=ArrivalMode.UNKNOWN)


def test_a_field_that_was_emptied_is_not_known() -> None:
    state = opened(Case("a", Patient("F", 30.0, Sex.MALE)))
    emptied = PatientWritten("/d/a", IdentityWork(signed=KSY)).apply(state).entries[0].case
    assert emptied is not None and emptied.patient == Patient()


def test_it_holds_when_the_files_are_read_again() -> None:
    state = PatientWritten("/d/a", WRITTEN).apply(opened(Case("a")))
    again = CaseRead("/d/a", Case("a", Patient("other", 3.0, Sex.MALE))).apply(state)
    assert again.entries[0].case is not None and again.entries[0].case.patient.id == "A-1"


def test_a_number_that_contradicts_a_part_stops_the_case_and_a_right_one_frees_it() -> None:
    state = opened(Case("a", part_identities=(FILM,)))
    wrong = PatientWritten("/d/a", WRITTEN).apply(state)
    blocking = wrong.entries[0].case.blocking if wrong.entries[0].case else ()
    assert [i.code for i in blocking] == ["patient_ages_differ"]
    assert "the patient form" in blocking[0].text("en") and "환자 정보 입력" in blocking[0].text("ko")
    right = PatientWritten("/d/a", replace(WRITTEN, age_years=74.0)).apply(wrong)
    assert right.entries[0].case is not None and right.entries[0].case.blocking == ()


def test_a_complaint_about_the_files_age_goes_with_the_correction_and_others_stay() -> None:
    found = (
        issue("patient_age_implausible", Severity.WARNING, value="412"),
        issue("note_empty", Severity.WARNING, file="n"),
    )
    case = WRITTEN.on(Case("a", issues=found))
    assert [i.code for i in case.issues] == ["note_empty"]


def test_saving_takes_the_place_of_an_earlier_message_and_the_same_again_changes_nothing() -> None:
    state = Remarked(Problem("", "x")).apply(opened(Case("a")))
    saved = PatientWritten("/d/a", WRITTEN).apply(state)
    assert saved.remark is None
    assert PatientWritten("/d/a", WRITTEN).apply(saved) is saved
    assert PatientWritten("/d/nobody", WRITTEN).apply(saved) is saved


def test_it_is_kept_with_what_is_still_in_the_form() -> None:
    state = PatientTyped("/d/a", (("age", "7"),)).apply(opened(Case("a")))
    written = replace(WRITTEN, arrival_mode=ArrivalMode.OTHER)
    entry = PatientWritten("/d/a", written).apply(state).entries[0]
    kept = with_work_text(Entry("/d/a"), work_text(entry))
    assert kept.identity == written and kept.typed.patient == (("age", "7"),)


def test_the_last_keystrokes_of_a_patient_taken_off_the_list_are_kept() -> None:
    state = Closed("/d/a").apply(opened(Case("a")))
    assert PatientTyped("/d/a", (("age", "7"),)).apply(state).closed[0].typed.patient == (("age", "7"),)
