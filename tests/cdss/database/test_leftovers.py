"""Damaged files that were set aside are found; nothing else is."""

from cdss.database.leftovers import damaged


def test_damaged_sessions_and_their_logs_are_found_and_nothing_else(tmp_path):
    for name in ("session.db", "session-damaged-1.db", "session-damaged-1.db-wal", "session-aside-1.db", "store.key"):
        (tmp_path / name).touch()
    found = damaged(tmp_path / "session.db")
    assert [p.name for p in found] == ["session-damaged-1.db", "session-damaged-1.db-wal"]
