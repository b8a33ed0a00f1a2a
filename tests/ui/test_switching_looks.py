"""A window switched to a language or a theme must look like one that was opened in it: no word, no colour left behind."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cdss.core.kinds import CONDITIONS, MODALITIES, ArrivalMode, Modality, Presence, Severity, Sex
from cdss.core.result import issue
from cdss.records.assessment import Acuity, Condition, Risk
from cdss.records.explanation import Contribution, CrossAttention, ModalityShapley, VitalsShap
from cdss.records.identity import Arrival, Patient
from cdss.session.panes import BannerPane, DecisionPane, EmptyPane, NotePane, Ruling, StatusLine, WorklistRow
from ui.actions import ACTIONS
from ui.language import set_language
from ui.main_window import MainWindow
from ui.theme import THEMES, set_theme
from ui.theme.palettes import PALETTES

OWN = {"quit", "find_patient", "palette", "keys"} | {spec.name for spec in ACTIONS if spec.scope}
RULING = Ruling(3, 2, "회복됨")
ACUITY, RISK = Acuity(2, (0.07, 0.88, 0.04, 0.01, 0.0)), Risk(9.1, (8.2, 9.6))
PATIENT = Patient("7", 58.0, Sex.MALE)
BANNER = BannerPane("demo-1", PATIENT, Arrival(None, ArrivalMode.AMBULANCE), "흉통", True, ACUITY, RISK, False, RULING)
DECISION = DecisionPane(
    acuity=ACUITY, risk=RISK, outcomes=(("admission", 0.81), ("critical", 0.2)),
    conditions=tuple(Condition(c, 0.9 - 0.08 * i, (0.1, 0.95), i < 2) for i, c in enumerate(CONDITIONS)),
    shapley=ModalityShapley("risk", 0.19, 0.912, {Modality.VITALS: 0.5, Modality.NOTE: 0.222}, {"vitals|note": 0.1}),
    vitals_shap=VitalsShap("risk", 0.4, 0.5, tuple(
        Contribution(n, "1", 0.1) for n in ("heart_rate", "sbp", "spo2", "resp_rate", "age"))),
    attention=CrossAttention(("통증",), ("heart_rate", "pain"), np.array([[[0.9, 0.1]]], np.float32)),
    without=((Modality.NOTE, 9.0),), missing=(Modality.IMAGE, Modality.ECG),
    checks=tuple(issue("session_model_more_urgent", s, None, model=2, own=3) for s in Severity),
    refusal=None, busy=False, ruling=RULING,
)  # fmt: skip
ROWS = tuple(
    WorklistRow(
        f"demo-{level}", PATIENT, "흉통", tuple(zip(MODALITIES, (*Presence, Presence.PRESENT), strict=True)), Arrival(), True,
        level, 9.1, level == 2, None, f"k{level}", RULING if level == 3 else None,
    )
    for level in range(1, 6)
)  # fmt: skip
NOTE = NotePane("흉통", "흉통, 발열 없음.", None, ((4, 9),), (), (), "")
STATUS = StatusLine("explaining", 840.0, "cpu", "cdss-triage 0.1 · sha256 3f9c0000", None)
NAMES = re.compile(
    r"KTAS|CPU|GPU|CXR|ECG|DICOM|PNG|JPEG|WFDB|CSV|SHAPLEY|Shapley|SHAP|Grad-CAM|\+II\b|TriageLens|NEWS2|COPD|TIA|demo-\d|Ctrl\+\w+|Esc|"
    r"cdss-triage|sha256|3f9c0000|\bID\b|V/S|SpO₂|EN\b|mm(/s|/mV)?\b|\bmV\b|\.hea|\.dat|Hz|PA\b|AP\b|\bF1\b|"
    r"HL7 aECG|HL7|FHIR|Philips|MUSE XML|EDF|SCP-ECG|NHAMCS|LIME|PDF|\bEnter\b|\bIG\b|mmHg|/min\b"
)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    return opened(qtbot)


def opened(qtbot: QtBot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.set_handlers({spec.name: (lambda: None) for spec in ACTIONS if spec.name not in OWN})
    made.resize(1600, 1000)
    made.show_banner(BANNER)
    made.show_worklist(ROWS)
    made.show_film(EmptyPane(Modality.IMAGE, Presence.MISSING, ()))
    made.show_ecg(EmptyPane(Modality.ECG, Presence.REJECTED, ()))
    made.show_vitals(EmptyPane(Modality.VITALS, Presence.MISSING, ()))
    made.show_note(NOTE)
    made.show_decision(DECISION)
    made.show_status(STATUS)
    made.show()
    return made


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def words_of(window: MainWindow) -> list[str]:
    """All that is written or spoken, hidden widgets included, in the order of the widgets."""
    found: list[str] = [action.text() for action in window._actions.values()]
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QLabel | QAbstractButton):
            found.append(widget.text())
        if isinstance(widget, QLineEdit):
            found.append(widget.placeholderText())
        found += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
    return [text for text in found if text]


def pictures(window: MainWindow) -> dict[str, QImage]:
    window.setFocus()
    settle()
    parts = {"banner": window.banner, "worklist": window.worklist, "decision": window.decision, "status": window.status}
    panes = {"note": window.evidence.note, "centre": window.evidence}
    return {name: widget.grab().toImage() for name, widget in (parts | panes).items()}


def test_no_english_word_is_left_in_korean(window: MainWindow) -> None:
    settle()
    set_language("ko")
    settle()
    english = re.compile(r"[A-Za-z]{2,}")
    vitals = {id(w) for w in (window.evidence.vitals, *window.evidence.vitals.findChildren(QWidget))}
    left = set()
    for widget in window.findChildren(QWidget):
        if id(widget) in vitals:
            continue
        written = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
        for text in (written, widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()):
            if found := english.findall(NAMES.sub("", re.sub(r"<[^>]*>", "", text))):
                left.add((type(widget).__name__, text[:60], *found))
    assert left == set()


def test_a_window_switched_to_korean_says_what_one_opened_in_korean_says(window: MainWindow, qtbot: QtBot) -> None:
    settle()
    set_language("ko")
    settle()
    fresh = opened(qtbot)
    settle()
    assert words_of(window) == words_of(fresh)


def test_back_to_english_is_as_before(window: MainWindow) -> None:
    settle()
    before = words_of(window)
    for language in ("ko", "en"):
        set_language(language)
        settle()
    assert words_of(window) == before


@pytest.mark.parametrize(("old", "new"), [("dark", "light"), ("light", "high_contrast"), ("high_contrast", "dark")])
def test_a_window_switched_to_a_theme_is_painted_like_one_opened_in_it(
    qapp: QApplication, qtbot: QtBot, old: str, new: str
) -> None:
    set_theme(qapp, old)
    switched = opened(qtbot)
    before = pictures(switched)
    set_theme(qapp, new)
    after, fresh = pictures(switched), pictures(opened(qtbot))
    assert [name for name in after if after[name] == before[name]] == []
    assert [name for name in after if after[name] != fresh[name]] == []


@pytest.mark.parametrize("theme", THEMES)
def test_no_widget_keeps_a_colour_of_another_theme_in_its_own_style_sheet(
    qapp: QApplication, window: MainWindow, theme: str
) -> None:
    for name in (*(t for t in THEMES if t != theme), theme):
        set_theme(qapp, name)
        settle()
    ours = colours_of(PALETTES[theme])
    others = set.union(*(colours_of(PALETTES[t]) for t in THEMES if t != theme)) - ours
    own = {w.objectName(): set(re.findall(r"#[0-9a-f]{6}", w.styleSheet())) for w in window.findChildren(QWidget)}
    assert {name: found & others for name, found in own.items() if found & others} == {}


def colours_of(palette: object) -> set[str]:
    return set(re.findall(r"#[0-9a-f]{6}", repr(palette)))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [1280, 1600])
def test_no_button_or_card_heading_is_cut_off(window: MainWindow, language: str, width: int) -> None:
    set_language(language)
    window.resize(width, 1000)
    settle()
    buttons = [b for b in window.decision.findChildren(QAbstractButton) if b.isVisible()]
    assert buttons
    narrow = [b.text() for b in buttons if b.fontMetrics().horizontalAdvance(b.text()) > b.width()]
    assert narrow == []
    cut = [card.heading.text() for card in window.decision.cards.values() if card.heading.text().endswith("…")]
    assert cut == []
