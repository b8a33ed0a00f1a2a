"""The question before something that cannot be taken back: no slip of a key does it, and every line is read whole."""

import pytest
from PySide6.QtCore import Qt

from ui.panels.confirm_panel import ConfirmPanel

LONG = "Deleted: everything that is kept of the patient, " * 9


@pytest.fixture
def panel(qtbot):
    made = ConfirmPanel("Delete", (LONG, "Kept: the files."), "Delete for good")
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_escape_cancel(panel, qtbot, key):
    with qtbot.waitSignal(panel.rejected):
        qtbot.keyClick(panel, key)


def test_only_its_own_button_does_it(panel, qtbot):
    with qtbot.waitSignal(panel.accepted):
        qtbot.mouseClick(panel.confirm, Qt.MouseButton.LeftButton)


def test_no_line_is_cut(panel, qtbot):
    qtbot.waitUntil(lambda: panel.lines[0].height() > 0)
    assert all(line.height() >= line.heightForWidth(line.width()) for line in panel.lines)
    assert LONG in panel.accessibleDescription()
