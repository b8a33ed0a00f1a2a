"""What is being typed is handed on soon enough that whoever is cut off loses their last key and no more."""

from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.drafts import Drafts

FASTEST_MS = 60
"""Between two keys at 200 words a minute, a pace few typists keep up."""

WORDS = "crushing chest pain"


def test_each_key_is_handed_on_before_the_fastest_typist_presses_the_next(qtbot: QtBot) -> None:
    kept: list[tuple[str, str | None]] = []
    home = QObject()
    drafts: Drafts[str] = Drafts(lambda key, text: kept.append((key, text)), home)
    for length in range(1, len(WORDS) + 1):
        drafts.take("anna", WORDS[:length])
        qtbot.wait(FASTEST_MS)
        assert kept[-1] == ("anna", WORDS[:length])
    assert not drafts.waiting


def test_what_one_key_sets_off_is_handed_on_once(qtbot: QtBot) -> None:
    kept: list[str | None] = []
    home = QObject()
    drafts: Drafts[str] = Drafts(lambda _, text: kept.append(text), home)
    for length in range(1, len(WORDS) + 1):
        drafts.take("anna", WORDS[:length])
    qtbot.waitUntil(lambda: not drafts.waiting)
    assert kept == [WORDS]


def test_whoever_is_written_about_next_waits_for_the_words_about_the_one_before() -> None:
    kept: list[tuple[str, str | None]] = []
    home = QObject()
    drafts: Drafts[str] = Drafts(lambda key, text: kept.append((key, text)), home)
    drafts.take("anna", "pain")
    drafts.take("bert", "cough")
    assert kept == [("anna", "pain")] and drafts.waiting
    drafts.take("bert", None)
    assert kept[-1] == ("bert", None) and not drafts.waiting
