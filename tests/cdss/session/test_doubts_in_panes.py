"""A doubt about the evidence stands in the pane where the evidence is looked at, as well as among the checks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence, Severity
from cdss.core.result import Issue, issue
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.records.ecg import Ecg
from cdss.session.resolve import resolve
from cdss.session.state import Entry, Intent, SessionState

ELECTRODES = issue("ecg_left_electrodes_doubtful", Severity.WARNING, Modality.ECG)
OF_FILM = issue("film_cropped", Severity.WARNING, Modality.IMAGE)
OF_ANSWER = issue("check_news2_above_model", Severity.WARNING, Modality.ECG, news2="8", level=3)
FOR_INFORMATION = issue("ecg_leads_derived", Severity.INFO, Modality.ECG)
ASSESSED = Assessment(
    "a", ModelIdentity("m", "1", "00" * 32), {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES},
    Acuity(2, (0.2,) * 5), Risk(9.0, (8.0, 9.5)), {}, (), {}, {}, {}, {},
    (ELECTRODES, OF_FILM, OF_ANSWER, FOR_INFORMATION), {},
)  # fmt: skip


def ecg_issues(entry: Entry, *read: Issue) -> tuple[Issue, ...]:
    case = Case("a", ecgs=(Ecg("e", np.zeros((12, 5000), np.float32), 500.0),), issues=read)
    return resolve(SessionState((replace(entry, case=case),), Intent(selected="a"))).ecg.issues


@pytest.mark.parametrize("place", ["assessment", "withheld"])
def test_only_warnings_of_this_evidence_stand_in_its_pane(place: str) -> None:
    assert ecg_issues(replace(Entry("a"), **{place: ASSESSED})) == (ELECTRODES,)


def test_what_was_said_on_reading_is_not_said_twice() -> None:
    assert ecg_issues(Entry("a", assessment=ASSESSED), ELECTRODES) == (ELECTRODES,)


def test_without_an_assessment_there_is_nothing_to_doubt() -> None:
    assert ecg_issues(Entry("a")) == ()
