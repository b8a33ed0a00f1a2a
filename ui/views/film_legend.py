"""The plate over the film that says what the heat map is: its name, a colour bar, and how strong it is drawn."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from ui.theme import palette

_DEFAULT_OPACITY = 60


class ColourBar(QWidget):
    """The colours of the heat map, low at the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(56, 9)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A gradient through the palette's stops."""
        stops = palette().heat
        gradient = QLinearGradient(0.0, 0.0, float(self.width()), 0.0)
        for index, stop in enumerate(stops):
            gradient.setColorAt(index / (len(stops) - 1), QColor(*stop))
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), gradient)
        painter.end()


class HeatLegend(QFrame):
    """Name of the map, colour bar and opacity slider; sits on the film's lower right corner."""

    opacity_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plate")
        self.words = QLabel()
        self.low, self.high = QLabel(), QLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setValue(_DEFAULT_OPACITY)
        self.slider.setFixedWidth(64)
        self.slider.valueChanged.connect(self._tell)
        scale = QHBoxLayout()
        scale.setSpacing(4)
        for part in (self.low, ColourBar(), self.high):
            scale.addWidget(part)
        scale.addStretch(1)
        scale.addWidget(self.slider)
        column = QVBoxLayout(self)
        column.setContentsMargins(7, 3, 7, 4)
        column.setSpacing(1)
        column.addWidget(self.words)
        column.addLayout(scale)

    @property
    def opacity(self) -> float:
        """0 (nothing) to 1."""
        return self.slider.value() / 100.0

    def set_words(self, finding: str) -> None:
        """Say what is shown, for which finding."""
        self.words.setText(self.tr("Where the network looked") + f" · {finding}")
        self.low.setText(self.tr("low"))
        self.high.setText(self.tr("high"))
        self.slider.setAccessibleName(self.tr("Opacity of the heat map"))
        self.slider.setToolTip(self.tr("Opacity of the heat map"))
        self.adjustSize()

    def _tell(self, value: int) -> None:
        self.opacity_changed.emit(value / 100.0)
