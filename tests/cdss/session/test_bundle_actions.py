"""Another calibration: no answer of the earlier one stays, all that the clinicians did does."""

from __future__ import annotations

from dataclasses import replace

from cdss.engine.messages import Ready
from cdss.records.case import Case
from cdss.session.actions import Answered, CaseRead, Opened, Ruled, Submitted
from cdss.session.bundle_actions import BundleChanged, CalibrationNoted
from cdss.session.panes import Ruling
from cdss.session.resolve import resolve
from cdss.session.schedule import next_request
from cdss.session.state import EnginePhase, Pending, Problem, SessionState
from tests.cdss.session.test_level_stands import MODEL, after, with_model


def test_everybody_is_assessed_anew_and_the_clinicians_level_stands() -> None:
    busy = (Opened(("/d/a",)), CaseRead("/d/a", Case("a", chief_complaint="pain")), Answered(Ready(MODEL, "cpu", 1)))
    state = with_model(after(SessionState(), *busy, Ruled("/d/a", Ruling(2, 3, "grey"))), "/d/a", 3)
    state = replace(state, entries=(replace(state.entries[0], explained=True),))
    assert next_request(state) is None
    changed = after(state, Submitted(Pending(1, "/d/a", True)), BundleChanged())
    assert changed.engine.phase is EnginePhase.STARTING and changed.pending == ()
    assert changed.entries[0].assessment is None and changed.entries[0].level == 2
    ready = after(changed, Answered(Ready(MODEL, "cpu", 1)))
    assert next_request(ready) == Pending(0, "/d/a", explain=True)


def test_what_is_to_be_said_of_the_calibration_stays_in_the_status_line_until_it_is_settled() -> None:
    state = after(SessionState(), Opened(("/d/a",)), CalibrationNoted(Problem("calibration_stale")))
    assert resolve(state).status.message and "shipped calibration is used" in resolve(state).status.message
    assert after(state, CalibrationNoted(Problem("calibration_stale"))) is state
    assert resolve(after(state, CalibrationNoted(None))).status.message is None
