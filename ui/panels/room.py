"""How large a dialog opens: as large as it asks for, or as what stands in it, and no larger than the window it belongs to."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

_FRAME = 30
"""Pixels of the title bar that the system draws above a dialog."""


def open_at(dialog: QDialog, width: int, height: int) -> None:
    """Give ``dialog`` this size, less where the window has not that much: its foot with the buttons stays in sight."""
    parent = dialog.parentWidget()
    room = parent.window().size() if parent is not None else dialog.screen().availableSize()
    dialog.resize(min(width, room.width()), min(height, room.height() - _FRAME))


def open_around(dialog: QDialog, width: int) -> None:
    """Give ``dialog`` this width and the height that what is in it now takes; it is never made smaller than it is."""
    layout = dialog.layout()
    assert layout is not None
    for part in dialog.findChildren(QWidget):
        part.ensurePolished()  # before it is shown it has neither the font nor the margins of the style sheet
    layout.invalidate()
    width = max(width, dialog.width()) if dialog.isVisible() else width
    height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
    open_at(dialog, width, max(height, dialog.height()) if dialog.isVisible() else height)
