"""Recordings of the demonstration patients in an ECG view, for its tests."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from cdss.core.paths import resources_dir
from cdss.readers.ecg_wfdb import read_ecg_wfdb
from cdss.records.ecg import Ecg
from cdss.session.panes import EcgPane
from ui.views.ecg_view import EcgView


def demo(case: str) -> Ecg:
    """The recording of one demonstration patient."""
    header = next((resources_dir() / "demo" / case / "ecg").glob("*.hea"))
    found = read_ecg_wfdb(header, header.parent, header.name).value
    assert found is not None
    return found


def pane(recording: Ecg) -> EcgPane:
    """A pane that shows ``recording`` and nothing that a model said of it."""
    return EcgPane(recording, (), (), (), None, (), "credit", awaited=False)


def shown(qtbot: QtBot, case: str) -> EcgView:
    """A view of 1100 x 700 with that recording."""
    made = EcgView()
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.set_pane(pane(demo(case)))
    return made
