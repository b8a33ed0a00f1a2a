"""How large a dialog may open: as large as it asks for, and no larger than the window it belongs to."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

_FRAME = 30
"""Pixels of the title bar that the system draws above a dialog."""


def open_at(dialog: QDialog, width: int, height: int) -> None:
    """Give ``dialog`` this size, less where the window has not that much: its foot with the buttons stays in sight."""
    parent = dialog.parentWidget()
    room = parent.window().size() if parent is not None else dialog.screen().availableSize()
    dialog.resize(min(width, room.width()), min(height, room.height() - _FRAME))
