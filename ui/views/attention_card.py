"""The card of the cross-attention: what may be read into it stands above the grid, whole, where scrolling takes it last."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.views.attention_view import AttentionView
from ui.views.card import Card
from ui.views.whole_text import WholeText


class AttentionCard(Card):
    """``view``: the grid; ``figure``: its rank correlation with the attributions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view, self.figure = AttentionView(), WholeText(side=0)
        self.add(self.figure)
        self.add(self.view)

    def show_words(self) -> None:
        """Heading and figure in the language of the screen."""
        routing_only = self.view.routing_only
        self.set_heading(self.tr("Cross-attention"), self.tr("routing, not importance") if routing_only else "")
        self.figure.set_text(self.view.figure, "warning" if routing_only else "muted")
