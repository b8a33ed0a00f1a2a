"""From patient, arrival, history and vital signs to numbers with presence flags. No filling: absent is a flag, not a value."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ArrivalMode, Sex
from cdss.records.case import Case
from cdss.records.vitals import VitalsRow
from cdss.text.negation import negated_spans
from cdss.text.pipeline import read_note

VITAL_NAMES: tuple[str, ...] = ("heart_rate", "resp_rate", "sbp", "dbp", "spo2", "temperature_c", "pain")
"""Measured variables the network reads, in order. Consciousness is written into the note text as a phrase."""

HISTORY: tuple[tuple[str, str], ...] = (
    ("asthma", r"asthma"),
    ("cancer", r"cancer|carcinoma|malignan|lymphoma|leuk[ae]+mia|metasta"),
    ("cerebrovascular disease", r"stroke|cerebrovascular|\bcva\b|\btia\b|cerebral infarct"),
    ("chronic kidney disease", r"kidney disease|\bckd\b|renal (failure|insufficiency)"),
    ("copd", r"copd|chronic obstructive|emphysema"),
    ("heart failure", r"heart failure|\bchf\b|cardiomyopathy"),
    ("coronary artery disease", r"coronary|\bcad\b|angina|myocardial infarct|\bmi\b|\bpci\b|stent|ischa?emic heart"),
    ("depression", r"depress"),
    ("diabetes", r"diabet|\bdm\b"),
    ("end-stage renal disease", r"end.stage renal|\besrd\b|dialysis"),
    ("venous thromboembolism", r"pulmonary embol|deep vein|\bdvt\b|thromboembol"),
    ("hyperlipidaemia", r"hyperlipid|dyslipid|cholesterol"),
    ("hypertension", r"hypertensi|high blood pressure|\bhtn\b"),
    ("obesity", r"obes"),
    ("sleep apnoea", r"sleep apn"),
    ("substance use", r"substance|drug abuse|opioid use|addict"),
    ("dementia", r"dementia|alzheimer"),
    ("alcohol use", r"alcohol"),
)
"""Chronic conditions the network knows (those coded in NHAMCS), each with the pattern that finds it in a history entry."""

CONTEXT_NAMES: tuple[str, ...] = ("age", "sex", "arrival", *(name for name, _ in HISTORY))


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Numbers of one visit; NaN = not known.

    ``vitals`` [7] in the units of the record; ``age`` in years; ``sex`` 1 female, 0 male; ``ambulance`` 1/0;
    ``history`` [18] 1/0, all NaN where the history is not known.
    """

    vitals: NDArray[np.float32]
    age: float
    sex: float
    ambulance: float
    history: NDArray[np.float32]


def vital_values(row: VitalsRow | None) -> NDArray[np.float32]:
    """The seven measured numbers of ``row``, NaN where not measured."""
    values = [getattr(row, name) if row is not None else None for name in VITAL_NAMES]
    return np.array([np.nan if v is None else float(v) for v in values], np.float32)


def history_flags(history: tuple[str, ...] | None) -> NDArray[np.float32]:
    """Which of ``HISTORY`` the entries name (English or Korean, not denied); NaN throughout where no history was given."""
    if history is None:
        return np.full(len(HISTORY), np.nan, np.float32)
    text = " ; ".join(_affirmed(entry) for entry in history).lower()
    return np.array([float(re.search(pattern, text) is not None) for _, pattern in HISTORY], np.float32)


def _affirmed(entry: str) -> str:
    """One history entry in English without what it denies ("no diabetes")."""
    english = read_note(None, entry).english
    for span in sorted(negated_spans(english), reverse=True):
        english = f"{english[: span.start]} {english[span.end :]}"
    return english


def measured(case: Case, row: VitalsRow | None) -> Measured:
    """What the network reads of ``case`` with the vital signs in ``row``."""
    sex = {Sex.FEMALE: 1.0, Sex.MALE: 0.0}.get(case.patient.sex, np.nan)
    ambulance = {ArrivalMode.AMBULANCE: 1.0, ArrivalMode.OTHER: 0.0}.get(case.arrival.mode, np.nan)
    age = case.patient.age_years if case.patient.age_years is not None else np.nan
    return Measured(vital_values(row), float(age), sex, ambulance, history_flags(case.history))
