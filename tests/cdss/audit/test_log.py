"""What is entered stands in the log, in order, by one writer at a time, whatever was found at its end."""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cdss.audit.anchor import Anchor, read_anchor
from cdss.audit.entry import FIRST
from cdss.audit.errors import AuditError
from cdss.audit.held import LOCK, held
from cdss.audit.lines import END, PLAIN, decode
from cdss.audit.log import AuditLog, Writer, present_writer
from cdss.audit.segments import segments
from cdss.audit.verify import entries, recent, verify
from cdss.records.audit_event import AuditKind

ROOT = Path(__file__).parents[3]


def test_an_entry_says_what_when_by_whom_and_of_which_patient_without_naming_them(make_log, stamped):
    log = make_log()
    made = log.append(stamped(AuditKind.DECIDED, key="/cases/Kim Minsu", level=2, model_level=3))
    begun, read = entries(log.folder)
    assert read == made
    assert (begun.n, begun.kind, begun.prev) == (1, "log_begun", FIRST)
    assert (read.n, read.kind, read.prev) == (2, "decided", begun.hash)
    assert read.who == {"workstation": "desk-3", "user": "kim", "initials": "KB"}
    assert read.details == {"level": 2, "model_level": 3}
    assert f"{read.time:%Y-%m-%dT%H:%M:%S.%f}" == "2026-11-22T00:15:30.123000"
    assert read.patient is not None and len(read.patient) == 16
    assert b"Minsu" not in segments(log.folder)[0].read_bytes()


def test_a_patient_has_one_pseudonym_in_a_log_and_another_in_the_next(make_log, stamped, tmp_path):
    log = make_log()
    first, again, other = (log.append(stamped(key=key)).patient for key in ("/c/a", "/c/a", "/c/b"))
    elsewhere = AuditLog(tmp_path / "other", Writer("desk-4", "lee"))
    assert first == again != other
    assert elsewhere.append(stamped(key="/c/a")).patient != first
    assert make_log().append(stamped(key="/c/a")).patient == first, "also after the program was started anew"


def test_the_log_is_for_the_user_only(folder):
    if os.name == "posix":
        for path in (*segments(folder), folder / "pseudonyms.key"):
            assert path.stat().st_mode & 0o077 == 0, path


def test_the_anchor_names_the_last_entry(folder):
    last = list(entries(folder))[-1]
    assert read_anchor(folder) == Anchor(10, last.hash)


def test_an_entry_is_on_the_disk_before_it_counts(make_log, stamped, monkeypatch):
    synced = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(handle), real(handle)))
    log = make_log()
    log.append(stamped())
    synced.clear()
    log.append(stamped())
    assert len(synced) == 2, "the entry, then the anchor"


def test_a_segment_that_is_full_is_followed_by_one_that_names_its_last_hash(make_log, stamped):
    log = make_log(most_bytes=1500)
    for number in range(12):
        log.append(stamped(seconds=number))
    files = segments(log.folder)
    assert len(files) > 2 and all(path.stat().st_size <= 1500 for path in files)
    for before, path in itertools.pairwise(files):
        last = decode(before.read_bytes().splitlines()[-1])
        first = decode(path.read_bytes().splitlines()[0])
        assert first.kind == "segment_begun"
        assert first.details == {"former": before.name, "former_hash": last.hash} and first.prev == last.hash
    found = verify(log.folder)
    assert found.fault is None and found.entries == 12 + len(files)


def test_the_next_program_goes_on_with_the_chain(make_log, stamped):
    first = make_log().append(stamped())
    second = make_log().append(stamped(seconds=60))
    assert second.prev == first.hash and second.run != first.run
    assert verify(make_log().folder).fault is None


def test_two_windows_on_one_log_keep_one_chain(make_log, stamped):
    one, other = make_log(most_bytes=2000), make_log(most_bytes=2000)
    for number in range(8):
        (one, other)[number % 2].append(stamped(seconds=number))
    found = verify(one.folder)
    assert found.fault is None and found.entries > 9


