"""``assess --audit``, ``verify-audit`` and ``replay`` on real cases with the model that ships."""

import json
import shutil
from pathlib import Path

import pytest

from cdss.__main__ import main
from cdss.audit.anchor import Anchor
from cdss.audit.digest import case_digest
from cdss.audit.inputs import Inputs, files_of, forget_inputs
from cdss.audit.segments import segments
from cdss.audit.verify import entries, verify
from cdss.cli.replay import case_again
from cdss.core.paths import demo_dir
from cdss.readers.case_folder import read_case
from cdss.readers.dropped import with_files
from cdss.records.audit_event import AuditKind
from cdss.session.actions import CaseRead, Opened
from cdss.session.editing import FilesAdded, NoteEdited
from cdss.session.entry.charting import VitalsCharted
from cdss.session.kept_work import work_text
from cdss.session.state import SessionState


@pytest.fixture(scope="module")
def assessed(tmp_path_factory):
    """Two patients, one of them a line of a file, assessed with an audit: (folder of the log, of the cases)."""
    home = tmp_path_factory.mktemp("assessed")
    cases = home / "cases"
    shutil.copytree(demo_dir() / "10-ankle-sprain", cases / "ankle")
    line = {"schema": "cdss.case/1", "case_id": "line", "vitals": {"rows": [{"heart_rate": 120, "spo2": 91}]}}
    (cases / "cases.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    log = home / "audit"
    for words in ([str(cases / "ankle"), str(cases / "nobody")], ["--cases", str(cases / "cases.jsonl")]):
        main(["assess", *words, "--device", "cpu", "--out", str(home / "out.jsonl"), "--audit", str(log)])
    return log, cases


@pytest.fixture
def own(assessed, tmp_path):
    """A log of the test's own; the cases stay where they are."""
    return Path(shutil.copytree(assessed[0], tmp_path / "audit"))


def numbers(folder):
    return [entry.n for entry in entries(folder) if entry.kind == AuditKind.ASSESSED]


def test_each_assessment_is_entered_between_start_and_stop_and_a_case_that_failed_is_not(assessed):
    log, _ = assessed
    kinds = [entry.kind for entry in entries(log)]
    run = ["program_started", "assessed", "program_stopped"]
    assert kinds == ["log_begun", *run, *run]
    first = list(entries(log))[2]
    assert (first.details["device"], first.details["level"]) == ("cpu", 4)
    assert [file["part"] for file in first.details["files"]] == ["case", "vitals", "note"]
    assert "ankle" not in segments(log)[0].read_text(encoding="utf-8")


def test_an_assessment_is_made_again_bit_for_bit(assessed, capsys):
    log, _ = assessed
    for number in numbers(log):
        assert main(["replay", str(number), "--audit", str(log)]) == 0
        said = capsys.readouterr().out
        told = next(e for e in entries(log) if e.n == number).details["answer_sha256"]
        assert said.count(told) == 2 and "The answer is the same, bit for bit." in said


def test_a_file_that_changed_since_is_named_and_nothing_is_assessed(assessed, capsys):
    log, cases = assessed
    note = next((cases / "ankle").rglob("note*"))
    before = note.read_bytes()
    note.write_bytes(before + b" ")
    try:
        assert main(["replay", str(numbers(log)[0]), "--audit", str(log)]) == 1
    finally:
        note.write_bytes(before)
    said = capsys.readouterr().out
    assert note.name in said and "vitals.csv" not in said and "then" not in said


def test_a_patient_who_was_deleted_cannot_be_assessed_again_and_that_is_said(own, assessed, capsys):
    assert forget_inputs(own, str(assessed[1] / "ankle")) == 1
    assert main(["replay", str(numbers(own)[0]), "--audit", str(own)]) == 2
    assert "no longer kept" in capsys.readouterr().err
    assert main(["verify-audit", str(own)]) == 0


@pytest.mark.parametrize(("entry", "words"), [("2", "is no assessment"), ("99", "has no entry 99")])
def test_what_is_no_assessment_is_said(assessed, capsys, entry, words):
    assert main(["replay", entry, "--audit", str(assessed[0])]) == 2
    assert words in capsys.readouterr().err


def test_a_sound_log_gives_code_0_and_the_line_to_write_down(assessed, capsys):
    assert main(["verify-audit", str(assessed[0])]) == 0
    said = capsys.readouterr().out
    assert "is sound: 7 entries" in said
    anchor = said.split()[-1]
    assert main(["verify-audit", str(assessed[0]), "--anchor", anchor, "--language", "ko"]) == 0
    assert "온전합니다" in capsys.readouterr().out


def test_a_changed_log_gives_code_1_and_names_the_entry(own, capsys):
    path = segments(own)[0]
    path.write_bytes(path.read_bytes().replace(b'"level":4', b'"level":5'))
    assert main(["verify-audit", str(own)]) == 1
    assert "Entry 3 of the audit log was changed" in capsys.readouterr().out


def test_an_anchor_written_down_elsewhere_is_compared(assessed, capsys):
    assert main(["verify-audit", str(assessed[0]), "--anchor", str(Anchor(9, "ab" * 32))]) == 1
    assert "2 entries from entry 8 on" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["verify-audit", str(assessed[0]), "--anchor", "yesterday"])


