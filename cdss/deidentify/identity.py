"""What the files of a case say of whose it is, so that the same words are found in its notes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, MutableSequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from cdss.core.kinds import Modality
from cdss.core.paths import resources_dir
from cdss.deidentify.words import Known, name_parts
from cdss.readers.dicom_header import open_dicom
from cdss.readers.edf_header import FIXED_BYTES, SIGNAL_BYTES, parse_edf_header
from cdss.readers.encoded_text import decode_text
from cdss.readers.part import Refused
from cdss.readers.scp_file import scp_sections, scp_tags
from cdss.readers.sniff import FileKind, recognise
from cdss.readers.xml_tree import read_xml
from cdss.records.case import Case

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DICOM_IDS = (
    *("PatientID", "AccessionNumber", "StudyID", "IssuerOfPatientID", "AdmissionID", "PatientTelephoneNumbers"),
    *("PatientAddress", "OtherPatientIDs", "MedicalRecordLocator", "RequestedProcedureID", "MilitaryRank"),
)
_XML_WHOSE = ("patient", "subject", "person", "demographic", "order", "visit")
_XML_NAME = re.compile(
    r"^(?:name|family|given|(?:patient)?(?:last|first|middle|family|given)name|suffix|prefix)$", re.I
)
_XML_ID = re.compile(r"(?:id|mrn|number|phone|account|ssn)$", re.I)
_COMMENT = re.compile(r"^\s*(?:patient(?:'s)?[ _]?)?(name|id|mrn|record)\s*[:=]\s*(.+)$", re.I)
_SCP_NAMES, _SCP_ID = (0, 1, 3), 2
_SHORTEST_ID = 4
_HANGUL_WORD = re.compile(r"[가-힣]{3,4}")
_JSON_IDENTITY = ("name", "family", "given", "text")
_JSON_NUMBERS = ("identifier", "telecom", "value")
_EDF_UNKNOWN = "X"
_HL7_FIELDS = {"PID": ((5, 6, 9), (2, 3, 4, 13, 14, 18, 19)), "NK1": ((2,), (5, 6))}
"""By segment, the fields that hold names, and those that hold numbers."""

_SHORTEST_WORD = 3
_OF_FILES = frozenset(
    {
        *(
            "bundle",
            "case",
            "cases",
            "chest",
            "cxr",
            "dcm",
            "demo",
            "dicom",
            "ecg",
            "ekg",
            "export",
            "film",
            "films",
            "header",
        ),
        *(
            "image",
            "images",
            "lateral",
            "lead",
            "leads",
            "note",
            "notes",
            "patient",
            "rec",
            "record",
            "rhythm",
            "scan",
            "series",
        ),
        *("study", "triage", "vital", "vitals", "xray"),
    }
)


def known_of(case: Case, files: Iterable[Path], words: Iterable[str] = ()) -> Known:
    """Names and numbers from the case's records, from the headers of its ``files``, and from their names, ``words`` among them.

    A file that cannot be read says nothing here; what it holds is not exported either.
    """
    known = Known(ids=_long({case.patient.id, *(one.patient_id for one in case.part_identities)}))
    for word in (case.case_id, *words):
        known |= _of_name(word)
    for path in files:
        known |= _of_name(path.stem)
        with suppress(OSError, Refused, ValueError, KeyError, AttributeError, TypeError):
            known |= _of_file(path)
    return known


def _of_file(path: Path) -> Known:
    kind = recognise(path)
    if kind in (FileKind.DICOM_FILM, FileKind.DICOM_ECG):
        return _of_dicom(path)
    if kind in (FileKind.ECG_AECG, FileKind.ECG_PHILIPS, FileKind.ECG_MUSE):
        return _of_xml(read_xml(path, path.name, Modality.ECG), "")
    if kind is FileKind.ECG_EDF:
        return _of_edf(path)
    if kind is FileKind.ECG_SCP:
        tags = scp_tags(scp_sections(path.read_bytes()).get(1, b""))
        names = (tags.values.get(tag, b"").split(b"\0")[0].decode("latin-1").strip() for tag in _SCP_NAMES)
        return Known(_parts(names), _long({tags.patient_id}))
    if kind in (FileKind.ECG_WFDB, FileKind.ECG_CSV):
        return _of_comments(decode_text(path.read_bytes(), path.name, Modality.ECG).text)
    text = decode_text(path.read_bytes(), path.name, None).text.lstrip()
    if text.startswith("MSH"):
        return _of_hl7(text)
    return _of_json(json.loads(text)) if text.startswith("{") else Known()


def _of_name(name: str) -> Known:
    """What a file or folder is called: words with a digit as numbers, others as names unless they are words of every day."""
    parts = [part for part in re.split(r"[\s_.,()\[\]]+", normalize("NFC", name)) if part]
    ids = {part for part in parts if any(ch.isdigit() for ch in part)}
    words = {word for part in parts for word in re.split(r"[\d-]+", part)}
    names = {word for word in words if len(word) >= _SHORTEST_WORD and word.lower() not in _everyday()}
    return Known(frozenset(w for w in names if w.isascii() or _HANGUL_WORD.fullmatch(w)), _long(ids))


@cache
def _everyday() -> frozenset[str]:
    """Words that stand in notes and in names of files, and are no names."""
    lexicon = resources_dir() / "lexicon"
    words = [
        word for name in ("everyday", "triage") for word in (lexicon / f"{name}_words.txt").read_text("utf-8").split()
    ]
    for listed in json.loads((lexicon / "note_words.json").read_text("utf-8")).values():
        words += str(listed).split()
    return frozenset(words) | _OF_FILES


def _of_dicom(path: Path) -> Known:
    dataset = open_dicom(path, path.name, None)
    names = [str(value) for element in dataset.iterall() if element.VR == "PN" for value in _values(element.value)]
    ids = {str(value) for name in _DICOM_IDS for value in _values(dataset.get(name))}
    return Known(_parts(names), _long(ids))


def _values(value: object) -> Iterator[object]:
    """One value, or each of several; none for an empty one."""
    if isinstance(value, MutableSequence | tuple):  # pydicom's MultiValue is one
        yield from value
    elif value is not None and value != "":
        yield value


def _of_xml(node: Element, above: str) -> Known:
    """Names and numbers below elements that are about a person; elsewhere ``name`` is the name of a code."""
    tag = node.tag.rsplit("}", 1)[-1].lower() if isinstance(node.tag, str) else ""
    here, text = f"{above}/{tag}", (node.text or "").strip()
    about = any(word in here for word in _XML_WHOSE)
    known = Known()
    if about and text and _XML_NAME.match(tag):
        known = Known(_parts((text,)))
    elif about and text and _XML_ID.search(tag):
        known = Known(frozenset(), _long({text}))
    if about and tag == "id":
        known |= Known(frozenset(), _long({node.get("extension")}))
    for child in node:
        known |= _of_xml(child, here)
    return known


def _of_edf(path: Path) -> Known:
    with path.open("rb") as stream:
        head = stream.read(FIXED_BYTES)
        head += stream.read(SIGNAL_BYTES * int(head[252:256]))
    header = parse_edf_header(head)
    fields = header.patient.split()
    if header.plus and len(fields) >= 4:
        code, name = fields[0], fields[3]
        return Known(_parts((name.replace("_", " "),)) if name != _EDF_UNKNOWN else frozenset(), _long({code}))
    return Known(_parts((header.patient.replace("_", " "),)), _long(set(fields)))


def _of_comments(text: str) -> Known:
    known = Known()
    for line in text.splitlines():
        found = _COMMENT.match(line.lstrip("# ")) if line.lstrip().startswith("#") else None
        if found is not None:
            value = found.group(2).strip()
            known |= Known(_parts((value,))) if found.group(1).lower() == "name" else Known(ids=_long({value}))
    return known


def _of_json(value: object, inside: str = "") -> Known:
    """A FHIR bundle: what stands below the ``name``, ``identifier`` and ``telecom`` of its persons."""
    known = Known()
    if isinstance(value, dict):
        for key, inner in value.items():
            below = key if key in ("name", "identifier", "telecom") else inside
            known |= _of_json(inner, f"{below}.{key}" if below else "")
    elif isinstance(value, list):
        for inner in value:
            known |= _of_json(inner, inside)
    elif isinstance(value, str) and inside.startswith("name") and inside.endswith(_JSON_IDENTITY):
        known = Known(_parts((value,)))
    elif isinstance(value, str) and inside.startswith(_JSON_NUMBERS) and inside.endswith("value"):
        known = Known(ids=_long({value}))
    return known


def _of_hl7(text: str) -> Known:
    """An HL7 v2 message: the patient and the next of kin, by the numbers of their fields (HL7 v2.5.1, 3.4.2 and 3.4.5)."""
    known = Known()
    for line in re.split(r"[\r\n]+", text):
        fields = line.split("|")
        of_names, of_ids = _HL7_FIELDS.get(fields[0], ((), ()))
        names = (name for n in of_names for name in "".join(fields[n : n + 1]).split("~"))
        ids = (part for n in of_ids for part in re.split(r"[~^&]", "".join(fields[n : n + 1])))
        known |= Known(_parts(names), _long(ids))
    return known


def _parts(names: Iterable[str]) -> frozenset[str]:
    return frozenset(part for name in names for part in name_parts(name))


def _long(ids: Iterable[str | None]) -> frozenset[str]:
    """Identifiers long enough that finding one in a text means something."""
    return frozenset(one.strip() for one in ids if one and len(one.strip()) >= _SHORTEST_ID)
