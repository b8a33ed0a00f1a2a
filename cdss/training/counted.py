"""How many of each public set a bundle is trained on, counted from the data it is trained on: what the card says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cdss.training.cohort_ecg import load_ecgs
from cdss.training.cohort_films import film_rows
from cdss.training.cohort_icu import FOLDER, load_stays
from cdss.training.cohort_visits import load_visits
from cdss.training.fit_image import pretraining_rows
from cdss.training.fusion_data import TUNE_YEAR

ACUTE_STAGES = ("Stadium I", "Stadium II")
"""Stages of an infarction that PTB-XL gives to its acute and recent ones (Wagner et al., Sci Data 7:154, 2020)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Visits, recordings, films, crops and stays of the training and tuning splits.

    ``read``: ECG recordings whose published report is among the data; ``acute``: those of ``ACUTE_STAGES`` among them.
    """

    visits: int
    ecgs: int
    films: int
    crops: int
    stays: int
    read: int
    acute: int


def counted(data: Path) -> Counts:
    """Counts of the public sets in the folder ``data``; no stays where that set is not there."""
    stays = load_stays(data) if (data / FOLDER).is_dir() else ()
    table = pd.read_csv(data / "ptbxl" / "ptbxl_database.csv")
    stages = table[["infarction_stadium1", "infarction_stadium2"]]
    return Counts(
        visits=int((load_visits(data).year <= TUNE_YEAR).sum()),
        ecgs=int((load_ecgs(data).split != "test").sum()),
        films=sum(row.split != "test" for row in film_rows(data)),
        crops=len(pretraining_rows(data)),
        stays=sum(stay.split != "test" for stay in stays),
        read=len(table),
        acute=int(stages.isin(ACUTE_STAGES).any(axis=1).sum()),
    )
