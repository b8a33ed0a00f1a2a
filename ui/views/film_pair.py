"""The film beside another of the same patient: zoom, pan, window, turn and inversion of one are those of the other."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cdss.records.film import Film, compared_film, is_earlier
from cdss.session.panes import FilmPane
from ui.views.film_canvas import FilmCanvas
from ui.views.film_corners import origin_of, sides_of, turned_words
from ui.views.film_levels import film_levels


def prior_of(pane: FilmPane) -> Film | None:
    """The film to compare with: an earlier one of the same projection plane; else any other such film of the patient."""
    return compared_film(pane.film, pane.films)


class FilmPair(QWidget):
    """``canvas`` alone, or with ``prior`` at its right."""

    def __init__(self, canvas: FilmCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas, self.prior = canvas, FilmCanvas()
        self.prior.read_by_network = False
        self._following = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(canvas, 1)
        row.addWidget(self.prior, 1)
        self.prior.hide()
        canvas.changed.connect(lambda: self._follow(self.canvas, self.prior))
        self.prior.changed.connect(lambda: self._follow(self.prior, self.canvas))

    @property
    def film(self) -> Film | None:
        """The film at the right; None where there is none."""
        return self.prior.levels.film if self.prior.levels is not None and not self.prior.isHidden() else None

    def compare(self, film: Film | None) -> None:
        """Show ``film`` beside the other, looked at in the same way; None takes it away."""
        if film is not None and film is not self.film:
            self._following = True
            self.prior.set_film(film_levels(film))
            self._following = False
        self.prior.setVisible(film is not None)
        self._follow(self.canvas, self.prior)

    def say(self) -> None:
        """Write on the film at the right which it is."""
        film = self.film
        if film is None or self.canvas.levels is None:
            return
        whose = _whose(film, self.canvas.levels.film)
        self.prior.corners = (origin_of(film), "", "")
        self.prior.sides = sides_of(film)
        self.prior.warning = " · ".join(filter(None, (whose, turned_words(self.prior.turns))))
        self.prior.setAccessibleName(f"{whose}: {origin_of(film)}")
        self.prior.update()

    def _follow(self, moved: FilmCanvas, other: FilmCanvas) -> None:
        look = moved.look()
        if self._following or look is None or self.film is None:
            return
        self._following = True
        other.set_look(look)
        self._following = False


def _whose(film: Film, beside: Film) -> str:
    if is_earlier(film, beside):
        return QCoreApplication.translate("FilmView", "EARLIER FILM")
    if is_earlier(beside, film):
        return QCoreApplication.translate("FilmView", "LATER FILM")
    return QCoreApplication.translate("FilmView", "OTHER FILM, order not given")
