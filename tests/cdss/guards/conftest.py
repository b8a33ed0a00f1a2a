"""Real recordings of the demonstration patients (PTB-XL) for the guards, and what exchanged electrodes make of them."""

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS
from cdss.core.paths import demo_dir
from cdss.readers.case_folder import read_case

ROW = {name: row for row, name in enumerate(ECG_LEADS)}

WIRED = {
    "arms": {"I": (-1, "I"), "II": (1, "III"), "III": (1, "II"), "aVR": (1, "aVL"), "aVL": (1, "aVR")},
    "right_arm_left_leg": {
        "I": (-1, "III"),
        "II": (-1, "II"),
        "III": (-1, "I"),
        "aVR": (1, "aVF"),
        "aVF": (1, "aVR"),
    },
    "left_arm_left_leg": {"I": (1, "II"), "II": (1, "I"), "III": (-1, "III"), "aVL": (1, "aVF"), "aVF": (1, "aVL")},
}
"""What the machine prints in each lead: sign and the lead that is really there (AHA/ACC/HRS 2007, part II)."""


def wired(ecg, kind):
    """``ecg`` as recorded with electrodes exchanged."""
    signal = ecg.signal_mv.copy()
    for lead, (sign, source) in WIRED[kind].items():
        signal[ROW[lead]] = sign * ecg.signal_mv[ROW[source]]
    return replace(ecg, signal_mv=signal)


def right_arm_on_right_leg(ecg):
    """Right arm and right leg exchanged: both ends of lead II on the legs; the chest leads shift by a third of lead II."""
    s = ecg.signal_mv.copy()
    s[ROW["II"]] = 0.01 * np.random.default_rng(3).standard_normal(s.shape[1])
    s[ROW["I"]] = s[ROW["II"]] - s[ROW["III"]]
    s[6:] -= ecg.signal_mv[ROW["II"]] / 3
    return replace(ecg, signal_mv=s)


@pytest.fixture(scope="session")
def demo_cases():
    """The demonstration patients, in order."""
    return [read_case(folder) for folder in sorted(demo_dir().iterdir()) if folder.is_dir()]


@pytest.fixture(scope="session")
def recordings(demo_cases):
    """The recordings of the demonstration patients."""
    return [case.ecgs[0] for case in demo_cases if case.ecgs]


@pytest.fixture(scope="session")
def exchange():
    """``exchange(ecg, kind)``: the recording with those electrodes exchanged."""
    return lambda ecg, kind: right_arm_on_right_leg(ecg) if kind == "right_leg" else wired(ecg, kind)
