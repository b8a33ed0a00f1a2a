"""The panel "What if…" by keyboard and mouse: what it signals, what it shows, and that it says that it is hypothetical."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cdss.core.kinds import MODALITIES, Consciousness, Modality, Presence, Severity
from cdss.core.result import issue
from cdss.records.assessment import Acuity, Assessment, Condition, ModalityStatus, ModelIdentity, Risk, Score
from cdss.records.question import Counterfactual, Counterfactuals, VitalChange, WhatIf
from cdss.records.vitals import VitalsRow
from cdss.session.panes import WhatIfPane
from ui.language import set_language
from ui.panels.what_if_panel import WhatIfPanel
from ui.views.compare_view import Row
from ui.views.painting import font_of

LATEST = VitalsRow(
    heart_rate=110.0, resp_rate=22.0, sbp=160.0, dbp=95.0, spo2=93.0, temperature_c=36.8, on_oxygen=False,
    consciousness=Consciousness.ALERT, pain=None,
)  # fmt: skip


def assessment(level: int, risk: float, sepsis: float, news2: float, checks: tuple = ()) -> Assessment:
    conditions = (Condition("acs", 0.34, (0.2, 0.5), True), Condition("sepsis", sepsis, (0.0, 0.5), False))
    return Assessment(
        "a", ModelIdentity("m", "1", "00" * 32), {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES},
        Acuity(level, (0.2,) * 5), Risk(risk, (risk - 1, risk + 0.5)), {"admission": 0.46}, conditions, {}, {}, {},
        {"news2": Score(news2, True)}, checks, {},
    )  # fmt: skip


OWN = assessment(2, 6.8, 0.03, 5)
SICKER = assessment(1, 7.9, 0.25, 11, (issue("vitals_pulse_pressure_narrow", Severity.WARNING, Modality.VITALS,
                                             sbp="84", dbp="80", gap="4"),))  # fmt: skip
ORDER = (Severity.INFO, Severity.WARNING, Severity.STOP)
OPEN = WhatIfPane("a", LATEST, "Chest pain.", MODALITIES, WhatIf(), OWN, None, (), None, False, False)
FOUND = Counterfactuals(
    (
        Counterfactual(1, 8.9, (VitalChange("sbp", 160.0, 84.0), VitalChange("spo2", 93.0, 86.0)), 3.1, True),
        Counterfactual(2, 5.0, (), 0.0, False),
    ),
    487,
)


@pytest.fixture
def panel(qtbot: QtBot) -> WhatIfPanel:
    made = WhatIfPanel()
    qtbot.addWidget(made)
    made.resize(388, 900)
    made.show()
    made.set_pane(OPEN)
    return made


@pytest.fixture
def questions(panel: WhatIfPanel) -> list[WhatIf]:
    found: list[WhatIf] = []
    panel.edited.connect(found.append)
    return found


def typed(qtbot: QtBot, panel: WhatIfPanel, field: str, text: str) -> None:
    line = panel.vitals.fields[field]
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text) if text else qtbot.keyClick(line, Qt.Key.Key_Delete)


def shown(panel: WhatIfPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel))


def waited(qtbot: QtBot, panel: WhatIfPanel) -> None:
    qtbot.waitUntil(lambda: not panel._wait.isActive(), timeout=20_000)


def test_it_says_that_it_is_hypothetical_in_both_languages(panel: WhatIfPanel) -> None:
    assert "Hypothetical. Nothing here changes the patient" in shown(panel)
    set_language("ko")
    QApplication.processEvents()
    assert "가정입니다" in shown(panel) and "현재 110" in shown(panel)


def test_opened_it_shows_the_patients_own_values_and_asks_nothing(panel, questions) -> None:
    assert {f: line.text() for f, line in panel.vitals.fields.items()} == {
        "heart_rate": "110", "resp_rate": "22", "sbp": "160", "dbp": "95", "spo2": "93", "temperature_c": "36.8", "pain": "",
    }  # fmt: skip
    assert panel.note.toPlainText() == "Chest pain." and all(box.isChecked() for box in panel.switches.values())
    assert questions == [] and not panel._wait.isActive() and "Edit anything below" in shown(panel)


def test_typing_asks_once_after_a_pause(qtbot, panel, questions) -> None:
    typed(qtbot, panel, "heart_rate", "150")
    assert questions == [] and panel._wait.isActive()
    waited(qtbot, panel)
    assert questions == [WhatIf({"heart_rate": 150.0})]


def test_every_control_is_reached_by_the_tab_key_and_has_a_name(qtbot, panel, questions) -> None:
    panel.vitals.fields["heart_rate"].setFocus()
    reached = []
    for _ in range(40):
        widget = QApplication.focusWidget()
        if widget in reached:
            break
        reached.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    wanted = (
        *panel.vitals.fields.values(), panel.vitals.consciousness, panel.vitals.oxygen, panel.note,
        *panel.switches.values(), panel.search, panel.reset, panel.close_button,
    )  # fmt: skip
    assert [w for w in wanted if w not in reached] == []
    assert all(w.accessibleName() or w.text() for w in wanted)
    assert questions == []


def test_an_emptied_field_means_not_measured_and_a_comma_is_a_decimal_point(qtbot, panel, questions) -> None:
    typed(qtbot, panel, "spo2", "")
    typed(qtbot, panel, "temperature_c", "39,4")
    typed(qtbot, panel, "pain", "7")
    waited(qtbot, panel)
    assert questions == [WhatIf({"spo2": None, "temperature_c": 39.4, "pain": 7.0})]


def test_what_is_no_number_is_said_and_not_asked(qtbot, panel, questions) -> None:
    typed(qtbot, panel, "heart_rate", "fast")
    waited(qtbot, panel)
    assert questions == [] and "Heart rate “fast” is not a number" in shown(panel) and "Not computed" in shown(panel)
    typed(qtbot, panel, "heart_rate", "120")
    waited(qtbot, panel)
    assert questions == [WhatIf({"heart_rate": 120.0})] and "is not a number" not in shown(panel)


def test_consciousness_oxygen_and_note_are_edits_too(qtbot, panel, questions) -> None:
    panel.vitals.consciousness.setFocus()
    qtbot.keyClick(panel.vitals.consciousness, Qt.Key.Key_Down)
    qtbot.keyClick(panel.vitals.oxygen, Qt.Key.Key_Down)
    panel.note.selectAll()
    qtbot.keyClicks(panel.note, "Dizzy.")
    waited(qtbot, panel)
    assert questions[-1] == WhatIf({"consciousness": Consciousness.CONFUSION, "on_oxygen": True}, "Dizzy.")


def test_a_modality_is_switched_off_with_the_space_key(qtbot, panel, questions) -> None:
    qtbot.keyClick(panel.switches[Modality.IMAGE], Qt.Key.Key_Space)
    waited(qtbot, panel)
    assert questions == [WhatIf(off=frozenset({Modality.IMAGE}))]


def test_a_modality_that_is_not_there_cannot_be_switched(panel) -> None:
    panel.set_pane(replace(OPEN, case_id="b", here=(Modality.VITALS, Modality.NOTE)))
    assert not panel.switches[Modality.IMAGE].isEnabled() and not panel.switches[Modality.IMAGE].isChecked()
    assert panel.question().off == frozenset()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (Score(5.0, True), Score(3.0, False, missing=("spo2",)), "NEWS2: 5 → ≥ 3, "),
        (Score(5.0, True), Score(7.0, False, missing=("spo2",)), "NEWS2: 5 → ≥ 7, ▲ higher"),
        (Score(5.0, False, missing=("spo2",)), Score(5.0, True), "NEWS2: ≥ 5 → 5, "),
        (Score(5.0, False, missing=("spo2",)), Score(3.0, False, missing=("spo2",)), "NEWS2: ≥ 5 → ≥ 3, ▼ lower"),
        (Score(5.0, True, spo2_scale=2), Score(5.0, True, spo2_scale=2), "NEWS2 · SpO₂ scale 2: 5 → 5, = the same"),
    ],
)
def test_a_partial_news2_is_never_called_lower_and_scale_2_is_named(panel, before, after, words) -> None:
    old, new = (replace(OWN, scores={"news2": score}) for score in (before, after))
    panel.set_pane(replace(OPEN, original=old, question=WhatIf({"sbp": 84.0}), changed=new))
    assert words in [row.words for row in panel.compare.rows()]


def test_the_answer_stands_beside_the_patient_with_its_direction_in_words(panel) -> None:
    panel.set_pane(replace(OPEN, question=WhatIf({"sbp": 84.0}), changed=SICKER))
    rows = {row.label: row for row in panel.compare.rows()}
    assert rows["Level"].words == "Level: KTAS 2 → KTAS 1, ▲ more urgent"
    assert rows["Risk"].words == "Risk: 6.8 → 7.9, ▲ 1.1 higher"
    assert rows["90 % interval"].now == "5.8–7.3" and rows["90 % interval"].then == "6.9–8.4"
    assert rows["NEWS2"].words == "NEWS2: 5 → 11, ▲ higher"
    assert rows["Admission"].change == "= the same" and rows["Sepsis"].words == "Sepsis: 3 % → 25 %, ▲ higher"
    assert "Acute coronary syndrome" not in rows
    assert "84/80" in shown(panel) or "pulse pressure" in shown(panel).lower()


def test_new_warnings_stand_before_what_is_only_worth_knowing(panel) -> None:
    told = tuple(issue("session_model_more_urgent", s, None, model=1, own=i) for i, s in enumerate(ORDER, 2))
    panel.set_pane(replace(OPEN, question=WhatIf({"sbp": 84.0}), changed=replace(SICKER, checks=told)))
    assert [check.severity for check in panel.checks._checks] == [Severity.STOP, Severity.WARNING, Severity.INFO]


def test_what_was_edited_is_marked_and_says_what_the_patient_has(qtbot, panel) -> None:
    panel.set_pane(OPEN)
    marks = panel.vitals._measured
    assert {label.property("role") for label in marks.values()} == {"muted"}
    assert marks["consciousness"].text() == f"now {panel.vitals.consciousness.currentText()}", (
        "in words, as it is chosen"
    )
    typed(qtbot, panel, "sbp", "84")
    assert marks["sbp"].text() == f"← now {LATEST.sbp:g}" and marks["sbp"].property("role") == "changed"
    assert marks["spo2"].property("role") == "muted" and "←" not in marks["spo2"].text()
    typed(qtbot, panel, "sbp", f"{LATEST.sbp:g}")
    assert "←" not in marks["sbp"].text() and marks["sbp"].property("role") == "muted"


def test_while_it_is_computed_no_old_figure_stands_there(qtbot, panel) -> None:
    panel.set_pane(replace(OPEN, question=WhatIf({"sbp": 84.0}), changed=SICKER))
    panel.set_pane(replace(OPEN, question=WhatIf({"sbp": 90.0}), busy=True))
    assert "computing…" in shown(panel) and {row.then for row in panel.compare.rows()} == {"–"}


def test_a_refusal_is_read_where_the_answer_would_stand(panel) -> None:
    refusal = issue("what_if_nothing_left", Severity.WARNING)
    panel.set_pane(replace(OPEN, question=WhatIf(off=frozenset(MODALITIES)), refused=(refusal,)))
    assert "Nothing is left to assess" in shown(panel) and "Not computed" in shown(panel)


def test_what_the_user_types_is_not_overwritten_by_an_answer(qtbot, panel, questions) -> None:
    typed(qtbot, panel, "heart_rate", "150")
    waited(qtbot, panel)
    qtbot.keyClicks(panel.vitals.fields["heart_rate"], "9")
    panel.set_pane(replace(OPEN, question=questions[0], changed=SICKER))
    assert panel.vitals.fields["heart_rate"].text() == "1509"


def test_another_patient_starts_from_their_own_values(qtbot, panel, questions) -> None:
    typed(qtbot, panel, "heart_rate", "150")
    panel.set_pane(None)
    assert not panel._wait.isActive() and panel.isHidden()
    panel.set_pane(replace(OPEN, case_id="b", latest=VitalsRow(heart_rate=60.0), note="Fall."))
    assert panel.vitals.fields["heart_rate"].text() == "60" and panel.vitals.fields["sbp"].text() == ""
    assert panel.note.toPlainText() == "Fall." and questions == []


def test_reset_puts_everything_back(qtbot, panel, questions) -> None:
    typed(qtbot, panel, "heart_rate", "150")
    waited(qtbot, panel)
    panel.set_pane(replace(OPEN, question=questions[-1], changed=SICKER))
    qtbot.keyClick(panel.reset, Qt.Key.Key_Space)
    assert questions[-1] == WhatIf()
    panel.set_pane(OPEN)
    assert panel.vitals.fields["heart_rate"].text() == "110"


def test_escape_and_the_cross_ask_to_close(qtbot, panel) -> None:
    with qtbot.waitSignal(panel.close_requested, timeout=5000):
        qtbot.keyClick(panel.vitals.fields["heart_rate"], Qt.Key.Key_Escape)
    with qtbot.waitSignal(panel.close_requested, timeout=5000):
        qtbot.mouseClick(panel.close_button, Qt.MouseButton.LeftButton)


def test_the_smallest_change_is_asked_for_told_and_tried(qtbot, panel, questions) -> None:
    with qtbot.waitSignal(panel.search_requested, timeout=5000):
        qtbot.keyClick(panel.search, Qt.Key.Key_Space)
    panel.set_pane(replace(OPEN, searching=True))
    assert not panel.search.isEnabled()
    panel.set_pane(replace(OPEN, found=FOUND))
    assert panel.smallest.sentences() == (
        "More urgent, KTAS 1: Systolic BP 160 → 84 mmHg, SpO₂ 93 → 86 % (risk 8.9)",
        "Less urgent: none found within plausible ranges; with one or two vital signs changed the risk reached 5.0.",
    )
    (button,) = panel.smallest.findChildren(QPushButton)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert questions == [WhatIf({"sbp": 84.0, "spo2": 86.0})]
    panel.set_pane(replace(OPEN, found=FOUND, question=questions[0]))
    assert panel.vitals.fields["sbp"].text() == "84"


def test_words_on_the_grid_do_not_run_over_each_other(panel) -> None:
    set_language("ko")
    panel.set_pane(replace(OPEN, question=WhatIf({"sbp": 84.0}), changed=SICKER))
    QApplication.processEvents()
    compare = panel.compare
    labels, now, then = compare._columns(Row("", "현재", "가정", ""))
    plain = QFontMetricsF(font_of(compare, compare.font_pixels))
    widest = {
        kind: max(plain.horizontalAdvance(getattr(row, kind)) for row in compare.rows()) for kind in ("label", "change")
    }
    assert widest["label"] <= labels, "no label is shortened"
    assert labels + now + then + 3 * 8 + widest["change"] <= compare.width()
