"""What an assessment was made from is kept beside the log, known by its hash, and can be deleted while the log stays whole."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cdss.audit.digest import answer_digest, case_digest
from cdss.audit.errors import AuditError
from cdss.audit.inputs import Inputs, changed_files, files_of, forget_inputs, keep_inputs, kept_inputs, packed
from cdss.audit.verify import verify
from cdss.core.hashing import sha256_bytes, sha256_file
from cdss.core.kinds import Modality
from cdss.core.paths import demo_dir
from cdss.readers.case_folder import read_case
from cdss.readers.dropped import with_files
from cdss.records.assessment import Risk
from cdss.records.audit_event import AuditKind
from cdss.records.vitals import VitalsRow
from tests.cdss.answers import ANSWER


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases") / "Kim Minsu"
    shutil.copytree(demo_dir() / "01-chest-pain", folder)
    return folder


def names(files):
    return sorted(Path(file.path).name for file in files)


def test_every_file_of_a_case_is_named_with_its_hash(demo):
    files = files_of(str(demo), read_case(demo))
    there = sorted(path.name for path in demo.rglob("*") if path.is_file())
    assert names(files) == there, "manifest, film, header and signals of the ECG, table, note"
    assert {file.part for file in files} == {"case", "image", "ecg", "vitals", "note"}
    for file in files:
        assert file.sha256 == sha256_file(Path(file.path))


def test_a_folder_without_a_manifest_and_files_added_later(tmp_path):
    case = tmp_path / "anna"
    case.mkdir()
    (case / "note.txt").write_text("Chest pain.", encoding="utf-8")
    added = tmp_path / "later.csv"
    added.write_text("heart_rate,sbp\n120,90\n", encoding="utf-8")
    read = with_files(read_case(case), [added])
    files = files_of(str(case), read, ((str(added),),))
    assert [(file.part, Path(file.path)) for file in files] == [("vitals", added), ("note", case / "note.txt")]
    gone = replace(read, note=None, vitals=None)
    assert [(file.part, Path(file.path)) for file in files_of(str(case), gone, ((str(added),),))] == [("added", added)]


def test_a_file_that_vanished_before_it_could_be_hashed_is_named_without_a_hash(tmp_path):
    (tmp_path / "note.txt").write_text("Chest pain.", encoding="utf-8")
    read = read_case(tmp_path)
    (tmp_path / "note.txt").unlink()
    inputs = Inputs(str(tmp_path), files_of(str(tmp_path), read))
    assert [(file.part, file.sha256) for file in inputs.files] == [("note", None)]
    assert changed_files(inputs) == ("note.txt",)


def test_values_that_stand_in_the_manifest_are_covered_by_its_own_hash(tmp_path):
    manifest = tmp_path / "case.json"
    manifest.write_text(
        '{"schema":"cdss.case/1","case_id":"a","note":{"text":"Cough."},"vitals":{"rows":[{"heart_rate":90}]}}', "utf-8"
    )
    assert [(file.part, file.path) for file in files_of(str(tmp_path), read_case(tmp_path))] == [
        ("case", str(manifest))
    ]


def test_files_that_changed_or_went_are_named(demo, tmp_path):
    folder = tmp_path / "case"
    shutil.copytree(demo, folder)
    inputs = Inputs(str(folder), files_of(str(folder), read_case(folder)))
    assert changed_files(inputs) == ()
    (folder / "vitals.csv").write_text("heart_rate\n61\n", encoding="utf-8")
    signals = next(folder.rglob("*.dat"))
    signals.unlink()
    assert sorted(changed_files(inputs)) == sorted(["vitals.csv", signals.name])


def test_what_was_kept_is_there_again_and_known_by_its_hash(tmp_path):
    inputs = Inputs("/c/a", (), {"case_id": "a"}, (("/f/b.csv",),), "숨이 참", (("vitals", "{}"),))
    content = packed(inputs)
    keep_inputs(tmp_path, content)
    assert kept_inputs(tmp_path, sha256_bytes(content)) == inputs


def test_the_hash_of_a_short_note_cannot_be_guessed(tmp_path):
    inputs = Inputs("/c/a", note="cough")
    assert sha256_bytes(packed(inputs)) != sha256_bytes(packed(inputs))


def test_inputs_that_were_changed_are_refused(tmp_path):
    content = packed(Inputs("/c/a", note="cough"))
    keep_inputs(tmp_path, content)
    (place,) = (tmp_path / "inputs").iterdir()
    place.write_bytes(content.replace(b"cough", b"fever"))
    with pytest.raises(AuditError, match="were changed since"):
        kept_inputs(tmp_path, sha256_bytes(content))


@pytest.mark.parametrize("sha256", ["0" * 64, "../../etc/passwd", ""])
def test_inputs_that_are_not_there_are_said_and_nothing_else_is_opened(tmp_path, sha256):
    with pytest.raises(AuditError, match="no longer kept"):
        kept_inputs(tmp_path, sha256)


def test_the_inputs_of_a_deleted_patient_go_and_the_log_stays_whole(make_log, stamped):
    log = make_log()
    for key in ("/c/anna", "/c/ben", "/c/anna"):
        content = packed(Inputs(key, note=f"note of {key}"))
        log.append(stamped(AuditKind.ASSESSED, key=key, inputs=content, inputs_sha256=sha256_bytes(content)))
    assert forget_inputs(log.folder, "/c/anna") == 2
    left = [path.read_text(encoding="utf-8") for path in (log.folder / "inputs").iterdir()]
    assert len(left) == 1 and "ben" in left[0]
    assert verify(log.folder).fault is None
    assert forget_inputs(log.folder / "nowhere", "/c/anna") == 0


def test_two_readings_of_one_case_have_one_digest_and_any_difference_another(demo):
    one, again = read_case(demo), read_case(demo)
    assert case_digest(one) == case_digest(again)
    film = replace(one.films[0], pixels=one.films[0].pixels + 0)
    film.pixels[7, 7] += 1
    row = replace(one.vitals.rows[-1], heart_rate=one.vitals.rows[-1].heart_rate + 1)
    others = [
        replace(one, films=(film,)),
        replace(one, ecgs=()),
        replace(one, note=replace(one.note, text=one.note.text + " ")),
        replace(one, vitals=replace(one.vitals, rows=(*one.vitals.rows[:-1], row))),
        replace(one, spo2_scale=2),
        replace(one, patient=replace(one.patient, age_years=None)),
    ]
    assert len({case_digest(case) for case in (one, *others)}) == 1 + len(others)


def test_an_answer_is_known_by_its_last_bit_but_not_by_the_time_it_took():
    digest = answer_digest(ANSWER)
    assert answer_digest(replace(ANSWER, timings_ms={"total": 9.9})) == digest
    nearly = replace(ANSWER, risk=Risk(4.000000000000001, (3.0, 5.0)))
    assert answer_digest(nearly) != digest
    assert answer_digest(replace(ANSWER, without={Modality.ECG: 4.0})) != digest


def test_a_zero_a_false_and_a_missing_value_are_three_things():
    rows = (VitalsRow(pain=0.0), VitalsRow(on_oxygen=False), VitalsRow())
    digests = {case_digest(replace(read_case(demo_dir() / "01-chest-pain"), vitals=row)) for row in rows}
    assert len(digests) == 3


def test_of_a_bundle_the_file_that_holds_the_parts_is_named_once(demo, as_bundle, tmp_path):
    folder = tmp_path / "ward"
    folder.mkdir()
    (folder / "visit.json").write_text(json.dumps(as_bundle(read_case(demo), demo)), encoding="utf-8")
    for opened in (folder / "visit.json", folder):
        (file,) = files_of(str(opened), read_case(opened))
        assert (Path(file.path).name, file.sha256) == ("visit.json", sha256_file(folder / "visit.json"))
        assert changed_files(Inputs(str(opened), (file,))) == ()


def test_what_a_newer_program_kept_is_refused_in_words(tmp_path):
    content = packed(Inputs("/d/a")).replace(b"cdss.audit-inputs/1", b"cdss.audit-inputs/2")
    keep_inputs(tmp_path, content)
    with pytest.raises(AuditError) as error:
        kept_inputs(tmp_path, sha256_bytes(content))
    assert error.value.issue.code == "audit_inputs_newer" and "newer version" in str(error.value)
