"""Several case folders, chosen in one dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QListView, QTreeView, QWidget


class CasesDialog(QFileDialog):
    """Qt's own dialog: those of the systems take one folder only. ``folders`` are the chosen ones once it was accepted."""

    def __init__(self, start: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent, self.tr("Open several case folders"), str(start))
        self.setOption(QFileDialog.Option.DontUseNativeDialog, True)
        self.setFileMode(QFileDialog.FileMode.Directory)
        self.setOption(QFileDialog.Option.ShowDirsOnly, True)
        self.setLabelText(QFileDialog.DialogLabel.Accept, self.tr("Open"))
        self.setLabelText(QFileDialog.DialogLabel.Reject, self.tr("Cancel"))
        self.setLabelText(QFileDialog.DialogLabel.LookIn, self.tr("In:"))
        self.setLabelText(QFileDialog.DialogLabel.FileName, self.tr("Folders:"))
        self.setLabelText(QFileDialog.DialogLabel.FileType, self.tr("Kind:"))
        for view in (*self.findChildren(QListView, "listView"), *self.findChildren(QTreeView, "treeView")):
            view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    @property
    def folders(self) -> list[Path]:
        """The chosen folders."""
        return [Path(name) for name in self.selectedFiles()]
