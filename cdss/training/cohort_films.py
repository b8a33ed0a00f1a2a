"""The two film cohorts: whole films (``cxr_nih``) and lung crops (``cxr_lungcrops``), labelled and split by patient."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image

from cdss.core.kinds import IMAGE_FINDINGS
from cdss.nets.film_input import Gray, resized
from cdss.training.splits import film_split

CROPS = "cxr_lungcrops"
FILMS = "cxr_nih"

OPACITY, OTHER_ABNORMALITY = "op", "noop_ab"
"""RSNA classes of the crops; the third is ``normal``."""


@dataclass(frozen=True, slots=True)
class FilmRow:
    """One film of a cohort; ``labels`` float [8] in the order of ``IMAGE_FINDINGS``, NaN = unknown."""

    source: str
    name: str
    patient: int | None
    view: str
    age: float | None
    sex: str
    labels: tuple[float, ...]
    split: str


def film_rows(data: Path) -> tuple[FilmRow, ...]:
    """Whole films with their NIH labels, split by patient (``cdss.training.splits``)."""
    table = pd.read_csv(data / FILMS / "labels.csv")
    return tuple(_row(FILMS, r["f"], r, int(r["Patient ID"]), _labels(r)) for _, r in table.iterrows())


def crop_rows(data: Path) -> tuple[FilmRow, ...]:
    """Lung crops of known patients, each in the split of its patient (the same rule as for the whole films)."""
    table = pd.read_csv(data / CROPS / "labels.csv")
    rows = [_row(CROPS, r["file"], r, _patient(r["Patient ID"]), _crop_labels(r)) for _, r in table.iterrows()]
    return tuple(row for row in rows if row.patient is not None)


def crop_classes(data: Path) -> dict[str, str]:
    """RSNA class of each lung crop by its file name."""
    table = pd.read_csv(data / CROPS / "labels.csv")
    return dict(zip(table["file"], table["cls"], strict=True))


def _patient(value: float) -> int | None:
    return None if pd.isna(value) else int(value)


def _labels(r: pd.Series) -> tuple[float, ...]:
    """The NIH labels, read from the reports by a program."""
    found = set(str(r["Finding Labels"]).lower().split("|"))
    return tuple(float(code in found) for code in IMAGE_FINDINGS)


def _crop_labels(r: pd.Series) -> tuple[float, ...]:
    """NIH labels, with pneumonia as RSNA's radiologists saw it (lung opacity suspicious of pneumonia; Shih et al., 2019).

    The NIH label alone calls 2,561 of 2,722 such opacities "no pneumonia". Where a report speaks of pneumonia and the
    radiologists saw another abnormality, pneumonia is unknown.
    """
    pneumonia, *others = _labels(r)
    opacity = r["cls"] == OPACITY
    unknown = pneumonia == 1 and r["cls"] == OTHER_ABNORMALITY
    return (float("nan") if unknown else float(opacity), *others)


def _row(source: str, name: str, r: pd.Series, patient: int | None, labels: tuple[float, ...]) -> FilmRow:
    age = float(r["Patient Age"])
    split = film_split(patient) if patient is not None else "none"
    known_age = age if 0 <= age <= 120 else None
    return FilmRow(source, name, patient, str(r["View Position"]), known_age, str(r["Patient Gender"]), labels, split)


def load_grays(
    data: Path, rows: Sequence[FilmRow], size: int, framed: Callable[[Gray], Gray] | None = None
) -> NDArray[np.uint8]:
    """All films of ``rows`` as uint8 [n, size, size]; ``framed`` cuts each to its frame before."""
    archive = zipfile.ZipFile(data / CROPS / "lungcrops_224.zip") if any(r.source == CROPS for r in rows) else None
    out = np.zeros((len(rows), size, size), np.uint8)
    for index, row in enumerate(rows):
        gray = _gray(data, row, archive)
        out[index] = np.round(resized(framed(gray) if framed else gray, size) * 255).astype(np.uint8)
    return out


def _gray(data: Path, row: FilmRow, archive: zipfile.ZipFile | None) -> Gray:
    if row.source == CROPS and archive is not None:
        stream: Path | io.BytesIO = io.BytesIO(archive.read(row.name))
    else:
        stream = data / FILMS / "images" / row.name
    return np.asarray(Image.open(stream).convert("L"), dtype=np.float32) / np.float32(255)
