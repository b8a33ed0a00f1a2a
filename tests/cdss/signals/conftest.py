"""A synthetic ECG of Gaussian waves whose intervals, axis and ST level are known exactly."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from scipy.special import ndtr

from cdss.core.kinds import ECG_LEADS
from cdss.records.ecg import Ecg

# A sharp wave is seen further down its flank than a round one, by readers and by programs.
QRS_REACH, ROUND_REACH = 3.0, 2.5
QRS_SIGMA, P_SIGMA, T_SIGMA = 0.010, 0.018, 0.040
CHEST = {"V1": -0.8, "V2": -0.5, "V3": 0.3, "V4": 1.0, "V5": 1.1, "V6": 0.9}


@dataclass(frozen=True)
class Recipe:
    """Intervals in ms, axis in degrees, amplitudes in mV. ``pr_ms`` None: no P wave."""

    heart_rate: float = 75.0
    pr_ms: float | None = 160.0
    qrs_ms: float = 96.0
    qt_ms: float = 380.0
    axis_deg: float = 50.0
    st_mv: dict = field(default_factory=dict)
    rate_hz: float = 500.0
    seconds: float = 10.0
    noise_mv: float = 0.005
    wander_mv: float = 0.0
    rr_jitter: float = 0.0
    p_height: float = 0.15
    seed: int = 1


def _gauss(t, centre, sigma):
    return np.exp(-0.5 * ((t - centre) / sigma) ** 2)


def _beat(t, r):
    """QRS, P and T wave of unit size, and the ST plateau, for one beat whose QRS centre is at 0."""
    half = r.qrs_ms / 2000
    apart = half - QRS_REACH * QRS_SIGMA
    qrs = _gauss(t, 0, 0.012) - 0.25 * _gauss(t, -apart, QRS_SIGMA) - 0.3 * _gauss(t, apart, QRS_SIGMA)
    p = 0 * t
    if r.pr_ms is not None:
        p = _gauss(t, -half - r.pr_ms / 1000 + ROUND_REACH * P_SIGMA, P_SIGMA)
    t_end = -half + r.qt_ms / 1000
    wave = _gauss(t, t_end - ROUND_REACH * T_SIGMA, T_SIGMA)
    plateau = ndtr(t / 0.012) - ndtr((t - t_end + 0.06) / 0.03)
    return qrs, p, wave, plateau


def _weights(axis_deg):
    """Size of the heart vector in each lead for a frontal axis, by Einthoven and Goldberger."""
    x, y = np.cos(np.radians(axis_deg)), np.sin(np.radians(axis_deg))
    one, two = x, x / 2 + y * np.sqrt(3) / 2
    three = two - one
    limb = [one, two, three, -(one + two) / 2, one - two / 2, two - one / 2]
    return dict(zip(ECG_LEADS, [*limb, *CHEST.values()], strict=True))


def beat_times(r):
    """R peaks in seconds, the first at 0.6 s."""
    rng = np.random.default_rng(r.seed)
    mean = 60 / r.heart_rate
    steps = mean * (1 + r.rr_jitter * rng.uniform(-1, 1, int(r.seconds / mean) + 2))
    times = 0.6 + np.concatenate([[0], np.cumsum(steps)])
    return times[times < r.seconds - 0.1]


def build(**changes):
    """``Ecg`` of a recipe, with the times of its R peaks."""
    r = Recipe(**changes)
    t = np.arange(round(r.seconds * r.rate_hz)) / r.rate_hz
    beats = beat_times(r)
    qrs, p, wave, plateau = np.sum([_beat(t - b, r) for b in beats], axis=0)
    rng = np.random.default_rng(r.seed + 1)
    size, round_size = _weights(r.axis_deg), _weights(45.0)
    rows = []
    for i, lead in enumerate(ECG_LEADS):
        clean = 1.2 * size[lead] * qrs + r.p_height * round_size[lead] * p + 0.35 * round_size[lead] * wave
        clean = clean + r.st_mv.get(lead, 0.0) * plateau
        drift = r.wander_mv * np.sin(2 * np.pi * 0.25 * t + i)
        rows.append(clean + drift + 0.3 + r.noise_mv * rng.standard_normal(len(t)))
    return Ecg("synthetic", np.array(rows, dtype=np.float32), r.rate_hz), beats


@pytest.fixture(scope="session")
def synthetic():
    """The builder: ``synthetic(heart_rate=…, …) -> (Ecg, R times in s)``."""
    return build