def test_four_programs_at_once_keep_one_chain(tmp_path):
    folder, each = tmp_path / "audit", 15
    code = (
        "import sys, time\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from cdss.audit.log import AuditLog, Writer\nfrom cdss.records.audit_event import AuditEvent, AuditKind, Stamped\n"
        "log = AuditLog(Path(sys.argv[1]), Writer('desk', sys.argv[2]), most_bytes=4000)\n"
        f"for n in range({each}):\n"
        "    event = AuditEvent(AuditKind.LOCKED, None, {'who': sys.argv[2], 'n': n})\n"
        "    log.append(Stamped(event, datetime.now(UTC), time.monotonic()))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(folder), name], cwd=ROOT) for name in "abcd"]
    assert [process.wait(120) for process in running] == [0, 0, 0, 0]
    assert verify(folder).fault is None
    told = [(e.details["who"], e.details["n"]) for e in entries(folder) if e.kind == "locked"]
    assert sorted(told) == [(name, n) for name in "abcd" for n in range(each)]
    assert [n for who, n in told if who == "a"] == list(range(each)), "each in its own order"


def test_the_log_can_be_verified_while_another_program_writes_to_it(tmp_path):
    folder = tmp_path / "audit"
    code = (
        "import sys, time\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from cdss.audit.log import AuditLog, Writer\nfrom cdss.records.audit_event import AuditEvent, AuditKind, Stamped\n"
        "log = AuditLog(Path(sys.argv[1]), Writer('desk', 'kim'), most_bytes=9000)\n"
        "while True:\n"
        "    print(log.append(Stamped(AuditEvent(AuditKind.LOCKED), datetime.now(UTC), time.monotonic())).n, flush=True)\n"
        "    time.sleep(0.02)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        found = []
        while len(found) < 20:
            assert process.stdout.readline(), "one more entry was written"
            found.append(verify(folder))
        process.kill()
    assert [(f.fault, f.remarks) for f in found] == [(None, ())] * 20
    counts = [f.entries for f in found]
    assert counts == sorted(counts) and counts[-1] > counts[0]


def test_the_last_entries_are_read_from_the_newest_files_alone(make_log, stamped):
    log = make_log(most_bytes=1500)
    for number in range(12):
        log.append(stamped(seconds=number))
    every = list(entries(log.folder))
    assert recent(log.folder, PLAIN, 5) == tuple(reversed(every[-5:]))
    assert recent(log.folder, PLAIN, 999) == tuple(reversed(every))
    segments(log.folder)[0].write_bytes(b"")
    assert recent(log.folder, PLAIN, 5) == tuple(reversed(every[-5:]))


def test_a_torn_last_line_stays_and_the_next_entry_says_so(folder, make_log, stamped):
    path = segments(folder)[-1]
    whole = path.read_bytes()
    torn = b'{"back_s":0.0,"details":{"lev'
    path.write_bytes(whole + torn)
    found = verify(folder)
    assert found.fault is None and [r.code for r in found.remarks] == ["audit_torn_end"]

    made = make_log().append(stamped(seconds=20))
    assert path.read_bytes().startswith(whole + torn + b"\n"), "nothing was cut"
    said = list(entries(folder))[-2]
    assert (said.kind, said.details["what"], said.details["bytes"]) == ("damage_found", "torn", len(torn))
    found = verify(folder)
    assert found.fault is None and found.entries == made.n == 12
    assert [(r.code, dict(r.params)["n"]) for r in found.remarks] == [("audit_torn", "11")]


@pytest.fixture
def cut_short(folder, make_log, stamped):
    """Has the power fail while an entry is written: ``left`` says how many of its bytes reach the disk."""

    def cut(left):
        path, anchor = segments(folder)[-1], folder / "anchor.json"
        before, anchored = path.read_bytes(), anchor.read_bytes()
        make_log().append(stamped(seconds=20))
        path.write_bytes(before + path.read_bytes()[len(before) :][:left])
        anchor.write_bytes(anchored)

    return cut


def test_an_entry_that_lost_nothing_but_its_line_end_is_an_entry(folder, make_log, stamped):
    path = segments(folder)[-1]
    before = path.read_bytes()
    make_log().append(stamped(seconds=20))
    path.write_bytes(path.read_bytes().removesuffix(END))
    assert verify(folder).entries == 11
    assert make_log().append(stamped(seconds=21)).n == 12
    found = verify(folder)
    assert found.fault is None and found.entries == 12 and found.remarks == ()
    assert path.read_bytes().startswith(before)


def test_an_entry_without_its_line_end_may_be_the_last_of_a_full_segment(folder, make_log, stamped):
    path = segments(folder)[-1]
    path.write_bytes(path.read_bytes().removesuffix(END))
    make_log(most_bytes=path.stat().st_size).append(stamped(seconds=20))
    assert len(segments(folder)) == 2 and segments(folder)[-1].read_bytes().startswith(b"{")
    assert verify(folder).fault is None


def test_power_cuts_one_after_another_are_no_tampering(folder, make_log, stamped, cut_short):
    cut_short(100)
    cut_short(50)
    found = verify(folder)
    assert found.fault is None and [r.code for r in found.remarks] == ["audit_torn_end"]
    made = make_log().append(stamped(seconds=30))
    found = verify(folder)
    assert found.fault is None and found.entries == made.n == 12
    assert [r.code for r in found.remarks] == ["audit_torn"]


def test_lines_that_are_no_entries_and_have_their_ends_were_put_there(folder, make_log, stamped):
    path = segments(folder)[-1]
    path.write_bytes(path.read_bytes() + b"one" + END + b"two" + END)
    assert verify(folder).fault.code == "audit_entry_changed"
    make_log().append(stamped(seconds=20))
    assert verify(folder).fault.code == "audit_entry_changed"


def test_what_a_full_disk_took_of_an_entry_is_taken_back(folder, make_log, stamped):
    resource = pytest.importorskip("resource")
    path = segments(folder)[-1]
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, hard))
    try:
        with pytest.raises(AuditError):
            make_log().append(stamped(seconds=20))
        assert path.read_bytes() == before
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert make_log().append(stamped(seconds=21)).n == 11
    assert verify(folder).remarks == ()


