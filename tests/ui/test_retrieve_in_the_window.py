"""From the archive onto the worklist: nothing before a click, then searched and fetched from a peer, beside the window."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian
from pynetdicom import evt
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdss.network.nodes import Node, to_text
from cdss.records.audit_event import AuditEvent, AuditKind
from cdss.session.actions import LanguageChosen
from cdss.session.audit_events import events_between
from cdss.session.setting_actions import SettingChanged
from tests.cdss.network.conftest import dx_film
from tests.cdss.network.peers import DCMTK, HERE, finds, free_port, python_peer, study_row
from tests.ui.whole_window import LONGEST_MS, written_case
from ui.app import App
from ui.panels.nodes_page import NodesPage
from ui.panels.retrieve_panel import RetrievePanel

OTHER = "1.2.900"


class Peer:
    """An archive with the film of one patient, and a second study that is sent only once ``go_on`` is set."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go_on = threading.Event()

    def get(self, event: Any) -> Iterator[Any]:
        held = event.identifier.StudyInstanceUID == OTHER
        self.asked.append(str(event.identifier.StudyInstanceUID))
        if held:
            self.go_on.wait(30)
        yield 1
        yield 0xFF00, dx_film()


@pytest.fixture
def peer() -> Iterator[tuple[Peer, int]]:
    made = Peer()

    def film_storage(entity: Any) -> None:
        kind = DigitalXRayImageStorageForPresentation
        entity.add_supported_context(kind, ExplicitVRLittleEndian, scu_role=True, scp_role=True)

    rows = study_row(PatientName="KIM^MINJUN", PatientSex="M"), study_row(StudyInstanceUID=OTHER, StudyDate="20250101")
    with python_peer([finds(*rows, status=0), (evt.EVT_C_GET, made.get)], film_storage) as port:
        yield made, port
        made.go_on.set()


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    made = App(None)
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.start((written_case(tmp_path, "anna", "Chest pain."),))
    qtbot.waitUntil(lambda: all(e.case for e in made.store.state.entries) and made.turns.idle, timeout=LONGEST_MS)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "received"
    made.mkdir()
    return made


@pytest.fixture
def told(app: App) -> list[AuditEvent]:
    """What the audit is told from now on."""
    heard: list[AuditEvent] = []
    seen = [app.store.state]

    def listen(state: Any) -> None:
        heard.extend(events_between(seen[-1], state))
        seen.append(state)

    app.store.listen(listen)
    return heard


def open_panel(app: App, port: int, folder: Path | None) -> RetrievePanel:
    node = Node("Main", host=HERE, port=port, title=DCMTK)
    app.store.dispatch(SettingChanged("archives", True), SettingChanged("nodes", to_text([node])))
    if folder is not None:
        app.store.dispatch(SettingChanged("watched_folder", str(folder)))
    app.window._actions["from_archive"].trigger()
    return app.window.findChildren(RetrievePanel)[-1]


def search(panel: RetrievePanel, qtbot: QtBot, number: str = "p-7741") -> None:
    panel.number.setText(number)
    qtbot.keyClick(panel.number, Qt.Key.Key_Return)
    assert not panel.search.isEnabled() and panel.cancel.isEnabled()
    qtbot.waitUntil(panel.search.isEnabled, timeout=LONGEST_MS)


def test_nothing_opens_while_archives_are_switched_off_or_none_is_named(app):
    app.window._actions["from_archive"].trigger()
    assert app.store.state.remark.code == "pacs_off"
    app.store.dispatch(SettingChanged("archives", True))
    app.window._actions["from_archive"].trigger()
    assert app.store.state.remark.code == "pacs_no_nodes"
    assert app.window.findChildren(RetrievePanel) == []


