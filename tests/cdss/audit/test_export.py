"""A stretch of the log leaves as one file, which is verified by itself."""

from datetime import UTC, datetime

import pytest

from cdss.audit.anchor import Anchor
from cdss.audit.errors import AuditError
from cdss.audit.export import export, verify_export
from cdss.audit.verify import entries

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def exported(folder, tmp_path):
    target = tmp_path / "part.jsonl"
    assert export(folder, target, NOW, 4, 8) == 5
    return target


def changed(path, change):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(change(lines)))


def test_the_file_holds_the_entries_as_they_stand_in_the_log(exported, folder):
    lines = exported.read_bytes().splitlines()
    log = (folder / "audit-000001.jsonl").read_bytes().splitlines()
    assert lines[1:] == log[3:8]
    assert b'"exported":"2026-11-22T08:00:00.000Z"' in lines[0]


def test_it_is_verified_without_the_log(exported, folder):
    found = verify_export(exported)
    assert found.fault is None and found.entries == 8
    last = list(entries(folder))[7]
    assert found.anchor == Anchor(8, last.hash)
    assert verify_export(exported, Anchor(8, last.hash)).fault is None
    assert verify_export(exported, Anchor(10, "a" * 64)).fault is None, "an anchor of what is not in it says nothing"


@pytest.mark.parametrize(
    ("change", "bad"),
    [
        (lambda x: [*x[:2], x[2].replace(b"decided", b"decidet"), *x[3:]], 5),
        (lambda x: [*x[:2], *x[3:]], 5),
        (lambda x: [x[0], *x[2:]], 4),
        (lambda x: x[:-1], 8),
        (lambda x: [*x[:2], x[3], x[2], *x[4:]], 5),
    ],
    ids=["changed", "removed", "first removed", "last removed", "exchanged"],
)
def test_what_is_done_to_it_is_found(exported, change, bad):
    changed(exported, change)
    found = verify_export(exported)
    assert found.fault is not None and found.bad == bad


def test_another_anchor_is_not_that_of_the_file(exported):
    found = verify_export(exported, Anchor(6, "a" * 64))
    assert found.fault is not None and (found.fault.code, found.bad) == ("audit_other_log", 6)


@pytest.mark.parametrize(
    "change",
    [lambda x: x[1:], lambda x: [x[0].replace(b'"first":4', b'"first":5'), *x[1:]], lambda x: []],
    ids=["without its first line", "first line changed", "empty"],
)
def test_a_file_without_its_first_line_is_none(exported, change):
    changed(exported, change)
    with pytest.raises(AuditError, match="no exported part"):
        verify_export(exported)


def test_a_range_without_entries_and_a_folder_that_is_not_there_are_said(folder, tmp_path):
    with pytest.raises(AuditError, match="no entries in that range"):
        export(folder, tmp_path / "x.jsonl", NOW, 90)
    with pytest.raises(AuditError, match="cannot be written"):
        export(folder, tmp_path / "nowhere" / "x.jsonl", NOW)
    with pytest.raises(AuditError, match="cannot be read"):
        verify_export(tmp_path / "nowhere.jsonl")
