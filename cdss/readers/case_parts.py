"""What has been read of a case so far, and how one file of each modality is added to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from cdss.core.kinds import Modality, Severity, View
from cdss.core.result import Issue, issue
from cdss.readers.dicom import read_film_dicom
from cdss.readers.ecg_aecg import read_ecg_aecg
from cdss.readers.ecg_csv import read_ecg_csv
from cdss.readers.ecg_dicom import read_ecg_dicom
from cdss.readers.ecg_edf import read_ecg_edf
from cdss.readers.ecg_muse import read_ecg_muse
from cdss.readers.ecg_philips import read_ecg_philips
from cdss.readers.ecg_scp import read_ecg_scp
from cdss.readers.ecg_wfdb import read_ecg_wfdb
from cdss.readers.film_common import view_of
from cdss.readers.note import read_note
from cdss.readers.part import Part, guarded, refuse
from cdss.readers.raster import read_film_raster
from cdss.readers.sniff import FileKind, recognise
from cdss.readers.visit import Visit
from cdss.readers.vitals import read_vitals
from cdss.records.case import Note
from cdss.records.ecg import Ecg
from cdss.records.film import Film
from cdss.records.identity import PartIdentity
from cdss.records.vitals import Vitals


@dataclass(slots=True)
class CaseParts:
    """The parts of a case in file order; grows while the files are read."""

    films: list[Film] = field(default_factory=list)
    ecgs: list[Ecg] = field(default_factory=list)
    vitals: Vitals | None = None
    note: Note | None = None
    identities: list[PartIdentity] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    visit: Visit | None = None
    """What a FHIR bundle among the files says of the patient and the visit."""

    def take(self, part: Part[Film] | Part[Ecg] | Part[Vitals] | Part[Note]) -> None:
        """Add one read part with its issues and identity."""
        self.issues += part.issues
        if part.identity is not None:
            self.identities.append(part.identity)
        match part.value:
            case Film():
                self.films.append(part.value)
            case Ecg():
                self.ecgs.append(part.value)
            case Vitals():
                self._take_vitals(part.value)
            case Note():
                self._take_note(part.value)

    def _take_vitals(self, vitals: Vitals) -> None:
        if self.vitals is None:
            self.vitals = vitals
            return
        params = {"file": vitals.source, "used": self.vitals.source}
        self.issues.append(issue("vitals_second_table", Severity.WARNING, Modality.VITALS, **params))

    def _take_note(self, note: Note) -> None:
        if self.note is None:
            self.note = note
            return
        sources = f"{self.note.source}, {note.source}"
        self.note = Note(sources, f"{self.note.text}\n\n{note.text}")
        self.issues.append(issue("note_several_joined", Severity.INFO, Modality.NOTE, files=sources))


def add_film(parts: CaseParts, base: Path, path: Path, source: str, view: str | None = None) -> None:
    """Read a chest film, DICOM or raster as its content says; ``view`` from the manifest goes before the file's own."""
    take_film(parts, guarded(lambda: _read_film(path, source), source, Modality.IMAGE), source, view)


def take_film(parts: CaseParts, part: Part[Film], source: str, view: str | None = None) -> None:
    """Add a film that was read; ``view`` in words, as whoever sent it names the projection, goes before the file's own."""
    named = view_of(view) if view else View.UNKNOWN
    if view and named is View.UNKNOWN:
        parts.issues.append(issue("film_view_unknown", Severity.INFO, Modality.IMAGE, file=source, view=view[:40]))
    if part.value is not None and named is not View.UNKNOWN:
        part = _with_view(part, part.value, named)
    parts.take(part)


def add_ecg(parts: CaseParts, base: Path, path: Path, source: str) -> None:
    """Read a recording in the format its content says; a WFDB record may be named without ``.hea``."""
    parts.take(guarded(lambda: _read_ecg(_with_header_suffix(path), base, source), source, Modality.ECG))


def add_vitals(parts: CaseParts, base: Path, path: Path, source: str) -> None:
    """Read a table of vital signs."""
    parts.take(guarded(lambda: read_vitals(path, source), source, Modality.VITALS))


def add_note(parts: CaseParts, base: Path, path: Path, source: str) -> None:
    """Read a note."""
    parts.take(guarded(lambda: read_note(path, source), source, Modality.NOTE))


def _read_film(path: Path, source: str) -> Part[Film]:
    kind = recognise(path)
    if kind is FileKind.DICOM_ECG:
        raise refuse("film_is_ecg", Modality.IMAGE, file=source)
    readers: dict[FileKind, Callable[[Path, str], Part[Film]]] = {
        FileKind.DICOM_FILM: read_film_dicom,
        FileKind.RASTER: read_film_raster,
    }
    if kind not in readers:
        raise refuse("film_format_unknown", Modality.IMAGE, file=source)
    return readers[kind](path, source)


def _read_ecg(path: Path, base: Path, source: str) -> Part[Ecg]:
    kind = recognise(path)
    if kind is FileKind.ECG_WFDB:
        return read_ecg_wfdb(path, base, source)
    readers: dict[FileKind, Callable[[Path, str], Part[Ecg]]] = {
        FileKind.DICOM_ECG: read_ecg_dicom,
        FileKind.DICOM_FILM: read_ecg_dicom,
        FileKind.ECG_CSV: read_ecg_csv,
        FileKind.ECG_AECG: read_ecg_aecg,
        FileKind.ECG_PHILIPS: read_ecg_philips,
        FileKind.ECG_MUSE: read_ecg_muse,
        FileKind.ECG_EDF: read_ecg_edf,
        FileKind.ECG_SCP: read_ecg_scp,
    }
    if kind not in readers:
        raise refuse("ecg_format_unknown", Modality.ECG, file=source)
    return readers[kind](path, source)


def _with_header_suffix(path: Path) -> Path:
    bare = path.with_name(path.name + ".hea")
    return bare if not path.exists() and bare.exists() else path


def _with_view(part: Part[Film], film: Film, view: View) -> Part[Film]:
    """The film with the manifest's view; where the file says another one, both are named."""
    if film.view in (View.UNKNOWN, view):
        return replace(part, value=replace(film, view=view))
    params = {"file": film.source, "stated": view.value, "own": film.view.value}
    doubt = issue("film_views_differ", Severity.WARNING, Modality.IMAGE, **params)
    return replace(part, value=replace(film, view=view), issues=(*part.issues, doubt))
