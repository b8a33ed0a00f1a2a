"""A framed card with a heading, a caption at its right, and whatever stands in it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.theme import set_role
from ui.views.plain import plain
from ui.views.second_line import SecondLine


class Card(QFrame):
    """``add()`` puts widgets below the heading; styled by its object name ``card``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.heading = plain(QLabel())
        self.heading.setObjectName("cardHeading")
        self.caption = QLabel()
        self.caption.setObjectName("cardCaption")
        self._top = QHBoxLayout()
        self._top.setSpacing(6)
        self._top.addWidget(self.heading, 1)
        self._top.addWidget(self.caption)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(11, 4, 11, 4)
        self._column.setSpacing(2)
        self._column.addLayout(self._top)
        self._second = QVBoxLayout()
        self._column.addLayout(self._second)
        self._caption_line = SecondLine(self, self._top, self.caption, self._second)

    def minimumSizeHint(self) -> QSize:
        """Also narrower than heading and caption are side by side: the caption then has a line of its own."""
        least = super().minimumSizeHint()
        beside = 0 if self._caption_line.below else self.caption.minimumWidth()
        return QSize(least.width() - beside, least.height())

    def add(self, widget: QWidget) -> None:
        """Put ``widget`` below what is there."""
        self._column.addWidget(widget)

    def add_tool(self, widget: QWidget) -> None:
        """Put ``widget`` at the right end of the heading."""
        self._top.addWidget(widget)

    def warn(self, warns: bool) -> None:
        """Put the caption in the colour of a warning, or not."""
        set_role(self.caption, "warning" if warns else "")

    def set_heading(self, text: str, caption: str = "") -> None:
        """Heading in capitals (as the language has them), caption at the right."""
        self.heading.setText(text.upper())
        self.heading.setAccessibleName(text)
        self.caption.setText(caption)
