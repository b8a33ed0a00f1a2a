"""A case from a folder, a manifest file, a FHIR bundle, a DICOM file, or one line of ``cases.jsonl``.

``CaseError`` is raised only where the folder or the manifest as a whole cannot be read. Whatever is wrong with one part
becomes an issue of its modality, and the other parts go on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from cdss.core.errors import CaseError
from cdss.core.kinds import Modality
from cdss.core.messages import HEAD, looks_like_fhir
from cdss.core.paths import MANIFEST_NAME
from cdss.core.result import Issue
from cdss.readers.case_parts import CaseParts, add_ecg, add_film, add_note, add_vitals
from cdss.readers.fhir import add_bundle
from cdss.readers.fhir_bundle import is_bundle
from cdss.readers.hl7_v2 import add_messages
from cdss.readers.identity_values import arrival_from, patient_from
from cdss.readers.manifest import ImageEntry, Manifest, NoteEntry, VitalsEntry, decode_manifest, parse_manifest
from cdss.readers.message_file import MAX_HL7_MIB, is_hl7
from cdss.readers.note import inline_note
from cdss.readers.part import Part, Refused, guarded
from cdss.readers.paths import part_path
from cdss.readers.same_patient import completed_patient, same_patient_issues
from cdss.readers.scan import scan_folder
from cdss.readers.sniff import FileKind, recognise
from cdss.readers.visit import Visit
from cdss.readers.vitals import inline_vitals
from cdss.records.case import Case
from cdss.records.film import assessed_first
from cdss.records.identity import Arrival, PartIdentity, Patient, Source
from cdss.records.newest import newest_first

_MAX_MANIFEST_BYTES = 64 << 20


def read_case(path: Path) -> Case:
    """Read a case folder (with or without ``case.json``), a manifest, a FHIR bundle, a file of HL7 v2 messages or a DICOM file.

    A DICOM file, as a file manager opens it, is a case of that one film or ECG. In a folder without a manifest every file is
    recognised by its content and the folder's name is the case's. Raises ``CaseError``.
    """
    path = Path(path)
    try:
        if not path.exists():
            raise CaseError.of("case_missing", path=str(path))
        if not path.is_dir():
            return _from_file(path)
        manifest = path / MANIFEST_NAME
        return _from_file(manifest) if manifest.exists() else _from_files(path)
    except OSError as error:
        raise CaseError.of("case_unreadable", path=str(path)) from error


def read_manifest(data: Mapping[str, object], base: Path, file: str = MANIFEST_NAME) -> Case:
    """Read one manifest whose paths are relative to the folder ``base``; ``file`` is its name in sentences.

    Raises ``CaseError`` where it does not follow the schema ``cdss.case/1``.
    """
    manifest = parse_manifest(data, file)
    parts = CaseParts()
    for image in manifest.images or ():
        _add_file(parts, base, image.path, Modality.IMAGE, _film_adder(image))
    for ecg in manifest.ecg or ():
        _add_file(parts, base, ecg.path, Modality.ECG, add_ecg)
    _add_vitals_entry(parts, base, manifest.vitals, file)
    _add_note_entry(parts, base, manifest.note, file)
    patient, issues = patient_from(manifest.patient)
    arrival, more = arrival_from(manifest.arrival)
    parts.issues += [*issues, *more]
    return _assembled(manifest, patient, arrival, parts, file)


def read_line(data: Mapping[str, object], base: Path, file: str, name: str) -> Case:
    """Read one line of a list of cases: a FHIR bundle, else a manifest; as ``read_bundle`` and ``read_manifest``."""
    return read_bundle(data, base, file, name) if is_bundle(data) else read_manifest(data, base, file)


def read_bundle(data: Mapping[str, object], base: Path, file: str, name: str) -> Case:
    """Read one FHIR bundle; files that it names lie in ``base``; ``name`` is the case's where the bundle has no id.

    Raises ``CaseError`` where it is no bundle, of a type that is not read, or of more than one patient.
    """
    return _message_case(lambda parts: add_bundle(parts, data, base, file), file, name)


def _message_case(add: Callable[[CaseParts], None], file: str, name: str) -> Case:
    """The case of one message of another system, which ``add`` takes apart."""
    parts = CaseParts()
    try:
        add(parts)
    except Refused as refusal:
        raise CaseError.of(refusal.issue.code, **dict(refusal.issue.params)) from refusal
    return _of_parts(parts, file, (parts.visit.case_id if parts.visit else None) or name)


def _from_file(path: Path) -> Case:
    kind = recognise(path)
    if kind not in (FileKind.DICOM_FILM, FileKind.DICOM_ECG):
        return _from_manifest_file(path)
    parts = CaseParts()
    add = add_film if kind is FileKind.DICOM_FILM else add_ecg
    add(parts, path.parent, path, path.name)
    return _of_parts(parts, path.name, path.stem)


def _from_manifest_file(path: Path) -> Case:
    if path.stat().st_size > _MAX_MANIFEST_BYTES:
        raise CaseError.of("manifest_unreadable", file=path.name)
    content = path.read_bytes()
    if content.lstrip()[:1] == b"<" and looks_like_fhir(content[:HEAD].decode("utf-8", "replace")):
        raise CaseError.of("fhir_xml", file=path.name)
    if is_hl7(content):
        if len(content) > MAX_HL7_MIB << 20:
            raise CaseError.of("manifest_unreadable", file=path.name)
        return _message_case(lambda parts: add_messages(parts, content, path.name), path.name, path.stem)
    data = decode_manifest(content, path.name)
    name = path.absolute().parent.name if path.name == MANIFEST_NAME else path.stem
    if is_bundle(data):
        return read_bundle(data, path.parent, path.name, name)
    if path.name == MANIFEST_NAME and data.get("case_id") is None:
        data["case_id"] = name
    return read_manifest(data, path.parent, path.name)


def _from_files(folder: Path) -> Case:
    return _of_parts(scan_folder(folder), folder.name, folder.absolute().name)


def _of_parts(parts: CaseParts, file: str, name: str) -> Case:
    """The case of parts without a manifest, with what a bundle among them says of the visit; ``name``: its ``case_id``."""
    visit = parts.visit or Visit()
    manifest = Manifest(
        case_id=name or "case",
        composite=visit.composite,
        chief_complaint=visit.chief_complaint,
        history=visit.history,
    )
    parts.identities[:] = [_renamed(identity, visit) for identity in parts.identities]
    return _assembled(manifest, visit.patient, visit.arrival, parts, file)


def _renamed(identity: PartIdentity, visit: Visit) -> PartIdentity:
    """The identity with the number the visit goes by, where a header has another one that is known to be the same patient's."""
    known = (identity.patient_id or "").strip().casefold() in visit.known_as
    return replace(identity, patient_id=visit.patient.id) if known else identity


