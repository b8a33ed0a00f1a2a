"""The dialog of DICOM tags: identity hidden at first, shown by a deliberate act, hidden again; searched and used by keys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from cdss.records.dicom_tags import DicomTag
from cdss.records.film import Film, Window
from cdss.session.panes import FilmPane
from cdss.session.place import Pane
from ui.panels.evidence_panel import EvidencePanel
from ui.panels.tags_panel import HIDDEN, TagsPanel

TAGS = (
    DicomTag("(0010,0010)", "Patient's Name", "PN", "Kim^Minjun"),
    DicomTag("(0010,0020)", "Patient ID", "LO", "P-7741"),
    DicomTag("(0010,0030)", "Patient's Birth Date", "DA", ""),
    DicomTag("(0018,0060)", "KVP", "DS", "110", identifying=False),
    DicomTag("(0008,0104)", "Code Meaning", "LO", "antero-posterior", 1, identifying=False),
)


@pytest.fixture
def panel(qtbot) -> TagsPanel:
    made = TagsPanel(TAGS)
    qtbot.addWidget(made)
    made.show()
    return made


def values(panel: TagsPanel) -> list[str]:
    return [panel.table.item(row, 3).text() for row in range(panel.table.rowCount())]


def everything(panel: TagsPanel) -> str:
    items = [panel.table.item(r, c) for r in range(panel.table.rowCount()) for c in range(4)]
    return " ".join(i.text() + i.toolTip() for i in items) + panel.windowTitle() + panel.count.text()


def test_identity_is_hidden_at_first_everywhere(panel: TagsPanel) -> None:
    assert values(panel) == [HIDDEN, HIDDEN, "", "110", "antero-posterior"]
    assert "Kim" not in everything(panel) and "P-7741" not in everything(panel)
    assert panel.count.text() == "5 of 5 tags · 2 hidden: they may tell who the patient is"


def test_it_is_shown_on_request_and_hidden_again_when_closed(panel: TagsPanel) -> None:
    panel.identity.click()
    assert values(panel)[:2] == ["Kim^Minjun", "P-7741"]
    assert "identity is shown" in panel.count.text()
    panel.reject()
    assert values(panel)[:2] == [HIDDEN, HIDDEN]
    panel.show()
    assert "Kim" not in everything(panel)


def test_the_search_finds_no_hidden_value(panel: TagsPanel, qtbot) -> None:
    qtbot.keyClicks(panel.search, "kim")
    assert values(panel) == []
    panel.identity.click()
    assert values(panel) == ["Kim^Minjun"]


@pytest.mark.parametrize(("typed", "rows"), [("0018", 1), ("name", 1), ("patient", 3), ("code antero", 1), ("zzz", 0)])
def test_it_searches_numbers_names_and_values_that_are_shown(panel: TagsPanel, qtbot, typed: str, rows: int) -> None:
    qtbot.keyClicks(panel.search, typed)
    assert panel.table.rowCount() == rows


def test_all_of_it_works_by_keyboard(panel: TagsPanel, qtbot) -> None:
    panel.activateWindow()
    panel.search.setFocus()
    qtbot.waitUntil(panel.search.hasFocus)
    qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert panel.isVisible() and not panel.identity.isChecked(), "Enter in the search shows nobody"
    qtbot.keyClick(panel.search, Qt.Key.Key_Down)
    assert panel.table.hasFocus() and panel.table.currentRow() == 0
    qtbot.keyClick(panel.table, Qt.Key.Key_Tab)
    assert panel.identity.hasFocus()
    qtbot.keyClick(panel.identity, Qt.Key.Key_Space)
    assert values(panel)[0] == "Kim^Minjun"
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible() and not panel.identity.isChecked()


def test_a_file_that_is_not_dicom_says_so(qtbot) -> None:
    panel = TagsPanel(())
    qtbot.addWidget(panel)
    assert panel.none.text() == "The file is not DICOM: it has no tags" and panel.none.isVisibleTo(panel)
    assert not any(part.isVisibleTo(panel) for part in (panel.search, panel.table, panel.identity))


def test_every_control_has_a_name(panel: TagsPanel) -> None:
    for control in (panel.search, panel.table):
        assert control.accessibleName()


def test_the_action_opens_the_tags_of_the_film_on_screen(qtbot) -> None:
    evidence = EvidencePanel()
    qtbot.addWidget(evidence)
    evidence.show()
    film = Film("built", np.arange(6400, dtype=np.float32).reshape(80, 80), Window(50.0, 100.0))
    evidence.show_pane(Pane.FILM, FilmPane(replace(film, tags=TAGS), (), None, (), ""))
    evidence.handlers()["film_tags"]()
    panel = QApplication.activeModalWidget() or evidence.findChild(TagsPanel)
    assert isinstance(panel, TagsPanel) and panel.table.rowCount() == len(TAGS)
    panel.reject()
