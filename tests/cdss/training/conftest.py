"""A hospital's cohort folder of 64 visits of 48 patients, written for the tests."""

from __future__ import annotations

import csv
import shutil
from types import SimpleNamespace

import pytest

from cdss.core.paths import demo_dir

COLUMNS = (
    *("visit_id", "patient_id", "split", "year", "age", "sex", "arrival"),
    *("heart_rate", "resp_rate", "sbp", "dbp", "spo2", "temperature_c", "pain", "consciousness"),
    *("history", "note", "level", "admitted", "critical", "icd10", "film", "film_view", "ecg"),
)
NOTES = ("c/o chest pain, no fever", "SOB x2d", "호흡곤란, 기침", "")
CODES = ("R07.9", "I21.4", "J18.9; I50.9", "")
FILM, ECG = "films/a.jpg", "ecgs/00483_hr.hea"


def rows_of(count=64):
    """Ordinary visits: two of three patients come once, the others twice; every fourth has a film, every third an ECG."""
    rows = []
    for i in range(count):
        patient = i % (count * 3 // 4)
        rows.append(
            {
                "visit_id": f"v{i}",
                "patient_id": f"p{patient}",
                "split": ("train", "train", "tune", "test")[patient % 4],
                "year": 2021,
                "age": 30 + i % 60,
                "sex": "FMOU"[i % 4],
                "arrival": ("ambulance", "other", "unknown", "")[i % 4],
                "heart_rate": 60 + i % 80,
                "resp_rate": 16,
                "sbp": 120 if i % 5 else "",
                "dbp": 70,
                "spo2": 98 - i % 6,
                "temperature_c": 36.6,
                "pain": i % 11,
                "consciousness": "A" if i % 7 else "C",
                "history": ("hypertension; diabetes", "", "no chronic disease")[i % 3],
                "note": NOTES[i % 4],
                "level": 1 + i % 5 if i % 6 else "",
                "admitted": int(i % 5 < 2),
                "critical": int(i % 5 == 0),
                "icd10": CODES[i % 4],
                "film": FILM if i % 4 == 0 else "",
                "film_view": "PA" if i % 4 == 0 else "",
                "ecg": ECG if i % 3 == 0 else "",
            }
        )
    return rows


def write_cohort(folder, rows, columns=COLUMNS):
    """Write the rows as ``visits.csv``, with one film and one ECG of a demonstration patient beside it."""
    source = demo_dir() / "01-chest-pain"
    for name in ("films", "ecgs"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(next((source / "image").iterdir()), folder / FILM)
    for path in (source / "ecg").iterdir():
        shutil.copyfile(path, folder / "ecgs" / path.name)
    with (folder / "visits.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.fixture
def cohort_files():
    """How a cohort folder is written: ``rows_of(count)``, ``write(folder, rows, columns)``, and the names in it."""
    return SimpleNamespace(rows_of=rows_of, write=write_cohort, COLUMNS=COLUMNS, FILM=FILM, ECG=ECG)
