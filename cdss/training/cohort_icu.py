"""The cohort of vital signs over time: PhysioNet/CinC Challenge 2012, set-a (Silva et al., CinC 2012).

3,996 adult ICU stays, the first 48 h of time-stamped measurements, death in hospital. No row of it ships.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cdss.nets.vitals_series import SERIES_NAMES
from cdss.readers.vitals_values import PLAUSIBLE
from cdss.training.splits import bucket

FOLDER = "physionet2012"
MEASUREMENTS, OUTCOMES = "set_a_long.csv.gz", "Outcomes-a.txt"

RAW: tuple[str, ...] = ("HR", "RespRate", "NISysABP", "SysABP", "NIDiasABP", "DiasABP", "SaO2", "Temp", "GCS")
"""Parameters that a vitals chart of this program can hold; cuff (``NI``) and arterial pressures are kept apart."""

ACVPU_BY_GCS: tuple[float, ...] = (np.nan,) * 3 + (4.0, 3, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 0)
"""ACVPU as 0-4 (alert to unresponsive) by Glasgow Coma Scale: 15 A, 13-14 C, 9-12 V, 4-8 P, 3 U.

After the median scores that Kelly, Upex and Bateman (Ann Emerg Med 2004) found for AVPU: 15, 13, 8 and 3.
"""

AVPU_BY_GCS: tuple[float, ...] = (np.nan,) * 3 + (4.0, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 0, 0)
"""The same for charts without "confusion": 14-15 A, 9-13 V."""


@dataclass(frozen=True, slots=True, eq=False)
class Stay:
    """One ICU stay: ``hours`` [m] since admission, ascending; ``raw`` [m, 9] in the order of ``RAW``, NaN not measured.

    ``age`` in years, ``sex`` 1 female, 0 male, NaN unknown; ``died`` in hospital; ``split`` train, tune or test.
    """

    record: int
    split: str
    age: float
    sex: float
    died: bool
    hours: NDArray[np.float64]
    raw: NDArray[np.float64]


def icu_split(record: int) -> str:
    """``train`` 60 %, ``tune`` 20 %, ``test`` 20 % of the stays."""
    place = bucket(str(record), "icu")
    return "train" if place < 600 else "tune" if place < 800 else "test"


def load_stays(data: Path) -> tuple[Stay, ...]:
    """All stays with at least one vital sign, by record number. -1 in a descriptor and implausible values are unknown."""
    table = pd.read_csv(data / FOLDER / MEASUREMENTS, dtype={"Time": str})
    outcomes = pd.read_csv(data / FOLDER / OUTCOMES).set_index("RecordID")["In-hospital_death"]
    table["hours"] = _hours(table["Time"])
    described = table[table["hours"] == 0.0]
    age, sex = (_descriptor(described, name) for name in ("Age", "Gender"))
    measured = table[table["Parameter"].isin(RAW)]
    wide = measured.pivot_table(index=["RecordID", "hours"], columns="Parameter", values="Value", aggfunc="last")
    wide = _plausible(wide.reindex(columns=list(RAW))).dropna(how="all")
    stays = []
    for record, part in wide.groupby(level="RecordID"):
        key = int(str(record))
        female = {0.0: 1.0, 1.0: 0.0}.get(float(sex.get(key, np.nan)), np.nan)  # the set codes 0 female, 1 male
        hours = part.index.get_level_values("hours").to_numpy(np.float64)
        died = bool(outcomes[key] == 1)
        stays.append(
            Stay(key, icu_split(key), float(age.get(key, np.nan)), female, died, hours, part.to_numpy(np.float64))
        )
    return tuple(stays)


def chart(stay: Stay, arterial_first: bool = True, levels: Sequence[float] = ACVPU_BY_GCS) -> NDArray[np.float64]:
    """The stay as a vitals chart [m, 7] in the order of ``SERIES_NAMES``; one pressure where two were measured.

    Systolic and diastolic always come from the same cuff or line; ``levels``: ACVPU by GCS.
    """
    column = {name: stay.raw[:, i] for i, name in enumerate(RAW)}
    arterial, cuff = (column["SysABP"], column["DiasABP"]), (column["NISysABP"], column["NIDiasABP"])
    first, second = (arterial, cuff) if arterial_first else (cuff, arterial)
    sbp, dbp = (np.where(np.isnan(first[0]) & np.isnan(first[1]), s, f) for f, s in zip(first, second, strict=True))
    swapped = dbp >= sbp  # as the reader of vitals charts: such a pair is not believed
    gcs = column["GCS"]
    level = np.asarray(levels)[np.nan_to_num(gcs, nan=0.0).astype(np.int64)]
    columns = {
        "heart_rate": column["HR"],
        "resp_rate": column["RespRate"],
        "sbp": np.where(swapped, np.nan, sbp),
        "dbp": np.where(swapped, np.nan, dbp),
        "spo2": column["SaO2"],
        "temperature_c": column["Temp"],
        "consciousness": level,
    }
    return np.stack([columns[name] for name in SERIES_NAMES], axis=1)


def _hours(times: pd.Series) -> pd.Series:
    parts = times.str.split(":", expand=True).astype(float)
    return parts[0] + parts[1] / 60.0


def _descriptor(table: pd.DataFrame, name: str) -> pd.Series:
    values = table[table["Parameter"] == name].groupby("RecordID")["Value"].first()
    return values[values >= 0]


def _plausible(wide: pd.DataFrame) -> pd.DataFrame:
    """Values outside the ranges that the reader of vitals charts believes become unknown."""
    sources = {
        "HR": "heart_rate",
        "RespRate": "resp_rate",
        "NISysABP": "sbp",
        "SysABP": "sbp",
        "NIDiasABP": "dbp",
        "DiasABP": "dbp",
        "SaO2": "spo2",
        "Temp": "temperature_c",
    }
    spans = {name: PLAUSIBLE[field] for name, field in sources.items()} | {"GCS": (3.0, 15.0)}
    return wide.apply(lambda column: column.where(column.between(*spans[str(column.name)])))
