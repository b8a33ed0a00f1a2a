"""What cannot be read in a watched folder stops nothing else, and is not taken for done."""

from __future__ import annotations

import json
from pathlib import Path

from cdss.records.watched import Item, Seen
from cdss.session.setting_actions import SettingChanged
from cdss.session.store import Store
from tests.ui.controllers.doubles import Inline
from ui.controllers.watching import WatchController

UNREADABLE = "x" * 300
"""No system opens a file of so long a name: an error for everybody, the superuser too."""


class Opened:
    """Takes down what was opened."""

    def __init__(self) -> None:
        self.paths: list[Path] = []

    def open(self, paths: list[Path]) -> None:
        self.paths += paths

    def read_again(self, keys: object) -> None:
        assert list(keys) == []  # type: ignore[call-overload]


def test_one_that_cannot_be_read_stops_no_other_and_comes_again_next_time(tmp_path: Path) -> None:
    (tmp_path / "anna").mkdir()
    (tmp_path / "anna" / "note.txt").write_text("Chest pain.", encoding="utf-8")
    shown: dict[str, Seen] = {}
    store, opened = Store(), Opened()
    watch = WatchController(store, opened, lambda _: dict(shown), Inline(), lambda call: call(), lambda _: None)  # type: ignore[arg-type]
    store.dispatch(SettingChanged("watched_folder", str(tmp_path)))
    watch.follow(store.state)
    for name in (UNREADABLE, "anna"):
        shown[name] = Seen(Item.FOLDER, ((f"{name}/note.txt", 11, 1),))
    for _ in range(3):
        watch.look()
    assert opened.paths == [tmp_path / "anna"]
    assert json.loads(store.state.intent.settings.watched_names)["names"] == ["anna"]
    assert store.state.noted is not None and store.state.noted.code == "watch_unread"