def test_a_film_is_searched_fetched_and_stands_on_the_worklist_and_the_audit_knows(app, peer, folder, told, qtbot):
    archive, port = peer
    panel = open_panel(app, port, folder)
    assert archive.asked == [] and not panel.fetch.isEnabled()
    search(panel, qtbot)
    assert panel.said.text().startswith("Studies found: 2.")
    assert [panel.table.item(0, column).text() for column in (0, 1, 3, 4, 5)] == [
        "p-7741", "KIM MINJUN", "M", "2026-01-02", "DX",
    ]  # fmt: skip
    panel.table.selectRow(0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    qtbot.waitUntil(panel.search.isEnabled, timeout=LONGEST_MS)
    assert panel.said.text() == "Fetched: 1 objects. They are on the worklist." and archive.asked == ["1.2.3"]
    key = str(folder / "p-7741")
    qtbot.waitUntil(lambda: (e := app.store.state.entry(key)) is not None and e.case is not None, timeout=LONGEST_MS)
    assert app.store.state.intent.selected == key
    assert app.store.state.entry(key).case.films[0].pixels.shape == (80, 80)
    kinds = (AuditKind.ARCHIVE_SEARCHED, AuditKind.ARCHIVE_FETCHED)
    heard = [(e.kind, e.key, dict(e.details)) for e in told if e.kind in kinds]
    assert heard == [
        (AuditKind.ARCHIVE_SEARCHED, key, {"archive": "Main", "fields": ["patient_id"]}),
        (AuditKind.ARCHIVE_FETCHED, key, {"archive": "Main", "objects": 1}),
    ]


def test_what_came_before_it_was_called_off_is_on_the_worklist(app, peer, folder, qtbot):
    archive, port = peer
    panel = open_panel(app, port, folder)
    search(panel, qtbot)
    panel.table.selectAll()
    panel.fetch.click()
    qtbot.waitUntil(lambda: OTHER in archive.asked, timeout=LONGEST_MS)
    panel.cancel.click()
    qtbot.waitUntil(panel.search.isEnabled, timeout=LONGEST_MS)
    assert panel.said.text() == "Cancelled."
    qtbot.waitUntil(lambda: app.store.state.entry(str(folder / "p-7741")) is not None, timeout=LONGEST_MS)


def test_a_patient_who_stands_on_the_worklist_is_read_again_with_what_came(app, peer, folder, qtbot):
    (folder / "p-7741").mkdir()
    (folder / "p-7741" / "note.txt").write_text("Fever.", encoding="utf-8")
    app.cases.open([folder / "p-7741"])
    key = str(folder / "p-7741")
    qtbot.waitUntil(lambda: app.store.state.entry(key).case is not None, timeout=LONGEST_MS)
    panel = open_panel(app, peer[1], folder)
    search(panel, qtbot)
    panel.table.selectRow(0)
    panel.fetch.click()
    qtbot.waitUntil(lambda: bool(app.store.state.entry(key).case.films), timeout=LONGEST_MS)
    assert app.store.state.entry(key).case.note.text == "Fever."


def test_what_goes_wrong_is_a_sentence_in_the_language_of_the_screen(app, qtbot, folder):
    app.store.dispatch(LanguageChosen("ko"))
    panel = open_panel(app, free_port(), folder)
    panel.search.click()
    assert "찾을 대상을 입력하세요" in panel.said.text()
    panel.number.setText("p-7741")
    panel.since.setText("31.1.2026")
    panel.search.click()
    assert "31.1.2026" in panel.said.text() and panel.search.isEnabled()
    panel.since.clear()
    search(panel, qtbot)
    assert "응답하지 않습니다" in panel.said.text()


def test_nobody_found_is_said_and_without_a_folder_nothing_is_fetched(app, qtbot, peer, folder, monkeypatch):
    panel = open_panel(app, peer[1], None)
    search(panel, qtbot)
    panel.table.selectRow(0)
    assert panel.chosen and not panel.fetch.isEnabled() and panel.where.text() == "No folder is chosen yet"
    choose = lambda: app.store.dispatch(SettingChanged("watched_folder", str(folder)))  # noqa: E731
    monkeypatch.setattr(app.shift.archives, "_choose_folder", choose)
    panel.choose.click()
    assert panel.fetch.isEnabled() and panel.where.text() == str(folder)
    with python_peer([finds(status=0)]) as empty:
        panel.close()
        panel = open_panel(app, empty, None)
        search(panel, qtbot, "nobody")
    assert panel.said.text().startswith("The archive has no study that fits.") and panel.table.rowCount() == 0


def test_a_closed_dialog_calls_off_what_is_under_way(app, peer, folder, qtbot):
    archive, port = peer
    panel = open_panel(app, port, folder)
    search(panel, qtbot)
    panel.table.selectRow(1)
    panel.fetch.click()
    qtbot.waitUntil(lambda: OTHER in archive.asked, timeout=LONGEST_MS)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert app.shift.archives._stop.is_set()
    app.shift.archives.stop()
    assert not list(folder.rglob("*.dcm"))


def test_every_control_has_a_name_and_the_keyboard_reaches_it(app, peer, folder):
    panel = open_panel(app, peer[1], folder)
    fields: list[QWidget] = [panel.archive, panel.number, panel.name, panel.accession, panel.since, panel.until]
    for field in (*fields, panel.modality, panel.table, panel.choose):
        assert field.accessibleName() and field.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert panel.number.hasFocus() or panel.focusWidget() is panel.number


def test_an_archive_is_entered_in_the_settings_corrected_and_taken_out(app, qtbot):
    panel = app.dialogs.open_settings("network")
    page = panel.findChild(NodesPage)
    assert page.list.count() == 0 and not page.remove.isEnabled()
    page.save.click()
    assert page.said.text().startswith("Give the archive a name")
    for name, text in {"name": "Main", "host": "pacs", "port": "99999", "title": "ARCHIVE"}.items():
        page.fields[name].setText(text)
    page.save.click()
    assert page.said.text() == "A port is a number from 1 to 65535." and app.store.state.intent.settings.nodes == ""
    page.fields["port"].setText("104")
    page.save.click()
    node = Node("Main", host="pacs", port=104, title="ARCHIVE")
    assert app.store.state.intent.settings.nodes == to_text([node]) and page.said.text() == "Saved."
    page.new.click()
    page.way.setCurrentIndex(2)
    assert page.fields["url"].isVisibleTo(page) and not page.fields["host"].isVisibleTo(page)
    page.fields["name"].setText("Web")
    page.fields["url"].setText("http://pacs.example/")
    page.save.click()
    assert "Only https://" in page.said.text()
    page.fields["url"].setText("https://pacs.example/")
    page.save.click()
    assert [page.list.item(row).text() for row in range(page.list.count())] == ["Main", "Web"]
    page.list.setCurrentRow(0)
    assert page.fields["host"].text() == "pacs"
    page.remove.click()
    assert [page.list.item(row).text() for row in range(page.list.count())] == ["Web"]
    panel.close()
