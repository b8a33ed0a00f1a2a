"""The workstation's log is sealed under the key of the session file; without that key nobody reads it or adds to it unseen."""

from datetime import UTC, datetime

import pytest

from cdss.audit.errors import AuditError
from cdss.audit.export import export, verify_export
from cdss.audit.inputs import Inputs, forget_inputs, kept_inputs, packed
from cdss.audit.lines import PLAIN, Sealed
from cdss.audit.log import FOLDER, AuditLog, Writer
from cdss.audit.opening import codec_of, open_log
from cdss.audit.segments import segments
from cdss.audit.verify import entries, verify
from cdss.core.data_key import KEY_NAME, KeyUnavailable, PinNeeded, forget_key, guard_with_pin, open_key
from cdss.core.hashing import sha256_bytes
from cdss.core.sealed import Seal
from cdss.records.audit_event import AuditKind

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def sealed(tmp_path, stamped):
    """A log beside a key, with one assessment whose inputs are kept."""
    home = tmp_path / "home"
    open_key(home)
    log = open_log(home / FOLDER, NOW)
    content = packed(Inputs("/cases/Kim Minsu", note="crushing chest pain"))
    log.append(stamped(AuditKind.ASSESSED, key="/cases/Kim Minsu", inputs=content, inputs_sha256=sha256_bytes(content)))
    for seconds in range(3):
        log.append(stamped(AuditKind.UNLOCK_FAILED, seconds))
    yield log.folder
    forget_key(home)


def test_nothing_of_the_log_and_its_inputs_can_be_read_on_the_disk(sealed):
    for path in (p for p in sealed.rglob("*") if p.is_file()):
        content = path.read_bytes()
        for told in (b"Minsu", b"chest", b"assessed", b"unlock", b"desk"):
            assert told not in content, (path.name, told)


def test_who_has_the_key_verifies_reads_and_exports_it(sealed, tmp_path):
    codec = codec_of(sealed)
    found = verify(sealed, codec)
    assert found.fault is None and found.entries == 5
    entry = list(entries(sealed, codec))[1]
    assert kept_inputs(sealed, entry.details["inputs_sha256"], codec).note == "crushing chest pain"
    target = tmp_path / "part.jsonl"
    export(sealed, target, NOW, codec=codec)
    assert verify_export(target).fault is None and b"unlock_failed" in target.read_bytes()
    assert forget_inputs(sealed, "/cases/Kim Minsu", codec) == 1


def test_a_changed_byte_is_found_under_the_seal_too(sealed):
    codec, path = codec_of(sealed), segments(sealed)[0]
    whole = path.read_bytes()
    starts = [0, *(i + 1 for i, byte in enumerate(whole[:-1]) if byte == 10)]
    for number, start in enumerate(starts, start=1):
        path.write_bytes(
            whole[: start + 90] + (b"A" if whole[start + 90 : start + 91] != b"A" else b"B") + whole[start + 91 :]
        )
        assert verify(sealed, codec).bad == number
    path.write_bytes(whole)
    assert verify(sealed, codec).fault is None


def test_unused_bits_of_the_last_letter_are_no_place_to_change_something():
    codec = Sealed(Seal(b"k" * 32, "audit"))
    line = next(x for x in (codec.seal(b"a" * n) for n in range(1, 4)) if x.endswith(b"="))
    place = line.index(b"=") - 1
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = letters[letters.index(line[place]) ^ 1]
    with pytest.raises(ValueError):
        codec.unseal(line[:place] + bytes([other]) + line[place + 1 :])


def test_the_next_start_goes_on_with_the_same_log(sealed, stamped):
    log = open_log(sealed, NOW)
    assert log.append(stamped(seconds=9)).n == 6
    assert verify(sealed, codec_of(sealed)).fault is None


def test_under_a_pin_the_log_opens_with_it_and_not_without(sealed):
    guard_with_pin(sealed.parent, "482913")
    forget_key(sealed.parent)
    with pytest.raises(PinNeeded):
        codec_of(sealed)
    assert verify(sealed, codec_of(sealed, "482913")).fault is None


def test_without_its_key_the_log_is_left_alone(sealed):
    forget_key(sealed.parent)
    (sealed.parent / KEY_NAME).unlink()
    before = segments(sealed)[0].read_bytes()
    for attempt in (codec_of, lambda folder: open_log(folder, NOW)):
        with pytest.raises(KeyUnavailable):
            attempt(sealed)
    assert segments(sealed)[0].read_bytes() == before


def test_after_the_key_was_put_aside_a_new_log_is_begun_and_the_old_one_kept_whole(sealed, stamped):
    old = codec_of(sealed)
    forget_key(sealed.parent)
    (sealed.parent / KEY_NAME).rename(sealed.parent / "aside.key")
    open_key(sealed.parent)
    with pytest.raises(AuditError, match="another key"):
        codec_of(sealed)
    log = open_log(sealed, NOW)
    assert log.append(stamped()).n == 2
    aside = sealed.with_name("audit-aside-20261122-090000")
    assert verify(aside, old).entries == 5 and verify(sealed, codec_of(sealed)).fault is None


def test_a_log_that_has_no_key_above_it_stands_as_it_is(tmp_path, stamped):
    folder = tmp_path / "study" / "log"
    assert codec_of(folder) is PLAIN
    AuditLog(folder, Writer("desk", "kim")).append(stamped())
    assert codec_of(folder) is PLAIN and verify(folder).entries == 2
    open_key(folder.parent)
    assert codec_of(folder) is PLAIN, "a log that was begun plain goes on so"
    forget_key(folder.parent)


def test_the_workstation_writes_nothing_before_there_is_a_key_and_goes_on_with_no_plain_log(tmp_path, stamped):
    folder = tmp_path / "home" / FOLDER
    with pytest.raises(KeyUnavailable):
        open_log(folder, NOW)
    assert not folder.exists()
    AuditLog(folder, Writer("desk", "kim")).append(stamped())
    open_key(folder.parent)
    open_log(folder, NOW).append(stamped())
    assert isinstance(codec_of(folder), Sealed) and not segments(folder)[0].read_bytes().startswith(b"{")
    assert verify(folder.with_name("audit-aside-20261122-090000")).entries == 2
    forget_key(folder.parent)
