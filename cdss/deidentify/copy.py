"""A whole case as a copy that says no longer whose it is: what will leave is known and can be looked at before it is written."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cdss.core.errors import CdssError
from cdss.core.files import write_whole
from cdss.core.kinds import ArrivalMode, Modality, Severity, Sex
from cdss.core.paths import MANIFEST_NAME
from cdss.core.result import Issue, issue
from cdss.core.system_reasons import system_reason
from cdss.deidentify.dicom_profile import Disguise
from cdss.deidentify.identity import known_of
from cdss.deidentify.pieces import ecg_file, film_file, numbered, vitals_file
from cdss.deidentify.words import Scrubbed, scrub
from cdss.readers.manifest import SCHEMA
from cdss.readers.part import reason_of
from cdss.records.case import Case
from cdss.records.film import Film

OLDEST_YEARS = 90.0
"""Ages above are written as this one: so few people are older that the age tells who it is (45 CFR 164.514(b)(2)(i)(C))."""

SHIFT_DAYS = (30, 364)
"""Dates are shifted back by a number of days from this range, drawn once an export and kept nowhere."""


class NotExported(CdssError):
    """Nothing was written; ``issue`` says why."""

    def __init__(self, why: Issue) -> None:
        super().__init__(why.text())
        self.issue = why


@dataclass(frozen=True, slots=True)
class Piece:
    """One file that may leave. ``source``: what it was made from; ``removed``: attributes of its header that are gone.

    ``film``: the picture in it, which nobody can search for a name but a person who looks; ``burned_in``: the header's own word
    (``YES``, ``NO`` or none).
    """

    name: str
    source: str
    content: bytes
    removed: int = 0
    film: Film | None = None
    burned_in: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """What may leave, before anything is written. ``words``: the complaint and the note, each before and after."""

    case_id: str
    pieces: tuple[Piece, ...]
    words: tuple[Scrubbed, ...]
    manifest: dict[str, object]
    left_out: tuple[Issue, ...] = ()
    dates_shifted: bool = False

    @property
    def pictures(self) -> tuple[str, ...]:
        """Names of the files that only leave once somebody has looked at them."""
        return tuple(piece.name for piece in self.pieces if piece.film is not None)

    @property
    def removed(self) -> int:
        """Attributes of headers that are gone."""
        return sum(piece.removed for piece in self.pieces)

    def manifest_file(self, seen: Collection[str]) -> bytes:
        """The copy's own ``case.json``, without the pictures that nobody has ``seen``."""
        there = [p for p in self.pieces if p.film is None or p.name in seen]
        named: dict[str, object] = {}
        if films := [p for p in there if p.film is not None]:
            named["images"] = [{"path": p.name, **_view(p.film)} for p in films]
        if ecgs := [p.name for p in there if p.name.startswith("ecg-")]:
            named["ecg"] = [{"path": name} for name in ecgs]
        for part in ("vitals.csv", "note.txt"):
            if any(p.name == part for p in there):
                named[part.split(".")[0]] = {"path": part}
        manifest = json.dumps({**self.manifest, **named}, ensure_ascii=False, indent=1) + "\n"
        return manifest.encode("utf-8")


def prepare(case: Case, key: Path, added: Iterable[Path] = (), *, shift_dates: bool = False) -> Export:
    """Make the copy of ``case``, which was opened from ``key`` (a folder, or a file whose folder the sources are relative to).

    ``added``: files that were added to it since, wherever they lie; of two of one name the later counts, as on screen.
    ``shift_dates``: keep dates, all shifted by the same unknown number of days; else they are left out. Takes as long as the
    films take to decode. A film that cannot be written without its identity is left out and named. Raises ``NotExported``
    for a case that mixes patients: whose identity is to be removed is not known then.
    """
    if case.blocking:
        raise NotExported(issue("deidentify_blocked", Severity.WARNING))
    folder = key if key.is_dir() else key.parent
    days = SHIFT_DAYS[0] + secrets.randbelow(SHIFT_DAYS[1] - SHIFT_DAYS[0] + 1)
    case_id = f"case-{secrets.token_hex(4)}"
    disguise = Disguise(secrets.token_bytes(32), case_id, -timedelta(days=days) if shift_dates else None)
    names = (*(film.source for film in case.films), *(ecg.source for ecg in case.ecgs))
    later = {path.name: path for path in added}
    sources = [*(later.get(name, folder / name) for name in names), *((key,) if key.is_file() else ()), *later.values()]
    known = known_of(case, sources, (key.stem, folder.name, *((Path(case.note.source).stem,) if case.note else ())))
    films, left_out = _films(case, folder, later, disguise)
    ecgs = zip(numbered("ecg", (".csv" for _ in case.ecgs)), case.ecgs, strict=True)
    pieces = [*films, *(Piece(name, ecg.source, ecg_file(ecg)) for name, ecg in ecgs)]
    if case.vitals is not None and case.vitals.rows:
        pieces.append(Piece("vitals.csv", case.vitals.source, vitals_file(case.vitals, disguise)))
    texts = (case.chief_complaint or "", case.note.text if case.note else "", *(case.history or ()))
    complaint, note, *history = (scrub(text, known) for text in texts)
    if note.text:
        pieces.append(Piece("note.txt", case.note.source if case.note else "", note.text.encode("utf-8")))
    words = tuple(one for one in (complaint, note, *history) if one.found or (one is note and note.text))
    manifest = _manifest(case, disguise, complaint.text, tuple(one.text for one in history))
    return Export(case_id, tuple(pieces), words, manifest, left_out, shift_dates)


