"""One button at the head of what stands below a page's settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget


def page_button(words: str, press: Callable[[], object]) -> QWidget:
    """A page with one button, called ``words``, that calls ``press``."""
    page, button = QWidget(), QPushButton(words)
    page.setAccessibleName(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda *_: press())
    column = QVBoxLayout(page)
    column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    column.addStretch(1)
    return page
