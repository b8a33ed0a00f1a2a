"""Fit the evidence of the course of the vital signs on ICU stays (PhysioNet 2012), on top of the model of latest values.

Logistic regression of death in hospital on ``course_features``, with the fused model's critical logit at the latest values
as a fixed offset: it learns only what the course adds. The intercept is thrown away, as the ICU's death rate is not that of
an emergency department. Each stay gives its 48 h and random windows of 1-24 h; the pressure source, the ACVPU scale and
whether consciousness was charted vary, so that charts of other hospitals can be read.

Round 1 (3-fold cross-validation by stay on train + tune, n = 3,176 whole stays and 11,198 windows; AUROC of 48 h / windows
with the latest values' logit added): latest values alone .643/.619. Features centred on the ICU's mean .823/.737, on a steady
normal course, so that this says nothing, .816/.726, and with what lies beyond one unit once more .819/.732; beyond two units
too .817/.732. Those free weights let a falling pressure lower the odds, to make up for latest values that count too much among
ICU patients, so signs were bound: harmful values and changes never speak for safety .807/.718 (but a steady pressure of 155
raised the odds 2.7 times), and harmless sides of a scored vital sign say nothing .804/.712 (this recipe).
Tried beside the first of these: how often each vital was measured +.004/+.003 (left out: the
habits of one ICU, and an emergency monitor writes every five minutes); shock index, pulse pressure and mean pressure as
further signs -.003/.000; squares of all features -.010/-.005; boosted trees additive by vital .828/.748 and free .838/.760, both
with age and counts (left out: free trees give no contribution by vital). Reach .3-1 h alike, 4 h worse on windows.
Next: consciousness carries most (without it .744/.681); age together with it may be worth an interaction.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from torch import Tensor

from cdss.core.kinds import ECG_FINDINGS, IMAGE_FINDINGS
from cdss.nets.ecg import TOKENS
from cdss.nets.fusion import LEVELS, NOTE_WIDTH, OUTPUTS, FusionEnsemble, Inputs
from cdss.nets.image import GRID
from cdss.nets.normalise import Scales, normalised
from cdss.nets.vitals_input import HISTORY, VITAL_NAMES
from cdss.nets.vitals_series import FEATURES, SERIES_NAMES, Course, SeriesEvidence, course_features
from cdss.training.cohort_icu import ACVPU_BY_GCS, AVPU_BY_GCS, FOLDER, Stay, chart, load_stays

SEED = 23
WINDOWS = 4
"""Random windows of each stay."""
WHOLE_WEIGHT = 2.0
"""Weight of the 48 h of a stay against one window."""
PENALTY = 1e-3
"""Ridge penalty on weights of features scaled to unit standard deviation; .0003 to .01 gave the same AUROC."""
BATCH = 128
CRITICAL = OUTPUTS.index("critical")

HARMFUL: dict[str, tuple[str, ...]] = {
    "heart_rate": ("high", "low", "rising"),
    "resp_rate": ("high", "low", "rising"),
    "sbp": ("low", "falling"),
    "spo2": ("low", "falling"),
    "temperature_c": ("high", "low"),
    "consciousness": ("high", "rising"),
}
"""What NEWS2 scores (Royal College of Physicians, 2017), and getting there: it may never speak for the patient's safety."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Windows of stays: ``features`` [n, 7, 12], ``latest`` [n, 7] in the order of ``SERIES_NAMES``; ``whole``: all 48 h."""

    features: Floats
    latest: Floats
    age: Floats
    sex: Floats
    died: Floats
    whole: NDArray[np.bool_]
    courses: tuple[Course, ...]


def train_series(data: Path, fusion: FusionEnsemble, scales: Scales) -> dict[str, Tensor]:
    """Tensors of ``series.safetensors`` fitted on the train and tune stays; zero weights, and a line on stderr, without them."""
    if not (data / FOLDER).is_dir():
        print(
            f"No ICU stays in {data / FOLDER}: the course of the vital signs will count for nothing.", file=sys.stderr
        )
        return series_tensors(SeriesEvidence(np.zeros((len(SERIES_NAMES), len(FEATURES))), effect(0.0)))
    windows = windows_of([stay for stay in load_stays(data) if stay.split != "test"], varied=True)
    logits = latest_logits(fusion, scales, windows)
    weight = fit_weights(windows, logits[:, CRITICAL])
    return series_tensors(SeriesEvidence(weight, effect(levels_share(logits))))


def series_tensors(evidence: SeriesEvidence) -> dict[str, Tensor]:
    """``weight`` [7, 12] and ``effect`` [17] as stored."""
    return {"weight": torch.from_numpy(evidence.weight).float(), "effect": torch.from_numpy(evidence.effect).float()}


def effect(levels: float) -> Floats:
    """The critical logit takes the evidence whole; the logits of levels 1 and 2 take ``levels`` of it."""
    shares = {"critical": 1.0, "level1": levels, "level2": levels}
    return np.array([shares.get(name, 0.0) for name in OUTPUTS])


def levels_share(logits: Floats) -> float:
    """How far the model itself moves log-odds of level <= 2 for one unit of its critical logit, over ``logits`` [n, 17].

    The stays have no triage level. A course that makes ICU or death more likely moves the level as much as latest values
    that make it more likely by the same amount do: the slope of the one on the other, kept within 0-1.
    """
    urgent = np.logaddexp(logits[:, 0], logits[:, 1]) - np.logaddexp.reduce(logits[:, 2:LEVELS], axis=1)
    critical = logits[:, CRITICAL] - logits[:, CRITICAL].mean()
    return float(np.clip((critical * urgent).sum() / (critical**2).sum(), 0.0, 1.0))