def test_a_power_cut_between_entry_and_anchor_is_no_fault(folder, make_log, stamped):
    before = (folder / "anchor.json").read_bytes()
    make_log().append(stamped(seconds=20))
    (folder / "anchor.json").write_bytes(before)
    found = verify(folder)
    assert found.fault is None and [r.code for r in found.remarks] == ["audit_anchor_behind"]
    make_log().append(stamped(seconds=21))
    assert verify(folder).remarks == ()


def test_a_clock_that_went_back_is_said_by_the_entry_and_is_no_tampering(make_log, stamped):
    log = make_log()
    log.append(stamped(seconds=7200, up_s=100.0))
    back = log.append(stamped(seconds=3600, up_s=160.0))
    on = log.append(stamped(seconds=3660, up_s=220.0))
    assert back.back_s == 3660.0, "an hour, and the minute that went by meanwhile"
    assert on.back_s == 0.0
    found = verify(log.folder)
    assert found.fault is None
    (said,) = found.remarks
    assert said.code == "audit_clock_back" and dict(said.params)["n"] == "3"
    assert "3660 s" in said.text("en") and "3660" in said.text("ko")


def test_a_clock_set_back_between_two_runs_is_said_too(make_log, stamped):
    make_log().append(stamped(seconds=500, up_s=9.0))
    assert make_log().append(stamped(seconds=440, up_s=2.0)).back_s == 60.0
    assert make_log().append(stamped(seconds=439.5, up_s=2.0)).back_s == 0.0, "two windows that wrote at once"


def test_a_log_that_another_program_holds_is_said_and_can_be_written_afterwards(make_log, stamped):
    log = make_log(patience_s=0.05)
    log.append(stamped())
    with held(log.folder / LOCK), pytest.raises(AuditError) as error:
        log.append(stamped())
    assert error.value.issue.code == "audit_busy"
    log.append(stamped())
    assert verify(log.folder).entries == 3


def test_what_cannot_be_hashed_is_refused_and_nothing_is_written(make_log, stamped):
    log = make_log()
    log.append(stamped())
    with pytest.raises(ValueError):
        log.append(stamped(share=float("nan")))
    assert verify(log.folder).entries == 2
    log.append(stamped())
    assert verify(log.folder).fault is None


def test_lists_in_details_come_back_as_they_were_given(make_log, stamped):
    made = make_log().append(stamped(names=("a", "b"), count=2, part=None))
    assert list(entries(make_log().folder))[-1] == made
    assert json.loads(json.dumps(made.details)) == {"names": ["a", "b"], "count": 2, "part": None}


def test_the_writer_is_the_workstation_and_the_user_of_the_system():
    writer = present_writer()
    assert writer.workstation and writer.user
