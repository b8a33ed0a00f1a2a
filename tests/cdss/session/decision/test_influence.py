"""Own and model levels as a table: only of those who gave their own, nothing of what is withheld."""

from __future__ import annotations

import csv
import io

from cdss.session.actions import Opened, Ruled
from cdss.session.decision.influence import COLUMNS, influence_csv
from cdss.session.decision.own_level import OwnLevelGiven
from cdss.session.editing import Closed
from cdss.session.panes import OwnLevel, Ruling, lowers
from cdss.session.setting_actions import SettingChanged
from cdss.session.state import SessionState
from tests.cdss.session.test_level_stands import NOW, after, with_model


def rows(state: SessionState) -> list[dict[str, str]]:
    text = influence_csv(state)
    return [] if text is None else list(csv.DictReader(io.StringIO(text)))


def asked() -> SessionState:
    state = after(SessionState(), SettingChanged("own_level_first", True), Opened(("/d/a", "/d/b", "/d/c")))
    for key in ("/d/a", "/d/b", "/d/c"):
        state = with_model(state, key, 4)
    return state


def test_nothing_given_nothing_told() -> None:
    assert influence_csv(asked()) is None and influence_csv(SessionState()) is None


def test_one_row_a_patient_with_own_model_and_decided_level() -> None:
    decided = Ruled("/d/b", Ruling(3, 4, "reason_severe_pain", NOW))
    state = after(asked(), OwnLevelGiven("/d/a", 2, NOW), OwnLevelGiven("/d/b", 3, NOW), decided)
    first, second = rows(state)
    assert tuple(first) == COLUMNS
    assert first == {
        "case_id": "a", "own_level": "2", "own_time": "2026-11-21T14:02:00+00:00", "model_level": "4",
        "decided_level": "", "decided_time": "", "reason": "",
    }  # fmt: skip
    assert (second["own_level"], second["model_level"], second["decided_level"]) == ("3", "4", "3")
    assert second["reason"] == "reason_severe_pain"


def test_those_taken_off_the_worklist_are_still_counted() -> None:
    state = after(asked(), OwnLevelGiven("/d/a", 2, NOW), Closed("/d/a", NOW))
    assert [row["case_id"] for row in rows(state)] == ["a"] and rows(state)[0]["model_level"] == ""


def test_only_a_less_urgent_level_lowers() -> None:
    assert [lowers(level, OwnLevel(3)) for level in range(1, 6)] == [False, False, False, True, True]
    assert not lowers(5, OwnLevel())
