"""What is done at the command line stands in the log of the workstation as what is done in its window: who, what, of whom."""

import getpass
import platform
import shutil
import socket
import threading
import time

import pytest
from pydicom.uid import ExplicitVRLittleEndian
from pynetdicom import AE

from cdss import __version__
from cdss.__main__ import main, parser
from cdss.audit import log as audit_log
from cdss.audit.held import LOCK, held
from cdss.audit.log import FOLDER
from cdss.audit.opening import codec_of
from cdss.audit.pseudonym import kept_secret, pseudonym
from cdss.audit.verify import entries
from cdss.cli import listen
from cdss.cli.audited import CommandAudit
from cdss.core.data_key import KEY_NAME, forget_key, guard_with_pin, open_key
from cdss.core.paths import user_dir
from cdss.database.records import FILE_NAME
from cdss.records.audit_event import AuditEvent, AuditKind
from tests.cdss.deidentify.planted import found_in, write_case
from tests.cdss.network.conftest import dx_film, stored_ecg

LOCKED = AuditEvent(AuditKind.LOCKED)
PROGRAM = {"program": __version__, "part": "command line"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """The data folder of a workstation of the test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    yield user_dir()
    forget_key(user_dir())


@pytest.fixture
def case(tmp_path):
    return write_case(tmp_path / "in", "dicom")


@pytest.fixture
def under_a_pin(home):
    open_key(home)
    guard_with_pin(home, "246810")
    forget_key(home)


def typed(monkeypatch, *answers):
    """What is typed when the PIN is asked for; nothing: there is no terminal."""
    left = list(answers)

    def asked(_):
        if not left:
            raise EOFError
        return left.pop(0)

    monkeypatch.setattr(getpass, "getpass", asked)


def written(folder):
    return list(entries(folder, codec_of(folder)))


def copied(case, out, *more):
    return main(["deidentify", str(case), "--out", str(out), *map(str, more)])


# the same entries as those of the window ------------------------------------------------------------------------------------


def test_a_copy_without_identity_is_entered_as_from_the_window_and_names_nobody(case, home, tmp_path, capsys):
    assert copied(case, tmp_path / "out") == 0
    log = home / FOLDER
    begun, started, exported, stopped = written(log)
    assert [begun.kind, started.kind, exported.kind, stopped.kind] == [
        *("log_begun", "program_started", "exported", "program_stopped")
    ]
    assert (started.details, stopped.details) == (PROGRAM, PROGRAM)
    assert exported.details == {"kind": "copy_without_identity"}
    assert exported.patient == pseudonym(kept_secret(log, codec_of(log)), str(case.resolve()))
    assert exported.who == {"workstation": platform.node(), "user": getpass.getuser()}
    assert main(["verify-audit"]) == 0 and "is sound: 4 entries" in capsys.readouterr().out
    (tmp_path / "sent").mkdir()
    assert main(["verify-audit", "--export", str(tmp_path / "sent" / "log.jsonl")]) == 0
    assert found_in(tmp_path / "sent") == {} and found_in(home) == {}
    assert (home / KEY_NAME).exists(), "sealed as the window seals it"


def test_what_is_only_shown_leaves_nothing_behind(case, home):
    assert main(["deidentify", str(case)]) == 0
    assert not (home / FOLDER).exists()


def test_the_next_command_goes_on_with_the_same_log(case, home, tmp_path):
    assert copied(case, tmp_path / "one") == 0 and copied(case, tmp_path / "one") == 2, "refused: the folder is there"
    kinds = [entry.kind for entry in written(home / FOLDER)]
    assert kinds == [
        "log_begun",
        "program_started",
        "exported",
        "program_stopped",
        "program_started",
        "program_stopped",
    ]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def sent(port, *objects):
    """The status of each object, from a peer that waits until somebody listens."""
    entity = AE(ae_title="CARM1")
    for one in objects:
        entity.add_requested_context(one.SOPClassUID, ExplicitVRLittleEndian)
    for _ in range(200):
        association = entity.associate("127.0.0.1", port, ae_title=listen.TITLE)
        if association.is_established:
            break
        time.sleep(0.05)
    statuses = [association.send_c_store(one).Status for one in objects]
    association.release()
    return statuses


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_the_listener_files_is_entered_with_its_sender_and_what_it_refuses_is_not(home, tmp_path):
    into, port, until = tmp_path / "watched", free_port(), threading.Event()
    into.mkdir()
    words = ["listen", "--into", str(into), "--from", "CARM1", "--port", str(port)]
    codes = []
    running = threading.Thread(target=lambda: codes.append(listen.run(parser("listen").parse_args(words), until)))
    running.start()
    try:
        assert sent(port, dx_film(), stored_ecg(), dx_film(StudyInstanceUID="../..")) == [0, 0, 0xC210]
    finally:
        until.set()
        running.join(30)
    assert codes == [0]
    log = home / FOLDER
    found = [entry for entry in written(log) if entry.kind == "object_received"]
    assert [entry.details for entry in found] == [{"sender": "CARM1", "objects": 1}] * 2
    key = str((into / "p-7741").resolve())
    assert {entry.patient for entry in found} == {pseudonym(kept_secret(log, codec_of(log)), key)}
    assert [entry.kind for entry in written(log)][-1] == "program_stopped"
    assert main(["verify-audit"]) == 0


# a log that is named --------------------------------------------------------------------------------------------------------


def test_a_log_that_is_named_takes_the_place_of_the_workstations(case, home, tmp_path):
    assert copied(case, tmp_path / "out", "--audit", tmp_path / "log") == 0
    assert [entry.kind for entry in written(tmp_path / "log")][2] == "exported"
    assert not (home / FOLDER).exists() and found_in(tmp_path / "log") == {}


def test_a_log_that_is_named_and_cannot_be_begun_stops_before_anything_is_written(case, tmp_path, capsys):
    (tmp_path / "log").write_text("in the way")
    assert copied(case, tmp_path / "out", "--audit", tmp_path / "log") == 2
    said = capsys.readouterr()
    assert "cannot be written" in said.err and said.out == "" and not (tmp_path / "out").exists()


# a log that cannot be written or opened -------------------------------------------------------------------------------------


def test_a_log_that_cannot_be_written_stops_nothing_and_is_said(case, home, tmp_path, capsys):
    open_key(home)
    (home / FOLDER).write_text("in the way")
    assert copied(case, tmp_path / "out") == 1
    said = capsys.readouterr()
    assert "3 files" in said.out and (tmp_path / "out").is_dir()
    assert "It could not be before the command ended: 3 entries are missing from the audit." in said.err
    assert f"The audit log in {home / FOLDER} cannot be written" in said.err


def test_a_key_that_is_lost_is_said_and_no_other_is_made_in_its_place(case, home, tmp_path, capsys):
    assert copied(case, tmp_path / "one") == 0
    (home / KEY_NAME).unlink()
    forget_key(home)
    assert copied(case, tmp_path / "two") == 1
    assert "The key of the kept session is missing" in capsys.readouterr().err
    assert not (home / KEY_NAME).exists()
    shutil.rmtree(home / FOLDER)
    (home / FILE_NAME).write_bytes(b"a session sealed under that key")
    assert copied(case, tmp_path / "three") == 1 and not (home / KEY_NAME).exists()


@pytest.mark.parametrize(("answers", "words"), [((), "sealed under the PIN"), (("1111",), "not the PIN")])
def test_under_a_pin_nothing_is_done_before_it_is_given(
    case, home, under_a_pin, tmp_path, monkeypatch, capsys, answers, words
):
    typed(monkeypatch, *answers)
    assert copied(case, tmp_path / "out") == 2
    said = capsys.readouterr()
    assert words in said.err and said.out == ""
    assert not (tmp_path / "out").exists() and not (home / FOLDER).exists()


def test_with_the_pin_it_is_entered(case, home, under_a_pin, tmp_path, monkeypatch):
    typed(monkeypatch, "246810", "246810")
    assert copied(case, tmp_path / "out") == 0
    assert [entry.kind for entry in written(home / FOLDER)][2] == "exported"
    forget_key(home)
    assert main(["verify-audit"]) == 0


def test_what_another_program_holds_up_waits_in_its_order_and_is_entered_later(home, monkeypatch, capsys):
    monkeypatch.setattr(audit_log, "held", lambda path, _: held(path, 0.05))
    with CommandAudit(at_once=True) as audit:
        with held(home / FOLDER / LOCK):
            audit.enter(LOCKED)
            audit.enter(AuditEvent(AuditKind.UNLOCKED))
            assert audit.unwritten == 2
        assert capsys.readouterr().err.count("Another program has held the audit log") == 1, "said once, at once"
        audit.again()
        assert audit.unwritten == 0
    kinds = [entry.kind for entry in written(home / FOLDER)]
    assert kinds == ["log_begun", "program_started", "locked", "unlocked", "program_stopped"]
    assert capsys.readouterr().err == ""


def test_the_reason_is_said_in_the_language_of_the_command(home, capsys):
    open_key(home)
    (home / FOLDER).write_text("in the way")
    with CommandAudit(language="ko", at_once=True) as audit:
        audit.enter(LOCKED)
    first, last = capsys.readouterr().err.strip().split("\n")
    assert (
        "쓸 수 없습니다" in first and last == f"{first} 명령이 끝날 때까지 쓰지 못해 감사 기록에 항목 3개가 빠졌습니다."
    )


def test_an_entry_whose_anchor_is_not_written_is_not_entered_twice(home, monkeypatch):
    real, full = audit_log.write_anchor, [False]

    def write(folder, anchor):
        if full[0]:
            raise OSError(28, "No space left on device")
        real(folder, anchor)

    monkeypatch.setattr(audit_log, "write_anchor", write)
    with CommandAudit() as audit:
        full[0] = True
        audit.enter(LOCKED)
        full[0] = False
        assert audit.unwritten == 0
    assert [entry.kind for entry in written(home / FOLDER)].count("locked") == 1
