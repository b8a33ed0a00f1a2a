"""The place of a missing modality says what is missing, why, what it costs and how to add it, in both languages."""

from __future__ import annotations

import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence, Severity
from cdss.core.result import issue
from cdss.session.panes import EmptyPane
from ui.views.empty_view import EmptyView


@pytest.fixture
def view(shown_at) -> EmptyView:
    return shown_at(EmptyView(), 410, 380)


@pytest.mark.parametrize("modality", MODALITIES)
def test_missing_modality_is_named_with_cost_and_formats(view: EmptyView, modality: Modality) -> None:
    view.set_pane(EmptyPane(modality, Presence.MISSING, ()))
    assert "not available" in view.heading.text()
    assert "goes on without it" in view.cost.text()
    assert "interval" not in view.cost.text(), "it may be the narrowest: how wide it is differs by patient"
    assert "Drop a file here" in view.how.text()
    assert view.formats.text()
    assert not view.reason.isVisible()


def test_formats_differ_by_modality(view: EmptyView) -> None:
    seen = set()
    for modality in MODALITIES:
        view.set_pane(EmptyPane(modality, Presence.MISSING, ()))
        seen.add(view.formats.text())
    assert len(seen) == len(MODALITIES)


def test_rejected_file_is_said_to_be_rejected_and_why(view: EmptyView) -> None:
    reason = issue("session_unreadable", Severity.WARNING, Modality.ECG, name="a.dat", reason="too short")
    view.set_pane(EmptyPane(Modality.ECG, Presence.REJECTED, (reason,)))
    assert view.heading.text() == "ECG could not be used"
    assert "too short" in view.reason.text()
    assert view.reason.isVisible()
    assert "too short" in view.accessibleName()
