"""Files that are added to a case that is already open: each replaces what the case had of its modality."""

from __future__ import annotations

from collections.abc import Sequence
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
from cdss.records.newest import newest_first


def with_files(case: Case, files: Sequence[Path]) -> Case:
    """``case`` with the parts read from ``files``, recognised by content; the check for one patient is made again.

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
    identities = (*(p for p in case.part_identities if p.modality not in read), *parts.identities)
    conflicts = same_patient_issues(case.patient, case.case_id, identities, case.composite)
    kept = tuple(i for i in case.issues if i.modality not in told and i.code not in CONFLICTS)
    return replace(
        case,
        films=assessed_first(parts.films) or case.films,
        ecgs=newest_first(parts.ecgs, lambda ecg: ecg.recorded) or case.ecgs,
        vitals=parts.vitals or case.vitals,
        note=parts.note or case.note,
        part_identities=identities,
        sources=tuple(s for s in case.sources if s.part not in read),
        issues=(*conflicts, *kept, *_replaced(case, parts), *parts.issues),
    )


def _replaced(case: Case, parts: CaseParts) -> tuple[Issue, ...]:
    """A warning for a note or a table that took the place of another one: what was there is named, for it may be missed."""
    both = ((Modality.NOTE, case.note, parts.note), (Modality.VITALS, case.vitals, parts.vitals))
    return tuple(
        issue("part_replaced", Severity.WARNING, modality, file=new.source, part=f"name_modality_{modality.value}")
        for modality, old, new in both
        if old is not None and new is not None
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
