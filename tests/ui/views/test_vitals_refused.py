"""What was measured and refused is not called "not measured"; oxygen and consciousness have their NEWS2 points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cdss.core.kinds import Consciousness
from cdss.readers.vitals import read_vitals
from cdss.records.vitals import VitalsRow
from cdss.session.panes import VitalsPane
from tests.ui.views.test_vitals_view import FULL, T0, pane
from ui.language import set_language
from ui.views.vitals_view import VitalsView


@pytest.fixture
def view(shown_at) -> VitalsView:
    return shown_at(VitalsView(), 650, 420)


def read(folder: Path, text: str) -> VitalsPane:
    """The pane of a table as the program reads it."""
    path = folder / "vitals.csv"
    path.write_text(text, encoding="utf-8")
    part = read_vitals(path, path.name)
    assert part.value is not None
    return replace(pane(part.value.rows), issues=part.issues)


def test_a_refused_value_is_said_with_its_reason_and_not_as_not_measured(view: VitalsView, tmp_path: Path) -> None:
    columns = "heart_rate,resp_rate,sbp,dbp,spo2,temperature_c,on_oxygen,consciousness"
    view.set_pane(read(tmp_path, f"{columns}\n88,18,80,120,970,98.6,perhaps,drunk\n"))
    assert view.refused_line.isVisible()
    assert set(view.refused_line.accessibleName().split(" · ")) == {
        "Refused:",
        "SpO₂ 970: outside 40–100 %",
        "Temperature 98.6: looks like °F",
        "Oxygen perhaps: neither 0 nor 1",
        "Consciousness drunk: not A, C, V, P or U",
        "SBP / DBP 80/120: diastolic not below systolic",
    }
    assert view.absent_line.accessibleName() == "Not measured: Pain"
    tip = view.news2_chip.toolTip()
    assert "refused" in tip and "not measured" not in tip
    set_language("ko")
    view.retranslate()
    assert "970: 40–100 % 범위 밖" in view.refused_line.accessibleName()


def test_a_value_refused_once_and_measured_again_is_neither(view: VitalsView, tmp_path: Path) -> None:
    view.set_pane(read(tmp_path, "time,spo2\n2026-11-20T14:00:00,970\n2026-11-20T14:05:00,97\n"))
    assert not view.refused_line.isVisible()
    assert "SpO₂" not in view.absent_line.accessibleName()


def test_oxygen_and_consciousness_have_their_points(view: VitalsView) -> None:
    view.set_pane(pane((replace(FULL, on_oxygen=True, consciousness=Consciousness.CONFUSION),)))
    assert view.words_line.accessibleName() == ("Consciousness new confusion (C) · +3 · on oxygen · +2 · Pain 7/10")
    view.set_pane(pane((replace(FULL, on_oxygen=True),), adult=False))
    assert "+" not in view.words_line.accessibleName(), "a child has no NEWS2"
    view.set_pane(pane((VitalsRow(T0, heart_rate=80.0),)))
    assert not view.words_line.isVisible()
