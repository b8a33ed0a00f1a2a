"""Files that are added to a case that is already open: films and recordings beside what is there, others in its place."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from pathlib import Path

from cdss.core.errors import CaseError
from cdss.core.kinds import MODALITIES, Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.case_parts import CaseParts, add_ecg, add_film, add_note, add_vitals
from cdss.readers.same_patient import CONFLICTS, same_patient_issues
from cdss.readers.sniff import ECG_KINDS, FILM_KINDS, MESSAGE_KINDS, FileKind, recognise
from cdss.records.case import Case
from cdss.records.film import assessed_first
from cdss.records.identity import PartIdentity
from cdss.records.newest import newest_first


def with_files(case: Case, files: Sequence[Path]) -> Case:
    """``case`` with the parts read from ``files``, recognised by content; the check for one patient is made again.

    A film or a recording comes to stand beside those that are there, unless they are of another patient by their headers: then
    it takes their place, as a note and a table always do.

    Raises ``CaseError`` where none of the files is a film, an ECG, a table of vital signs or a note, or where one is a message
    of another system, which is a case of its own; a file that is one but cannot be used becomes an issue of its modality, and
    takes nothing away. ``OSError`` where a file cannot be opened.
    """
    parts = CaseParts()
    for path in files:
        if recognise(path) in MESSAGE_KINDS:
            raise CaseError.of("fhir_is_a_case", file=path.name)
    if not any([_add(parts, path) for path in files]):
        raise CaseError.of("file_not_recognised", file=", ".join(path.name for path in files))
    read = _modalities(parts)
    told = read | {i.modality for i in parts.issues}
    old = _beside(case, parts)
    if any(c.severity is Severity.STOP for c in _conflicts(case, (*old.part_identities, *parts.identities))):
        old = _without(old, read)
    identities = (*old.part_identities, *parts.identities)
    kept = tuple(i for i in case.issues if i.modality not in told and i.code not in CONFLICTS)
    return replace(
        case,
        films=assessed_first((*parts.films, *old.films)),
        ecgs=newest_first((*parts.ecgs, *old.ecgs), lambda ecg: ecg.recorded),
        vitals=parts.vitals or case.vitals,
        note=parts.note or case.note,
        part_identities=identities,
        sources=tuple(s for s in case.sources if s.part not in read),
        issues=(*_conflicts(case, identities), *kept, *_replaced(case, parts, old), *parts.issues),
    )


def _beside(case: Case, parts: CaseParts) -> Case:
    """``case`` without what the files of the same names take the place of."""
    again = {film.source for film in parts.films} | {ecg.source for ecg in parts.ecgs}
    again |= {identity.source for identity in parts.identities}
    return replace(
        case,
        films=tuple(film for film in case.films if film.source not in again),
        ecgs=tuple(ecg for ecg in case.ecgs if ecg.source not in again),
        part_identities=tuple(p for p in case.part_identities if p.source not in again),
    )


def _without(case: Case, read: Set[Modality]) -> Case:
    """``case`` without its own parts of the modalities that were ``read`` anew."""
    return replace(
        case,
        films=() if Modality.IMAGE in read else case.films,
        ecgs=() if Modality.ECG in read else case.ecgs,
        part_identities=tuple(p for p in case.part_identities if p.modality not in read),
    )


def _conflicts(case: Case, identities: Sequence[PartIdentity]) -> tuple[Issue, ...]:
    return same_patient_issues(case.patient, case.case_id, identities, case.composite, case.arrival.time)


def _replaced(case: Case, parts: CaseParts, old: Case) -> tuple[Issue, ...]:
    """A warning for what took the place of something else: what was there may be missed."""
    places = (
        (Modality.IMAGE, len(case.films) > len(old.films), [film.source for film in parts.films]),
        (Modality.ECG, len(case.ecgs) > len(old.ecgs), [ecg.source for ecg in parts.ecgs]),
        (Modality.NOTE, case.note is not None, [parts.note.source] if parts.note else []),
        (Modality.VITALS, case.vitals is not None, [parts.vitals.source] if parts.vitals else []),
    )
    return tuple(
        issue("part_replaced", Severity.WARNING, modality, file=new[0], part=f"name_modality_{modality.value}")
        for modality, taken, new in places
        if taken and new
    )


def _add(parts: CaseParts, path: Path) -> bool:
    """Whether the file at ``path`` is a part of a case."""
    kind = recognise(path)
    if kind in FILM_KINDS:
        add_film(parts, path.parent, path, path.name)
    elif kind in ECG_KINDS:
        add_ecg(parts, path.parent, path, path.name)
    elif kind is FileKind.VITALS:
        add_vitals(parts, path.parent, path, path.name)
    elif kind is FileKind.NOTE:
        add_note(parts, path.parent, path, path.name)
    return kind is not FileKind.UNKNOWN


def _modalities(parts: CaseParts) -> set[Modality]:
    there = (bool(parts.films), bool(parts.ecgs), parts.vitals is not None, parts.note is not None)
    return {modality for modality, present in zip(MODALITIES, there, strict=True) if present}
