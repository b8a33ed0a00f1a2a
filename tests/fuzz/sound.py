"""What must hold of a case whatever bytes one of its files consists of: refused in words, or read soundly; the rest intact."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from cdss.core.errors import CdssError
from cdss.records.case import Case
from cdss.records.ecg import Ecg
from cdss.records.film import Film
from cdss.records.vitals import Vitals

KEPT = "This line was here before."
"""Text of the note that stands beside the hostile file."""

CORPUS = Path(__file__).parent / "corpus"
"""Small files, a folder a reader, sound ones first: where mutation and fuzzing begin."""

NAMES = {
    "manifest": "case.json",
    "fhir": "bundle.json",
    "vitals": "table.csv",
    "ecg_csv": "leads.csv",
    "ecg_wfdb": "rec.hea",
    "raster": "film.png",
    "dicom": "film.dcm",
    "note": "words.txt",
    "hl7": "message.hl7",
}
"""Under which name the bytes lie, where it matters to nobody but the reader of them."""

A_CASE_BY_ITSELF = frozenset({"manifest"})
"""Readers whose file is the whole case: where it is refused there is no case, and the sentence is that of an error."""

SIGNAL_SAMPLES = 2600


def seeds(reader: str) -> tuple[bytes, ...]:
    """The sound files of ``reader``."""
    return tuple(path.read_bytes() for path in sorted((CORPUS / reader).iterdir()))


def write(folder: Path, reader: str, data: bytes) -> None:
    """Put ``data`` into ``folder`` beside a note that must stay."""
    (folder / NAMES.get(reader, "recording")).write_bytes(data)
    (folder / "a-note.txt").write_text(KEPT, encoding="utf-8")
    if reader == "ecg_wfdb":
        wave = np.round(500 * np.sin(np.arange(SIGNAL_SAMPLES) / 9)).astype("<i2")
        (folder / "rec.dat").write_bytes(wave.tobytes())


def check(folder: Path, reader: str) -> None:
    """Read the case in ``folder``; ``AssertionError`` where what came of it is not sound."""
    from cdss.readers.case_folder import read_case  # imported with the first case, which the fuzzer instruments

    try:
        case = read_case(folder)
    except CdssError as error:
        assert reader in A_CASE_BY_ITSELF, f"the note is lost: {error!r}"
        assert str(error).strip()
        return
    if reader not in A_CASE_BY_ITSELF:
        assert case.note is not None and KEPT in case.note.text, "the note is lost"
    _check_issues(case)
    for ecg in case.ecgs:
        _check_ecg(ecg)
    for film in case.films:
        _check_film(film)
    if case.vitals is not None:
        _check_vitals(case.vitals)
    age = case.patient.age_years
    assert age is None or 0 <= age < 150


def _check_issues(case: Case) -> None:
    for issue in case.issues:
        for language in ("en", "ko"):
            text = issue.text(language)
            assert text.strip() and len(text) < 4000, issue.code
            assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in text), (issue.code, text)


def _check_ecg(ecg: Ecg) -> None:
    signal = ecg.signal_mv
    assert signal.dtype == np.float32 and signal.ndim == 2 and signal.shape[0] == 12
    assert not np.isinf(signal).any() and np.isfinite(signal).any()
    assert math.isfinite(ecg.rate_hz) and ecg.rate_hz > 0 and ecg.seconds > 0


def _check_film(film: Film) -> None:
    assert film.pixels.dtype == np.float32 and film.pixels.ndim == 2 and min(film.pixels.shape) > 0
    assert np.isfinite(film.pixels).all()
    assert math.isfinite(film.window.center) and math.isfinite(film.window.width) and film.window.width > 0
    assert film.spacing_mm is None or all(0 < step < 1000 for step in film.spacing_mm)


def _check_vitals(vitals: Vitals) -> None:
    for row in vitals.rows:
        for name in ("heart_rate", "resp_rate", "sbp", "dbp", "spo2", "temperature_c", "pain"):
            value = getattr(row, name)
            assert value is None or (math.isfinite(value) and 0 <= value < 400), (name, value)
