"""One button at the head of what stands below a page's settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget


def page_button(words: str, press: Callable[[], object], said: str = "") -> QWidget:
    """A page with one button, called ``words``, that calls ``press``; below it what is to be ``said``, if anything."""
    page, button = QWidget(), QPushButton(words)
    page.setAccessibleName(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda *_: press())
    column = QVBoxLayout(page)
    column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    if said:
        label = QLabel(said)
        label.setProperty("role", "muted")
        label.setWordWrap(True)
        column.addWidget(label)
    column.addStretch(1)
    return page
