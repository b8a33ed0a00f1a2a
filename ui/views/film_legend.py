"""The strip under the film that says what the map is: in words, as a colour bar, with its controls.

It covers no film, and keeps its height, so that the film does not move when a map comes, changes or goes.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from cdss.records.film_heat import LEAST, OPACITY
from ui.theme import Palette, palette
from ui.views.film_words import FilmWords
from ui.views.pane_view import tool_button

_DEFAULT_OPACITY, _DEFAULT_LEAST = round(100 * OPACITY), round(100 * LEAST)
_MOST_HIDDEN = 90
_ROOMY = 450
"""Width in pixels below which the opacity has no label and the cross-check a short one; their tool tips say the rest."""


class ColourBar(QWidget):
    """The colours of the map, low at the left; where it is signed, from most against by nothing to most for.

    ``reach``: the share of the colours that the map's peak has; the rest of the bar stays empty.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.signed = False
        self.reach = 1.0
        self.setFixedSize(56, 9)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A gradient through the palette's stops; the half that speaks against is striped as on the film."""
        painter = QPainter(self)
        draw_colour_bar(painter, QRectF(self.rect()), palette(), self.signed, self.reach)
        painter.end()


def draw_colour_bar(painter: QPainter, box: QRectF, colours: Palette, signed: bool, reach: float = 1.0) -> None:
    """The colours of a map from weak to strong; where it is signed, from most against to most for, striped as on the film.

    Beyond ``reach`` there is an outline only: the map has none of these colours.
    """
    middle = box.left() + (box.width() / 2.0 if signed else 0.0)
    _fill(painter, QRectF(middle, box.top(), box.right() - middle, box.height()), colours.heat, reach)
    if signed:
        half = QRectF(box.left(), box.top(), middle - box.left(), box.height())
        painter.save()
        painter.setClipRect(half.adjusted(half.width() * (1.0 - reach), 0.0, 0.0, 0.0))
        _fill(painter, half, tuple(reversed(colours.heat_against)))
        painter.fillRect(half, Qt.BrushStyle.BDiagPattern)
        painter.restore()
    if reach < 1.0:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(colours.muted))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))


def _fill(painter: QPainter, box: QRectF, stops: tuple[tuple[int, int, int], ...], reach: float = 1.0) -> None:
    gradient = QLinearGradient(box.left(), 0.0, box.right(), 0.0)
    for index, stop in enumerate(stops):
        gradient.setColorAt(index / (len(stops) - 1), QColor(*stop))
    painter.fillRect(QRectF(box.left(), box.top(), box.width() * reach, box.height()), gradient)


class HeatLegend(QFrame):
    """Words, colour bar, opacity, threshold, and the button that asks for the cross-check."""

    changed = Signal()
    cross_check_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "paneFoot")
        self.words = FilmWords()
        self.bar, self.controls = ColourBar(), QWidget()
        self.low, self.high = _label(), _label()
        self.slider, self.threshold = _slider(100, _DEFAULT_OPACITY), _slider(_MOST_HIDDEN, _DEFAULT_LEAST)
        self.opacity_label, self.threshold_label = _label(), _label()
        self.check_button = tool_button()
        self._busy = False
        self.check_button.clicked.connect(self.cross_check_requested)
        self.slider.valueChanged.connect(self.changed)
        self.threshold.valueChanged.connect(self._threshold_moved)
        self._lay_out()
        self.retranslate()

    @property
    def opacity(self) -> float:
        """0 (nothing) to 1."""
        return self.slider.value() / 100.0

    @property
    def least(self) -> float:
        """Share of the peak below which nothing is drawn."""
        return self.threshold.value() / 100.0

    def show_map(self, words: str, signed: bool, drawn: bool, brief: str = "", reach: float = 1.0) -> None:
        """Say what is shown, or why nothing is; ``signed`` where the map can speak against, ``reach`` as of ``ColourBar``.

        The controls are there as long as a map is drawn; their room stays, so that the film does not move.
        """
        self.controls.setVisible(drawn)
        self.controls.setEnabled(drawn)
        self.words.set_text(words, brief)
        self.bar.signed, self.bar.reach = signed, reach
        self.bar.update()
        self.low.setText(self.tr("against") if signed else self.tr("low"))
        self.high.setText(self.tr("for") if signed else self.tr("high"))

    def set_check(self, possible: bool, busy: bool) -> None:
        """Whether there is something to cross-check, and whether that is being computed."""
        self._busy = busy
        self.check_button.setEnabled(possible and not busy)
        self._name_check()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sliders need the room where there is little."""
        super().resizeEvent(event)
        self.opacity_label.setVisible(self.width() >= _ROOMY)
        self._name_check()

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words of the strip."""
        self.opacity_label.setText(self.tr("Opacity"))
        self.slider.setAccessibleName(self.tr("Opacity of the heat map"))
        self.slider.setToolTip(self.tr("Opacity of the heat map"))
        self.threshold.setAccessibleName(self.tr("Hide what is below this share of the map's peak"))
        self.threshold.setToolTip(self.tr("Hide what is below this share of the map's peak"))
        self.check_button.setAccessibleName(self.tr("Cross-check by occlusion"))
        self.check_button.setToolTip(
            self.tr("Cross-check by occlusion: cover the film part by part and see what the output loses (X)")
        )
        self._name_threshold()
        self.set_check(self.check_button.isEnabled(), self._busy)

    def _lay_out(self) -> None:
        keep = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        keep.setRetainSizeWhenHidden(True)
        self.controls.setSizePolicy(keep)
        controls = QHBoxLayout(self.controls)
        controls.setContentsMargins(0, 0, 0, 0)
        controls.setSpacing(4)
        for part in (self.low, self.bar, self.high):
            controls.addWidget(part)
        controls.addStretch(1)
        for control in (self.opacity_label, self.slider, self.threshold_label, self.threshold, self.check_button):
            controls.addWidget(control)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 2, 6, 2)
        column.setSpacing(0)
        column.addWidget(self.words)
        column.addWidget(self.controls)

    def _name_check(self) -> None:
        if self.width() >= _ROOMY:
            self.check_button.setText(self.tr("Covering…") if self._busy else self.tr("Cross-check"))
        else:
            self.check_button.setText(self.tr("Busy…") if self._busy else self.tr("Check"))

    def _threshold_moved(self) -> None:
        self._name_threshold()
        self.changed.emit()

    def _name_threshold(self) -> None:
        self.threshold_label.setText(self.tr("Hide <%1 %").replace("%1", str(self.threshold.value())))
        self.threshold_label.setToolTip(self.threshold.toolTip())


def _label() -> QLabel:
    label = QLabel()
    label.setProperty("role", "muted")
    return label


def _slider(most: int, value: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, most)
    slider.setValue(value)
    slider.setMinimumWidth(32)
    slider.setMaximumWidth(90)
    slider.setFixedHeight(16)
    return slider