def files_of(export: Export, seen: Collection[str]) -> dict[str, bytes]:
    """The files that leave, by name: all but the pictures that nobody has ``seen``, and the manifest that names them."""
    there = {p.name: p.content for p in export.pieces if p.film is None or p.name in seen}
    return {MANIFEST_NAME: export.manifest_file(seen), **there}


def write(export: Export, target: Path, seen: Collection[str] = ()) -> tuple[Path, ...]:
    """Write the copy as the new folder ``target``, whole or not at all. Raises ``NotExported``; nothing is there then."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NotExported(issue("deidentify_not_empty", Severity.WARNING, folder=str(target)))
    making: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        for name, content in files_of(export, seen).items():
            write_whole(making / name, content)
        if target.exists():
            target.rmdir()
        making.chmod(0o755)
        making.rename(target)
    except OSError as error:
        if making is not None:
            shutil.rmtree(making, ignore_errors=True)
        why = system_reason(error)
        told = issue("deidentify_unwritable", Severity.WARNING, folder=str(target), reason=why)
        raise NotExported(told) from error
    return tuple(sorted(target.iterdir()))


def _films(
    case: Case, folder: Path, later: Mapping[str, Path], disguise: Disguise
) -> tuple[list[Piece], tuple[Issue, ...]]:
    made, left_out = [], []
    for film in case.films:
        try:
            made.append(film_file(film, later.get(film.source, folder / film.source), disguise))
        except Exception as error:  # pydicom's decoders raise many kinds
            params = {"file": film.source, "reason": reason_of(error)}
            left_out.append(issue("deidentify_film_left_out", Severity.WARNING, Modality.IMAGE, **params))
    names = numbered("film", (ending for ending, _, _ in made))
    pieces = [
        Piece(name, shown.source, clean.content, clean.removed, shown, clean.burned_in)
        for name, (_, clean, shown) in zip(names, made, strict=True)
    ]
    return pieces, tuple(left_out)


def _manifest(case: Case, disguise: Disguise, complaint: str, history: tuple[str, ...]) -> dict[str, object]:
    patient: dict[str, object] = {"id": disguise.patient}
    if case.patient.age_years is not None:
        patient["age_years"] = min(round(case.patient.age_years, 1), OLDEST_YEARS)
    if case.patient.sex is not Sex.UNKNOWN:
        patient["sex"] = case.patient.sex.value
    arrival: dict[str, object] = {}
    if (moved := disguise.moved(case.arrival.time)) is not None:
        arrival["time"] = moved.isoformat()
    if case.arrival.mode is not ArrivalMode.UNKNOWN:
        arrival["mode"] = case.arrival.mode.value
    manifest: dict[str, object] = {"schema": SCHEMA, "case_id": disguise.patient, "patient": patient}
    manifest |= {"arrival": arrival} if arrival else {}
    manifest |= {"composite": True} if case.composite else {}
    manifest |= {"chief_complaint": complaint} if complaint else {}
    return manifest | ({"history": list(history)} if case.history is not None else {})


def _view(film: Film | None) -> dict[str, str]:
    return {"view": film.view.value} if film is not None and film.view.value in ("AP", "PA", "LATERAL") else {}
