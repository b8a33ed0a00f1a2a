"""The hand-over: SBAR in plain text, nothing invented, nothing of what is withheld."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cdss.core.kinds import MODALITIES, Presence, Sex
from cdss.records.assessment import Acuity, Assessment, Condition, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case, Note
from cdss.records.identity import Patient
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.actions import CaseRead, LanguageChosen, Opened, Ruled
from cdss.session.decision.handover import handover
from cdss.session.decision.own_level import OwnLevelGiven
from cdss.session.decision.recommended import ActionTicked
from cdss.session.panes import Ruling
from cdss.session.report.actions import SentenceReworded
from cdss.session.report.work import Rewording
from cdss.session.resolve import report_text_of
from cdss.session.setting_actions import SettingChanged
from cdss.session.state import SessionState

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
MODEL = ModelIdentity("m", "1", "00" * 32)
WHO = "a · M · 58 y"


def after(state: SessionState, *actions: object) -> SessionState:
    for action in actions:
        state = action.apply(state)  # type: ignore[attr-defined]
    return state


@pytest.fixture
def state() -> SessionState:
    case = Case(
        "a", Patient("P-1", 58.0, Sex.MALE), chief_complaint="chest pain", note=Note("n", "Crushing pain.\n  Smoker."),
        vitals=Vitals("v", (VitalsRow(heart_rate=110.0, spo2=93.0),)), history=("hypertension", "end-stage renal disease"),
    )  # fmt: skip
    read = after(SessionState(), Opened(("/d/a",)), CaseRead("/d/a", case))
    answer = Assessment(
        "a", MODEL, {m: ModalityStatus(Presence.MISSING) for m in MODALITIES}, Acuity(3, (0.1, 0.2, 0.5, 0.1, 0.1)),
        Risk(6.7, (5.0, 8.0)), {}, (Condition("acs", 0.6, (0.4, 0.7), True), Condition("sepsis", 0.02, (0, 0.1), False)),
        {}, {}, {}, {}, (), {},
    )  # fmt: skip
    entry = read.entries[0]
    return read.with_entry(replace(entry, assessment=answer))


def text(state: SessionState) -> str:
    found = handover(state, WHO, NOW)
    assert found is not None
    return found


def parts(whole: str) -> dict[str, str]:
    blocks = whole.split("\n\n")
    return {block[0]: block for block in blocks[1:-1]}


def test_it_has_the_four_parts_in_order_named_with_their_source(state: SessionState) -> None:
    whole = text(state)
    lines = whole.splitlines()
    assert "SBAR" in lines[0] and "Institute for Healthcare Improvement" in lines[0]
    assert lines[1] == WHO and list(parts(whole)) == ["S", "B", "A", "R"]
    assert whole.endswith("Not a medical device.")


def test_each_part_says_what_belongs_there(state: SessionState) -> None:
    said = parts(text(after(state, Ruled("/d/a", Ruling(2, 3, "reason_severe_pain", NOW)))))
    assert "“chest pain”" in said["S"] and "KTAS 2 Emergent: set by the clinician" in said["S"]
    assert "Severe pain or distress" in said["S"] and "Level suggested by the model: KTAS 3" in said["S"]
    assert "History: hypertension, end-stage renal disease." in said["B"]
    assert "Note: Crushing pain. Smoker." in said["B"]
    assert "Heart rate 110 /min" in said["A"] and "Not measured: " in said["A"]
    assert "6.7 / 10" in said["A"] and "Acute coronary syndrome" in said["A"]
    assert "Consider: Re-triage every 15 min while waiting (CTAS" in said["R"]


def test_what_was_ticked_off_is_done_with_its_time(state: SessionState) -> None:
    said = parts(text(after(state, ActionTicked("/d/a", "acs_ecg", NOW))))["R"]
    assert f"Done {NOW.astimezone():%Y-%m-%d %H:%M}: 12-lead ECG recorded and read within 10 min (ESC" in said
    assert said.count("12-lead ECG recorded") == 1


def test_what_is_not_known_is_said_to_be_unknown(state: SessionState) -> None:
    entry = state.entries[0]
    assert entry.case is not None
    bare = replace(entry.case, history=None, note=None, vitals=None)
    said = parts(text(after(state, CaseRead("/d/a", bare))))
    assert said["B"].splitlines()[1:] == ["- History: not recorded."]
    assert "Vital signs: not available" in said["A"] and "Not assessed by the model yet." in said["A"]
    assert said["R"].endswith("No recommended action is on the list of this patient.")


def test_before_the_own_level_nothing_of_the_model_is_handed_over(state: SessionState) -> None:
    hidden = after(state, SettingChanged("own_level_first", True))
    whole = text(hidden)
    assert "6.7" not in whole and "KTAS 3" not in whole and "coronary" not in whole
    assert "hidden until the clinician has given their own level" in whole and "Heart rate 110 /min" in whole
    given = after(hidden, OwnLevelGiven("/d/a", 2, NOW), Ruled("/d/a", Ruling(3, 3, made=NOW)))
    situation = parts(text(given))["S"]
    assert "Level given before the model's was seen: KTAS 2 Emergent" in situation
    assert "KTAS 3 Urgent: the model's level, accepted" in situation


def test_it_speaks_the_language_of_the_screen(state: SessionState) -> None:
    whole = text(after(state, LanguageChosen("ko")))
    assert "S – 상황" in whole and "과거력: 고혈압" in whole and "Vital signs" not in whole


def test_nobody_on_screen_nobody_handed_over(state: SessionState) -> None:
    assert handover(SessionState(), WHO, NOW) is None
    assert handover(after(SessionState(), Opened(("/d/a",))), WHO, NOW) is None


def test_what_was_written_before_the_vital_signs_changed_says_so_and_what_is_true_now(state: SessionState) -> None:
    report = report_text_of(state.entries[0], state)
    stable = next(one for one in report.sentences if one.key == "findings/vitals/latest")
    worded = after(state, SentenceReworded("/d/a", Rewording(stable.key, "Vitals stable, HR 110.", stable.basis, NOW)))
    assert "Vitals stable, HR 110.\n" in text(worded)
    entry = worded.entries[0]
    worse = Vitals("v", (VitalsRow(heart_rate=140.0, spo2=80.0),))
    later = text(worded.with_entry(replace(entry, case=replace(entry.case, vitals=worse))))
    assert "Vitals stable, HR 110. [its evidence has changed since: " in later
    assert "140 /min" in later and "80 %" in later


def test_the_temperature_has_the_unit_of_the_screen(state: SessionState) -> None:
    warm = VitalsRow(NOW, temperature_c=38.4)
    read = after(state, CaseRead("/d/a", replace(state.entries[0].as_read, vitals=Vitals("v", (warm,)))))
    assert "Temperature 38.4 °C" in text(read)
    assert "Temperature 101.1 °F" in text(after(read, SettingChanged("temperature_unit", "fahrenheit")))
