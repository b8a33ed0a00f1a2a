"""What the records say of themselves: present, refused or missing; the newest values; a film through its window."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import numpy as np
import pytest

from cdss.core.kinds import Consciousness, Modality, Presence, Severity
from cdss.core.result import issue
from cdss.records.case import Case, Note
from cdss.records.ecg import Ecg
from cdss.records.film import Film, Window, display_gray
from cdss.records.vitals import VITALS_FIELDS, Vitals, VitalsRow

FILM = Film("f.dcm", np.zeros((4, 4), np.float32), Window(0.5, 1.0))
ECG = Ecg("e.hea", np.zeros((12, 5000), np.float32), 500.0)
ROW = Vitals("v.csv", (VitalsRow(heart_rate=80),))


@pytest.mark.parametrize(
    ("case", "present"),
    [
        (Case("c"), ()),
        (Case("c", films=(FILM,), ecgs=(ECG,), vitals=ROW, note=Note("n", "x")), tuple(Modality)),
        (Case("c", chief_complaint="fever"), (Modality.NOTE,)),
        (Case("c", chief_complaint=""), ()),
        (Case("c", vitals=Vitals("v.csv", ())), ()),
        (Case("c", ecgs=(ECG, ECG)), (Modality.ECG,)),
    ],
)
def test_modalities_that_can_be_assessed(case, present):
    assert case.present == present


@pytest.mark.parametrize(
    ("severity", "modality", "status"),
    [
        (Severity.WARNING, Modality.ECG, Presence.REJECTED),
        (Severity.STOP, Modality.ECG, Presence.REJECTED),
        (Severity.INFO, Modality.ECG, Presence.MISSING),
        (Severity.WARNING, Modality.IMAGE, Presence.MISSING),
        (Severity.WARNING, None, Presence.MISSING),
    ],
)
def test_a_file_that_could_not_be_used_is_refused_and_not_missing(severity, modality, status):
    found = issue("bundle_file_missing", severity, modality, file="a", folder="b")
    assert Case("c", issues=(found,)).presence(Modality.ECG) is status


def test_what_was_read_is_present_although_there_are_warnings():
    found = issue("bundle_file_missing", Severity.WARNING, Modality.ECG, file="a", folder="b")
    assert Case("c", ecgs=(ECG,), issues=(found,)).presence(Modality.ECG) is Presence.PRESENT


def test_only_stops_block():
    issues = tuple(issue("bundle_file_missing", s, file="a", folder="b") for s in Severity)
    assert [i.severity for i in Case("c", issues=issues).blocking] == [Severity.STOP]


def test_the_newest_value_of_each_field_is_kept_field_by_field():
    at = [datetime(2026, 1, 1, h, tzinfo=UTC) for h in (8, 9, 10)]
    rows = (
        VitalsRow(at[0], heart_rate=100, spo2=90, on_oxygen=True, consciousness=Consciousness.VOICE),
        VitalsRow(at[1], heart_rate=110, sbp=120),
        VitalsRow(at[2], on_oxygen=False, pain=0),
    )
    assert Vitals("v", rows).latest == VitalsRow(
        at[2], heart_rate=110, sbp=120, spo2=90, on_oxygen=False, consciousness=Consciousness.VOICE, pain=0
    )


def test_nothing_measured_stays_nothing():
    latest = Vitals("v", ()).latest
    assert all(getattr(latest, name) is None for name in VITALS_FIELDS) and latest.time is None


def test_length_and_missing_leads_of_a_recording():
    signal = np.zeros((12, 1250), np.float32)
    signal[[3, 11]] = np.nan
    signal[5, :600] = np.nan  # a gap is no missing lead
    ecg = Ecg("e", signal, 125.0)
    assert ecg.seconds == 10.0
    assert ecg.missing_leads == ("aVR", "V6")


def test_records_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Case("c").case_id = "d"


# display -----------------------------------------------------------------------------------------------------------------


def gray(window, *values, inverted=False):
    film = Film("f", np.array([values], np.float32), window, inverted)
    return display_gray(film)[0].tolist()


@pytest.mark.parametrize(
    ("window", "values", "expected"),
    [
        # DICOM PS3.3 C.11.2.1.2: at c = 2048, w = 4096 the range 0..4095 fills the output
        (Window(2048, 4096), (0, 4095, 2047.5, -50, 5000), (0, 1, 0.5, 0, 1)),
        (Window(0, 100), (-50, 49, -60, 60), (0, 1, 0, 1)),
        (Window(40, 1), (39, 40), (0, 1)),  # a width of 1 is a threshold
        (Window(0.5, 1.0, "LINEAR_EXACT"), (0, 0.25, 1, 2), (0, 0.25, 1, 1)),
        (Window(100, 200, "LINEAR_EXACT"), (0, 100, 200), (0, 0.5, 1)),
        (Window(100, 200, "SIGMOID"), (100, 200, 0), (0.5, 1 / (1 + np.exp(-2)), 1 / (1 + np.exp(2)))),
    ],
)
def test_grey_values_through_each_kind_of_window(window, values, expected):
    assert gray(window, *values) == pytest.approx(expected, abs=1e-5)


def test_inversion_comes_last():
    assert gray(Window(0.5, 1.0, "LINEAR_EXACT"), 0, 0.25, 9, inverted=True) == pytest.approx([1, 0.75, 0])


def test_another_window_than_the_files_own_may_be_looked_through():
    film = Film("f", np.array([[10.0]], np.float32), Window(0, 1))
    assert display_gray(film)[0, 0] == 1.0
    assert display_gray(film, Window(10, 20, "LINEAR_EXACT"))[0, 0] == 0.5
    assert film.window == Window(0, 1)
