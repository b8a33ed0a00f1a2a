"""SHA-256 of what was read: of each file of the patient, of texts that came from no file, and of the model's weights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cdss.core.hashing import sha256_bytes, sha256_file
from cdss.core.kinds import Modality
from cdss.core.messages import holder_of
from cdss.records.case import Case
from cdss.records.vitals import VITALS_FIELDS, Vitals
from cdss.report.technical import InputHash, WeightsHash
from cdss.session.state import Entry

_SUMS = "SHA256SUMS"
_WEIGHTS = ".safetensors"


def input_hashes(key: str, case: Case, edited: frozenset[Modality] = frozenset()) -> tuple[InputHash, ...]:
    """Of every file of ``case``, which was opened from ``key``, a folder or a manifest.

    A WFDB header's signal file counts as the header's own. What the clinician ``edited`` (note, vital signs), and a note that
    stood in the manifest, is hashed as the text that was read, in UTF-8: vital signs as lines of comma-separated values,
    the file they came from beside them. A file that is gone, or cannot be read now, has no hash.
    """
    folder = Path(key) if Path(key).is_dir() else Path(key).parent
    return tuple(_hashes(folder, case, edited))


def edited_parts(entry: Entry) -> frozenset[Modality]:
    """What of a patient is no longer as its file says: the note, the vital signs."""
    note = {Modality.NOTE} if entry.edits.note is not None else set()
    return frozenset(note | ({Modality.VITALS} if entry.vitals_work.changes else set()))


def weights_hashes(bundle: Path, identity: str) -> tuple[WeightsHash, ...]:
    """The files of weights as the bundle lists them; none unless the list is the one whose SHA-256 is ``identity``."""
    listed = bundle / _SUMS
    try:
        content = listed.read_bytes()
    except OSError:
        return ()
    if sha256_bytes(content) != identity:
        return ()
    lines = (line.split(maxsplit=1) for line in content.decode("utf-8").splitlines())
    return tuple(WeightsHash(line[1], line[0]) for line in lines if len(line) == 2 and line[1].endswith(_WEIGHTS))


def _hashes(folder: Path, case: Case, edited: frozenset[Modality]) -> Iterator[InputHash]:
    for film in case.films:
        yield _of_file(Modality.IMAGE, folder, film.source)
    for ecg in case.ecgs:
        for source in _with_signals(folder, ecg.source):
            yield _of_file(Modality.ECG, folder, source)
    if case.vitals is not None:
        if case.vitals.source:
            yield _of_file(Modality.VITALS, folder, case.vitals.source)
        if Modality.VITALS in edited or not case.vitals.source:
            yield InputHash(Modality.VITALS.value, "", sha256_bytes(_charted(case.vitals).encode("utf-8")), edited=True)
    if case.note is not None:
        source, text = case.note.source, sha256_bytes(case.note.text.encode("utf-8"))
        if Modality.NOTE in edited:
            yield InputHash(Modality.NOTE.value, "", text, edited=True)
        elif source.endswith(".json") or not (folder / source).is_file():
            yield InputHash(Modality.NOTE.value, source, text)
        else:
            yield _of_file(Modality.NOTE, folder, source)


def _charted(vitals: Vitals) -> str:
    """The measurements that count, a line each, as in a file of vital signs; empty where not measured."""
    lines = ([row.time, *(getattr(row, field) for field in VITALS_FIELDS)] for row in vitals.rows)
    return "".join(",".join("" if value is None else str(value) for value in line) + "\n" for line in lines)


def _of_file(modality: Modality, folder: Path, source: str) -> InputHash:
    path = folder / source if (folder / source).is_file() else folder / holder_of(source)
    try:
        digest: str | None = sha256_file(path)
    except OSError:
        digest = None
    return InputHash(modality.value, Path(source).name if Path(source).is_absolute() else source, digest)


def _with_signals(folder: Path, source: str) -> tuple[str, ...]:
    """A WFDB header with its signal file, where there is one beside it; any other recording alone."""
    if not source.endswith(".hea"):
        return (source,)
    signals = source.removesuffix(".hea") + ".dat"
    return (source, signals) if (folder / signals).is_file() else (source,)
