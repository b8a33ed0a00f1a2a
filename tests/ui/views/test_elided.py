"""A text without room loses whole parts first: "not by ambulance" must never become "not by am…" or "ambulance"."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.views.elided import shortened

FACTS = "M · 60 y · arrived 20 Nov 16:55 · not by ambulance"


def test_parts_go_from_the_end_and_letters_only_where_not_even_the_first_fits(qtbot: QtBot) -> None:
    metrics = QFontMetrics(QApplication.font())
    shown = {shortened(FACTS, metrics, width) for width in range(metrics.horizontalAdvance("M · …"), 900)}
    parts = FACTS.split(" · ")
    assert shown == {FACTS, *(" · ".join((*parts[:count], "…")) for count in (1, 2, 3))}
    assert shortened("Pneumonia", metrics, metrics.horizontalAdvance("Pneu…")).startswith("Pn")
    assert metrics.horizontalAdvance(shortened(FACTS, metrics, 8)) <= 8
