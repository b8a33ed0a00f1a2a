"""Checks beside a decision: the gravest first, and within one severity what may mean a sicker patient."""

from __future__ import annotations

import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence, Severity
from cdss.core.result import Issue
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.session.decision.checks import UNSURE, checks_of, gravest_first, of_evidence
from cdss.session.panes import Ruling
from cdss.session.state import Entry, SessionState

MODEL = ModelIdentity("m", "1", "00" * 32)
PRESENT = {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}


def check(code: str, severity: Severity) -> Issue:
    return Issue(code, severity, Modality.VITALS)


WARNINGS = ("check_pulse_differs", "image_rotated", "check_st_over_threshold", "check_news2_above_model")
INFOS = (
    "check_composite",
    "vitals_unknown_column",
    "check_without_image",
    "check_news2_below_model",
    "check_news2_partial",
)


def assessed(*codes: tuple[str, Severity]) -> Entry:
    checks = tuple(check(*code) for code in codes)
    answer = Assessment(
        "a", MODEL, PRESENT, Acuity(2, (0.2,) * 5), Risk(6.0, (5.0, 7.0)), {}, (), {}, {}, {}, {}, checks, {}
    )
    return Entry("a", assessment=answer)


def test_news2_stands_before_what_was_found_earlier() -> None:
    found = [*((c, Severity.INFO) for c in INFOS), *((c, Severity.WARNING) for c in WARNINGS)]
    entry = assessed(*found, (UNSURE, Severity.WARNING))
    assert [c.code for c in checks_of(entry, SessionState((entry,)))] == [
        "check_news2_above_model",
        "check_st_over_threshold",
        "check_pulse_differs",
        "image_rotated",
        "check_news2_below_model",
        "check_news2_partial",
        "vitals_unknown_column",
        "check_without_image",
        "check_composite",
    ]


def test_lowered_st_stands_before_whose_data_these_are_and_a_note_of_it_before_news2() -> None:
    warnings = [check(c, Severity.WARNING) for c in ("check_pulse_mixed", "check_st_depressed_anterior", "note_x")]
    notes = [check(c, Severity.INFO) for c in ("check_news2_below_model", "check_st_depressed_voltage")]
    assert [c.code for c in gravest_first((*notes, *warnings))] == [
        "check_st_depressed_anterior",
        "check_pulse_mixed",
        "note_x",
        "check_st_depressed_voltage",
        "check_news2_below_model",
    ]


def test_lowered_st_is_of_the_recording_and_seen_before_the_model_is() -> None:
    warning, note = check("check_st_depressed", Severity.WARNING), check("check_st_depressed_wide", Severity.INFO)
    entry = assessed(
        (warning.code, warning.severity), (note.code, note.severity), ("check_news2_agrees", Severity.INFO)
    )
    assert of_evidence(entry.assessment) == (warning, note)


@pytest.mark.parametrize(("own", "first"), [(3, "session_model_more_urgent"), (2, "check_news2_above_model")])
def test_a_model_more_urgent_than_the_clinician_is_said_first(own: int, first: str) -> None:
    from dataclasses import replace

    entry = replace(assessed(("check_news2_above_model", Severity.WARNING)), ruling=Ruling(own, 2, "other", None))
    assert checks_of(entry, SessionState((entry,)))[0].code == first


def test_a_stop_stands_before_every_warning() -> None:
    found = [check("check_news2_above_model", Severity.WARNING), check("patient_ids_differ", Severity.STOP)]
    assert [c.code for c in gravest_first(found)] == ["patient_ids_differ", "check_news2_above_model"]
