"""What is pointed at in one pane lights up what belongs to it in the others, by the attention of the note's words."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPointF

from cdss.records.explanation import CrossAttention
from cdss.session.explanation.lit import Cell, Lit, Part, Pointed, Time, Unit, lit
from ui.panels.evidence_panel import EvidencePanel
from ui.views.attention_view import AttentionView
from ui.views.pointers import Pointer


class RoutingLinks(QObject):
    """Links the panes of ``evidence`` with the table of the attention; keeps only what is pointed at just now.

    Without its heat map the film is for reading: nothing is drawn under the mouse there, the other panes still light up.
    """

    def __init__(self, evidence: EvidencePanel, table: AttentionView, parent: QObject) -> None:
        super().__init__(parent)
        self._evidence, self._table = evidence, table
        self._attention: CrossAttention | None = None
        self._pointed: Pointed | None = None
        self._pointers = (
            Pointer(evidence.film.canvas, self._cell_under),
            Pointer(evidence.ecg.canvas, self._time_under),
        )
        for pointer in self._pointers:
            pointer.pointed.connect(self.point)
        evidence.vitals.vital_pointed.connect(partial(self._named, Part))
        table.part_pointed.connect(partial(self._named, Part))
        table.unit_pointed.connect(partial(self._named, Unit))
        evidence.note.unit_pointed.connect(partial(self._named, Unit))
        table.head_chosen.connect(lambda _: self._show())

    def set_attention(self, attention: CrossAttention | None) -> None:
        """Take the attention of the patient on screen; nothing stays lit of another."""
        if attention is not self._attention:
            self._attention, self._pointed = attention, None
            self._show()

    def point(self, pointed: Pointed | None) -> None:
        """Light up what belongs to ``pointed``; None puts everything out."""
        if pointed != self._pointed:
            self._pointed = pointed
            self._show()

    def _named(self, kind: type[Unit] | type[Part], value: int | str | None) -> None:
        self.point(None if value is None else kind(value))  # type: ignore[arg-type]

    def _show(self) -> None:
        attention, pointed, evidence = self._attention, self._pointed, self._evidence
        routing = attention.routing if attention is not None else None
        found = lit(routing, pointed, self._table.head) if routing is not None and pointed is not None else Lit()
        units = frozenset(unit for unit, _ in found.words)
        cells = () if isinstance(pointed, Cell) and not evidence.film.canvas.heated else found.cells
        evidence.film.canvas.highlight(cells, routing.film_box if routing is not None else (0.0, 1.0, 0.0, 1.0))
        evidence.ecg.canvas.highlight(found.spans)
        evidence.vitals.highlight(found.vitals)
        evidence.note.highlight(units)
        self._table.highlight(units, pointed.name if isinstance(pointed, Part) else None)

    def _cell_under(self, at: QPointF) -> Cell | None:
        routing = self._attention.routing if self._attention is not None else None
        if routing is None or routing.film is None:
            return None
        share = self._evidence.film.canvas.share_at(at)
        top, bottom, left, right = routing.film_box
        if share is None:
            return None
        down = (share.y() - top) / (bottom - top)
        across = (share.x() - left) / (right - left)
        rows, columns = routing.film.shape[2:]
        inside = 0.0 <= down < 1.0 and 0.0 <= across < 1.0
        return Cell(int(down * rows), int(across * columns)) if inside else None

    def _time_under(self, at: QPointF) -> Time | None:
        routing = self._attention.routing if self._attention is not None else None
        second = self._evidence.ecg.canvas.second_at(at)
        if routing is None or routing.ecg is None or second is None:
            return None
        step = routing.ecg_seconds / routing.ecg.shape[2]
        return Time((int(second / step) + 0.5) * step) if second < routing.ecg_seconds else None
