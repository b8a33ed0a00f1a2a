"""KTAS or ESI: chosen once, it stands wherever a level is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from cdss.records.assessment import Score
from cdss.records.vitals import Vitals, VitalsRow
from cdss.records.vitals_changes import Entered, Signature, chart
from cdss.scoring.triage_levels import TRIAGE_LEVELS
from cdss.session.panes import VitalsPane
from cdss.session.setting_actions import SettingChanged
from tests.ui.test_switching_looks import DECISION, opened, settle, words_of
from ui.app import App
from ui.language import set_language
from ui.panels.override_panel import OverridePanel
from ui.terms import level_name, numbered, scale_name, set_terms, temperature, temperature_unit
from ui.views.headline_view import HeadlineView
from ui.views.vitals_history_table import FIELDS, ChartModel
from ui.views.vitals_plot import TrendPlot
from ui.views.vitals_row import VitalsRowView
from ui.views.vitals_view import VitalsView
from ui.views.wording import contribution_words


def test_names_of_the_levels_follow_the_scale_and_the_language(qapp: object) -> None:
    found = {}
    for terms in ("ktas", "esi"):
        set_terms(terms)
        for language in ("en", "ko"):
            set_language(language)
            found[terms, language] = [level_name(level) for level in range(1, 6)]
    assert found["ktas", "en"] == ["Resuscitation", "Emergent", "Urgent", "Less urgent", "Non-urgent"]
    assert found["ktas", "ko"] == ["소생", "긴급", "응급", "준응급", "비응급"]
    assert found["esi", "en"] == [level.esi_en for level in TRIAGE_LEVELS]
    assert scale_name() == "ESI" and numbered(2) == "ESI 2"


def test_no_ktas_is_left_on_a_window_that_speaks_esi(qtbot: QtBot) -> None:
    window = opened(qtbot)
    settle()
    assert any("KTAS 2" in text for text in words_of(window))
    set_terms("esi")
    settle()
    assert [text for text in words_of(window) if "KTAS" in text] == []
    assert "ESI 3 Urgent" in window.banner.level.text()


def test_the_levels_to_choose_from_are_named_so_too(qtbot: QtBot) -> None:
    set_terms("esi")
    panel = OverridePanel("anna", 2)
    qtbot.addWidget(panel)
    assert [b.text() for b in panel.findChildren(QRadioButton)][4] == "ESI 5 · Nonurgent"


def test_the_setting_reaches_what_is_on_screen(qtbot: QtBot) -> None:
    app = App(None)
    qtbot.addWidget(app.window)
    headline = HeadlineView()
    qtbot.addWidget(headline)
    headline.set_pane(DECISION)
    app.store.dispatch(SettingChanged("level_terms", "esi"))
    qtbot.waitUntil(lambda: headline.levels.text().startswith("ESI 2"))
    app.window.close()


def test_the_dialog_of_the_window_changes_the_state_and_hears_of_it(qtbot: QtBot) -> None:
    app = App(None)
    qtbot.addWidget(app.window)
    app.window.show()
    panel = app.dialogs.open_settings()
    panel.changed.emit("language", "ko")
    assert app.store.state.intent.language == "ko"
    qtbot.waitUntil(lambda: panel.windowTitle() == "설정")
    app.store.dispatch(SettingChanged("theme", "light"))
    assert panel.fields["theme"].control.currentData() == "light"  # type: ignore[attr-defined]
    panel.close()
    app.store.dispatch(SettingChanged("theme", "dark"))
    app.window.close()


ENTERED = Entered(VitalsRow(heart_rate=80.0), Signature("lee", datetime(2026, 11, 21, tzinfo=UTC)))


def warm(minutes: int, celsius: float) -> VitalsRow:
    return VitalsRow(time=datetime(2026, 11, 21, 12, minutes, tzinfo=UTC), heart_rate=80.0, temperature_c=celsius)


@pytest.fixture
def vitals(qtbot: QtBot) -> VitalsView:
    view = VitalsView()
    qtbot.addWidget(view)
    view.resize(560, 420)
    found = Vitals("v", (warm(0, 36.8), warm(30, 38.5)))
    score = Score(1.0, complete=False, parts=(("temperature_c", 1),))
    view.set_pane(VitalsPane(found, (("news2", score),), (), ""))
    view.show()
    return view


def figures(view: VitalsView) -> str:
    return " ".join(row.accessibleName() or "" for row in view.findChildren(VitalsRowView))


def test_temperatures_are_kept_in_celsius_and_shown_in_the_unit_that_is_set(vitals: VitalsView, qtbot: QtBot) -> None:
    assert "38.5 °C" in figures(vitals)
    set_terms("ktas", fahrenheit=True)
    qtbot.waitUntil(lambda: "101.3 °F" in figures(vitals))
    assert "°C" not in figures(vitals) and "NEWS2 +1" in figures(vitals)
    set_terms("ktas")
    qtbot.waitUntil(lambda: "38.5 °C" in figures(vitals))


@pytest.mark.parametrize(("celsius", "written"), [(37.0, "98.6"), (35.0, "95.0"), (38.05, "100.5"), (41.1, "106.0")])
def test_fahrenheit_is_right_to_a_tenth(celsius: float, written: str) -> None:
    set_terms("ktas", fahrenheit=True)
    assert temperature(celsius) == written and temperature_unit() == "°F"


def test_marks_of_the_axis_are_in_the_same_unit(vitals: VitalsView, qtbot: QtBot) -> None:
    plot = next(plot for plot in vitals.findChildren(TrendPlot) if plot._content.trend.name == "temperature_c")
    set_terms("ktas", fahrenheit=True)
    qtbot.waitUntil(lambda: "101.3 °F" in figures(vitals))
    ticks = {round(value, 1): text for level in plot._values._tickLevels for value, text in level}
    assert ticks and all(text == f"{value * 1.8 + 32:.1f}" for value, text in ticks.items())


def test_the_chart_names_the_unit_in_its_heading(qtbot: QtBot) -> None:
    row = next(iter(chart(Vitals("v", (warm(0, 38.5),)), ())))
    parent = QWidget()
    qtbot.addWidget(parent)
    model = ChartModel(parent)
    model.set_rows((row,))
    column = 1 + FIELDS.index("temperature_c")
    for fahrenheit, heading, value in ((False, "Temp °C", "38.5"), (True, "Temp °F", "101.3")):
        set_terms("ktas", fahrenheit)
        assert model.headerData(column, Qt.Orientation.Horizontal) == heading
        assert model.data(model.index(0, column)) == value


def test_the_setting_of_the_unit_reaches_the_screen(qtbot: QtBot) -> None:
    app = App(None)
    qtbot.addWidget(app.window)
    app.store.dispatch(SettingChanged("temperature_unit", "fahrenheit"))
    assert temperature_unit() == "°F"
    app.window.close()


def test_what_a_temperature_contributes_is_said_in_the_unit_of_the_screen(qapp: object) -> None:
    assert contribution_words("temperature_c", "38.4 °C") == "38.4 °C"
    set_terms("ktas", fahrenheit=True)
    assert contribution_words("temperature_c", "38.4 °C") == "101.1 °F"
    assert contribution_words("temperature_c", "") == "" and contribution_words("spo2", "93 %") == "93 %"