def _assembled(manifest: Manifest, patient: Patient, arrival: Arrival, parts: CaseParts, file: str) -> Case:
    composite = bool(manifest.composite)
    conflicts = same_patient_issues(patient, file, parts.identities, composite, arrival.time)
    completion: tuple[Issue, ...] = ()
    if not composite and not conflicts:
        patient, completion = completed_patient(patient, parts.identities)
    return Case(
        case_id=manifest.case_id,
        patient=patient,
        arrival=arrival,
        composite=composite,
        chief_complaint=(manifest.chief_complaint or "").strip() or None,
        note=parts.note,
        films=assessed_first(parts.films),
        ecgs=newest_first(parts.ecgs, lambda ecg: ecg.recorded),
        vitals=parts.vitals,
        history=manifest.history,
        part_identities=tuple(parts.identities),
        sources=tuple(Source(s.part, s.credit, s.licence or "", s.doi or "") for s in manifest.sources or ()),
        issues=(*conflicts, *completion, *parts.issues),
    )


def _film_adder(image: ImageEntry) -> Callable[[CaseParts, Path, Path, str], None]:
    return lambda parts, base, path, source: add_film(parts, base, path, source, image.view)


def _add_vitals_entry(parts: CaseParts, base: Path, entry: VitalsEntry | None, file: str) -> None:
    if entry is None:
        return
    if entry.path is not None:
        _add_file(parts, base, entry.path, Modality.VITALS, add_vitals)
        return
    rows = entry.rows or ()
    if rows:
        parts.take(guarded(lambda: inline_vitals(rows, file), file, Modality.VITALS))


def _add_note_entry(parts: CaseParts, base: Path, entry: NoteEntry | None, file: str) -> None:
    if entry is None:
        return
    if entry.path is not None:
        _add_file(parts, base, entry.path, Modality.NOTE, add_note)
        return
    text = entry.text or ""
    if text.strip():
        parts.take(guarded(lambda: inline_note(text, file), file, Modality.NOTE))


def _add_file(
    parts: CaseParts, base: Path, text: str, modality: Modality, add: Callable[[CaseParts, Path, Path, str], None]
) -> None:
    """Add the part at the relative path ``text``; a path that may not be used becomes an issue."""
    try:
        path = part_path(base, text, modality)
    except Refused as refusal:
        parts.take(Part(None, (refusal.issue,)))
        return
    add(parts, base, path, text)
