"""Composite visits: a real visit given a film and an ECG of other people, chosen by published sensitivities.

What is learned on composites is what conditional independence given the diagnosis allows. Donors are given to every visit
and hidden at random, so that the presence of a test is never a clue to the diagnosis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS
from cdss.scoring.groups import AGE_BANDS

Mix = Mapping[str, float]

ECG_OF: Mapping[str, Mix] = {
    # first ECG diagnostic in about half, normal in about 8 % of acute infarctions: Welch et al., JAMA 2001; Pope, NEJM 2000
    "acs": {"MI": 0.48, "STTC": 0.32, "CD": 0.12, "NORM": 0.08},
    "atrial_fibrillation": {"AF": 0.90, "NORM": 0.10},
    # an abnormal ECG in 94 % of heart failure: Davie et al., BMJ 1996
    "heart_failure": {"HYP": 0.24, "CD": 0.22, "AF": 0.22, "STTC": 0.16, "MI": 0.10, "NORM": 0.06},
    # normal in about 30 %, ST-T changes in about half: Stein et al., Chest 1991
    "pulmonary_embolism": {"STTC": 0.48, "NORM": 0.32, "CD": 0.14, "AF": 0.06},
    "stroke_tia": {"NORM": 0.36, "STTC": 0.22, "AF": 0.22, "CD": 0.12, "HYP": 0.08},
}
"""Class of the ECG donor for each condition that an ECG speaks of."""

ECG_ELSE: Mix = {"NORM": 0.62, "STTC": 0.12, "CD": 0.14, "HYP": 0.06, "MI": 0.04, "AF": 0.02}
"""ECG classes of everybody else; roughly the mix of emergency ECGs without an acute cardiac diagnosis."""

FILM_OF: Mapping[str, Mix] = {
    # film negative in 27 % of pneumonia seen on CT: Hayden & Wrenn, J Emerg Med 2009
    "pneumonia": {"pneumonia": 0.73, "normal": 0.27},
    # no congestion on the film in 19 % of acute heart failure: Collins et al., Ann Emerg Med 2006
    "heart_failure": {"congestion": 0.81, "normal": 0.19},
    "respiratory_failure": {"pneumonia": 0.35, "congestion": 0.30, "normal": 0.35},
    # the lung is the source in about 40 % of sepsis: Angus et al., Crit Care Med 2001
    "sepsis": {"pneumonia": 0.35, "normal": 0.65},
}
"""Class of the film donor for each condition that a film speaks of."""

FILM_ELSE: Mix = {"normal": 0.93, "pneumonia": 0.05, "congestion": 0.02}
"""Film classes of everybody else."""


@dataclass(frozen=True, slots=True, eq=False)
class Donors:
    """Donor recordings by class: ``pools[class]`` are indices into the evidence arrays; sex and age band where known (-1 not)."""

    pools: Mapping[str, NDArray[np.int64]]
    sex: NDArray[np.int64]
    band: NDArray[np.int64]


def age_band(age: NDArray[np.float32]) -> NDArray[np.int64]:
    """0 under 40, 1 from 40, 2 from 65 years, -1 unknown."""
    return np.where(np.isnan(age), -1, np.searchsorted(AGE_BANDS, age, "right")).astype(np.int64)


def ecg_pools(labels: NDArray[np.float32], keep: NDArray[np.bool_]) -> dict[str, NDArray[np.int64]]:
    """Recordings of each class among ``keep``; NORM only where nothing else is known to be present."""
    pools = {code: np.flatnonzero(keep & (labels[:, i] == 1)) for i, code in enumerate(ECG_FINDINGS)}
    other = np.nansum(np.delete(labels, ECG_FINDINGS.index("NORM"), axis=1), axis=1) > 0
    pools["NORM"] = np.flatnonzero(keep & (labels[:, ECG_FINDINGS.index("NORM")] == 1) & ~other)
    return pools


def film_pools(labels: NDArray[np.float32], keep: NDArray[np.bool_]) -> dict[str, NDArray[np.int64]]:
    """Films of each class among ``keep``: congestion (oedema, effusion or a large heart), other pneumonia, no finding."""
    signs = [IMAGE_FINDINGS.index(code) for code in ("edema", "effusion", "cardiomegaly")]
    congested = labels[:, signs].any(axis=1)
    return {
        "congestion": np.flatnonzero(keep & congested),
        "pneumonia": np.flatnonzero(keep & (labels[:, 0] == 1) & ~congested),
        "normal": np.flatnonzero(keep & ~labels.any(axis=1)),
    }


def draw(
    conditions: NDArray[np.float32],
    sex: NDArray[np.float32],
    age: NDArray[np.float32],
    donors: Donors,
    tables: tuple[Mapping[str, Mix], Mix],
    rng: Generator,
) -> NDArray[np.int64]:
    """One donor for every visit: index into the evidence arrays, same sex and age band where such donors exist."""
    classes = _classes(conditions, tables, rng)
    visit_sex, band = np.nan_to_num(sex, nan=-1).astype(np.int64), age_band(age)
    chosen = np.zeros(len(conditions), np.int64)
    for name in donors.pools:
        for s in (-1, 0, 1):
            for b in (-1, 0, 1, 2):
                rows = np.flatnonzero((classes == name) & (visit_sex == s) & (band == b))
                if len(rows):
                    chosen[rows] = rng.choice(_matching(donors, name, s, b), len(rows))
    return chosen


def _matching(donors: Donors, name: str, sex: int, band: int) -> NDArray[np.int64]:
    pool = donors.pools[name]
    same_sex = pool[donors.sex[pool] == sex]
    same = same_sex[donors.band[same_sex] == band]
    return next((found for found in (same, same_sex) if len(found) >= 5), pool)


def _classes(
    conditions: NDArray[np.float32], tables: tuple[Mapping[str, Mix], Mix], rng: Generator
) -> NDArray[np.str_]:
    specific, otherwise = tables
    classes = _sample(otherwise, len(conditions), rng)
    for code, mix in reversed(list(specific.items())):
        rows = np.flatnonzero(conditions[:, CONDITIONS.index(code)] == 1)
        classes[rows] = _sample(mix, len(rows), rng)
    return classes


def _sample(mix: Mix, count: int, rng: Generator) -> NDArray[np.str_]:
    names: Sequence[str] = tuple(mix)
    return np.asarray(rng.choice(np.array(names, dtype="<U12"), count, p=np.array(list(mix.values()))))
