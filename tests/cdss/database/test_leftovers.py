"""Damaged files that were set aside are found, overwritten and deleted; nothing else is."""

import os
from pathlib import Path

from cdss.database.leftovers import PIECE, damaged, overwrite


def test_damaged_sessions_and_their_logs_are_found_and_nothing_else(tmp_path):
    for name in ("session.db", "session-damaged-1.db", "session-damaged-1.db-wal", "session-aside-1.db", "store.key"):
        (tmp_path / name).touch()
    found = damaged(tmp_path / "session.db")
    assert [p.name for p in found] == ["session-damaged-1.db", "session-damaged-1.db-wal"]


def test_every_byte_is_overwritten_before_the_name_goes(tmp_path):
    """Seen through a second name of the same file."""
    path, same = tmp_path / "session-damaged-1.db", tmp_path / "same"
    path.write_bytes(b"Hong" * (PIECE // 4) + b"Hong")
    os.link(path, same)
    overwrite([path])
    assert not path.exists()
    assert Path(same).read_bytes() == bytes(PIECE + 4)
