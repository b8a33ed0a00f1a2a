"""The window with everything on it at usual sizes: film and ECG have the room, nothing overlaps, nothing is cut unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cdss.core.kinds import ECG_LEADS, Consciousness, Modality, Presence, Severity, View
from cdss.core.result import issue
from cdss.core.sentences import LANGUAGES
from cdss.records.assessment import Finding
from cdss.records.attribution import Method
from cdss.records.concept_correction import as_read
from cdss.records.ecg import Ecg
from cdss.records.explanation import EcgAttribution, EcgPart, ImageCam, NoteTokens, NoteUnit
from cdss.records.film import Film, Window
from cdss.records.film_map import FilmMap
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.entry.note_panes import ConceptChip
from cdss.session.panes import EcgPane, EmptyPane, FilmPane, NotePane, VitalsPane
from cdss.session.place import Pane
from ui.language import set_language
from ui.main_window import MainWindow
from ui.views.ecg_paper import segment_place
from ui.views.note_words import WordButton

SIZES = ((1440, 900), (1600, 1000), (1920, 1080))
COMPLAINT = "chest pain for 2 h"
NOTE = (
    "Crushing chest pain radiating to left arm, onset 2 h ago, diaphoretic. Denies fever, no cough. "
    "PMH hypertension, smoker 30 PY. Took aspirin 100 mg at home."
)
WORDS = ("Crushing", "left", "diaphoretic", "fever", "hypertension", "smoker", "aspirin", "home")
CONCEPTS = ("chest pain", "radiating pain", "diaphoresis", "fever", "cough", "hypertension", "smoking", "antiplatelet")


def film() -> FilmPane:
    hot = np.zeros((14, 14), np.float32)
    hot[6:8, 3:5], hot[0:2, 11:13] = 1.0, -0.7
    fused = FilmMap(Method.GRAD_CAM, "risk", hot, effect=0.021)
    cam = ImageCam({"pneumonia": np.abs(hot)}, {"pneumonia": "right_middle"}, fused)
    pixels = np.tile(np.linspace(0, 255, 1024, dtype=np.float32), (1024, 1))
    found = (Finding("pneumonia", 0.96), Finding("edema", 0.29), Finding("effusion", 0.2))
    return FilmPane(Film("f.png", pixels, Window(127.5, 256.0), view=View.AP), found, cam, (), "credit")


def ecg() -> EcgPane:
    parts = tuple(
        EcgPart(lead, wave, 0.004, 0.002, 1 / 60) for lead in ECG_LEADS for wave in ("P", "QRS", "ST", "T", "rest")
    )
    shading = EcgAttribution("risk", np.zeros((12, 5000), np.float32), 500.0, parts, 0.5, 0.62, 16, 12, 0)
    measured = (("heart_rate", 104.0), ("pr_ms", 178.0), ("qrs_ms", 108.0), ("qt_ms", 380.0), ("qtc_ms", 500.0))
    levels = tuple((lead, -0.15) for lead in ECG_LEADS)
    findings = (Finding("MI", 0.9), Finding("CD", 0.88), Finding("STTC", 0.21), Finding("NORM", 0.02))
    recording = Ecg("e", np.zeros((12, 5000), np.float32), 500.0)
    return EcgPane(recording, findings, measured, levels, shading, (), "credit", awaited=False)


def note() -> NotePane:
    text = f"{COMPLAINT}\n{NOTE}"
    units = tuple(
        NoteUnit(word, ((text.index(word), text.index(word) + len(word)),), (i,), (0.05 - 0.01 * i) * (-1) ** i)
        for i, word in enumerate(WORDS)
    )
    tokens = NoteTokens("risk", text, (), units, 0.586, 0.682)
    concepts = tuple((concept, concept in ("fever", "cough")) for concept in CONCEPTS)
    issues = (issue("explain_incomplete", Severity.WARNING, None, points="0.6"),)
    chips = tuple(ConceptChip(term, denied, as_read(denied)) for term, denied in concepts)
    return NotePane(COMPLAINT, text, tokens, (), concepts, issues, "credit", chips=chips)


def vitals() -> VitalsPane:
    row = VitalsRow(
        heart_rate=110, resp_rate=22, sbp=160, dbp=95, spo2=93, temperature_c=36.8, on_oxygen=False,
        consciousness=Consciousness.ALERT, pain=7,
    )  # fmt: skip
    return VitalsPane(Vitals("v", (row,)), (), (), "credit")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show_film(film())
    made.show_ecg(ecg())
    made.show_note(note())
    made.show_vitals(vitals())
    made.show()
    yield made


def settle(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    for _ in range(6):
        QApplication.processEvents()


def share(canvas: QWidget, pane: QWidget) -> float:
    return canvas.height() / pane.height()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("heat", [True, False])
def test_film_and_ecg_get_seven_tenths_of_their_panes(window: MainWindow, size: tuple[int, int], heat: bool) -> None:
    window.evidence.film.heat_button.setChecked(heat)
    settle(window, size)
    film, ecg = window.evidence.film, window.evidence.ecg
    assert share(film.canvas, film) >= 0.7 and share(ecg.canvas, ecg) >= 0.7
    for row in ((film, window.evidence.note), (ecg, window.evidence.vitals)):
        assert row[0].height() > 1.25 * row[1].height()


@pytest.mark.parametrize("size", SIZES)
def test_a_square_film_fills_at_least_four_fifths_of_its_pane_across(window: MainWindow, size: tuple[int, int]) -> None:
    settle(window, size)
    film = window.evidence.film
    assert film.canvas.film_rect().width() >= 0.8 * film.width()


@pytest.mark.parametrize(("size", "least"), [((1440, 900), 1.8), ((1600, 1000), 2.0), ((1920, 1080), 2.8)])
def test_all_twelve_leads_are_on_the_paper_at_a_readable_scale(
    window: MainWindow, size: tuple[int, int], least: float
) -> None:
    settle(window, size)
    canvas = window.evidence.ecg.canvas
    assert canvas.geometry_mm.scale >= least
    places = {s.lead: segment_place(s, canvas.geometry_mm) for s in canvas.sheet.layout.segments}
    assert set(places) == set(ECG_LEADS)
    paper = canvas.geometry_mm
    for place in places.values():
        assert place.right() + paper.x <= canvas.width() and place.bottom() + paper.y <= canvas.height()


@pytest.mark.parametrize("size", SIZES)
def test_the_whole_note_is_read_without_scrolling_on_a_larger_screen(window: MainWindow, size: tuple[int, int]) -> None:
    settle(window, size)
    text = window.evidence.note.text
    hidden = text.verticalScrollBar().maximum()
    assert hidden == 0 if size[0] >= 1600 else hidden <= 40
    assert text.height() >= 0.38 * window.evidence.note.height()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_no_two_parts_of_a_pane_overlap(window: MainWindow, size: tuple[int, int], language: str) -> None:
    set_language(language)
    settle(window, size)
    assert overlapping(window.evidence) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_no_words_of_a_pane_are_cut_without_a_tool_tip(
    window: MainWindow, size: tuple[int, int], language: str
) -> None:
    set_language(language)
    settle(window, size)
    assert cut(window.evidence) == []


def test_an_empty_place_takes_no_room_from_the_evidence(window: MainWindow) -> None:
    settle(window, SIZES[0])
    before = window.evidence.film.height()
    reasons = tuple(issue("explain_incomplete", Severity.WARNING, None, points="0.6") for _ in range(3))
    window.show_note(EmptyPane(Modality.NOTE, Presence.REJECTED, reasons))
    settle(window, SIZES[0])
    assert window.evidence.film.height() == before
    assert cut(window.evidence) == [] and overlapping(window.evidence) == []


def test_in_a_pane_of_its_own_the_note_stands_beside_its_list(window: MainWindow) -> None:
    settle(window, SIZES[1])
    window.evidence.show_maximised(Pane.NOTE)
    settle(window, SIZES[1])
    text, words, chips = window.evidence.note.text, window.evidence.note.words, window.evidence.note.chips
    assert words.geometry().left() >= text.geometry().right() and words.geometry().top() == text.geometry().top()
    assert all(label.isVisible() for label in chips.labels) and not chips.more.isVisible()
    window.evidence.show_maximised(None)
    settle(window, SIZES[1])
    assert words.geometry().top() >= text.geometry().bottom() and chips.more.isVisible()


def test_what_is_behind_a_button_is_reached_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, SIZES[0])
    chips = window.evidence.note.chips
    hidden = [label.text() for label in chips.labels if not label.isVisible()]
    assert hidden and chips.more.text() == f"+{len(hidden)}"
    assert all(concept in chips.more.accessibleName() for concept in hidden)
    low = chips.height()
    qtbot.keyClick(chips.more, Qt.Key.Key_Space)
    settle(window, SIZES[0])
    assert all(label.isVisible() for label in chips.labels) and chips.height() > low
    assert overlapping(chips) == []
    qtbot.keyClick(chips.more, Qt.Key.Key_Space)
    assert chips.height() == low


def overlapping(root: QWidget) -> list[tuple[str, str]]:
    """Pairs of visible siblings that lie on each other; frames drawn over a part to light it up are none."""
    found = []
    for parent in (root, *root.findChildren(QWidget)):
        if parent.isVisible():
            parts = [part for part in parent.children() if isinstance(part, QWidget) and part.isVisible()]
            parts = [part for part in parts if not part.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)]
            pairs = combinations(parts, 2)
            found += [(named(a), named(b)) for a, b in pairs if taken(a).intersects(taken(b))]
    return found


def taken(part: QWidget) -> QRect:
    """Where something of ``part`` is seen: of a label at the left of its place only as far as its words go."""
    place = part.geometry()
    if isinstance(part, QLabel) and not part.wordWrap() and part.alignment() & Qt.AlignmentFlag.AlignLeft:
        place.setWidth(min(place.width(), part.sizeHint().width()))
    return place


def cut(root: QWidget) -> list[str]:
    """Labels and buttons without room for their words, and without a tool tip that says them."""
    found = []
    for part in root.findChildren(QWidget):
        if not part.isVisible() or not isinstance(part, QLabel | QAbstractButton) or isinstance(part, WordButton):
            continue
        if isinstance(part, QLabel) and part.wordWrap():
            lost = part.heightForWidth(part.width()) > part.height() + 1
        else:
            lost = part.sizeHint().width() > part.width() + 1 or part.text().endswith("…")
        if lost and not part.toolTip():
            found.append(named(part))
    return found


def named(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {widget.objectName()} {words}".strip()
