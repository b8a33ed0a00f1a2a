"""The message at the foot: a failure has a sign, a word and a colour of its own, and says so to a screen reader."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from cdss.session.panes import KeptWords, StatusLine
from ui.language import set_language
from ui.theme import THEMES, palette, set_theme
from ui.theme.contrast import contrast_ratio
from ui.views.status_view import LEAST_MESSAGE, StatusView


@pytest.fixture
def status(shown_at) -> StatusView:
    return shown_at(StatusView(), 1280, 28)


def line(message: str | None, attention: bool = False) -> StatusLine:
    return StatusLine("ready", 840.0, "cpu", "m", message, dismissable=message is not None, attention=attention)


def ink(status: StatusView) -> str:
    return status.message.palette().color(QPalette.ColorRole.WindowText).name()


@pytest.mark.parametrize("theme", THEMES)
def test_a_failure_looks_and_reads_otherwise_than_a_success(qapp: QApplication, status: StatusView, theme: str) -> None:
    set_theme(qapp, theme)
    status.set_line(line("x.pdf could not be saved.", attention=True))
    assert (status.kind.text(), status.kind.isVisible()) == ("! Attention", True)
    assert status.message.accessibleName() == "Attention: x.pdf could not be saved."
    assert status.message.toolTip() == "x.pdf could not be saved."
    failed = ink(status)
    status.set_line(line("Saved as x.pdf."))
    assert (status.kind.text(), status.message.accessibleName()) == ("i", "Information: Saved as x.pdf.")
    done = ink(status)
    status.set_line(line(None))
    assert not status.kind.isVisible() and status.message.accessibleName() == "Ready"
    idle = ink(status)
    assert (failed, done, idle) == (palette().stop, palette().text, palette().muted)
    for colour in (failed, done, idle):
        assert contrast_ratio(colour, palette().background) >= 4.5


def test_the_word_follows_the_language(status: StatusView) -> None:
    status.set_line(line("x", attention=True))
    set_language("ko")
    QApplication.processEvents()
    assert status.kind.text() == "! 주의"


SAVED = KeptWords("Saved 14:05 · audit on", "Your entries are saved. The audit trail is being written.")
FAILED = KeptWords("Not saved since 14:05", "What was entered after that is not saved.", wrong=True)


@pytest.mark.parametrize("theme", THEMES)
def test_saving_and_audit_stand_beside_the_sentence_and_a_failure_differs_not_by_colour_alone(
    qapp: QApplication, status: StatusView, theme: str
) -> None:
    set_theme(qapp, theme)
    inks = []
    for kept, text in ((SAVED, SAVED.short), (FAILED, "! Not saved since 14:05")):
        status.set_line(replace(line(None), kept=kept))
        assert status.kept.isVisible() and status.kept.text() == text
        assert status.kept.accessibleName() == kept.full and status.kept.toolTip() == kept.full
        inks.append(status.kept.palette().color(QPalette.ColorRole.WindowText).name())
        assert contrast_ratio(inks[-1], palette().background) >= 4.5
    assert inks == [palette().muted, palette().stop]
    status.set_line(line(None))
    assert not status.kept.isVisible()


@pytest.mark.parametrize("width", [700, 960, 1280, 1600])
def test_the_message_keeps_its_room_and_what_is_left_out_is_in_the_tool_tip(status: StatusView, width: int) -> None:
    status.resize(width, 28)
    status.set_line(replace(line(None), kept=SAVED))
    QApplication.processEvents()
    assert status.sentence.isVisible()
    if width >= 960:
        assert status.kept.isVisible() and status.kept.width() >= status.kept.sizeHint().width()
        assert status.message.width() >= LEAST_MESSAGE - 3 * 18
    else:
        assert SAVED.full in status.toolTip()
    status.set_line(replace(line("x.pdf could not be saved.", attention=True), kept=SAVED))
    assert status.kept.isVisible() == (width >= 1100)
