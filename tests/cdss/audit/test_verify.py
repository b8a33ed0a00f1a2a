"""Whatever is done to a log is found, and the first bad entry is named."""

import json
import shutil
from dataclasses import replace

import pytest

from cdss.audit.anchor import Anchor, anchor_of, write_anchor
from cdss.audit.entry import written
from cdss.audit.errors import AuditError
from cdss.audit.lines import END, PLAIN, decode, encode
from cdss.audit.segments import segments
from cdss.audit.verify import entries, verify
from cdss.records.audit_event import AuditKind


def forged(line, **changed):
    """A line with other content and a hash that fits it: made by somebody who knows how."""
    return written(replace(decode(line), **changed))


def swapped(lines):
    return [*lines[:4], lines[5], lines[4], *lines[6:]]


def rebuilt(lines):
    """The whole chain anew from the fourth entry on, which says something else."""
    made = lines[:3]
    for line in lines[3:]:
        entry = decode(line)
        details = {"level": 5} if entry.n == 4 else entry.details
        made.append(written(replace(entry, details=details, prev=decode(made[-1]).hash)))
    return made


TAMPERED = {
    "a value changed": (lambda x: [*x[:3], x[3].replace(b'"level":4', b'"level":1'), *x[4:]], 4, "audit_entry_changed"),
    "one letter of a hash changed": (
        lambda x: [*x[:6], x[6].replace(decode(x[6]).hash[:8].encode(), b"00000000"), *x[7:]],
        7,
        "audit_entry_changed",
    ),
    "spaces put between the values": (
        lambda x: [*x[:3], json.dumps(json.loads(x[3]), sort_keys=True).encode(), *x[4:]],
        4,
        "audit_entry_changed",
    ),
    "changed with a hash that fits": (
        lambda x: [*x[:3], forged(x[3], details={"level": 1}), *x[4:]],
        5,
        "audit_entry_unlinked",
    ),
    "the time changed with a hash that fits": (
        lambda x: [*x[:3], forged(x[3], time=decode(x[2]).time), *x[4:]],
        5,
        "audit_entry_unlinked",
    ),
    "one removed": (lambda x: [*x[:4], *x[5:]], 5, "audit_entry_removed"),
    "the first removed": (lambda x: x[1:], 1, "audit_entry_removed"),
    "two removed": (lambda x: [*x[:4], *x[6:]], 5, "audit_entry_removed"),
    "two exchanged": (swapped, 5, "audit_entry_reordered"),
    "one doubled": (lambda x: [*x[:5], x[4], *x[5:]], 6, "audit_entry_inserted"),
    "one put in, with hash and link that fit": (
        lambda x: [*x[:5], forged(x[5], details={"level": 1}), *x[5:]],
        7,
        "audit_entry_inserted",
    ),
    "one put in the place of another, with its number": (
        lambda x: [*x[:5], forged(x[5], details={"level": 1}, prev="f" * 64), *x[6:]],
        6,
        "audit_entry_unlinked",
    ),
    "the last removed": (lambda x: x[:-1], 10, "audit_end_missing"),
    "the last four removed": (lambda x: x[:-4], 7, "audit_end_missing"),
    "the last one changed": (lambda x: [*x[:-1], x[-1].replace(b"decided", b"decidet")], 10, "audit_entry_changed"),
    "all removed": (lambda x: [], 1, "audit_end_missing"),
    "the chain rebuilt": (rebuilt, 10, "audit_other_log"),
    "a foreign line put in": (lambda x: [*x[:5], b"# nothing to see here", *x[5:]], 6, "audit_entry_changed"),
    "an empty line put in": (lambda x: [*x[:5], b"", *x[5:]], 6, "audit_entry_changed"),
}


@pytest.mark.parametrize(("change", "bad", "code"), TAMPERED.values(), ids=TAMPERED)
def test_every_kind_of_tampering_is_found_and_the_first_bad_entry_named(folder, rewrite, change, bad, code):
    assert verify(folder).fault is None
    rewrite(folder, change)
    found = verify(folder)
    assert found.fault is not None and (found.fault.code, found.bad) == (code, bad)
    assert str(bad) in found.fault.text("en") and str(bad) in found.fault.text("ko")


@pytest.mark.parametrize("change", [v[0] for v in TAMPERED.values()], ids=TAMPERED)
def test_what_the_program_writes_afterwards_hides_nothing(folder, rewrite, change, make_log, stamped):
    rewrite(folder, change)
    before = verify(folder)
    log = make_log()
    for seconds in (30, 31, 32):
        log.append(stamped(seconds=seconds))
    after = verify(folder)
    assert after.fault is not None
    if before.bad is not None and before.bad < 10:
        assert after.bad is not None and after.bad <= before.bad + 1