def windows_of(stays: list[Stay], varied: bool) -> Windows:
    """The 48 h and ``WINDOWS`` random windows of each stay (seed ``SEED``); ``varied``: chart the way hospitals differ."""
    rng = np.random.default_rng(SEED)
    found = [(stay, course, whole) for stay in stays for course, whole in _courses(stay, rng, varied)]
    return Windows(
        features=np.array([course_features(course) for _, course, _ in found]),
        latest=np.array([_latest(course) for _, course, _ in found]),
        age=np.array([stay.age for stay, _, _ in found]),
        sex=np.array([stay.sex for stay, _, _ in found]),
        died=np.array([float(stay.died) for stay, _, _ in found]),
        whole=np.array([whole for _, _, whole in found]),
        courses=tuple(course for _, course, _ in found),
    )


def _courses(stay: Stay, rng: np.random.Generator, varied: bool) -> Iterator[tuple[Course, bool]]:
    """The whole stay, then windows of 1-24 h (log-uniform) that end at a random time; those of one time are left out."""
    spans = [(0.0, 48.0)]
    for _ in range(WINDOWS):
        length = float(np.exp(rng.uniform(0.0, np.log(24.0))))
        end = rng.uniform(min(length, 4.0), 48.0)
        spans.append((end - length, end))
    for place, (start, end) in enumerate(spans):
        values = _varied_chart(stay, rng) if varied else chart(stay)
        kept = (stay.hours >= start) & (stay.hours <= end) & ~np.isnan(values).all(axis=1)
        if kept.sum() >= 2:
            yield Course(stay.hours[kept], values[kept]), place == 0


def _varied_chart(stay: Stay, rng: np.random.Generator) -> Floats:
    arterial, confusion, conscious = rng.random(3) < (0.6, 0.6, 0.85)
    values = chart(stay, bool(arterial), ACVPU_BY_GCS if confusion else AVPU_BY_GCS)
    if not conscious:
        values[:, SERIES_NAMES.index("consciousness")] = np.nan
    return values


def _latest(course: Course) -> Floats:
    known = ~np.isnan(course.values)
    last = len(course.hours) - 1 - np.argmax(known[::-1], axis=0)
    return np.asarray(course.values[last, np.arange(len(SERIES_NAMES))])


@torch.no_grad()
def latest_logits(fusion: FusionEnsemble, scales: Scales, windows: Windows) -> Floats:
    """Logits [n, 17] of the fused model at the latest values, age and sex alone: no note, film or ECG."""
    n = len(windows.age)
    vitals = np.full((n, len(VITAL_NAMES)), np.nan, np.float32)
    for place, name in enumerate(VITAL_NAMES):
        if name in SERIES_NAMES:
            vitals[:, place] = windows.latest[:, SERIES_NAMES.index(name)]
    unknown = np.full(n, np.nan, np.float32)
    history = np.full((n, len(HISTORY)), np.nan, np.float32)
    x = normalised(vitals, windows.age.astype(np.float32), windows.sex.astype(np.float32), unknown, history, scales)
    parts = [slice(start, start + BATCH) for start in range(0, n, BATCH)]
    numbers = [[torch.from_numpy(a[p]) for a in (x.vitals, x.vitals_known, x.context, x.context_known)] for p in parts]
    return np.concatenate([fusion(_vitals_only(*part))[0].double().mean(dim=0).numpy() for part in numbers])


def _vitals_only(vitals: Tensor, vitals_known: Tensor, context: Tensor, context_known: Tensor) -> Inputs:
    n = len(vitals)
    return Inputs(
        vitals=vitals,
        vitals_known=vitals_known,
        context=context,
        context_known=context_known,
        note=torch.zeros(n, 1, NOTE_WIDTH),
        note_known=torch.zeros(n, 1, dtype=torch.bool),
        note_pooled=torch.zeros(n, NOTE_WIDTH),
        image=torch.zeros(n, GRID * GRID, len(IMAGE_FINDINGS)),
        ecg=torch.zeros(n, TOKENS, len(ECG_FINDINGS)),
        present=torch.tensor([[False, False, True, False]]).expand(n, 4),
    )


def fit_weights(windows: Windows, offset: Floats) -> Floats:
    """Weights [7, 12] of the penalised logistic regression with ``offset`` [n] as a fixed log-odds; convex, so deterministic."""
    x = windows.features.reshape(len(offset), -1)
    scale = x.std(axis=0) + 1e-9
    x, y = x / scale, windows.died
    share = np.where(windows.whole, WHOLE_WEIGHT, 1.0)
    share = share / share.sum()

    def loss(parameters: Floats) -> tuple[float, Floats]:
        weights, intercept = parameters[:-1], parameters[-1]
        z = offset + x @ weights + intercept
        error = share * (0.5 * (1.0 + np.tanh(0.5 * z)) - y)
        value = float((share * (np.logaddexp(0.0, z) - y * z)).sum() + PENALTY * (weights**2).sum())
        return value, np.append(x.T @ error + 2.0 * PENALTY * weights, error.sum())

    bounds = [*_bounds(), (None, None)]
    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    return np.asarray((found[:-1] / scale).reshape(windows.features.shape[1:]))


def _bounds() -> Iterator[tuple[float | None, float | None]]:
    """Least and largest weight of every feature, vital sign by vital sign: at least 0 on a harmful side, 0 on the other."""
    side = {"highest": "high", "lowest": "low"}
    for name in SERIES_NAMES:
        harmful = HARMFUL.get(name)
        for feature in FEATURES:
            if harmful is None:
                yield None, None
            elif feature in ("trend", "recent"):
                yield (None if "falling" in harmful else 0.0, None if "rising" in harmful else 0.0)
            else:
                yield 0.0, None if side.get(feature, feature.rsplit("_", 1)[-1]) in harmful else 0.0