def test_a_range_is_exported_and_verified_alone(assessed, tmp_path, capsys):
    target = tmp_path / "part.jsonl"
    assert main(["verify-audit", str(assessed[0]), "--export", str(target), "--entries", "2-4"]) == 0
    assert "3 entries were written" in capsys.readouterr().out
    assert main(["verify-audit", str(target)]) == 0
    target.write_bytes(target.read_bytes().replace(b'"level":4', b'"level":5'))
    assert main(["verify-audit", str(target)]) == 1
    with pytest.raises(SystemExit):
        main(["verify-audit", str(assessed[0]), "--entries", "all"])


def test_no_log_gives_code_2(tmp_path, capsys):
    assert main(["verify-audit", str(tmp_path / "none")]) == 2
    assert "There is no audit log" in capsys.readouterr().err


def test_an_audit_that_cannot_be_begun_stops_before_anything_is_computed(tmp_path, capsys):
    place = tmp_path / "file"
    place.write_text("in the way")
    words = ["assess", str(demo_dir() / "10-ankle-sprain"), "--out", str(tmp_path / "o.jsonl"), "--audit", str(place)]
    assert main(words) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_what_was_typed_added_and_corrected_is_part_of_the_case_that_is_made_again(tmp_path):
    folder = tmp_path / "anna"
    folder.mkdir()
    (folder / "note.txt").write_text("Chest pain.", encoding="utf-8")
    (folder / "vitals.csv").write_text("heart_rate,sbp\n80,120\n", encoding="utf-8")
    added = tmp_path / "later.csv"
    added.write_text("heart_rate,sbp\n131,88\n", encoding="utf-8")
    key, state = str(folder), SessionState()
    read = read_case(folder)
    for action in (
        Opened((key,)),
        CaseRead(key, read),
        NoteEdited(key, "Chest pain, now grey."),
        FilesAdded(key, read, with_files(read, [added]), (str(added),)),
        VitalsCharted(key, (), spo2_scale=2),
    ):
        state = action.apply(state)
    entry = state.entry(key)
    inputs = Inputs(
        key, files_of(key, entry.case, entry.edits.drops), None, entry.edits.drops, entry.edits.note, work_text(entry)
    )
    again = case_again(inputs)
    assert case_digest(again) == case_digest(entry.case)
    assert (again.note.text, again.vitals.rows[-1].heart_rate, again.spo2_scale) == ("Chest pain, now grey.", 131, 2)


def test_a_log_that_was_changed_is_doubted_aloud_before_an_entry_is_made_again(own, capsys):
    path = segments(own)[0]
    path.write_bytes(path.read_bytes().replace(b'"kind":"program_started"', b'"kind":"program_stopped"', 1))
    assert verify(own).fault is not None
    assert main(["replay", str(numbers(own)[0]), "--audit", str(own)]) == 1
    said = capsys.readouterr()
    assert "bit for bit" in said.out and "may not be as it was written" in said.err


def test_a_bundle_in_a_list_is_read_again_as_it_was(tmp_path):
    resource = {"resourceType": "Encounter", "id": "e", "status": "arrived", "reasonCode": [{"text": "chest pain"}]}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource}]}
    again = case_again(Inputs(f"{tmp_path / 'cases.jsonl'}#3", (), bundle))
    assert (again.case_id, again.chief_complaint) == ("cases-3", "chest pain")