def test_a_sound_log_says_how_much_it_holds_and_what_to_write_down(folder):
    found = verify(folder)
    assert (found.entries, found.fault, found.bad, found.remarks) == (10, None, None, ())
    assert found.anchor == Anchor(10, list(entries(folder))[-1].hash)
    assert anchor_of(str(found.anchor)) == found.anchor


def test_an_end_that_was_cut_half_way_through_an_entry_is_no_torn_line(folder):
    path = segments(folder)[-1]
    path.write_bytes(path.read_bytes()[:-40])
    found = verify(folder)
    assert found.fault is not None and (found.fault.code, found.bad) == ("audit_entry_changed", 10)


def test_a_cut_end_stays_found_after_the_program_went_on(folder, rewrite, make_log, stamped):
    rewrite(folder, lambda lines: lines[:-2])
    made = make_log().append(stamped(seconds=30))
    assert [e.kind for e in entries(folder)][-2:] == ["damage_found", "locked"] and made.n == 10
    found = verify(folder)
    assert found.fault is not None and (found.fault.code, found.bad) == ("audit_end_was_missing", 9)


def test_a_missing_anchor_is_a_fault_and_stays_one(folder, make_log, stamped):
    (folder / "anchor.json").unlink()
    found = verify(folder)
    assert found.fault is not None and found.fault.code == "audit_anchor_missing"
    make_log().append(stamped(seconds=30))
    found = verify(folder)
    assert found.fault is not None and (found.fault.code, found.bad) == ("audit_anchor_was_missing", 11)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"count": 3}', b'{"count": -1, "hash": "00"}'])
def test_a_spoilt_anchor_is_as_one_that_is_missing(folder, content):
    (folder / "anchor.json").write_bytes(content)
    found = verify(folder)
    assert found.fault is not None and found.fault.code == "audit_anchor_missing"


def test_an_end_cut_together_with_its_anchor_is_found_only_by_one_written_down_elsewhere(folder, rewrite):
    known = verify(folder).anchor
    rewrite(folder, lambda lines: lines[:-3])
    write_anchor(folder, Anchor(7, list(entries(folder))[-1].hash))
    assert verify(folder).fault is None, "the chain and what lies beside it cannot tell"
    found = verify(folder, known=known)
    assert found.fault is not None and (found.fault.code, found.bad) == ("audit_end_missing", 8)


def test_a_whole_new_log_is_found_only_by_an_anchor_written_down_elsewhere(folder, make_log, stamped):
    known = verify(folder).anchor
    shutil.rmtree(folder)
    for seconds in range(12):
        make_log().append(stamped(seconds=seconds))
    assert verify(folder).fault is None
    found = verify(folder, known=known)
    assert found.fault is not None and (found.fault.code, found.bad) == ("audit_other_log", 10)


def test_a_missing_segment_is_named(make_log, stamped):
    log = make_log(most_bytes=1500)
    for number in range(12):
        log.append(stamped(seconds=number))
    files = segments(log.folder)
    count = files[0].read_bytes().count(END)
    files[1].unlink()
    found = verify(log.folder)
    assert found.fault is not None and found.bad == count + 1
    assert "audit-000002.jsonl" in found.fault.text("en")


def test_a_torn_line_that_was_taken_out_later_is_found(folder, make_log, stamped, rewrite):
    path = segments(folder)[-1]
    path.write_bytes(path.read_bytes() + b'{"torn')
    make_log().append(stamped(seconds=30))
    assert verify(folder).fault is None
    rewrite(folder, lambda lines: [line for line in lines if line != b'{"torn'])
    found = verify(folder)
    assert found.fault is not None and found.bad == 11


def test_no_log_is_said(tmp_path):
    with pytest.raises(AuditError, match="There is no audit log"):
        verify(tmp_path / "nowhere")


def test_a_sealed_log_is_verified_by_who_can_open_it_and_by_nobody_else(make_log, stamped):
    class Turned:
        """No cipher: what it does to a line can be undone by it alone."""

        def seal(self, line):
            return line[::-1]

        def unseal(self, sealed):
            return sealed[::-1]

    log = make_log(codec=Turned())
    for seconds in range(3):
        log.append(stamped(AuditKind.LOCKED, seconds))
    assert verify(log.folder, Turned()).entries == 4
    found = verify(log.folder)
    assert found.fault is not None and found.bad == 1


def test_a_line_ends_once_and_is_read_as_it_was_written(folder):
    for entry in entries(folder):
        line = encode(entry, PLAIN)
        assert line.endswith(END) and line.count(END) == 1 and decode(line[:-1]) == entry
