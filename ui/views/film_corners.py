"""What is written over a film: which it is, how it is looked at, and that it is turned."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cdss.core.figures import signed
from cdss.core.kinds import View
from cdss.records.film import Film
from cdss.session.panes import FilmPane
from ui.views.film_canvas import FilmCanvas
from ui.views.film_drawing import Corners

_ARROWS = ("↑", "→", "↓", "←")


def corners_of(pane: FilmPane, canvas: FilmCanvas, hint: str = "", key: str = "") -> Corners:
    """View, date and which of several; the side that the file names and ``key``; ``hint``, that no sides are given, and
    window, zoom and inversion at the lower edge, where a side marker seldom is."""
    origin = "\n".join(filter(None, (origin_of(pane.film), number_words(pane))))
    beside = "\n".join(filter(None, (_laterality(pane.film), key)))
    return origin, beside, "\n".join(filter(None, (hint, _sides_unknown(pane.film), _state(canvas))))


def number_words(pane: FilmPane) -> str:
    """Which of several films it is, and whether the assessment read it; empty where there is one."""
    if len(pane.films) < 2:
        return ""
    number = next((i for i, film in enumerate(pane.films, 1) if film is pane.film), 1)
    if pane.assessed:
        text = QCoreApplication.translate("FilmView", "%1 of %2 · the assessment reads this film")
    else:
        text = QCoreApplication.translate("FilmView", "%1 of %2 · not assessed: the assessment reads film 1")
    return text.replace("%1", str(number)).replace("%2", str(len(pane.films)))


def turned_words(turns: int) -> str:
    """That the film does not lie as stored, and where its top is; empty for an upright one."""
    if turns % 4 == 0:
        return ""
    text = QCoreApplication.translate("FilmView", "turned %1° ↻ · top of the film %2")
    return text.replace("%1", str(90 * (turns % 4))).replace("%2", _ARROWS[turns % 4])


def sides_of(film: Film) -> tuple[str, ...]:
    """Letters of the patient's sides at the film's top, right, bottom and left edge, as far as its file names them."""
    if film.orientation is None:
        return ()
    right, bottom = film.orientation
    return _opposite(bottom), right, bottom, _opposite(right)


def _opposite(letters: str) -> str:
    return letters.translate(str.maketrans("LRAPHF", "RLPAFH"))


def origin_of(film: Film) -> str:
    """View and date, or that they are not given."""
    view = {
        View.LATERAL: QCoreApplication.translate("FilmView", "lateral"),
        View.UNKNOWN: QCoreApplication.translate("FilmView", "view not given"),
    }.get(film.view, film.view.value)
    absent = QCoreApplication.translate("FilmView", "date not given")
    return f"{view} · {film.acquired.strftime('%Y-%m-%d') if film.acquired else absent}"


def _sides_unknown(film: Film) -> str:
    """That "patient's right" goes by how films usually hang: the network reads no side marker, and some files are mirrored."""
    if film.orientation is not None or film.view is View.LATERAL:
        return ""
    return QCoreApplication.translate("FilmView", "sides not given: check the marker")


def _laterality(film: Film) -> str:
    """In words, not as a letter in a corner: that would be taken for a marker of the side it stands at."""
    named = {
        "L": QCoreApplication.translate("FilmView", "patient's left side"),
        "R": QCoreApplication.translate("FilmView", "patient's right side"),
    }
    return named.get(film.laterality or "", "")


def _state(canvas: FilmCanvas) -> str:
    width, center = canvas.window_level.width, canvas.window_level.center
    state = f"W {width:.0f}  L {signed(center, '{:.0f}')} · {100.0 * canvas.zoom:.0f} %"
    if canvas.inverted:
        state += " · " + QCoreApplication.translate("FilmView", "inverted")
    return state
