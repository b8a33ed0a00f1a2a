"""The visit cohort: NHAMCS emergency department visits 2016-2020 with vitals, reasons for visit, outcome and diagnosis."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cdss.core.kinds import CONDITIONS, Consciousness
from cdss.nets.vitals_input import HISTORY, VITAL_NAMES

FILE = "nhamcs_ed_2016_2020.csv.gz"

SEED = 11

# NHAMCS columns of each of HISTORY, in its order, and the diagnoses (ICD-10-CM, no dot) that restate it
_HISTORY_SOURCES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("ASTHMA",), r"J45"),
    (("CANCER",), r"C|D0"),
    (("CEBVD",), r"I6|G45"),
    (("CKD",), r"N18|I12|I13"),
    (("COPD",), r"J4[0-4]"),
    (("CHF",), r"I50|I110|I13|J81|I42"),
    (("CAD",), r"I2[0-5]"),
    (("DEPRN",), r"F3[23]"),
    (("DIABTYP0", "DIABTYP1", "DIABTYP2"), r"E0[89]|E1[0-3]"),
    (("ESRD",), r"N186|Z992|I12|I13"),
    (("HPE",), r"I26|I8[0-2]"),
    (("HYPLIPID",), r"E78"),
    (("HTN",), r"I1"),
    (("OBESITY",), r"E66"),
    (("OSA",), r"G473"),
    (("SUBSTAB",), r"F1[1-9]|T40"),
    (("ALZHD",), r"G30|F0[1-3]"),
    (("ETOHAB",), r"F10|K70"),
)

# ICD-10-CM groups of each condition, without the dot (NHAMCS spelling)
ICD10: dict[str, str] = {
    "acs": r"I2[0124]",
    "heart_failure": r"I50|J81|I110|I130",
    "pneumonia": r"J1[2-8]|J85",
    "atrial_fibrillation": r"I48",
    "pulmonary_embolism": r"I26",
    "copd_asthma": r"J4[45]",
    "respiratory_failure": r"J96",
    "sepsis": r"A4[01]|R65",
    "stroke_tia": r"I6[0-4]|G45",
    "gi_bleed": r"K92[012]|K2[5-8][0246]|I850",
}

_COVID = r"U071"
_RESPIRATORY = re.compile(r"breath|cough|respirat|wheez|pneumonia|chest|oxygen|hypox", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Visits:
    """All visits. Arrays have one row a visit; NaN = not known, in the units of the records.

    ``acuity`` 0-4 for levels 1-5, -1 unknown; ``admission``, ``critical`` 0/1; ``conditions`` [n, 10] 0/1;
    ``phrases``: the reasons for visit of each; ``ecg_done``, ``film_done``: whether that test was made; ``consciousness``:
    empty where no visit's was recorded.
    """

    year: NDArray[np.int64]
    vitals: NDArray[np.float32]
    age: NDArray[np.float32]
    sex: NDArray[np.float32]
    ambulance: NDArray[np.float32]
    history: NDArray[np.float32]
    acuity: NDArray[np.int64]
    outcomes: NDArray[np.float32]
    conditions: NDArray[np.float32]
    phrases: tuple[tuple[str, ...], ...]
    ecg_done: NDArray[np.bool_]
    film_done: NDArray[np.bool_]
    consciousness: tuple[Consciousness | None, ...] = ()

    def __len__(self) -> int:
        return len(self.year)


def load_visits(data: Path) -> Visits:
    """Read the table; see ``data/README.md`` for the meaning of its codes."""
    t = pd.read_csv(data / "nhamcs" / FILE, low_memory=False)
    phrases = _phrases(t)
    return Visits(
        year=t["YEAR"].to_numpy(np.int64),
        vitals=_vitals(t),
        age=_age(t),
        sex=_coded(t["SEX"], one=1, zero=2),
        ambulance=_coded(t["ARREMS"], one=1, zero=2),
        history=_history(t),
        acuity=np.where(t["IMMEDR"].between(1, 5), t["IMMEDR"] - 1, -1).astype(np.int64),
        outcomes=_outcomes(t),
        conditions=_conditions(t, phrases),
        phrases=phrases,
        ecg_done=(t["EKG"] == 1).to_numpy(),
        film_done=(t["XRAY"] == 1).to_numpy(),
    )


def _vitals(t: pd.DataFrame) -> NDArray[np.float32]:
    celsius = (t["TEMPF"] / 10.0 - 32.0) / 1.8
    columns = {
        "heart_rate": t["PULSE"].where(t["PULSE"].between(20, 300)),
        "resp_rate": t["RESPR"].where(t["RESPR"].between(4, 80)),
        "sbp": t["BPSYS"].where(t["BPSYS"].between(40, 300)),
        "dbp": t["BPDIAS"].where(t["BPDIAS"].between(20, 200)),
        "spo2": t["POPCT"].where(t["POPCT"].between(40, 100)),
        "temperature_c": celsius.where(celsius.between(25, 45)),
        "pain": t["PAINSCALE"].where(t["PAINSCALE"].between(0, 10)),
    }
    return np.stack([columns[name].to_numpy(np.float32) for name in VITAL_NAMES], axis=1)


def _age(t: pd.DataFrame) -> NDArray[np.float32]:
    days = t["AGEDAYS"].where(t["AGEDAYS"] >= 0) / 365.25
    return np.asarray(days.where((t["AGE"] == 0) & days.notna(), t["AGE"]).to_numpy(np.float32))


def _coded(column: pd.Series, one: int, zero: int) -> NDArray[np.float32]:
    return np.where(column == one, 1.0, np.where(column == zero, 0.0, np.nan)).astype(np.float32)


def _history(t: pd.DataFrame) -> NDArray[np.float32]:
    """History flags, freed of today's diagnosis.

    The survey sets a flag also where the visit's own diagnosis states the disease (ACS was found at AUROC .98 from the flags
    and age alone). Where a diagnosis restates a flag, the flag is therefore redrawn from visits of the same age band that
    have no such diagnosis: it then says nothing about today, at the price of understating a true history.
    """
    rng = np.random.default_rng(SEED)
    band = np.digitize(t["AGE"].to_numpy(), np.arange(10, 90, 10))
    flags = []
    for columns, restating in _HISTORY_SOURCES:
        flag = (t[list(columns)] == 1).any(axis=1).to_numpy(np.float32)
        today = np.any([t[f"DIAG{i}"].astype(str).str.match(restating).to_numpy() for i in (1, 2, 3)], axis=0)
        for b in np.unique(band):
            again = np.flatnonzero(today & (band == b))
            flag[again] = rng.choice(flag[~today & (band == b)], len(again))
        flags.append(flag)
    assert len(flags) == len(HISTORY)
    table = np.stack(flags, axis=1)
    table[(t["NOCHRON"] == 2).to_numpy()] = np.nan  # 2: the whole item was left blank
    return table


def _outcomes(t: pd.DataFrame) -> NDArray[np.float32]:
    died = (t["DIEDED"] == 1) | (t["DOA"] == 1) | (t["HDSTAT"] == 2)
    critical = (t["ADMIT"] == 1) | died
    admitted = (t["ADMITHOS"] == 1) | (t["OBSHOS"] == 1)
    return np.stack([admitted.to_numpy(np.float32), critical.to_numpy(np.float32)], axis=1)


def _phrases(t: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    columns = [t[f"RFV{i}_TEXT"].fillna("").str.replace("...", "", regex=False).str.strip() for i in range(1, 6)]
    blank = {"", "Blank"}
    return tuple(tuple(p for p in row if p not in blank) for row in zip(*columns, strict=True))


def _conditions(t: pd.DataFrame, phrases: tuple[tuple[str, ...], ...]) -> NDArray[np.float32]:
    codes = [t[f"DIAG{i}"].astype(str) for i in (1, 2, 3)]
    table = [np.any([c.str.match(ICD10[name]).to_numpy() for c in codes], axis=0) for name in CONDITIONS]
    covid = np.any([c.str.match(_COVID).to_numpy() for c in codes], axis=0)
    breathless = np.array([any(_RESPIRATORY.search(p) for p in row) for row in phrases])
    table[CONDITIONS.index("pneumonia")] |= covid & breathless
    return np.stack(table, axis=1).astype(np.float32)
