"""The tabs of a small screen say of the panes that are not in front what must not be missed."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from cdss.core.kinds import Modality, Presence, Severity
from cdss.core.result import issue
from cdss.session.panes import EmptyPane
from cdss.session.place import Pane
from tests.ui.panels.test_room_for_evidence import ecg, film
from ui.language import set_language
from ui.panels.evidence_panel import EvidencePanel


def test_a_warning_and_what_is_missing_are_marked_in_sign_and_spoken_word(qtbot: QtBot) -> None:
    panel = EvidencePanel()
    qtbot.addWidget(panel)
    told, doubted = (issue("ecg_leads_noisy", s, Modality.ECG, leads="I") for s in (Severity.INFO, Severity.WARNING))
    button = panel.tabs.buttons[Pane.ECG]
    panel.show_pane(Pane.ECG, replace(ecg(), issues=(told,)))
    assert (button.text(), button.accessibleName()) == ("ECG", "Show: ECG")
    panel.show_pane(Pane.ECG, replace(ecg(), issues=(told, doubted)))
    assert (button.text(), button.accessibleName()) == ("! ECG", "Show: ECG, with a warning")
    panel.show_pane(Pane.ECG, EmptyPane(Modality.ECG, Presence.MISSING, (), False, True))
    assert (button.text(), button.accessibleName()) == ("– ECG", "Show: ECG, not available")
    panel.show_pane(Pane.FILM, replace(film(), issues=()))
    assert not panel.tabs.buttons[Pane.FILM].text().startswith(("!", "–"))
    set_language("ko")
    panel.tabs._words()
    assert button.accessibleName().endswith(", 자료 없음")
    set_language("en")
