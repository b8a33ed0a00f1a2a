"""Pointing in one pane lights up the others, by real mouse and key events on the real window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cdss.core.kinds import View
from cdss.records.attribution import Method
from cdss.records.ecg import Ecg
from cdss.records.explanation import CrossAttention, ImageCam, NoteTokens, NoteUnit
from cdss.records.film import Film, Window
from cdss.records.film_map import FilmMap
from cdss.records.routing import AttentionAgreement, FullRouting
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.panes import DecisionPane, EcgPane, FilmPane, NotePane, VitalsPane
from ui.main_window import MainWindow
from ui.views.ecg_paper import segment_place

STEP = 10 / 32
TEXT = "crushing chest pain, no fever"
UNITS = tuple(
    NoteUnit(text, ((TEXT.index(text), TEXT.index(text) + len(text)),), (i,), effect, denied=text.startswith("no"))
    for i, (text, effect) in enumerate((("crushing", 0.05), ("chest", 0.03), ("pain", 0.01), ("no fever", -0.02)))
)
TOKENS = NoteTokens("risk", TEXT, (), UNITS, 0.2, 0.27)
PLACES = tuple((start, end, i) for i, unit in enumerate(UNITS) for start, end in unit.places)
NOTE = NotePane("", TEXT, TOKENS, ((TEXT.index("fever"), len(TEXT)),), (), (), "", units=PLACES)


def routing() -> FullRouting:
    """ "crushing" looks at film cell (6, 1) in head 2 and at the oxygen saturation; "no fever" at 5 s of the ECG."""
    film, ecg = np.full((4, 4, 7, 7), 0.002, np.float16), np.full((4, 4, 32), 0.002, np.float16)
    vitals = {name: np.full((4, 4), 0.01, np.float16) for name in ("heart_rate", "spo2", "sbp", "pain")}
    film[2, 0, 6, 1], ecg[:, 3, 16], vitals["spo2"][:, 0] = 0.5, 0.5, 0.4
    return FullRouting(film, (0.0, 0.875, 0.0, 1.0), ecg, 10.0, vitals, np.zeros(4, np.float16))


def attention() -> CrossAttention:
    evidence = ("film_right_lower", "ecg_segment_3", "spo2")
    weights = np.tile(
        np.array([[0.6, 0.1, 0.3], [0.3, 0.3, 0.4], [0.3, 0.3, 0.4], [0.1, 0.8, 0.1]], np.float32), (4, 1, 1)
    )
    return CrossAttention(tuple(u.text for u in UNITS), evidence, weights, (0, 1, 2, 3), routing())


def decision(agreement: AttentionAgreement | None = None) -> DecisionPane:
    return DecisionPane(
        acuity=None, risk=None, outcomes=(), conditions=(), shapley=None, vitals_shap=None, attention=attention(),
        without=(), checks=(), missing=(), refusal=None, busy=False, agreement=agreement,
    )  # fmt: skip


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    film = Film("f.png", np.tile(np.linspace(0, 1, 700, dtype=np.float32), (800, 1)), Window(0.5, 1.0), View.PA)
    ecg = Ecg("e", np.zeros((12, 5000), np.float32), 500.0)
    row = VitalsRow(heart_rate=90, spo2=92, sbp=120, dbp=80, pain=5)
    seen = FilmMap(Method.GRAD_CAM, "risk", np.eye(10, dtype=np.float32), sided=True, effect=0.1)
    made.show_film(FilmPane(film, (), ImageCam({}, {}, seen, sided=True), (), ""))
    made.show_ecg(EcgPane(ecg, (), (), (), None, (), ""))
    made.show_vitals(VitalsPane(Vitals("", (row,)), (), (), ""))
    made.show_note(NOTE)
    made.show_decision(decision())
    made.show()
    qtbot.waitExposed(made)
    QApplication.processEvents()
    yield made


def hover(widget: QWidget, at: QPointF) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, QPointF(widget.mapToGlobal(at.toPoint())), Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def leave(widget: QWidget) -> None:
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


def lit_cells(window: MainWindow) -> list[tuple[int, int]]:
    return [(row, column) for row, column, _ in window.evidence.film.canvas._lit]


def lit_spans(window: MainWindow) -> list[tuple[float, float]]:
    return [(start, end) for start, end, _ in window.evidence.ecg.canvas.sheet.lit]


def lit_rows(window: MainWindow) -> list[str]:
    trends = window.evidence.vitals.trends
    assert trends is not None
    return [row.content.first.name for row, frame in trends._outlines.items() if frame.isVisible() and row.content]


def lit_words(window: MainWindow) -> list[str]:
    return [TEXT[a:b] for a, b in window.evidence.note.text._framed]


def test_a_word_of_the_table_lights_its_cell_and_its_vital_sign(window: MainWindow) -> None:
    table = window.decision.attention
    hover(table, table._row_label(table._words.index("crushing")).center())
    assert lit_cells(window) == [(6, 1)] and lit_rows(window) == ["spo2"] and lit_spans(window) == []
    assert lit_words(window) == ["crushing"]
    leave(table)
    assert lit_cells(window) == [] and lit_rows(window) == [] and lit_words(window) == []


def test_a_word_of_the_note_lights_the_moment_it_looks_at(window: MainWindow) -> None:
    text = window.evidence.note.text
    hover(text.viewport(), text.boxes(TEXT.index("fever"), len(TEXT))[0].center())
    assert lit_spans(window) == [(16 * STEP, 17 * STEP)] and lit_words(window) == ["no fever"]
    assert window.decision.attention._lit[0] == frozenset({3})


def test_another_head_lights_what_that_head_looks_at(window: MainWindow) -> None:
    table = window.decision.attention
    hover(table, table._row_label(table._words.index("crushing")).center())
    table.heads.buttons[1].click()
    hover(table, table._row_label(table._words.index("crushing")).center())
    assert table.head == 0 and lit_cells(window) == [] and lit_rows(window) == ["spo2"]
    window.activateWindow()
    table.heads.buttons[1].setFocus()
    QTest.keyClick(table.heads.buttons[1], Qt.Key.Key_Right)
    QTest.keyClick(table.heads.buttons[2], Qt.Key.Key_Right)
    hover(table, table._row_label(table._words.index("crushing")).center())
    assert table.head == 2 and lit_cells(window) == [(6, 1)]


def test_words_are_linked_whether_or_not_their_attribution_is_shown(window: MainWindow) -> None:
    window.show_note(replace(NOTE, tokens=None, hidden=True))
    table = window.decision.attention
    hover(table, table._row_label(table._words.index("crushing")).center())
    assert lit_words(window) == ["crushing"]


def test_a_film_cell_lights_the_word_that_looks_at_it(window: MainWindow) -> None:
    canvas = window.evidence.film.canvas
    film = canvas.film_rect()
    # Row 6 of 7 over the upper seven eighths of the film: 75 to 87.5 % of its height.
    hover(canvas, QPointF(film.x() + 1.5 / 7 * film.width(), film.y() + 0.81 * film.height()))
    assert lit_cells(window) == [(6, 1)] and lit_words(window) == ["crushing"]
    hover(canvas, QPointF(film.x() + 1.5 / 7 * film.width(), film.y() + 0.95 * film.height()))
    assert lit_cells(window) == [] and lit_words(window) == []


def test_with_the_map_off_the_film_stays_untouched_and_the_word_lights_up(window: MainWindow) -> None:
    film = window.evidence.film
    film.toggle_heat()
    assert not film.canvas.heated
    rect = film.canvas.film_rect()
    hover(film.canvas, QPointF(rect.x() + 1.5 / 7 * rect.width(), rect.y() + 0.81 * rect.height()))
    assert lit_cells(window) == [] and lit_words(window) == ["crushing"]
    table = window.decision.attention
    hover(table, table._row_label(table._words.index("crushing")).center())
    assert lit_cells(window) == [(6, 1)], "a word that is pointed at shows its place on the film"


def test_a_moment_of_the_ecg_lights_the_word_in_any_layout(window: MainWindow) -> None:
    view = window.evidence.ecg
    for layout in ("3x4+II", "6x2", "12x1"):
        view.desk.choose_layout(layout)
        segment = next(s for s in view.canvas.sheet.layout.segments if s.start <= 16.5 * STEP < s.end)
        place = segment_place(segment, view.canvas.geometry_mm).translated(
            view.canvas.geometry_mm.x, view.canvas.geometry_mm.y
        )
        x = place.x() + view.canvas.geometry_mm.scale * 25.0 * (16.5 * STEP - segment.start)
        hover(view.canvas, QPointF(x, place.center().y()))
        assert lit_words(window) == ["no fever"] and lit_spans(window) == [(16 * STEP, 17 * STEP)], layout
        leave(view.canvas)


def test_a_vital_sign_lights_the_word(window: MainWindow) -> None:
    trends = window.evidence.vitals.trends
    assert trends is not None
    row = next(r for r in trends.rows if r.content and r.content.first.name == "spo2")
    QApplication.sendEvent(row, QEvent(QEvent.Type.Enter))
    assert lit_words(window) == ["crushing"] and lit_rows(window) == ["spo2"]
    leave(row)
    assert lit_words(window) == []


def test_the_table_is_walked_by_keys(window: MainWindow) -> None:
    table = window.decision.attention
    table.setFocus(Qt.FocusReason.TabFocusReason)
    table._point((0, -1))
    assert lit_words(window) == [table._words[0]]
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert lit_words(window) == [table._words[1]]
    QTest.keyClick(table, Qt.Key.Key_Up)
    QTest.keyClick(table, Qt.Key.Key_Up)
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert lit_spans(window) == [(5.0, 7.5)] and table._lit[1] == "ecg_segment_3"
    QTest.keyClick(table, Qt.Key.Key_Left)
    assert table._lit[1] == "film_right_lower"
    assert sorted(lit_cells(window)) == [(r, c) for r in (5, 6) for c in (0, 1, 2)]
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert lit_cells(window) == []


def test_a_drag_on_the_film_lights_nothing(window: MainWindow) -> None:
    canvas = window.evidence.film.canvas
    film = canvas.film_rect()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=film.center().toPoint())
    at = QPointF(film.x() + 1.5 / 7 * film.width(), film.y() + 0.81 * film.height())
    held = Qt.MouseButton.LeftButton
    QApplication.sendEvent(
        canvas,
        QMouseEvent(QEvent.Type.MouseMove, at, at, Qt.MouseButton.NoButton, held, Qt.KeyboardModifier.NoModifier),
    )
    assert lit_cells(window) == []
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))


def test_nothing_stays_lit_for_the_next_patient(window: MainWindow) -> None:
    table = window.decision.attention
    hover(table, table._row_label(table._words.index("crushing")).center())
    window.show_decision(replace(decision(), attention=None))
    assert lit_cells(window) == [] and lit_rows(window) == [] and lit_words(window) == []


def test_lit_cells_are_outlined_at_their_place_and_the_film_inside_is_untouched(window: MainWindow) -> None:
    canvas = window.evidence.film.canvas
    bare = canvas.grab().toImage()
    canvas.highlight(((3, 3, 5.0),), (0.0, 1.0, 0.0, 1.0))
    framed = canvas.grab().toImage()
    film = canvas.film_rect()
    inside = QPointF(film.x() + 3.5 / 7 * film.width(), film.y() + 3.5 / 7 * film.height()).toPoint()
    edge = QPointF(film.x() + 3.5 / 7 * film.width(), film.y() + 3.0 / 7 * film.height()).toPoint()
    assert framed.pixelColor(inside) == bare.pixelColor(inside)
    assert framed.pixelColor(edge) != bare.pixelColor(edge)


@pytest.mark.parametrize(
    ("words", "evidence", "caption"),
    [(0.61, 0.8, ""), (0.59, 0.8, "routing, not importance"), (0.8, 0.59, "routing, not importance")],
)
def test_routing_is_labelled_under_six_tenths_and_the_figure_is_always_shown(
    window: MainWindow, words: float, evidence: float, caption: str
) -> None:
    window.show_decision(decision(AttentionAgreement("risk", words, 27, evidence, 17)))
    assert window.decision.cards["attention"].caption.text() == caption
    figure = f"ρ with attributions: words {words:.2f} (n = 27) · evidence {evidence:.2f} (n = 17)"
    assert window.decision.attention.figure == figure
    assert figure in window.decision.attention.accessibleName()


def test_until_the_figure_is_there_it_is_routing(window: MainWindow) -> None:
    assert window.decision.cards["attention"].caption.text() == "routing, not importance"
    assert window.decision.attention.figure == "rank correlation with the attributions follows"
