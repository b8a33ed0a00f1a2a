"""The parts of a case as new files: only what was read of them is written, so that nothing else can come along."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from cdss.core.kinds import ECG_LEADS
from cdss.deidentify.dicom_profile import CleanFilm, Disguise, clean_film
from cdss.readers.dicom import film_of_dataset
from cdss.readers.dicom_header import open_dicom
from cdss.readers.part import Refused
from cdss.readers.sniff import FileKind, recognise
from cdss.records.ecg import Ecg
from cdss.records.film import Film
from cdss.records.vitals import VITALS_FIELDS, Vitals

_DECIMALS = 5
"""Of a millivolt: finer than any recorder's step."""

_EIGHT_BITS = 255


def film_file(film: Film, path: Path, disguise: Disguise) -> tuple[str, CleanFilm, Film]:
    """The ending and the content of a film's new file, DICOM for DICOM, else PNG of its pixels; and the picture to be looked at.

    That is read from the new file: the old one may have changed since the case was read. Raises what pydicom raises for pixels
    that cannot be decoded, and ``Refused`` where the new file cannot be read.
    """
    if path.is_file() and recognise(path) is FileKind.DICOM_FILM:
        clean = clean_film(open_dicom(path, film.source, None), disguise)
        return ".dcm", clean, replace(_film_in(clean, film.source), view=film.view)
    return ".png", CleanFilm(_png(film), 0, ""), film


def ecg_file(ecg: Ecg) -> bytes:
    """The signal as a table in mV, one column a recorded lead, the rate in a comment; no time, no device, no words."""
    there = [i for i, name in enumerate(ECG_LEADS) if name not in ecg.missing_leads]
    head = f"# rate_hz: {ecg.rate_hz:g}\n# unit=mV\n" + ",".join(ECG_LEADS[i] for i in there) + "\n"
    stream = io.StringIO()
    stream.write(head)
    np.savetxt(stream, ecg.signal_mv[there].T.astype(np.float64), fmt=f"%.{_DECIMALS}f", delimiter=",")
    return stream.getvalue().replace("nan", "").encode("ascii")


def vitals_file(vitals: Vitals, disguise: Disguise) -> bytes:
    """The measurements; their times are shifted, or left out."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    timed = disguise.shift is not None and any(row.time for row in vitals.rows)
    writer.writerow((*(("time",) if timed else ()), *VITALS_FIELDS))
    for row in vitals.rows:
        time = (_time(disguise.moved(row.time)),) if timed else ()
        writer.writerow((*time, *(_cell(getattr(row, name)) for name in VITALS_FIELDS)))
    return stream.getvalue().encode("ascii")


def numbered(kind: str, endings: Iterable[str]) -> tuple[str, ...]:
    """Names of files that say nothing: ``film-1.dcm``, ``film-2.png``."""
    return tuple(f"{kind}-{number}{ending}" for number, ending in enumerate(endings, start=1))


def _film_in(clean: CleanFilm, source: str) -> Film:
    from pydicom import dcmread

    part = film_of_dataset(dcmread(io.BytesIO(clean.content)), source)
    if part.value is None:
        raise Refused(part.issues[0])
    return part.value


def _png(film: Film) -> bytes:
    from PIL import Image

    low, high = float(film.pixels.min()), float(film.pixels.max())
    deep = low < 0 or high > _EIGHT_BITS
    scale = np.iinfo(np.uint16).max / max(high - low, 1.0) if deep else 1.0
    values = np.rint((film.pixels - (low if deep else 0.0)) * scale)
    stream = io.BytesIO()
    Image.fromarray(values.astype(np.uint16 if deep else np.uint8)).save(stream, "PNG")
    return stream.getvalue()


def _time(time: datetime | None) -> str:
    return "" if time is None else time.isoformat()


def _cell(value: object) -> str:
    """As in ``vitals.csv``: empty where not measured, 1 and 0 for yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:g}" if isinstance(value, float) else str(value)
