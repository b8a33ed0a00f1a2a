"""The manifest of a case, schema ``cdss.case/1``: ``case.json``, or one line of ``cases.jsonl``.

Strict in its keys (an unknown key is an error that names it) and in its types; values that are well formed but cannot be
true (an age of 412) are dealt with by the reader of the case, which rejects the value and goes on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from cdss.core.collecting import uncollected
from cdss.core.errors import CaseError

SCHEMA = "cdss.case/1"
_SHOWN_ERRORS = 5
MAX_VALUES = 1_000_000
"""Objects, lists and values of one file: what a long record holds several times over. A parser makes some 250 MB of them."""


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Identifier = Annotated[str, BeforeValidator(_number_as_text)]
"""Text that names a patient or a case; a whole number is taken as its digits."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PatientEntry(_Strict):
    """Who the patient is: any text as ``id``, age in years with fractions, ``sex`` one of M, F, O, U."""

    id: Identifier | None = None
    age_years: float | None = None
    sex: str | None = None


class ArrivalEntry(_Strict):
    """``time`` in ISO 8601; ``mode`` is ``ambulance`` or any other word."""

    time: str | None = None
    mode: str | None = None


class NoteEntry(_Strict):
    """The note as a file (``path``) or inline (``text``), exactly one of them."""

    path: str | None = None
    text: str | None = None

    @model_validator(mode="after")
    def _one(self) -> NoteEntry:
        if (self.path is None) == (self.text is None):
            raise ValueError('give either "path" or "text"')
        return self


class VitalsRowEntry(_Strict):
    """One row of inline vitals, keys as the columns of ``vitals.csv``; numbers may stand as text, as in CSV."""

    time: str | None = None
    heart_rate: float | str | None = None
    resp_rate: float | str | None = None
    sbp: float | str | None = None
    dbp: float | str | None = None
    spo2: float | str | None = None
    temperature_c: float | str | None = None
    on_oxygen: bool | float | str | None = None
    consciousness: str | None = None
    pain: float | str | None = None


class VitalsEntry(_Strict):
    """The vitals as a file (``path``) or inline (``rows``), exactly one of them."""

    path: str | None = None
    rows: tuple[VitalsRowEntry, ...] | None = Field(default=None, strict=False)

    @model_validator(mode="after")
    def _one(self) -> VitalsEntry:
        if (self.path is None) == (self.rows is None):
            raise ValueError('give either "path" or "rows"')
        return self


class ImageEntry(_Strict):
    """One chest film: its file, and the projection where the file does not say it."""

    path: str
    view: str | None = None


class EcgEntry(_Strict):
    """One recording: its file (the ``.hea`` for WFDB)."""

    path: str


class SourceEntry(_Strict):
    """Credit line of one part."""

    part: str
    credit: str
    licence: str | None = None
    doi: str | None = None


class Manifest(_Strict):
    """A whole manifest. ``schema`` may be absent and is then taken as ``cdss.case/1``; null stands for absent everywhere."""

    schema_: Literal["cdss.case/1"] | None = Field(default=None, alias="schema")
    case_id: Identifier = Field(min_length=1)
    composite: bool | None = None
    patient: PatientEntry | None = None
    arrival: ArrivalEntry | None = None
    chief_complaint: str | None = None
    note: NoteEntry | None = None
    images: tuple[ImageEntry, ...] | None = Field(default=None, strict=False)
    ecg: tuple[EcgEntry, ...] | None = Field(default=None, strict=False)
    vitals: VitalsEntry | None = None
    history: tuple[str, ...] | None = Field(default=None, strict=False)
    sources: tuple[SourceEntry, ...] | None = Field(default=None, strict=False)


def parse_manifest(data: Mapping[str, object], file: str) -> Manifest:
    """Check ``data`` against the schema; raises ``CaseError`` that names each wrong key of ``file`` with its path."""
    try:
        return Manifest.model_validate(dict(data))
    except ValidationError as error:
        found = sorted(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
        told = {str(one): one for one in (_wrong(e, file) for e in found[:_SHOWN_ERRORS])}
        raise CaseError.together(tuple(told.values())) from error


@uncollected()
def decode_manifest(data: bytes, file: str) -> dict[str, object]:
    """JSON bytes (UTF-8, UTF-16 or UTF-32) to an object; raises ``CaseError`` naming line and column, or a key given twice.

    A file of more than ``MAX_VALUES`` values is refused before it is taken apart.
    """
    try:
        text = data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
        if sum(map(text.count, "{[,")) > MAX_VALUES:
            raise CaseError.of("manifest_too_many_values", file=file, count=f"{MAX_VALUES:,}")
        value = json.loads(text, object_pairs_hook=_unique_keys)
    except json.JSONDecodeError as error:
        place = {"line": str(error.lineno), "column": str(error.colno), "reason": error.msg}
        raise CaseError.of("manifest_not_json", file=file, **place) from error
    except _DuplicateKey as error:
        raise CaseError.of("manifest_duplicate_key", file=file, key=str(error)) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise CaseError.of("manifest_unreadable", file=file) from error
    if not isinstance(value, dict):
        raise CaseError.of("manifest_not_object", file=file)
    return value


class _DuplicateKey(ValueError):
    pass


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise _DuplicateKey(next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1))
    return result


def _wrong(error: ErrorDetails, file: str) -> CaseError:
    if error["type"] == "extra_forbidden":
        key = _dotted(error["loc"])
        return CaseError.of("manifest_unknown_key", file=file, key=key)
    members = {"float", "str", "bool"}  # pydantic adds the member of a union it tried
    key = _dotted(tuple(p for p in error["loc"] if p not in members))
    if error["type"] == "missing":
        return CaseError.of("manifest_missing_key", file=file, key=key)
    reason = error["msg"].removeprefix("Value error, ")
    return CaseError.of("manifest_wrong_value", file=file, key=key, reason=reason)


def _dotted(place: tuple[int | str, ...]) -> str:
    """``('images', 0, 'veiw')`` as ``images[0].veiw``."""
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in place).removeprefix(".")
