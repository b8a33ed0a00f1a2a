"""The base of the views whose words follow the language: words again then, at no other change, and Qt hears of it too."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.language import language
from ui.views.worded import Worded


class Greeting(Worded, QLabel):
    def __init__(self) -> None:
        super().__init__()
        self.times = 0
        self._words()

    def _words(self) -> None:
        self.times += 1
        self.setText(f"hello in {language()}")


def test_words_are_set_again_when_the_language_changes_and_only_then(qtbot: QtBot) -> None:
    label = Greeting()
    qtbot.addWidget(label)
    QApplication.sendEvent(label, QEvent(QEvent.Type.LanguageChange))
    assert label.times == 2
    QApplication.sendEvent(label, QEvent(QEvent.Type.StyleChange))
    assert label.times == 2


def test_the_widgets_own_handling_of_changes_goes_on(qtbot: QtBot) -> None:
    label = Greeting()
    qtbot.addWidget(label)
    before = label.sizeHint()
    font = label.font()
    font.setPixelSize(40)
    label.setFont(font)
    assert label.sizeHint().height() > before.height()
