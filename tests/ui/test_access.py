"""Access without sight of colours and without a mouse: every control has a name, and every one is reached by Tab."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cdss.core.kinds import Modality, Presence
from cdss.core.paths import demo_dir
from cdss.core.sentences import LANGUAGES
from cdss.session.panes import EmptyPane
from tests.ui.test_app import LEVELS, ScriptedEngine
from ui.actions import ACTIONS, keys
from ui.app import App
from ui.controllers.screenshot import settled
from ui.language import set_language
from ui.main_window import MainWindow
from ui.panels.settings_panel import SettingsPanel
from ui.views.empty_view import EmptyView

CONTROLS = (
    QAbstractButton, QLineEdit, QAbstractScrollArea, QComboBox, QAbstractSpinBox, QAbstractSlider, QKeySequenceEdit,
)  # fmt: skip
ASKING = tuple(s.name for s in ACTIONS if s.text.endswith("…") and s.name != "open_cases")
DIALOGS = (*ASKING, "palette", "help", "keys", "about")


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """A demonstration patient with all four kinds of evidence, assessed."""
    case = shutil.copytree(min(p for p in demo_dir().iterdir() if p.is_dir()), tmp_path / "demo-01")
    monkeypatch.setitem(LEVELS, case.name, (2, 9.1))
    made = App(ScriptedEngine())
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.start((case,))
    qtbot.waitUntil(lambda: settled(made.store.state) and made.turns.idle, timeout=20_000)
    yield made
    made.close()
    sys.excepthook = sys.__excepthook__


@pytest.fixture(autouse=True)
def files_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """File dialogs are the operating system's and have its access: here each is closed at once."""
    for name, answer in (("getOpenFileName", ""), ("getSaveFileName", ""), ("getOpenFileNames", [])):
        monkeypatch.setattr(QFileDialog, name, lambda *_, answer=answer: (answer, ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")


def dialogs(app: App) -> Iterator[tuple[str, QDialog]]:
    """Each dialog of the program, one after the other, by the action that opens it."""
    for name in DIALOGS:
        app.window._actions[name].trigger()
        QApplication.processEvents()
        found = next((w for w in app.window.findChildren(QDialog) if w.isVisible()), None)
        if found is not None:  # else a file was asked for, or there was nothing to save
            yield name, found


def parts(root: QWidget) -> list[QWidget]:
    """Everything inside ``root`` that is no part of one of Qt's own controls and of no other window."""
    return [
        w
        for w in root.findChildren(QWidget)
        if w.window() is root.window()
        and not w.objectName().startswith("qt_")
        and not isinstance(w, QScrollBar | QHeaderView)
        and not isinstance(w.parent(), QAbstractSpinBox | QComboBox | QKeySequenceEdit | QAbstractItemView | QLineEdit)
    ]


def said(widget: QWidget) -> str:
    """What a screen reader says of a control."""
    words = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    readable = words if re.search(r"\w{2,}", words) else ""
    return widget.accessibleName() or readable


def nameless(root: QWidget) -> list[str]:
    """What is on screen, takes keys or clicks, and says nothing of itself; an area that only scrolls its parts is no control."""
    shown = [w for w in parts(root) if w.isVisible()]
    controls = [w for w in shown if isinstance(w, CONTROLS) or w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    passive = [w for w in controls if isinstance(w, QAbstractScrollArea) and w.focusPolicy() == Qt.FocusPolicy.NoFocus]
    labelled = {label.buddy() for label in root.findChildren(QLabel) if label.buddy() is not None}
    return [called(w) for w in controls if not said(w) and w not in passive and w not in labelled]


def called(widget: QWidget) -> str:
    chain = [widget]
    while (parent := chain[-1].parentWidget()) is not None and len(chain) < 3:
        chain.append(parent)
    return " in ".join(f"{type(w).__name__}#{w.objectName()}" for w in chain)


def by_tab(root: QWidget, qtbot: QtBot) -> set[QWidget]:
    """What gets the focus when Tab is pressed again and again, until it comes round."""
    with qtbot.waitActive(root):
        root.activateWindow()
    if QApplication.focusWidget() is None:
        root.setFocus()
        QTest.keyClick(root, Qt.Key.Key_Tab)
    seen: list[QWidget] = []
    for _ in range(400):
        now = QApplication.focusWidget()
        assert now is not None
        if seen and now is seen[0] and len(seen) > 1:
            break
        seen.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    return set(seen)


def wanted(root: QWidget) -> list[QWidget]:
    """What is on screen, can be used, and takes the focus by Tab: of buttons that exclude each other, one."""
    shown = [w for w in parts(root) if w.isVisible() and w.isEnabled()]
    return [
        w
        for w in shown
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.focusProxy() is None
        and not (isinstance(w, QAbstractButton) and _one_of_several(w))
    ]


def _one_of_several(button: QAbstractButton) -> bool:
    group = button.group()
    exclusive = (group is not None and group.exclusive()) or button.autoExclusive()
    return exclusive and button.isCheckable() and not button.isChecked()


def mouse_only(root: QWidget) -> list[str]:
    """Buttons on screen that the keyboard cannot come to."""
    shown = [w for w in parts(root) if isinstance(w, QAbstractButton) and w.isVisible() and w.isEnabled()]
    return [called(w) for w in shown if not w.focusPolicy() & Qt.FocusPolicy.TabFocus and not _one_of_several(w)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_of_the_window_has_a_name(app: App, language: str) -> None:
    set_language(language)
    QApplication.processEvents()
    app.window._actions["what_if"].trigger()
    QApplication.processEvents()
    assert nameless(app.window) == []


def test_every_control_of_every_dialog_has_a_name(app: App) -> None:
    found = {}
    for name, dialog in dialogs(app):
        found[name] = nameless(dialog)
        dialog.close()
    assert {name: left for name, left in found.items() if left} == {}
    assert {"settings", "palette", "help", "about", "override", "vitals_entry", "film_tags"} <= found.keys()


def test_an_empty_pane_has_names_too(qtbot: QtBot) -> None:
    view = EmptyView()
    qtbot.addWidget(view)
    view.set_pane(EmptyPane(Modality.VITALS, Presence.MISSING, ()))
    view.show()
    assert nameless(view) == []


def test_tab_reaches_every_control_of_the_window(app: App, qtbot: QtBot) -> None:
    reached = by_tab(app.window, qtbot)
    assert [called(w) for w in wanted(app.window) if w not in reached] == []
    assert mouse_only(app.window) == []


def test_tab_reaches_every_control_of_every_dialog(app: App, qtbot: QtBot) -> None:
    missed = {}
    for name, dialog in dialogs(app):
        for page in range(dialog.list.count() if isinstance(dialog, SettingsPanel) else 1):
            if isinstance(dialog, SettingsPanel):
                dialog.list.setCurrentRow(page)
            reached = by_tab(dialog, qtbot)
            left = [called(w) for w in wanted(dialog) if w not in reached]
            missed[name, page] = left + mouse_only(dialog)
        dialog.close()
    assert {place: left for place, left in missed.items() if left} == {}


@pytest.fixture
def silent_window(qtbot: QtBot) -> Iterator[tuple[MainWindow, list[str]]]:
    """A window whose actions do nothing but say their name."""
    made = MainWindow()
    qtbot.addWidget(made)
    run: list[str] = []
    made.set_handlers({spec.name: (lambda: None) for spec in ACTIONS})
    for name, action in made._actions.items():
        action.triggered.disconnect()
        action.triggered.connect(lambda *_, name=name: run.append(name))
    made.resize(1600, 1000)
    for pane in made.evidence._stacks.values():
        pane.setCurrentWidget(pane.view)
    made.show()
    yield made, run


def test_every_action_is_run_by_its_key_where_its_pane_is_in_use(
    silent_window: tuple[MainWindow, list[str]], qtbot: QtBot
) -> None:
    window, run = silent_window
    with qtbot.waitActive(window):
        window.activateWindow()
    scopes = {s.scope: getattr(window.evidence, s.scope) for s in ACTIONS if s.scope is not None}
    missed = []
    for spec in ACTIONS:
        place = scopes[spec.scope] if spec.scope else window.banner.menu_button
        target = place if place.focusPolicy() != Qt.FocusPolicy.NoFocus else place.grow  # type: ignore[attr-defined]
        target.setFocus()
        run.clear()
        QTest.keySequence(QApplication.focusWidget(), QKeySequence(keys()[spec.name]))
        if run != [spec.name]:
            missed.append((spec.name, keys()[spec.name], tuple(run)))
    assert missed == []


def test_every_action_is_run_from_the_palette(silent_window: tuple[MainWindow, list[str]], qtbot: QtBot) -> None:
    window, run = silent_window
    for spec in (s for s in ACTIONS if s.name != "palette"):
        palette = window.open_palette()
        palette.field.setText(window._actions[spec.name].text())
        texts = [palette.list.item(i).data(Qt.ItemDataRole.UserRole) for i in range(palette.list.count())]
        palette.list.setCurrentRow(texts.index(spec.name))
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert run == [s.name for s in ACTIONS if s.name != "palette"]


def test_every_dialog_fits_a_screen_of_1920_x_1080_at_200_percent(app: App) -> None:
    """960 x 540 device-independent pixels, less a title bar."""
    app.window.resize(960, 540)
    QApplication.processEvents()
    large = {}
    for name, dialog in dialogs(app):
        least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
        if least.width() > 940 or least.height() > 510:
            large[name] = least.toTuple()
        dialog.close()
    assert large == {}
