"""Patients on whom explanations are tested: composite visits of the test year as the product reads them, and sound donors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cdss.core.kinds import ArrivalMode, Sex, View
from cdss.nets.recent import Recent
from cdss.nets.triage import TriageModel
from cdss.nets.vitals_input import HISTORY, VITAL_NAMES
from cdss.readers.ecg_wfdb import read_ecg_wfdb
from cdss.readers.raster import read_film_raster
from cdss.records.case import Case, Note
from cdss.records.ecg import Ecg
from cdss.records.film import Film
from cdss.records.identity import Arrival, Patient
from cdss.records.vitals import Vitals, VitalsRow
from cdss.training.cohort_films import FILMS, FilmRow, film_rows
from cdss.training.cohort_visits import Visits
from cdss.training.fusion_data import FusionData
from cdss.training.note_vectors import joined

SEED = 20
DONORS = 60
"""Films and recordings that are given to the visits in turn: encoding is what costs time."""

LAST_FOLDS = 9
"""PTB-XL folds from here on were never trained on (9 chose when to stop, 10 only reports)."""


def patients(data: FusionData, folder: Path, count: int) -> tuple[Case, ...]:
    """``count`` visits of the test year with note and vital signs, each with a film and a recording of test donors."""
    rows = data.rows("test")
    rows = rows[data.has_note[rows] & (data.numbers.vitals_known[rows].sum(axis=1) >= 5)]
    rng = np.random.default_rng(SEED)
    chosen = rng.permutation(rows)[:count]
    films = [film_of(folder, row) for row in _drawn(test_films(folder), DONORS, rng)]
    ecgs = [ecg_of(folder, name) for name in _drawn(test_ecgs(folder), DONORS, rng)]
    return tuple(
        composite(data.visits, int(row), films[i % len(films)], ecgs[i % len(ecgs)]) for i, row in enumerate(chosen)
    )


def composite(visits: Visits, row: int, film: Film, ecg: Ecg) -> Case:
    """One visit as the reader of case folders would give it."""
    known = {name: _known(value) for name, value in zip(VITAL_NAMES, visits.vitals[row], strict=True)}
    age, sex = _known(visits.age[row]), {1.0: Sex.FEMALE, 0.0: Sex.MALE}.get(float(visits.sex[row]), Sex.UNKNOWN)
    mode = {1.0: ArrivalMode.AMBULANCE, 0.0: ArrivalMode.OTHER}.get(float(visits.ambulance[row]), ArrivalMode.UNKNOWN)
    return Case(
        case_id=f"visit-{row}",
        patient=Patient(age_years=age, sex=sex),
        arrival=Arrival(mode=mode),
        composite=True,
        note=Note("visit", joined(visits.phrases[row])),
        films=(film,),
        ecgs=(ecg,),
        vitals=Vitals("visit", (VitalsRow(**known),)),  # type: ignore[arg-type]
        history=_history(visits.history[row]),
    )


def test_films(folder: Path, normal: bool = False) -> tuple[FilmRow, ...]:
    """Frontal films of test patients; only those without any of the findings where ``normal``."""
    rows = (row for row in film_rows(folder) if row.split == "test")
    return tuple(row for row in rows if not normal or not any(row.labels))


def test_ecgs(folder: Path, normal: bool = False) -> tuple[str, ...]:
    """Names of the recordings in mV of the last two folds; only those called normal and nothing else where ``normal``."""
    table = _recordings(folder)
    kept = table[table["strat_fold"] >= LAST_FOLDS]
    if normal:
        kept = kept[
            kept["scp_codes"].str.contains("'NORM'") & ~kept["scp_codes"].str.contains("MI|STTC|NST_|STD_|STE_")
        ]
    return tuple(kept["filename_hr"])


def film_of(folder: Path, row: FilmRow) -> Film:
    """The film as the product reads it, with its view."""
    part = read_film_raster(folder / FILMS / "images" / row.name, row.name).value
    assert part is not None
    view = View(row.view) if row.view in tuple(View) else View.UNKNOWN
    return Film(part.source, part.pixels, part.window, part.inverted, view)


def ecg_of(folder: Path, name: str) -> Ecg:
    """The recording ``name`` (path without its ending) in mV, as the product reads it."""
    header = folder / "ptbxl" / f"{name}.hea"
    part = read_ecg_wfdb(header, header.parent, header.name).value
    assert part is not None
    return part


def remembering(model: TriageModel) -> Recent:
    """A memory of ``model`` that holds every film and recording of the section."""
    return Recent(most=4 * DONORS)


@cache
def _recordings(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "ptbxl" / "ptbxl_database.csv")


def _drawn(choices: Sequence, count: int, rng: np.random.Generator) -> Iterator:  # type: ignore[type-arg]
    yield from (choices[i] for i in rng.permutation(len(choices))[:count])


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _history(flags: NDArray[np.float32]) -> tuple[str, ...] | None:
    if np.isnan(flags).any():
        return None
    return tuple(name for (name, _), flag in zip(HISTORY, flags, strict=True) if flag)
