"""The real panels: what they show, what they say to a screen reader, and what the clinician does with them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from cdss.core.kinds import CONDITIONS, MODALITIES, ArrivalMode, Modality, Presence, Severity, Sex
from cdss.core.result import issue
from cdss.records.assessment import Acuity, Condition, Risk
from cdss.records.explanation import Contribution, CrossAttention, ModalityShapley, VitalsShap
from cdss.records.identity import Arrival, Patient
from cdss.session.panes import BannerPane, DecisionPane, Ruling, StatusLine, WorklistRow
from ui.language import set_language
from ui.panels.decision_panel import DecisionPanel
from ui.panels.override_panel import OverridePanel
from ui.panels.worklist_panel import WorklistPanel
from ui.theme import palette
from ui.views.attention_view import AttentionView
from ui.views.banner_view import BannerView
from ui.views.conditions_view import ConditionsView
from ui.views.risk_dial_view import RiskDialView
from ui.views.status_view import StatusView
from ui.views.wording import age_words, minutes_since

NOW = datetime(2026, 11, 21, 14, 22, tzinfo=UTC)
LONG_AGO = datetime(2025, 1, 14, 14, 22, tzinfo=UTC)


def row(key: str, level: int | None = 2, selected: bool = False, **more: object) -> WorklistRow:
    base = WorklistRow(
        case_id=f"case-{key}", patient=Patient("p", 58.0, Sex.MALE), complaint="Chest pain",
        presence=tuple((m, Presence.PRESENT) for m in MODALITIES), arrival=Arrival(), composite=False,
        level=level, risk=None if level is None else 9.1, selected=selected, key=key,
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def decision(**more: object) -> DecisionPane:
    probabilities = (0.87, 0.46, 0.12, 0.11, 0.05, 0.04, 0.03, 0.02, 0.01, 0.005)
    conditions = tuple(
        Condition(code, p, (max(0.0, p - 0.1), min(1.0, p + 0.05)), p > 0.4)
        for code, p in zip(CONDITIONS, probabilities, strict=True)
    )
    base = DecisionPane(
        acuity=Acuity(2, (0.07, 0.88, 0.04, 0.01, 0.0)), risk=Risk(9.1, (8.2, 9.6)), outcomes=(("admission", 0.81),),
        conditions=conditions,
        shapley=ModalityShapley("risk", 0.19, 0.91, {Modality.ECG: 0.5, Modality.NOTE: 0.22}, {"ecg|note": 0.1}),
        vitals_shap=VitalsShap("risk", 0.4, 0.5, (Contribution("heart_rate", "110 bpm", 0.1),)), attention=None,
        without=((Modality.IMAGE, 8.8),), checks=(issue("session_engine_restarting", Severity.WARNING),),
        missing=(), refusal=None, busy=False,
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def shown_texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


@pytest.fixture
def panel(qtbot: QtBot) -> DecisionPanel:
    made = DecisionPanel()
    qtbot.addWidget(made)
    made.resize(388, 900)
    made.show()
    return made


@pytest.fixture
def worklist(qtbot: QtBot) -> WorklistPanel:
    made = WorklistPanel()
    qtbot.addWidget(made)
    made.resize(278, 600)
    made.show()
    return made


def test_arrow_keys_choose_patients_and_new_rows_do_not(worklist: WorklistPanel, qtbot: QtBot) -> None:
    chosen: list[str] = []
    worklist.patient_chosen.connect(chosen.append)
    worklist.set_rows((row("a", selected=True), row("b"), row("c", None)))
    worklist.set_rows((row("c", 1), row("a", selected=True), row("b")))
    assert chosen == []
    assert worklist.list.currentIndex().row() == 1
    qtbot.keyClick(worklist.list, Qt.Key.Key_Down)
    assert chosen == ["b"]


def test_a_click_chooses_the_row_under_it(worklist: WorklistPanel, qtbot: QtBot) -> None:
    worklist.set_rows((row("a", selected=True), row("b")))
    place = worklist.list.visualRect(worklist.list.model().index(1, 0)).center()
    with qtbot.waitSignal(worklist.patient_chosen) as signal:
        qtbot.mouseClick(worklist.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == ["b"]


def test_search_field_says_what_was_typed(worklist: WorklistPanel, qtbot: QtBot) -> None:
    typed: list[str] = []
    worklist.searched.connect(typed.append)
    qtbot.keyClicks(worklist.search, "ab")
    assert typed == ["a", "ab"]


def test_row_says_level_and_refusal_in_words(worklist: WorklistPanel) -> None:
    worklist.set_rows((row("a"), row("b", None, problem="Two patients in one folder.")))
    model = worklist.list.model()
    said = [model.index(i, 0).data(Qt.ItemDataRole.AccessibleTextRole) for i in (0, 1)]
    assert said[0] == "case-a, M 58, Chest pain, 2 Emergent, arrival unknown"
    assert said[1].endswith("not assessed yet, Two patients in one folder., arrival unknown")


def test_row_has_the_colour_of_its_level_at_the_bar_and_the_badge(worklist: WorklistPanel) -> None:
    worklist.set_rows((row("a", 2), row("b", 4)))
    image = worklist.list.viewport().grab().toImage()
    for index, level in ((0, 2), (1, 4)):
        box = worklist.list.visualRect(worklist.list.model().index(index, 0))
        fill = QColor(palette().levels[level - 1][0])
        assert image.pixelColor(box.left() + 2, box.top() + 40) == fill
        assert image.pixelColor(box.left() + 16, box.top() + 14) == fill


def test_banner_shows_identity_and_acuity_with_number_and_word(qtbot: QtBot) -> None:
    banner = BannerView()
    qtbot.addWidget(banner)
    arrival = Arrival(LONG_AGO, ArrivalMode.AMBULANCE)
    pane = BannerPane(
        "demo-1", Patient("7", 58.0, Sex.MALE), arrival, "Chest pain", True, Acuity(2, (0.0, 1.0, 0.0, 0.0, 0.0)),
        Risk(9.1, (8.2, 9.6)), False,
    )  # fmt: skip
    banner.set_pane(pane)
    assert banner.identity.text() == "demo-1"
    assert banner.facts.toolTip() == "M · 58 y · ID 7 · arrived 14 Jan 2025 · ambulance"
    assert banner.level.text() == "KTAS 2 Emergent\nrisk 9.1 / 10 · 90 % interval 8.2–9.6"
    assert banner.composite.isVisibleTo(banner)
    banner.set_pane(replace(pane, ruling=Ruling(1, 2, "shock"), composite=False))
    assert banner.badge.text() == "1" and "set by clinician" in banner.level.text()
    assert not banner.composite.isVisibleTo(banner)
    banner.set_pane(replace(pane, acuity=None, risk=None, busy=True))
    assert banner.level.text() == "Being assessed…" and not banner.badge.isVisibleTo(banner)


def test_banner_speaks_korean(qtbot: QtBot) -> None:
    banner = BannerView()
    qtbot.addWidget(banner)
    acuity = Acuity(2, (0.0, 1.0, 0.0, 0.0, 0.0))
    banner.set_pane(BannerPane("d", Patient(None, 58.0, Sex.FEMALE), Arrival(LONG_AGO), "", False, acuity, None, False))
    set_language("ko")
    qtbot.waitUntil(lambda: banner.facts.toolTip() == "여 · 58세 · 2025/1/14 내원")
    assert banner.level.text() == "KTAS 2 긴급"


def test_headline_words_follow_the_probability(panel: DecisionPanel) -> None:
    panel.set_pane(decision())
    assert panel.headline.title.text() == "Acute coronary syndrome likely"
    assert panel.headline.levels.text() == "KTAS 2 (88 %) · 1 (7 %) · 3 (4 %)"
    low = tuple(replace(c, probability=min(c.probability, 0.45)) for c in decision().conditions)
    panel.set_pane(decision(conditions=low))
    assert panel.headline.title.text() == "Acute coronary syndrome possible"


def test_waterfall_is_read_out_with_figures_that_add_up(panel: DecisionPanel) -> None:
    panel.set_pane(decision())
    assert panel.shapley.accessibleDescription() == "ECG: +45.0\nNote: +17.0\nECG × Note: +10.0"
    assert panel.cards["why"].caption.text() == "base 19.0 % → 91.0 %"
    assert re.sub("<[^>]*>", "", panel.without.text()) == "Risk without: CXR 8.8"


def test_next_patient_starts_with_nothing_of_the_one_before(panel: DecisionPanel) -> None:
    panel.set_pane(decision())
    before = shown_texts(panel)
    assert "Acute coronary syndrome" in before
    empty = {"acuity": None, "risk": None, "outcomes": (), "conditions": (), "shapley": None, "vitals_shap": None}
    panel.set_pane(decision(**empty, without=(), checks=(), busy=True))
    assert panel.headline.title.text() == "Being assessed…"
    assert not any(card.isVisibleTo(panel) for card in panel.cards.values())
    assert not panel.accept.isEnabled()
    assert panel.dial.accessibleName() == "Risk not known yet"


def test_refusal_stands_where_the_answer_would_be(panel: DecisionPanel) -> None:
    panel.set_pane(decision(acuity=None, risk=None, conditions=(), refusal="Nothing to assess: add a file."))
    assert panel.headline.title.text() == "Not assessed"
    assert panel.headline.facts.text() == "Nothing to assess: add a file."


def test_decision_buttons_say_what_the_clinician_wants(panel: DecisionPanel, qtbot: QtBot) -> None:
    panel.set_pane(decision())
    assert panel.accept.text() == "Accept KTAS 2" and not panel.withdraw.isVisible()
    for button, signal in ((panel.accept, panel.accept_requested), (panel.override, panel.override_requested)):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    panel.set_pane(decision(ruling=Ruling(1, 2, "shock")))
    assert panel.decided.text() == "You set KTAS 1: shock" and not panel.accept.isEnabled()
    with qtbot.waitSignal(panel.withdraw_requested):
        qtbot.mouseClick(panel.withdraw, Qt.MouseButton.LeftButton)


def test_all_conditions_can_be_shown(panel: DecisionPanel, qtbot: QtBot) -> None:
    panel.set_pane(decision())
    assert panel.conditions.row_count() == 5
    panel.more.click()
    assert panel.conditions.row_count() == 10
    assert panel.more.text() == "fewer"


def test_all_from_the_risk_to_the_checks_fits_a_screen_of_1000_lines(panel: DecisionPanel) -> None:
    """Similar visits and the next test, which are looked up, follow below."""
    rng = np.random.default_rng(0)
    weights = rng.dirichlet([1.0] * 6, (4, 8)).astype(np.float32)
    attention = CrossAttention(
        tuple("abcdefgh"), ("CXR R-base", "CXR L-base", "ECG V2", "ECG III", "SpO2", "HR"), weights
    )
    phi = dict.fromkeys(MODALITIES, 0.18)
    pairs = ("image|ecg", "image|vitals", "image|note", "ecg|vitals", "ecg|note", "vitals|note")
    shapley = ModalityShapley("risk", 0.19, 0.91, phi, dict.fromkeys(pairs, 0.02))
    names = ("heart_rate", "sbp", "spo2", "resp_rate", "age", "temperature_c")
    shap = VitalsShap("risk", 0.4, 1.0, tuple(Contribution(n, "1", 0.1) for n in names))
    checks = tuple(issue("session_engine_restarting", Severity.WARNING) for _ in range(3))
    panel.resize(388, 916)
    panel.set_pane(decision(attention=attention, shapley=shapley, vitals_shap=shap, checks=checks))
    panel.grab()
    inside = panel.findChild(QWidget, "decisionInside")
    checks_card = panel.cards["checks"]
    assert checks_card.mapTo(inside, QPoint(0, checks_card.height())).y() <= inside.parentWidget().height()
    assert inside.width() <= inside.parentWidget().width()


def test_dial_is_filled_as_far_as_the_risk_and_coloured_by_the_level(qtbot: QtBot) -> None:
    dial = RiskDialView()
    qtbot.addWidget(dial)
    dial.resize(108, 108)
    dial.set_risk(Risk(5.0, (4.0, 6.0)), 2)
    image = picture(dial)
    red, track = QColor(palette().levels[1][0]), QColor(palette().track)
    assert image.pixelColor(108 - 9, 54) == red
    assert image.pixelColor(9, 54) == track
    assert dial.accessibleName() == "Risk 5.0 of 10, 90 % interval 4.0 to 6.0"


def test_condition_bar_covers_the_interval_and_no_more(qtbot: QtBot) -> None:
    view = ConditionsView()
    qtbot.addWidget(view)
    view.resize(400, 17)
    view.set_conditions((Condition("acs", 0.5, (0.4, 0.6), True),))
    image = picture(view)
    left, width = 400 * 0.45 + 20, 400 - (400 * 0.45 + 20) - 44

    def at(share: float) -> QColor:
        return image.pixelColor(QPoint(round(left + share * width), 8))

    assert at(0.45) == QColor(palette().accent) and at(0.55) == QColor(palette().accent)
    assert at(0.5) == QColor(palette().text)
    assert at(0.3) == QColor(palette().track) and at(0.7) == QColor(palette().track)
    assert view.accessibleDescription().startswith("Acute coronary syndrome: 50 %, interval 40 to 60 %, in the 90 %")


def test_attention_keeps_the_order_of_the_note_and_the_strongest_words(qtbot: QtBot) -> None:
    view = AttentionView()
    qtbot.addWidget(view)
    weights = np.full((2, 8, 2), 0.5, np.float32)
    weights[:, 6] = (0.1, 0.9)
    view.set_attention(CrossAttention(tuple("abcdefgh"), ("heart_rate", "film_left_lower"), weights))
    spoken = view.accessibleDescription().splitlines()
    assert len(spoken) == 6 and spoken[-1] == "g: CXR L low 90 %"


def test_attention_gathers_weak_columns_so_that_rows_still_add_up(qtbot: QtBot) -> None:
    view = AttentionView()
    qtbot.addWidget(view)
    evidence = tuple(f"ecg_segment_{i % 4 + 1}" if i < 4 else f"film_right_{i}" for i in range(12))
    weights = np.full((1, 2, 12), 0.02, np.float32)
    weights[:, :, 2] = 1.0 - 11 * 0.02
    view.set_attention(CrossAttention(("pain", "arm"), evidence, weights))
    assert len(view._evidence) == 8 and view._evidence[-1] == "other"
    assert view._weights.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert view.accessibleDescription().startswith("pain: ECG 5–7.5 78 %")


def test_override_needs_a_level_and_a_reason(qtbot: QtBot) -> None:
    dialog = OverridePanel("demo-1", 3)
    qtbot.addWidget(dialog)
    ok = dialog.confirm
    decided: list[tuple[int, str]] = []
    dialog.decided.connect(lambda level, reason: decided.append((level, reason)))
    dialog.levels.button(1).setChecked(True)
    assert not ok.isEnabled()
    qtbot.keyClicks(dialog.reason, "looks unwell ")
    assert ok.isEnabled()
    ok.click()
    assert decided == [(1, "looks unwell")]


def test_status_line_always_ends_with_the_research_use_sentence(qtbot: QtBot) -> None:
    line = StatusView()
    qtbot.addWidget(line)
    line.resize(1600, 28)
    assert line.sentence.text().endswith("Not a medical device.")
    line.set_line(StatusLine("ready", 840.0, "cpu", "cdss-triage 0.1 · sha256 3f9c", None))
    assert line.taken.text() == "Assessed in 0.84 s · processor (CPU)" and line.taken.toolTip() == ""
    assert line.model.text() == "model cdss-triage 0.1 · sha256 3f9c"
    line.set_line(StatusLine("ready", 840.0, "cpu", None, None, device_note="The card failed."))
    assert line.taken.text() == "Assessed in 0.84 s · ! processor (CPU)" and "The card failed." in line.taken.toolTip()
    assert line.taken.accessibleName() == "Assessed in 0.84 s · processor (CPU) · The card failed."
    line.set_line(StatusLine("assessing", None, "cuda", None, None))
    assert line.taken.text() == "graphics card (GPU)" and line.message.toolTip() == "Assessing…"
    set_language("ko")
    qtbot.waitUntil(lambda: "의료기기가 아닙니다" in line.sentence.text())


@pytest.mark.parametrize(
    ("ago", "minutes"), [(timedelta(minutes=4), 4), (timedelta(hours=73), None), (timedelta(minutes=-5), None)]
)
def test_waiting_time_only_where_it_makes_sense(ago: timedelta, minutes: int | None) -> None:
    assert minutes_since(Arrival(NOW - ago), NOW) == minutes


def test_infants_are_counted_in_months() -> None:
    assert (age_words(0.5), age_words(58.9), age_words(None)) == ("6 mo", "58", "")
