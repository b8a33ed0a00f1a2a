"""The message at the foot: a failure has a sign, a word and a colour of its own, and says so to a screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from cdss.session.panes import StatusLine
from ui.language import set_language
from ui.theme import THEMES, palette, set_theme
from ui.theme.contrast import contrast_ratio
from ui.views.status_view import StatusView


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
