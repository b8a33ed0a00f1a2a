"""The Korean translation: complete, with every placeholder, and compiled from the text that is in the repository."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QEvent, QFileInfo, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QFileDialog, QFileIconProvider, QLabel, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from cdss.core.paths import resources_dir
from cdss.core.sentences import sentence
from cdss.scoring.triage_levels import TRIAGE_LEVELS
from ui.language import set_language
from ui.panels.cases_dialog import CasesDialog

PLACEHOLDER = re.compile(r"\{\d\}|%\d")


def messages() -> list[tuple[str, str, str]]:
    root = ElementTree.parse(resources_dir() / "i18n" / "ui_ko.ts").getroot()
    return [
        (context.findtext("name", ""), message.findtext("source", ""), message.findtext("translation") or "")
        for context in root.findall("context")
        for message in context.findall("message")
    ]


def test_every_text_is_translated_with_its_placeholders() -> None:
    found = messages()
    assert len(found) > 100
    assert [source for _, source, korean in found if not korean] == []
    broken = [s for _, s, k in found if sorted(PLACEHOLDER.findall(s)) != sorted(PLACEHOLDER.findall(k))]
    assert broken == []


def test_more_and_less_urgent_are_no_names_of_levels() -> None:
    """``더 긴급`` beside a level 3 (``응급``) reads as its name: 긴급 is level 2."""
    compared = [
        k for context, s, k in messages() if re.search(r"(more|less) urgent", s, re.I) and context != "SitePage"
    ]
    places = {"news2": "7", "model": "2", "own": "3", "level": "3"}
    told = ("check_news2_above_model", "session_model_more_urgent", "accept_less_urgent")
    compared += [sentence(key, places, "ko") for key in told]
    names = [level.name("ko") for level in TRIAGE_LEVELS]
    assert len(compared) == 12 and names[1:3] == ["긴급", "응급"]
    assert [korean for korean in compared if any(word in korean for word in names)] == []


def test_compiled_file_says_the_same_as_the_source() -> None:
    translator = QTranslator()
    assert translator.load(str(resources_dir() / "i18n" / "ui_ko.qm"))
    differing = [source for context, source, korean in messages() if translator.translate(context, source) != korean]
    assert differing == []


def test_every_tr_text_of_the_window_is_in_the_translation() -> None:
    known = {source for _, source, _ in messages()}
    code = "\n".join(p.read_text(encoding="utf-8") for p in (Path(__file__).parents[2] / "ui").rglob("*.py"))
    used = {match.group(1) for match in re.finditer(r'self\.tr\(\s*"((?:[^"\\]|\\.)*)"\s*\)', code)}
    assert used and used - known == set()


def test_words_that_are_qts_own_follow_the_language_too(qtbot: QtBot, tmp_path: Path) -> None:
    def columns() -> list[str]:
        dialog = CasesDialog(tmp_path)
        qtbot.addWidget(dialog)
        model = dialog.findChildren(QTreeView, "treeView")[0].model()
        return [str(model.headerData(i, Qt.Orientation.Horizontal)) for i in range(2)]

    assert columns() == ["Name", "Size"]
    set_language("ko")
    assert columns() == ["이름", "크기"]
    set_language("en")
    assert columns() == ["Name", "Size"]


def test_the_file_dialog_has_no_english_word_left_on_a_korean_screen(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    set_language("ko")
    try:
        dialog = QFileDialog(None, "", str(tmp_path))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, True)
        qtbot.addWidget(dialog)
        labels = {
            name: dialog.findChild(QLabel, name).text() for name in ("lookInLabel", "fileNameLabel", "fileTypeLabel")
        }
        assert labels == {
            "lookInLabel": "위치(&L):",
            "fileNameLabel": "파일 이름(&N):",
            "fileTypeLabel": "파일 형식(&T):",
        }
        assert QFileIconProvider().type(QFileInfo(str(tmp_path / "folder"))) == "폴더"
    finally:
        set_language("en")


def test_a_widget_hears_once_of_another_language_with_all_words_there(qtbot: QtBot) -> None:
    class Listener(QWidget):
        def __init__(self) -> None:
            super().__init__()
            self.heard: list[str] = []

        def changeEvent(self, event: QEvent) -> None:
            if event.type() == QEvent.Type.LanguageChange:
                self.heard.append(self.tr("Close"))

    listener = Listener()
    qtbot.addWidget(listener)
    listener.show()
    for code, count in (("ko", 1), ("en", 2)):
        set_language(code)
        QApplication.processEvents()
        assert len(listener.heard) == count
