"""The network's page of the settings: which archives there are, and how each is reached."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdss.network.errors import NetworkError
from cdss.network.nodes import MAX_NODES, Node, Way, to_text
from ui.language import language
from ui.views.plain import plain

_NUMBERS = ("port", "receive_port")
_DICOM = ("host", "port", "title", "own_title")
_FIELDS = {
    Way.GET: ("name", *_DICOM),
    Way.MOVE: ("name", *_DICOM, "receive_host", "receive_port"),
    Way.WEB: ("name", "url", "ca_file"),
}
"""What is to be entered, by the way of reaching it."""


class NodesPage(QWidget):
    """``changed`` with the archives as the setting keeps them. Nothing here connects to anything."""

    changed = Signal(str)

    def __init__(self, nodes: Sequence[Node], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nodes = list(nodes)
        self.setAccessibleName(self.tr("Archives of this hospital"))
        self.list, self.way, self.said = QListWidget(), QComboBox(), plain(QLabel())
        self.none = QLabel(self.tr("No archive is entered yet. Fill in the fields and save the first one."))
        self.fields = {name: QLineEdit() for name in dict.fromkeys(sum(_FIELDS.values(), ()))}
        self.form = QFormLayout()
        self.new, self.save = QPushButton(self.tr("New archive")), QPushButton(self.tr("Save archive"))
        self.remove = QPushButton(self.tr("Remove archive"))
        self._build()
        self._list_all(0)

    def _build(self) -> None:
        self.list.setAccessibleName(self.tr("Archives"))
        self.list.setFixedHeight(84)
        self.list.setObjectName("dialogList")
        self.way.setAccessibleName(self.tr("How studies come"))
        self.way.addItems(
            [
                self.tr("DICOM: fetched here (C-GET)"),
                self.tr("DICOM: sent by the archive (C-MOVE)"),
                self.tr("DICOMweb (QIDO-RS, WADO-RS)"),
            ]
        )
        note = QLabel(
            self.tr(
                "DICOM is neither encrypted nor signed: use it inside the hospital's protected network only. With C-MOVE the "
                "archive must know the address of this workstation. This program listens there while a study comes; port 0: "
                "“cdss listen” does."
            )
        )
        for label, role in ((note, "muted"), (self.none, "muted"), (self.said, "notice")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.form.addRow(self.tr("How studies come"), self.way)
        for name, words in self._labels().items():
            self.fields[name].setAccessibleName(words)
            self.form.addRow(words, self.fields[name])
        buttons = QHBoxLayout()
        for button in (self.new, self.save, self.remove):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.list)
        column.addWidget(self.none)
        column.addLayout(self.form)
        column.addWidget(self.said)
        column.addLayout(buttons)
        column.addWidget(note)
        column.addStretch(1)
        self.list.currentRowChanged.connect(lambda *_: self._show())
        self.way.currentIndexChanged.connect(lambda *_: self._fit())
        self.new.clicked.connect(lambda *_: self._begin())
        self.save.clicked.connect(lambda *_: self._save())
        self.remove.clicked.connect(lambda *_: self._remove())

    def _labels(self) -> dict[str, str]:
        return {
            "name": self.tr("Name of the archive"),
            "host": self.tr("Host"),
            "port": self.tr("Port"),
            "title": self.tr("Its AE title"),
            "own_title": self.tr("AE title of this workstation"),
            "receive_host": self.tr("Address to receive at"),
            "receive_port": self.tr("Port to receive at"),
            "url": self.tr("DICOMweb address (https://…)"),
            "ca_file": self.tr("The hospital's certificate (PEM file; may be empty)"),
        }

    def _list_all(self, row: int) -> None:
        self.list.clear()
        self.list.addItems([node.name for node in self._nodes])
        self.list.setVisible(bool(self._nodes))
        self.none.setVisible(not self._nodes)
        self.list.setCurrentRow(min(row, len(self._nodes) - 1))
        self._show()

    def _show(self) -> None:
        """What is known of the archive that the list stands on, or a new one's beginnings."""
        row = self.list.currentRow()
        node = self._nodes[row] if 0 <= row < len(self._nodes) else None
        known = node or Node("?", host="?", title="?")
        self.way.setCurrentIndex(tuple(Way).index(known.way))
        for name, field in self.fields.items():
            value = str(getattr(known, name))
            field.setText("" if node is None and value == "?" else value)
        self.remove.setEnabled(node is not None)
        self.said.setText("")
        self._fit()

    def _fit(self) -> None:
        """Only what its way asks for."""
        wanted = _FIELDS[self._way()]
        for name, field in self.fields.items():
            self.form.setRowVisible(field, name in wanted)

    def _way(self) -> Way:
        return tuple(Way)[self.way.currentIndex()]

    def _begin(self) -> None:
        self.list.setCurrentRow(-1)
        self._show()
        self.fields["name"].setFocus()

    def _save(self) -> None:
        row = self.list.currentRow()
        try:
            node = self._typed()
        except NetworkError as error:
            self.said.setText(error.words(language()))
            return
        if row < 0 and len(self._nodes) >= MAX_NODES:
            self.said.setText(self.tr("More than {0} archives cannot be kept.").format(MAX_NODES))
            return
        if row < 0:
            self._nodes.append(node)
            row = len(self._nodes) - 1
        self._nodes[row] = node
        self._list_all(row)
        self.said.setText(self.tr("Saved."))
        self.changed.emit(to_text(self._nodes))

    def _typed(self) -> Node:
        """The archive as it was typed; ``NetworkError`` with what is wrong."""
        way = self._way()
        given: dict[str, str | int] = {name: self.fields[name].text().strip() for name in _FIELDS[way]}
        for name in _NUMBERS:
            text = str(given.get(name, "0"))
            if not text.isascii() or not text.isdecimal() or len(text) > 5:
                raise NetworkError("pacs_node_port")
            if name in given:
                given[name] = int(text)
        return Node(**given, way=way)  # type: ignore[arg-type]

    def _remove(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._nodes):
            del self._nodes[row]
            self._list_all(row)
            self.changed.emit(to_text(self._nodes))
