"""From the archive: whom to look for, the studies that there are, and which of them to fetch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cdss.network.errors import NetworkError
from cdss.network.nodes import Node
from cdss.network.studies import ECGS, FILMS, Found, Query, Study
from cdss.session.names import name
from ui.language import language
from ui.panels.room import open_at
from ui.views.plain import plain, plain_tip

_MODALITIES = ((*FILMS, *ECGS), FILMS, ECGS, ())
_WIDTHS = (120, 170, 90, 55, 130, 70, 160, 155, 75)
_KEY = Qt.ItemDataRole.UserRole


class RetrievePanel(QDialog):
    """``search_requested`` with the archive and the question, ``fetch_requested`` with the archive and the chosen studies.

    ``cancel_requested``: what is under way shall end. ``folder_requested``: another folder shall be chosen. Enter in a field
    searches, Enter in the table fetches.
    """

    search_requested = Signal(object, object)
    fetch_requested = Signal(object, object)
    cancel_requested = Signal()
    folder_requested = Signal()

    def __init__(self, nodes: Sequence[Node], folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nodes, self._folder, self._busy = tuple(nodes), folder, False
        self._asked: Node | None = None
        self.setWindowTitle(self.tr("From the archive"))
        open_at(self, 1080, 640)
        self.archive, self.modality = QComboBox(), QComboBox()
        self.number, self.name, self.accession = QLineEdit(), QLineEdit(), QLineEdit()
        self.since, self.until = QLineEdit(), QLineEdit()
        self.table, self.progress = QTableWidget(0, len(_WIDTHS)), QProgressBar()
        self.said, self.where = plain(QLabel()), plain(QLabel())
        self.search = QPushButton(self.tr("Search"))
        self.fetch = QPushButton(self.tr("Fetch the chosen studies"))
        self.cancel, self.close_button = QPushButton(self.tr("Cancel")), QPushButton(self.tr("Close"))
        self.choose = QPushButton(self.tr("Choose…"))
        self._build()
        self._connect()
        self.set_folder(folder)
        self.set_busy(False)
        self.number.setFocus()

    def query(self) -> Query:
        """What is asked; ``NetworkError`` where it cannot be."""
        return Query(
            patient_id=self.number.text().strip(),
            name=self.name.text().strip(),
            accession=self.accession.text().strip(),
            since=_day(self.since.text()),
            until=_day(self.until.text()),
            modalities=_MODALITIES[self.modality.currentIndex()],
        )

    @property
    def chosen(self) -> list[Study]:
        """The studies of the chosen rows."""
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        items = (self.table.item(row, 0) for row in rows)
        return [item.data(_KEY) for item in items if item is not None]

    def set_folder(self, folder: str) -> None:
        """Where it is put, empty for nowhere yet."""
        self._folder = folder
        self.where.setText(folder or self.tr("No folder is chosen yet"))
        self.set_busy(self._busy)

    def set_busy(self, busy: bool) -> None:
        """Whether something is under way: then it can only be cancelled."""
        self._busy = busy
        self.search.setEnabled(not busy)
        self.archive.setEnabled(not busy)
        self.choose.setEnabled(not busy)
        self.cancel.setEnabled(busy)
        self.progress.setVisible(busy)
        self.table.setEnabled(not busy and self.table.rowCount() > 0)
        self.fetch.setEnabled(not busy and bool(self.chosen) and bool(self._folder))

    def show_progress(self, words: str, count: int, total: int | None) -> None:
        """What has come; without ``total`` the bar only says that something goes on."""
        self.said.setText(words)
        self.progress.setRange(0, total or 0)
        self.progress.setValue(min(count, total) if total else 0)

    def show_found(self, found: Found) -> None:
        """The studies of an answer; the only one is chosen at once."""
        self.table.clearContents()
        self.table.setRowCount(len(found.studies))
        for row, study in enumerate(found.studies):
            for column, text in enumerate(_texts(study)):
                item = QTableWidgetItem(text)
                item.setData(_KEY, study)
                item.setToolTip(plain_tip(text))
                self.table.setItem(row, column, item)
        self.set_busy(False)
        if found.studies:
            self.table.setFocus()
            self.table.setCurrentCell(0, 0)
            if len(found.studies) > 1:
                self.table.clearSelection()

    def say(self, words: str) -> None:
        """How it went."""
        self.said.setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what is next where the focus is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.table.hasFocus():
                self._fetch()
            elif not isinstance(self.focusWidget(), QPushButton):
                self._search()
            return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Nothing goes on behind a closed dialog."""
        self.cancel_requested.emit()
        super().done(result)

    def _build(self) -> None:
        self.archive.addItems([node.name for node in self._nodes])
        self.modality.addItems([self.tr("X-rays and ECGs"), self.tr("X-rays"), self.tr("ECGs"), self.tr("Everything")])
        for day in (self.since, self.until):
            day.setPlaceholderText(self.tr("YYYY-MM-DD"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        fields: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Archive"), self.archive),
            (self.tr("Patient number"), self.number),
            (self.tr("Name (its beginning)"), self.name),
            (self.tr("Accession number"), self.accession),
            (self.tr("From day"), self.since),
            (self.tr("To day"), self.until),
            (self.tr("Kind"), self.modality),
        )
        for place, (words, field) in enumerate(fields):
            label = QLabel(words)
            label.setBuddy(field)
            field.setAccessibleName(words)
            row, column = divmod(place, 4)
            grid.addWidget(label, 2 * row, column)
            grid.addWidget(field, 2 * row + 1, column)
        grid.addWidget(self.search, 3, 3)
        self._build_table()
        self._lay_out(grid)

    def _build_table(self) -> None:
        table = self.table
        heads = [self.tr("Patient number"), self.tr("Name"), self.tr("Born"), self.tr("Sex"), self.tr("Study of")]
        heads += [self.tr("Kind"), self.tr("Description"), self.tr("Accession number"), self.tr("Objects")]
        table.setHorizontalHeaderLabels(heads)
        table.setAccessibleName(self.tr("Studies that were found"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)
        table.horizontalHeader().setSectionResizeMode(6, QHeaderView.ResizeMode.Stretch)

    def _lay_out(self, grid: QGridLayout) -> None:
        self.said.setProperty("role", "notice")
        self.said.setWordWrap(True)
        self.said.setAccessibleName(self.tr("How it went"))
        self.where.setProperty("role", "muted")
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.choose.setAccessibleName(self.tr("Choose the folder for received patients"))
        self.fetch.setProperty("role", "primary")
        filed, foot = QHBoxLayout(), QHBoxLayout()
        filed.addWidget(QLabel(self.tr("Filed in the watched folder:")))
        filed.addWidget(self.where, 1)
        filed.addWidget(self.choose)
        foot.addWidget(self.progress, 1)
        foot.addStretch(0)
        for button in (self.fetch, self.cancel, self.close_button):
            foot.addWidget(button)
        for button in (self.search, self.choose, self.fetch, self.cancel, self.close_button):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.addLayout(grid)
        column.addWidget(self.table, 1)
        column.addWidget(self.said)
        column.addLayout(filed)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.search.clicked.connect(lambda *_: self._search())
        self.fetch.clicked.connect(lambda *_: self._fetch())
        self.cancel.clicked.connect(lambda *_: self.cancel_requested.emit())
        self.close_button.clicked.connect(self.reject)
        self.choose.clicked.connect(lambda *_: self.folder_requested.emit())
        self.table.itemSelectionChanged.connect(lambda: self.set_busy(self._busy))
        self.archive.currentIndexChanged.connect(lambda *_: self.show_found(Found()))

    def _search(self) -> None:
        if self._busy:
            return
        try:
            query = self.query()
        except NetworkError as error:
            self.say(error.words(language()))
            return
        self.show_found(Found())
        self._asked = self._nodes[self.archive.currentIndex()]
        self.search_requested.emit(self._asked, query)

    def _fetch(self) -> None:
        if self.fetch.isEnabled() and self._asked is not None:
            self.fetch_requested.emit(self._asked, self.chosen)


def _day(text: str) -> date | None:
    """The day of an entry, None for an empty one; ``NetworkError`` for what is no day."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise NetworkError("pacs_ask_date", text=text) from error


def _texts(study: Study) -> tuple[str, ...]:
    """A row of the table; what the archive does not say stays empty."""
    when = " ".join(part for part in (_written_day(study.day), _written_time(study.time)) if part)
    groups = (group.replace("^", " ").strip() for group in study.name.split("="))
    sex = name("sex", study.sex, language()) if study.sex in ("M", "F", "O") else study.sex
    objects = "" if study.objects is None else str(study.objects)
    kinds, named = ", ".join(study.modalities), " / ".join(group for group in groups if group)
    born = _written_day(study.birth_date)
    return (study.patient_id, named, born, sex, when, kinds, study.description, study.accession, objects)


def _written_day(day: str) -> str:
    """A day of DICOM as the screen writes it; anything else as it stands."""
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 and day.isdecimal() else day


def _written_time(time: str) -> str:
    return f"{time[:2]}:{time[2:4]}" if len(time) >= 4 and time[:4].isdecimal() else time
