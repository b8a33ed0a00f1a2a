"""No title is cut: what has no room beside it goes to a line of its own, and comes back where there is room again."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.views.card import Card
from ui.views.vitals_view import VitalsView


def room(qtbot: QtBot) -> QWidget:
    """A window in which a part of it may be narrower than it would be alone."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 400)
    window.show()
    return window


def test_the_caption_of_a_narrow_card_stands_below_its_heading(qtbot: QtBot) -> None:
    window = room(qtbot)
    card = Card(window)
    card.set_heading("Vital signs · SHAP", "18.0 % → 72.5 %")
    card.show()
    for width, below in ((400, False), (200, True), (400, False)):
        card.resize(width, 80)
        qtbot.waitUntil(lambda below=below: (card.caption.y() > card.heading.y() + 5) is below)
        for label in (card.heading, card.caption):
            assert label.width() >= label.sizeHint().width() and label.geometry().right() <= width
    card.resize(200, 80)
    qtbot.waitUntil(lambda: card.caption.y() > card.heading.y() + 5)
    card.set_heading("Why", "+1")
    qtbot.waitUntil(lambda: card.caption.y() < card.heading.y() + 5)


def test_the_scores_of_a_narrow_pane_stand_below_its_title(qtbot: QtBot) -> None:
    window = room(qtbot)
    view = VitalsView(window)
    view.title.setText("VITAL SIGNS · 60 min")
    for label, text in ((view.news2_chip, "NEWS2 ≥ 5 · partial"), (view.shock_chip, "Shock index 1.41")):
        label.setText(text)
        label.show()
    view.enter_button.setText("Enter")
    view.show()
    for width, below in ((900, False), (420, True), (900, False)):
        view.resize(width, 300)
        qtbot.waitUntil(lambda below=below: (view.header.isAncestorOf(view.news2_chip)) is not below)
        qtbot.wait(20)
        for label in (view.title, view.news2_chip, view.shock_chip):
            assert label.width() >= label.sizeHint().width() and label.isVisible()
