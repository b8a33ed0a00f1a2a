"""KTAS or ESI: chosen once, it stands wherever a level is named."""

from __future__ import annotations

from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from cdss.scoring.triage_levels import TRIAGE_LEVELS
from cdss.session.setting_actions import SettingChanged
from tests.ui.test_switching_looks import DECISION, opened, settle, words_of
from ui.app import App
from ui.language import set_language
from ui.panels.override_panel import OverridePanel
from ui.terms import level_name, numbered, scale_name, set_terms
from ui.views.headline_view import HeadlineView


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
