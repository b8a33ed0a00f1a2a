"""The decision column as the clinician uses it: accept, override, undo; refusals; nothing of the patient before."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cdss.core.kinds import CONDITIONS, MODALITIES, Modality, Severity
from cdss.core.result import issue
from cdss.records.assessment import Acuity, Condition, Risk
from cdss.records.explanation import Contribution, CrossAttention, ModalityShapley, VitalsShap
from cdss.scoring.triage_levels import TRIAGE_LEVELS
from cdss.session.decision.reasons import REASONS
from cdss.session.panes import DecisionPane, Ruling
from ui.language import set_language
from ui.panels.decision_panel import SHOWN_CONDITIONS, DecisionPanel
from ui.panels.override_panel import OTHER, OverridePanel
from ui.theme import THEMES, palette, set_theme
from ui.theme.contrast import contrast_ratio

CHECKS = tuple(
    issue("session_model_more_urgent", severity, None, model=1, own=own)
    for own, severity in enumerate((Severity.INFO, Severity.WARNING, Severity.INFO, Severity.STOP, Severity.INFO), 2)
)
FULL = DecisionPane(
    acuity=Acuity(2, (0.07, 0.88, 0.04, 0.01, 0.0)), risk=Risk(9.1, (8.2, 9.6)), outcomes=(("admission", 0.81),),
    conditions=tuple(Condition(c, 0.9 - 0.08 * i, (0.1, 0.95), i < 2) for i, c in enumerate(reversed(CONDITIONS))),
    shapley=ModalityShapley("risk", 0.19, 0.912, {Modality.ECG: 0.5, Modality.NOTE: 0.222}, {"ecg|note": 0.1}),
    vitals_shap=VitalsShap("risk", 0.4, 0.5, (Contribution("heart_rate", "110 bpm", 0.1),)),
    attention=CrossAttention(("pain",), ("heart_rate", "spo2"), np.array([[[0.9, 0.1]]], np.float32)),
    without=((Modality.IMAGE, 8.83), (Modality.ECG, 4.16), (Modality.NOTE, 9.0)),
    checks=CHECKS, missing=(Modality.VITALS,), refusal=None, busy=False,
)  # fmt: skip
EMPTY = DecisionPane(None, None, (), (), None, None, None, (), (), (), None, False)


@pytest.fixture
def panel(qtbot: QtBot) -> DecisionPanel:
    made = DecisionPanel()
    qtbot.addWidget(made)
    made.resize(388, 916)
    made.show()
    return made


@pytest.fixture
def dialog(qtbot: QtBot) -> OverridePanel:
    made = OverridePanel("demo-1", 3)
    qtbot.addWidget(made)
    made.show()
    return made


def shown(panel: DecisionPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel))


def test_conditions_are_drawn_most_probable_first_whatever_their_order(panel: DecisionPanel) -> None:
    panel.set_pane(replace(FULL, conditions=FULL.conditions[::-1]))
    probabilities = [c.probability for c in panel.conditions._conditions]
    assert probabilities == sorted((c.probability for c in FULL.conditions), reverse=True)[:SHOWN_CONDITIONS]


@pytest.mark.parametrize(("count", "visible"), [(0, False), (5, False), (6, True), (10, True)])
def test_the_link_to_all_conditions_appears_where_some_are_left_out(
    panel: DecisionPanel, count: int, visible: bool
) -> None:
    panel.set_pane(replace(FULL, conditions=FULL.conditions[:count]))
    assert panel.more.isVisibleTo(panel.cards["conditions"]) is visible
    assert panel.cards["conditions"].isVisibleTo(panel) is (count > 0)
    assert not visible or panel.more.text() == f"all {count}"


def test_gravest_checks_first_and_the_rest_behind_a_link(panel: DecisionPanel) -> None:
    panel.set_pane(FULL)
    severities = [c.severity for c in panel.checks._checks]
    assert severities == [Severity.STOP, Severity.WARNING, Severity.INFO] and len(severities) == 3
    panel.more_checks.click()
    assert len(panel.checks._checks) == 5 and panel.more_checks.text() == "fewer"
    panel.more_checks.click()
    assert panel.more_checks.text() == "more: 2 for information"


def test_no_warning_is_behind_the_link(panel: DecisionPanel) -> None:
    grave = tuple(replace(check, severity=Severity.WARNING) for check in CHECKS)
    panel.set_pane(replace(FULL, checks=(*CHECKS[:1], *grave)))
    assert [c.severity for c in panel.checks._checks] == [Severity.WARNING] * 5
    assert panel.more_checks.text() == "more: 1 for information" and panel.more_checks.isVisibleTo(
        panel.cards["checks"]
    )


def test_risk_without_each_modality_is_given_to_a_tenth(panel: DecisionPanel) -> None:
    panel.set_pane(FULL)
    assert re.sub("<[^>]*>", "", panel.without.text()) == "Risk without: CXR 8.8 · ECG 4.2 · Note 9.0"
    assert re.findall('href="([^"]*)"', panel.without.text()) == ["image", "ecg", "note"]
    panel.set_pane(replace(FULL, without=()))
    assert not panel.without.isVisibleTo(panel.cards["why"])


def test_figures_above_the_waterfall_are_those_its_rows_add_up_to(panel: DecisionPanel) -> None:
    panel.set_pane(FULL)
    rows = [line.rsplit(": ", 1)[1] for line in panel.shapley.accessibleDescription().splitlines()]
    total = 19.0 + sum(float(r.replace("\N{MINUS SIGN}", "-")) for r in rows)
    assert panel.cards["why"].caption.text() == "base 19.0 % → 91.2 %"
    assert total == pytest.approx(91.2)


@pytest.mark.parametrize(
    ("pane", "caption"),
    [
        (replace(FULL, shapley=None, busy=True), "computing…"),
        (replace(FULL, shapley=None), ""),
        (replace(FULL, vitals_shap=None), "base 19.0 % → 91.2 %"),
    ],
    ids=["on its way", "never came", "there"],
)
def test_what_is_said_of_an_explanation_that_is_not_there_yet(
    panel: DecisionPanel, pane: DecisionPane, caption: str
) -> None:
    panel.set_pane(pane)
    assert panel.cards["why"].caption.text() == caption


def test_attention_is_said_to_be_routing(panel: DecisionPanel) -> None:
    panel.set_pane(FULL)
    assert panel.cards["attention"].caption.text() == "routing, not importance"


@pytest.mark.parametrize(
    ("part", "card"),
    [("vitals_shap", "vitals"), ("attention", "attention"), ("checks", "checks"), ("conditions", "conditions")],
)
def test_a_card_with_nothing_to_say_is_not_there(panel: DecisionPanel, part: str, card: str) -> None:
    panel.set_pane(FULL)
    assert panel.cards[card].isVisibleTo(panel)
    panel.set_pane(replace(FULL, **{part: () if part in ("checks", "conditions") else None}))
    assert not panel.cards[card].isVisibleTo(panel)


def test_refusal_replaces_every_figure(panel: DecisionPanel) -> None:
    panel.set_pane(FULL)
    panel.set_pane(replace(EMPTY, refusal="Parts of two patients: check the film's name.", missing=(Modality.ECG,)))
    assert panel.headline.facts.text() == "Parts of two patients: check the film's name."
    text = shown(panel)
    assert not any(c.isdigit() for c in text), text
    assert panel.accept.text() == "Accept" and not panel.accept.isEnabled()
    assert panel.override.text() == "Set level…" and panel.override.isEnabled()
    fills = {QColor(fill).rgb() for fill, _ in palette().levels}
    dial = panel.dial.grab().toImage()
    assert not any(dial.pixel(x, y) in fills for x in range(dial.width()) for y in range(dial.height()))


def test_no_patient_no_decision(panel: DecisionPanel) -> None:
    panel.set_pane(FULL)
    panel.set_pane(None)
    assert not panel.accept.isEnabled() and not panel.override.isEnabled() and not panel.withdraw.isVisibleTo(panel)
    assert not any(card.isVisibleTo(panel) for card in panel.cards.values())


@pytest.mark.parametrize(
    ("ruling", "decided"),
    [
        (Ruling(2, 2), "You accepted KTAS 2"),
        (Ruling(1, 2, "grey"), "You set KTAS 1: grey"),
        (Ruling(3, None, "x"), "You set KTAS 3: x"),
    ],
)
def test_after_a_decision_only_undo_and_override_are_left(panel: DecisionPanel, ruling: Ruling, decided: str) -> None:
    panel.set_pane(replace(FULL, ruling=ruling))
    assert panel.decided.text() == decided and panel.decided.isVisibleTo(panel)
    assert not panel.accept.isEnabled() and panel.override.isEnabled() and panel.withdraw.isVisibleTo(panel)
    panel.set_pane(FULL)
    assert not panel.decided.isVisibleTo(panel) and panel.accept.isEnabled()


def test_taking_back_a_decision_is_not_called_cancel_in_korean(panel: DecisionPanel, qtbot: QtBot) -> None:
    panel.set_pane(replace(FULL, ruling=Ruling(2, 2)))
    set_language("ko")
    qtbot.waitUntil(lambda: panel.withdraw.text() == "결정 취소")


def test_a_disabled_accept_says_nothing_when_clicked(panel: DecisionPanel, qtbot: QtBot) -> None:
    panel.set_pane(replace(FULL, ruling=Ruling(1, 2, "grey")))
    with qtbot.assertNotEmitted(panel.accept_requested, wait=20):
        qtbot.mouseClick(panel.accept, Qt.MouseButton.LeftButton)


def test_a_double_click_asks_to_grow(panel: DecisionPanel, qtbot: QtBot) -> None:
    panel.set_pane(FULL)
    with qtbot.waitSignal(panel.maximise_requested, timeout=1000):
        qtbot.mouseDClick(panel, Qt.MouseButton.LeftButton)


def test_the_column_speaks_korean_throughout(panel: DecisionPanel, qtbot: QtBot) -> None:
    panel.set_pane(replace(FULL, ruling=Ruling(1, 2, "쇼크")))
    set_language("ko")
    qtbot.waitUntil(lambda: "You" not in panel.decided.text(), timeout=2000)
    assert "KTAS 1" in panel.decided.text() and "쇼크" in panel.decided.text()
    assert "Risk without" not in panel.without.text()
    assert panel.accept.text().replace("KTAS 2", "").strip() not in ("", "Accept")
    assert panel.without.text().count("CXR") == 1 and "기록 9.0" in panel.without.text()


@pytest.mark.parametrize(
    ("level", "reason", "enabled"),
    [
        (None, "", False),
        (None, "grey", False),
        (1, "", False),
        (1, "  \n ", False),
        (1, "grey", True),
        (5, "회복됨", True),
    ],
)
def test_a_level_is_set_only_with_a_reason(
    dialog: OverridePanel, level: int | None, reason: str, enabled: bool
) -> None:
    if level:
        dialog.levels.button(level).setChecked(True)
    dialog.reason.setPlainText(reason)
    assert dialog.confirm.isEnabled() is enabled


def test_no_level_is_chosen_beforehand_and_the_suggestion_is_only_marked(dialog: OverridePanel) -> None:
    assert dialog.levels.checkedId() == -1
    texts = [dialog.levels.button(level).text() for level in range(1, 6)]
    assert texts == [
        f"KTAS {t.level} · {t.ktas_en}" + ("  (suggested)" if t.level == 3 else "") for t in TRIAGE_LEVELS
    ]  # fmt: skip


def test_what_was_decided_is_told_once_and_trimmed(dialog: OverridePanel, qtbot: QtBot) -> None:
    decided: list[tuple[int, str]] = []
    dialog.decided.connect(lambda level, reason: decided.append((level, reason)))
    dialog.levels.button(5).setChecked(True)
    dialog.levels.button(1).setChecked(True)
    dialog.reason.setPlainText("  mottled skin\n")
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert decided == [(1, "mottled skin")] and not dialog.isVisible()


def test_cancel_and_escape_decide_nothing(dialog: OverridePanel, qtbot: QtBot) -> None:
    dialog.levels.button(1).setChecked(True)
    dialog.reason.setPlainText("grey")
    with qtbot.assertNotEmitted(dialog.decided, wait=20):
        qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
        dialog.show()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_taking_the_reason_away_again_disables_the_button(dialog: OverridePanel) -> None:
    dialog.levels.button(2).setChecked(True)
    dialog.reason.setPlainText("grey")
    dialog.reason.clear()
    assert not dialog.confirm.isEnabled()


def test_override_in_korean(qtbot: QtBot) -> None:
    set_language("ko")
    made = OverridePanel("demo-1", None)
    qtbot.addWidget(made)
    texts = [made.levels.button(level).text() for level in range(1, 6)]
    assert texts == [f"KTAS {t.level} · {t.ktas_ko}" for t in TRIAGE_LEVELS]
    words = [made.windowTitle(), made.reason.placeholderText(), *(b.text() for b in made.buttons.buttons())]
    for text in words:
        assert not any(c.isascii() and c.isalpha() for c in text.replace("demo-1", "")), text


def test_the_dialog_says_whose_level_it_is(dialog: OverridePanel) -> None:
    assert any(label.text() in dialog.windowTitle() for label in dialog.findChildren(QLabel) if label.property("role"))


def test_the_buttons_keep_their_words_when_the_language_changes_under_them(dialog: OverridePanel) -> None:
    QApplication.sendEvent(dialog.buttons, QEvent(QEvent.Type.LanguageChange))
    assert [b.text() for b in (dialog.confirm, dialog.cancel)] == ["Set level", "Cancel"]


@pytest.mark.parametrize("theme", THEMES)
def test_what_can_be_chosen_is_seen_in_every_theme(dialog: OverridePanel, qapp: QApplication, theme: str) -> None:
    set_theme(qapp, theme)
    try:
        button = dialog.levels.button(3)
        image = button.grab().toImage()
        ring = {image.pixelColor(x, image.height() // 2).name() for x in range(14)}
        assert max(contrast_ratio(colour, palette().background) for colour in ring) >= 3.0  # WCAG 1.4.11
    finally:
        set_theme(qapp, THEMES[0])


def test_every_modality_may_be_missing_and_is_named(panel: DecisionPanel) -> None:
    panel.set_pane(replace(FULL, missing=MODALITIES[:3]))
    assert panel.headline.facts.text() == "Without Chest X-ray, ECG, Vital signs"


def test_a_reason_of_the_list_is_told_by_its_key(dialog: OverridePanel, qtbot: QtBot) -> None:
    decided: list[tuple[int, str]] = []
    dialog.decided.connect(lambda level, reason: decided.append((level, reason)))
    qtbot.keyClick(dialog, "2")
    assert dialog.levels.checkedId() == 2 and not dialog.confirm.isEnabled()
    dialog.reasons.button(REASONS.index("reason_mechanism")).setChecked(True)
    dialog.confirm.click()
    assert decided == [(2, "reason_mechanism")]


def test_another_reason_needs_words_and_writing_chooses_it(dialog: OverridePanel) -> None:
    dialog.levels.button(2).setChecked(True)
    dialog.reasons.button(OTHER).setChecked(True)
    assert not dialog.confirm.isEnabled()
    dialog.reasons.button(0).setChecked(True)
    dialog.reason.setPlainText("mottled")
    assert dialog.reasons.checkedId() == OTHER and dialog.confirm.isEnabled()


def test_a_digit_in_the_reason_is_text(dialog: OverridePanel, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.reason, "SpO2 1")
    assert dialog.reason.toPlainText() == "SpO2 1" and dialog.levels.checkedId() == -1


def test_a_kept_reason_is_said_in_the_language_of_the_screen(panel: DecisionPanel, qtbot: QtBot) -> None:
    panel.set_pane(replace(FULL, ruling=Ruling(1, 2, "reason_severe_pain")))
    assert panel.decided.text().endswith(": Severe pain or distress")
    set_language("ko")
    qtbot.waitUntil(lambda: "심한 통증" in panel.decided.text(), timeout=2000)


def test_on_a_small_screen_the_choices_scroll_to_what_is_chosen_and_the_buttons_stay(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(960, 540)
    qtbot.addWidget(window)
    panel = OverridePanel("demo-01", 2, window)
    panel.show()
    assert panel.height() <= 510
    last = panel.reasons.buttons()[-1]
    assert last.visibleRegion().isEmpty()
    last.setChecked(True)
    QApplication.processEvents()
    assert not last.visibleRegion().isEmpty() and not panel.confirm.visibleRegion().isEmpty()
