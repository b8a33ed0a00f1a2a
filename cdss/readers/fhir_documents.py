"""Documents and pictures of a bundle: notes and reports as text, films and recordings as their readers read them from a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from cdss.core.kinds import Modality, Severity
from cdss.core.result import issue
from cdss.readers.case_parts import CaseParts, add_ecg, add_film, add_note, add_vitals, take_film
from cdss.readers.dicom import film_of_dataset
from cdss.readers.dicom_film_checks import FILM_MODALITIES
from cdss.readers.dicom_header import holds_waveform, looks_like_dicom, parse_dicom
from cdss.readers.ecg_dicom import ecg_of_dataset
from cdss.readers.encoded_text import decode_text
from cdss.readers.fhir_attachment import Attached, attached
from cdss.readers.fhir_bundle import Bundle, Resource
from cdss.readers.fhir_json import Node, child, children, codings, text, words
from cdss.readers.film_common import looks_like_picture
from cdss.readers.note import MAX_NOTE_MIB
from cdss.readers.part import Part, Refused, guarded, refuse
from cdss.readers.plain_text import text_of_html
from cdss.readers.raster import film_of_picture
from cdss.readers.sniff import ECG_KINDS, FILM_KINDS, FileKind, recognise
from cdss.records.case import Note
from cdss.records.film import Film

DOCUMENTS = ("DocumentReference", "DiagnosticReport", "Media")
MAX_ATTACHMENTS = 50

_PLAIN = frozenset({"text/plain", "text/markdown"})
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_PICTURES = frozenset({"image/png", "image/jpeg", "image/jpg"})
_CHARSETS = frozenset({"utf-16", "utf-16le", "utf-16be", "euc-kr", "cp949", "shift_jis", "gb18030", "iso-8859-15"})
"""Charsets that bytes do not tell by themselves; UTF-8, Korean and western ones are found without a label."""

_INVALID = frozenset({"entered-in-error", "cancelled", "superseded", "not-done", "aborted"})


class Documents:
    """Adds the documents of one bundle to ``parts``; ``base`` is the folder in which files beside the bundle may lie."""

    def __init__(self, parts: CaseParts, bundle: Bundle, base: Path) -> None:
        self._parts, self._bundle, self._base = parts, bundle, base
        self._texts: set[str] = set()
        self._pictures: Counter[str] = Counter()
        self._opened = 0

    def add(self, resource: Resource) -> None:
        """Add what ``resource`` holds; whatever may not be used becomes an issue that names it."""
        modality = Modality.IMAGE if resource.kind == "Media" else Modality.NOTE
        status = next(
            (s for name in ("status", "docStatus") if (s := text(resource.body, name).lower()) in _INVALID), ""
        )
        if status or resource.body.get("modifierExtension"):
            code = "fhir_status" if status else "fhir_modified"
            params = {"status": status} if status else {}
            self._parts.issues.append(issue(code, Severity.WARNING, modality, source=resource.name, **params))
            return
        if resource.kind == "DiagnosticReport" and (conclusion := text(resource.body, "conclusion")):
            self._take_text(resource, conclusion)
        for attachment in _attachments(resource):
            self._parts.take(guarded(lambda a=attachment: self._attach(resource, a), resource.name, modality))  # type: ignore[misc]

    def _attach(self, resource: Resource, attachment: Node) -> Part[Note]:
        self._opened += 1
        if self._opened == MAX_ATTACHMENTS + 1:
            raise refuse("fhir_attachments_many", None, file=self._bundle.file, count=MAX_ATTACHMENTS)
        if self._opened > MAX_ATTACHMENTS:
            return Part(None)
        held = attached(attachment, resource, self._bundle, self._base, _promised(text(attachment, "contentType")))
        if held is None:
            return Part(None)
        if isinstance(held.content, Path):
            self._add_file(resource, held, held.content)
        else:
            self._add_bytes(resource, held, held.content)
        return Part(None)

    def _add_file(self, resource: Resource, held: Attached, path: Path) -> None:
        kind = recognise(path)
        if kind in FILM_KINDS:
            add_film(self._parts, self._base, path, held.written, _view(resource))
        elif kind in ECG_KINDS:
            add_ecg(self._parts, self._base, path, held.written)
        elif kind is FileKind.VITALS:
            add_vitals(self._parts, self._base, path, held.written)
        elif kind is FileKind.NOTE:
            add_note(self._parts, self._base, path, held.written)
        else:
            raise _other_format(resource, held, path.suffix)

    def _add_bytes(self, resource: Resource, held: Attached, content: bytes) -> None:
        if looks_like_dicom(content[:256]):
            self._add_dicom(resource, content)
        elif looks_like_picture(content) or held.content_type in _PICTURES:
            self._add_picture(resource, held, content)
        elif held.content_type in _PLAIN | _HTML or not held.content_type:
            self._take_text(resource, _text(held, content, resource.name))
        else:
            raise _other_format(resource, held, "?")

    def _add_dicom(self, resource: Resource, content: bytes) -> None:
        source = self._unique(resource)
        dataset = parse_dicom(BytesIO(content), source, Modality.IMAGE)
        if holds_waveform(dataset):
            self._parts.take(ecg_of_dataset(dataset, source))
        else:
            take_film(self._parts, film_of_dataset(dataset, source), source, _view(resource))

    def _add_picture(self, resource: Resource, held: Attached, content: bytes) -> None:
        """A picture that is no report: a scanned page is no film."""
        if resource.kind == "DiagnosticReport":
            raise _other_format(resource, held, "picture")
        kinds = {c.code.upper() for n in children(resource.body, "modality") for c in codings(n)} - {""}
        if kinds and not kinds & FILM_MODALITIES:
            raise refuse("film_other_modality", Modality.IMAGE, file=resource.name, kind=", ".join(sorted(kinds))[:20])
        source = self._unique(resource)
        part = guarded(lambda: film_of_picture(BytesIO(content), source), source, Modality.IMAGE)
        take_film(self._parts, _dated(part, resource), source, _view(resource))

    def _unique(self, resource: Resource) -> str:
        """A name of its own for each picture: what is marked on a film is kept under its name."""
        self._pictures[resource.source] += 1
        count = self._pictures[resource.source]
        return resource.source if count == 1 else f"{resource.source} ({count})"

    def _take_text(self, resource: Resource, words: str) -> None:
        """Add a note; a report and its document reference often carry the same words, which count once."""
        plain = words.strip()
        if not plain:
            raise refuse("note_empty", Modality.NOTE, file=resource.name)
        if plain not in self._texts:
            self._texts.add(plain)
            time = resource.time
            self._parts.take(Part(Note(resource.source, plain, time.exact if time else None)))


def _attachments(resource: Resource) -> Iterator[Node]:
    body = resource.body
    if resource.kind == "DocumentReference":
        yield from (child(content, "attachment") for content in children(body, "content"))
    elif resource.kind == "Media":
        yield from children(body, "content")
    else:
        yield from children(body, "presentedForm")


def _promised(content_type: str) -> Modality | None:
    """The modality that a content type promises, so that a refusal stands where the clinician looks for it."""
    kind = content_type.lower()
    if kind.startswith(("image/", "application/dicom")):
        return Modality.IMAGE
    return Modality.NOTE if kind.startswith("text/") else None


def _view(resource: Resource) -> str | None:
    return words(child(resource.body, "view")) or None


def _dated(part: Part[Film], resource: Resource) -> Part[Film]:
    time = resource.time
    if part.value is None or time is None:
        return part
    return replace(part, value=replace(part.value, acquired=time.exact))


def _text(held: Attached, content: bytes, name: str) -> str:
    if len(content) > MAX_NOTE_MIB << 20:
        size = f"{len(content) / (1 << 20):.0f}"
        raise refuse("file_too_large", Modality.NOTE, file=name, size=size, limit=MAX_NOTE_MIB)
    if held.charset in _CHARSETS:
        with suppress(UnicodeError):  # where the label is wrong, the bytes themselves tell more
            content = content.decode(held.charset).encode("utf-8")
    decoded = decode_text(content, name, Modality.NOTE).text
    return text_of_html(decoded) if held.content_type in _HTML else decoded


def _other_format(resource: Resource, held: Attached, fallback: str) -> Refused:
    kind = held.content_type or fallback or "?"
    return refuse("fhir_format", _promised(held.content_type), source=resource.name, kind=kind[:60])
