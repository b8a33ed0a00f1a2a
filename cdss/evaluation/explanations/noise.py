"""Stability: the same patient measured again with small noise must get about the same explanation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from cdss.engine.explained.marked import Marked
from cdss.evaluation.explanations.methods import ECG, FILM, NOTE, VITALS
from cdss.explain.agreement import rank_correlation
from cdss.records.case import Case, Note

FILM_SHARE = 0.01
"""Standard deviation of the film's noise, as a share of its window: less than one sees."""

ECG_MV = 0.010
"""Standard deviation of the recording's noise in mV: a tenth of a small square; devices may have 30 uV (IEC 60601-2-25)."""

STEPS: dict[str, float] = {
    "heart_rate": 1.0,
    "resp_rate": 1.0,
    "sbp": 1.0,
    "dbp": 1.0,
    "spo2": 1.0,
    "temperature_c": 0.1,
}
"""Last digit of each vital sign, by which it is read off higher or lower; nobody reads pain off."""

Noise = Callable[[Case, np.random.Generator], Case]


def noisy_film(case: Case, rng: np.random.Generator) -> Case:
    """With noise in every pixel of the film."""
    film = case.films[0]
    grain = rng.normal(0.0, FILM_SHARE * film.window.width, film.pixels.shape)
    return replace(case, films=(replace(film, pixels=np.asarray(film.pixels + grain, np.float32)),))


def noisy_ecg(case: Case, rng: np.random.Generator) -> Case:
    """With noise in every sample of the recording."""
    ecg = case.ecgs[0]
    noise = rng.normal(0.0, ECG_MV, ecg.signal_mv.shape)
    return replace(case, ecgs=(replace(ecg, signal_mv=np.asarray(ecg.signal_mv + noise, np.float32)),))


def respaced_note(case: Case, _: np.random.Generator) -> Case:
    """With other punctuation: complaints parted by commas, and a full stop. No word changes, for that changes the meaning."""
    assert case.note is not None
    return replace(case, note=Note(case.note.source, case.note.text.replace("; ", ", ") + "."))


def reread_vitals(case: Case, rng: np.random.Generator) -> Case:
    """With the last digit of every vital sign up, down or as it was, SpO2 no higher than 100 %."""
    assert case.vitals is not None
    last = case.vitals.rows[-1]
    known = {name: getattr(last, name) for name in STEPS if getattr(last, name) is not None}
    moved = {name: value + STEPS[name] * float(rng.integers(-1, 2)) for name, value in known.items()}
    if "spo2" in moved:
        moved["spo2"] = min(moved["spo2"], 100.0)
    row = replace(last, **moved)
    return replace(case, vitals=replace(case.vitals, rows=(*case.vitals.rows[:-1], row)))


NOISE: dict[str, Noise] = {
    FILM.title: noisy_film,
    ECG.title: noisy_ecg,
    NOTE.title: respaced_note,
    VITALS.title: reread_vitals,
}
"""The noise under which each method is tested."""


def kept(pairs: Iterable[tuple[Marked | None, Marked | None]]) -> list[float]:
    """Rank correlation of what is marked before and after, a patient each; signed, for a turned sign says the opposite.

    Patients on whom nothing is marked before say nothing; nothing marked afterwards, or other inputs, count as 0.
    """
    found = []
    for one, other in pairs:
        if one is None or not np.ptp(one.effects) > 0.0:
            continue
        same = other is not None and len(one.effects) == len(other.effects)
        rho = rank_correlation(one.effects, other.effects) if same and other is not None else float("nan")
        found.append(0.0 if np.isnan(rho) else rho)
    return found
