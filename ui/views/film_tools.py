"""The tools of the film's pane: what its keys and menu begin on the canvas, and what is marked on the film."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from cdss.records.film_marks import FilmMarks, Look, MeasureKind, ready_ratio
from ui.views.film_canvas import FilmCanvas
from ui.views.film_figures import figures_of


class FilmTools(QObject):
    """``marked``: what is marked on the film is now other than before; ``changed``: what the tools say of themselves is."""

    marked = Signal(object)
    changed = Signal()

    def __init__(self, canvas: FilmCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._keys: tuple[Look, ...] = ()
        canvas.measured.connect(self._measured)

    @property
    def marks(self) -> FilmMarks:
        """All that is marked on the film."""
        return FilmMarks(self._canvas.mouse.rulers.measures, self._keys)

    def set_marks(self, marks: FilmMarks, another_film: bool) -> None:
        """Show ``marks``; on another film nothing stays armed."""
        rulers = self._canvas.mouse.rulers
        if another_film:
            rulers.arm(None)
        rulers.set_measures(marks.measures)
        self._keys = marks.keys
        self._show()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the table do, by their names."""
        return {
            "film_distance": partial(self.arm, MeasureKind.DISTANCE),
            "film_angle": partial(self.arm, MeasureKind.ANGLE),
            "film_ratio": self.add_ratio,
            "film_delete": self.delete,
            "film_key": self.toggle_key,
            "film_next_key": self.next_key,
            "film_magnifier": self.toggle_magnifier,
            "film_turn_right": partial(self.turn, 1),
            "film_turn_left": partial(self.turn, -1),
        }

    def keys(self) -> dict[Qt.Key, Callable[[], object]]:
        """The same by their keys, for where the table's actions are not there."""
        own = self.handlers()
        return {
            Qt.Key.Key_D: own["film_distance"],
            Qt.Key.Key_A: own["film_angle"],
            Qt.Key.Key_T: own["film_ratio"],
            Qt.Key.Key_K: own["film_key"],
            Qt.Key.Key_N: own["film_next_key"],
            Qt.Key.Key_Delete: own["film_delete"],
            Qt.Key.Key_BracketRight: own["film_turn_right"],
            Qt.Key.Key_BracketLeft: own["film_turn_left"],
        }

    def arm(self, kind: MeasureKind) -> None:
        """Let the next drag measure; the same again lets it change the window."""
        if self._canvas.levels is None:
            return
        self._canvas.mouse.rulers.arm(kind)
        self._show()

    def add_ratio(self) -> None:
        """Put the ready-made pair of the cardiothoracic ratio on the film."""
        if self._canvas.levels is not None:
            self._canvas.mouse.rulers.arm(None)
            self._canvas.mouse.rulers.add(ready_ratio(self._canvas.levels.film, self._canvas.turns))
            self._measured()

    def delete(self) -> None:
        """Take away the selected measurement, else the last."""
        if self._canvas.mouse.rulers.delete():
            self._measured()

    def turn(self, quarters: int) -> None:
        """Turn the film by so many quarter turns clockwise."""
        if self._canvas.levels is not None:
            self._canvas.turn_to(self._canvas.turns + quarters)

    def toggle_key(self) -> None:
        """Mark the film as it is looked at now as a key image, or take the mark away where it has one."""
        look, here = self._canvas.look(), self._key_here()
        if look is None:
            return
        self._keys = (*self._keys, look) if here is None else self._keys[:here] + self._keys[here + 1 :]
        self._measured()

    def next_key(self) -> None:
        """Look at the key image after the one that is shown; after the last, the first."""
        if self._keys:
            here = self._key_here()
            self._canvas.set_look(self._keys[0 if here is None else (here + 1) % len(self._keys)])

    def key_words(self) -> str:
        """Whether this view is a key image, and how many there are; empty without any."""
        here, count = self._key_here(), str(len(self._keys))
        if here is not None:
            return self.tr("★ key image %1 of %2").replace("%1", str(here + 1)).replace("%2", count)
        return self.tr("key images: %1").replace("%1", count) if self._keys else ""

    def _key_here(self) -> int | None:
        look = self._canvas.look()
        return next((i for i, key in enumerate(self._keys) if look is not None and key.same_as(look)), None)

    def toggle_magnifier(self) -> None:
        """The lens on or off, for those who cannot hold a key."""
        self._canvas.magnify(not self._canvas.mouse.magnifying)

    def hint(self) -> str:
        """What the armed tool waits for; empty where nothing is armed."""
        rulers = self._canvas.mouse.rulers
        if rulers.unfinished:
            return self.tr("Angle: click where the second arm ends")
        return {
            MeasureKind.DISTANCE: self.tr("Distance: drag from end to end"),
            MeasureKind.ANGLE: self.tr("Angle: drag from the first arm's end to the vertex"),
        }.get(rulers.armed or MeasureKind.RATIO, "")

    def words(self) -> str:
        """All measurements in words."""
        levels = self._canvas.levels
        found = [figures_of(levels.film, m) for m in self._canvas.mouse.rulers.measures] if levels else []
        return ". ".join(line for lines in found for line in lines)

    def entries(self) -> tuple[tuple[str, str, Callable[[], object]], ...]:
        """The tools for a menu: text, key, and what they do."""
        own = self.handlers()
        return (
            (self.tr("Measure a distance"), "D", own["film_distance"]),
            (self.tr("Measure an angle"), "A", own["film_angle"]),
            (self.tr("Cardiothoracic ratio"), "T", own["film_ratio"]),
            (self.tr("Delete the measurement"), "Del", own["film_delete"]),
            (self.tr("Key image: mark or unmark this view"), "K", own["film_key"]),
            (self.tr("Next key image"), "N", own["film_next_key"]),
            (self.tr("Magnifier (hold the key)"), "Z", own["film_magnifier"]),
            (self.tr("Turn 90° clockwise"), "]", own["film_turn_right"]),
            (self.tr("Turn 90° anticlockwise"), "[", own["film_turn_left"]),
        )

    def _measured(self) -> None:
        self._show()
        self.marked.emit(self.marks)

    def _show(self) -> None:
        armed = self._canvas.mouse.rulers.armed is not None
        self._canvas.setCursor(Qt.CursorShape.CrossCursor if armed else Qt.CursorShape.ArrowCursor)
        self._canvas.update()
        self.changed.emit()
