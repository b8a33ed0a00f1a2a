"""Patients on whom explanations are tested: composite visits of the test year as the product reads them, and sound donors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cdss.core.kinds import ArrivalMode, Sex, View
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
from cdss.training.fusion_data import TEST_YEAR
from cdss.training.note_vectors import joined

Fits = Callable[[int], bool]
"""Whether a row of the visits may be drawn."""

SEED = 20

LEAST_VITALS = 5
"""Vital signs that a visit must have, of seven: an order of two or three says little."""

DONORS = 60
"""Films and recordings that are given to the visits in turn: encoding is what costs time."""

LAST_FOLDS = 9
"""PTB-XL folds from here on were never trained on (9 chose when to stop, 10 only reports)."""


def patients(visits: Visits, folder: Path, count: int) -> tuple[Case, ...]:
    """``count`` visits of the test year with note and vital signs, each with a film and a recording of test donors."""
    rng = np.random.default_rng(SEED)
    chosen = hosts(visits, count, rng)
    films = [film_of(folder, row) for row in _drawn(unseen_films(folder), DONORS, rng)]
    ecgs = [ecg_of(folder, name) for name in _drawn(unseen_ecgs(folder), DONORS, rng)]
    return tuple(composite(visits, row, films[i % len(films)], ecgs[i % len(ecgs)]) for i, row in enumerate(chosen))


def hosts(visits: Visits, count: int, rng: np.random.Generator, fits: Fits | None = None) -> tuple[int, ...]:
    """``count`` rows of the test year drawn at random: with a note and at least five vital signs, and that ``fits``."""
    enough = (~np.isnan(visits.vitals)).sum(axis=1) >= LEAST_VITALS
    rows = rng.permutation(np.flatnonzero((visits.year == TEST_YEAR) & enough))
    kept = (int(row) for row in rows if visits.phrases[row] and (fits is None or fits(int(row))))
    return tuple(islice(kept, count))


def composite(visits: Visits, row: int, film: Film | None = None, ecg: Ecg | None = None) -> Case:
    """One visit as the reader of case folders would give it, with what was recorded of somebody else."""
    measured = {name: known(value) for name, value in zip(VITAL_NAMES, visits.vitals[row], strict=True)}
    age, sex = known(visits.age[row]), sex_of(visits.sex[row])
    mode = {1.0: ArrivalMode.AMBULANCE, 0.0: ArrivalMode.OTHER}.get(float(visits.ambulance[row]), ArrivalMode.UNKNOWN)
    return Case(
        case_id=f"visit-{row}",
        patient=Patient(age_years=age, sex=sex),
        arrival=Arrival(mode=mode),
        composite=True,
        note=Note("visit", joined(visits.phrases[row])),
        films=(film,) if film else (),
        ecgs=(ecg,) if ecg else (),
        vitals=Vitals("visit", (VitalsRow(**measured),)),  # type: ignore[arg-type]
        history=_history(visits.history[row]),
    )


def unseen_films(folder: Path, normal: bool = False) -> tuple[FilmRow, ...]:
    """Frontal films of test patients; only those without any of the findings where ``normal``."""
    rows = (row for row in film_rows(folder) if row.split == "test")
    return tuple(row for row in rows if not normal or not any(row.labels))


def unseen_ecgs(folder: Path, normal: bool = False) -> tuple[str, ...]:
    """Names of the recordings in mV of the last two folds; only those called normal and nothing else where ``normal``."""
    table = recordings(folder)
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


def sex_of(code: float) -> Sex:
    """The sex that both tables write as 1 female, 0 male; unknown for anything else."""
    return {1.0: Sex.FEMALE, 0.0: Sex.MALE}.get(float(code), Sex.UNKNOWN)


@cache
def recordings(folder: Path) -> pd.DataFrame:
    """The published table of the recordings in mV, one a row."""
    return pd.read_csv(folder / "ptbxl" / "ptbxl_database.csv")


def _drawn(choices: Sequence, count: int, rng: np.random.Generator) -> Iterator:  # type: ignore[type-arg]
    yield from (choices[i] for i in rng.permutation(len(choices))[:count])


def known(value: float) -> float | None:
    """A number of a table; None where it has none (NaN)."""
    return None if np.isnan(value) else float(value)


def _history(flags: NDArray[np.float32]) -> tuple[str, ...] | None:
    if np.isnan(flags).any():
        return None
    return tuple(name for (name, _), flag in zip(HISTORY, flags, strict=True) if flag)
