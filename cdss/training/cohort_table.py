"""A hospital's own patients: ``visits.csv`` or ``visits.parquet``, beside folders of films and ECGs (see ``COHORT.md``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cdss.core.errors import CdssError
from cdss.core.kinds import CONDITIONS, Consciousness, Severity
from cdss.core.result import Issue, issue
from cdss.core.sentences import sentence
from cdss.nets.vitals_input import VITAL_NAMES, history_flags
from cdss.readers.part import Refused, reason_of
from cdss.readers.paths import part_path
from cdss.text.consciousness import consciousness_phrase
from cdss.text.pipeline import read_note
from cdss.training.cohort_cells import FIRST_ROW, Cells, Faults, cells
from cdss.training.cohort_visits import ICD10, Visits
from cdss.training.splits import bucket

CSV, PARQUET = "visits.csv", "visits.parquet"

REQUIRED: tuple[str, ...] = ("visit_id", "patient_id", "admitted", "critical", "icd10")
OPTIONAL: tuple[str, ...] = (
    *("split", "year", "age", "sex", "arrival", *VITAL_NAMES, "consciousness", "history", "note", "level"),
    *("film", "film_view", "ecg"),
)
COLUMNS: tuple[str, ...] = (*REQUIRED, *OPTIONAL)

SPLITS: tuple[str, ...] = ("train", "tune", "test")
_TUNE_FROM, _TEST_FROM = 700, 850
"""Of 1,000 buckets of patients: 70 % train, 15 % tune, 15 % are kept for the report."""

_YES_NO = {"0": 0.0, "1": 1.0, "no": 0.0, "yes": 1.0, "false": 0.0, "true": 1.0, "0.0": 0.0, "1.0": 1.0}
_SEX = {"f": 1.0, "m": 0.0, "o": np.nan, "u": np.nan}
_ARRIVAL = {"ambulance": 1.0, "other": 0.0, "unknown": np.nan}
_LEVEL = {f"{level}{decimals}": level - 1 for decimals in ("", ".0") for level in range(1, 6)}
_ACVPU = {c.value.casefold(): c for c in Consciousness}
_SPOKEN = {word: consciousness_phrase(c) for word, c in _ACVPU.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """All visits of a table. ``split`` [n] train/tune/test; ``films``, ``ecgs``: paths where a visit has its own.

    ``issues``: what was left out, in words. The phrases of a visit are its whole note as the encoder reads it.
    """

    folder: Path
    visits: Visits
    ids: tuple[str, ...]
    patients: tuple[str, ...]
    split: NDArray[np.str_]
    films: tuple[Path | None, ...]
    views: tuple[str, ...]
    ecgs: tuple[Path | None, ...]
    issues: tuple[Issue, ...]


def table_path(folder: Path) -> Path:
    """The table of a cohort folder; ``CdssError`` where there is none."""
    for name in (CSV, PARQUET):
        if (folder / name).is_file():
            return folder / name
    raise CdssError(sentence("cohort_table_absent", {"folder": str(folder)}))


def load_cohort(folder: Path, needed: Sequence[str] = ("train", "tune")) -> Cohort:
    """Read and check the table. ``CdssError`` names row and column of each fault; nothing is repaired silently.

    ``needed``: splits that may not be empty.
    """
    path, faults = table_path(folder), Faults()
    table = _read(path)
    for column in REQUIRED:
        if column not in table.columns:
            faults.add("cohort_column_missing", file=path.name, column=column)
    faults.stop()
    columns = {name: cells(name, _column(table, name)) for name in COLUMNS}
    ids, patients = columns["visit_id"].distinct(faults), columns["patient_id"].required(faults)
    issues = [issue("cohort_column_unknown", Severity.WARNING, None, column=c) for c in table if c not in COLUMNS]
    visits, more = _visits(columns, faults)
    films, ecgs = (_paths(folder, columns[name], faults) for name in ("film", "ecg"))
    split = _split(columns["split"], patients, faults)
    for name in needed:
        if not faults.texts and name not in split:
            faults.add("cohort_split_empty", split=name)
    faults.stop()
    shown = np.array(split, dtype="<U5")
    return Cohort(folder, visits, ids, patients, shown, films, columns["film_view"].texts, ecgs, (*issues, *more))


def _read(path: Path) -> pd.DataFrame:
    try:
        if path.name == PARQUET:
            return pd.read_parquet(path)
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", skip_blank_lines=False)
    except ImportError as error:
        raise CdssError(sentence("cohort_parquet_unreadable", {"file": path.name})) from error
    except (OSError, ValueError) as error:
        params = {"file": path.name, "reason": reason_of(error)}
        raise CdssError(sentence("cohort_table_unreadable", params)) from error


def _column(table: pd.DataFrame, name: str) -> list[object]:
    return list(table[name]) if name in table.columns else [None] * len(table)


def _visits(columns: dict[str, Cells], faults: Faults) -> tuple[Visits, list[Issue]]:
    vitals, issues = _vitals(columns, faults)
    count = len(vitals)
    outcomes = [_whole(columns[name].words(_YES_NO, None, faults), count) for name in ("admitted", "critical")]
    year = columns["year"].numbers(faults)
    age = columns["age"].numbers(faults)
    for row in np.flatnonzero((age < 0) | (age > 120)):
        faults.add("cohort_cell_not_age", row=FIRST_ROW + int(row), value=f"{age[row]:g}")
    history = [history_flags(h or None) for h in columns["history"].lists()]
    visits = Visits(
        year=np.nan_to_num(year).astype(np.int64),
        vitals=vitals,
        age=age,
        sex=_whole(columns["sex"].words(_SEX, np.nan, faults), count),
        ambulance=_whole(columns["arrival"].words(_ARRIVAL, np.nan, faults), count),
        history=np.array(history, np.float32).reshape(count, -1),
        acuity=_whole(columns["level"].words(_LEVEL, -1, faults), count).astype(np.int64),
        outcomes=np.column_stack(outcomes),
        conditions=_conditions(columns["icd10"]),
        phrases=_phrases(columns, faults),
        ecg_done=np.array([bool(t) for t in columns["ecg"].texts], bool),
        film_done=np.array([bool(t) for t in columns["film"].texts], bool),
        consciousness=tuple(_ACVPU.get(text.casefold()) for text in columns["consciousness"].texts),
    )
    return visits, issues


def _whole(values: list[float] | list[int], count: int) -> NDArray[np.float32]:
    """An array of the cells; one of zeros where some were faults, which stop the reading in the end."""
    return np.array(values if len(values) == count else [0] * count, np.float32)


def _vitals(columns: dict[str, Cells], faults: Faults) -> tuple[NDArray[np.float32], list[Issue]]:
    read = [columns[name].measurements(faults) for name in VITAL_NAMES]
    return np.column_stack([values for values, _ in read]), [found for _, found in read if found is not None]


def _conditions(codes: Cells) -> NDArray[np.float32]:
    """Which of ``CONDITIONS`` the ICD-10 codes name, with or without the dot."""
    patterns = [re.compile(ICD10[name]) for name in CONDITIONS]
    plain = [[code.replace(".", "").upper() for code in row] for row in codes.lists("; |,")]
    table = [[any(p.match(code) for code in row) for p in patterns] for row in plain]
    return np.array(table, np.float32).reshape(len(plain), len(CONDITIONS))


def _phrases(columns: dict[str, Cells], faults: Faults) -> tuple[tuple[str, ...], ...]:
    """The note as the engine gives it to the encoder: in English, with the level of consciousness as a phrase."""
    spoken = columns["consciousness"].words(_SPOKEN, "", faults)
    notes = columns["note"].mapped(lambda text: read_note(None, text).english.strip())
    parts = zip(notes, spoken if len(spoken) == len(notes) else [""] * len(notes), strict=True)
    whole = ("; ".join(p for p in pair if p) if pair[0] else "" for pair in parts)
    return tuple((text,) if text else () for text in whole)


def _paths(folder: Path, column: Cells, faults: Faults) -> tuple[Path | None, ...]:
    return tuple(_path(folder, row, column.column, text, faults) for row, text in enumerate(column.texts, FIRST_ROW))


def _path(folder: Path, row: int, column: str, text: str, faults: Faults) -> Path | None:
    """The file inside the folder; a WFDB record may be named without ``.hea``."""
    if not text:
        return None
    try:
        path = part_path(folder, text, None)
    except Refused as refusal:
        faults.add("cohort_file_outside", row=row, column=column, reason=refusal.issue.text())
        return None
    if not path.is_file() and not path.with_name(path.name + ".hea").is_file():
        faults.add("cohort_file_missing", row=row, column=column, value=text)
        return None
    return path


def _split(column: Cells, patients: tuple[str, ...], faults: Faults) -> list[str]:
    """Split of each visit: as given, else drawn by patient. A patient in two splits is a fault."""
    given = column.words({name: name for name in SPLITS}, "", faults)
    if len(given) != len(patients):
        return []
    drawn = [s or _drawn(p) for s, p in zip(given, patients, strict=True)]
    first: dict[str, tuple[int, str]] = {}
    for row, (patient, split) in enumerate(zip(patients, drawn, strict=True), FIRST_ROW):
        before, other = first.setdefault(patient, (row, split))
        if other != split:
            names = {"patient": patient, "split": split, "other": other, "first": before}
            faults.add("cohort_patient_split", row=row, **names)
    return drawn


def _drawn(patient: str) -> str:
    place = bucket(patient, "cohort")
    return "train" if place < _TUNE_FROM else "tune" if place < _TEST_FROM else "test"
