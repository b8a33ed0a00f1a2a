"""An archive spoken to by DICOMweb: QIDO-RS for the search, WADO-RS for the objects (PS3.18 10.6 and 10.4)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cdss.network.errors import NetworkError
from cdss.network.filing import Filing, NotFiled
from cdss.network.listener import MAX_MIB
from cdss.network.multipart import parts_of
from cdss.network.nodes import Node
from cdss.network.studies import (
    MAX_OBJECTS,
    MAX_STUDIES,
    Fetched,
    Found,
    Progress,
    Query,
    Series,
    Study,
    is_uid,
    newest_first,
    shown,
    to_fetch,
)
from cdss.network.waiting import Patience, Times
from cdss.network.web import Site

_MAX_ANSWER = 8 << 20
_JSON = "application/dicom+json"
_OBJECTS = 'multipart/related; type="application/dicom"; transfer-syntax=*'
_STUDY = {
    "patient_id": "00100020",
    "name": "00100010",
    "birth_date": "00100030",
    "sex": "00100040",
    "day": "00080020",
    "time": "00080030",
    "accession": "00080050",
    "description": "00081030",
}
_STUDY_UID, _SERIES_UID, _MODALITY, _MODALITIES = "0020000D", "0020000E", "00080060", "00080061"
_STUDY_OBJECTS, _SERIES_OBJECTS = "00201208", "00201209"


class WebArchive:
    """Speaks to ``node``; each question is a connection of its own."""

    def __init__(self, node: Node, times: Times | None = None, max_bytes: int = MAX_MIB << 20) -> None:
        self._node, self._times, self._max = node, times or Times(), max_bytes
        self._site = Site(node, self._times)

    def search(self, query: Query, stop: threading.Event) -> Found:
        """As ``Archive.search``."""
        patience = Patience(stop, self._times.search_s)
        asked = {"00100020": query.patient_id.strip(), "00080050": query.accession.strip(), "00080020": query.days}
        asked["00080061"] = query.modalities[0] if len(query.modalities) == 1 else ""
        told = {tag: value for tag, value in asked.items() if value}
        extra = {"limit": str(MAX_STUDIES + 1), "includefield": f"00081030,{_STUDY_OBJECTS},{_MODALITIES}"}
        rows: list[Mapping[str, Any]] = []
        for spelling in query.spellings:
            named = {"00100010": spelling} if spelling else {}
            rows = rows or self._rows("studies", told | named | extra, patience)
        studies = [study for row in rows[:MAX_STUDIES] if (study := _study_of(row)) is not None]
        return newest_first(studies, query, len(rows) > MAX_STUDIES)

    def fetch(self, study: Study, filing: Filing, progress: Progress, stop: threading.Event) -> Fetched:
        """As ``Archive.fetch``, series by series, only those that may hold films and ECGs."""
        patience, fetched = Patience(stop, self._times.fetch_s), Fetched()
        own = replace(filing, study=study.uid)
        extra = {"limit": str(MAX_OBJECTS * 2), "includefield": _SERIES_OBJECTS}
        rows = self._rows(f"studies/{study.uid}/series", extra, patience)
        wanted = to_fetch(series for row in rows if (series := _series_of(row)) is not None)
        total = None if any(one.objects is None for one in wanted) else sum(one.objects or 0 for one in wanted)
        progress(0, total)
        for series in wanted:
            for content in self._contents(study, series, patience):
                _file(own, content, fetched)
                progress(len(fetched.paths), total)
        if not fetched.paths:
            raise NetworkError(
                "pacs_nothing_came", reason=fetched.reasons[0] if fetched.reasons else "pacs_reason_empty"
            )
        return fetched

    def _contents(self, study: Study, series: Series, patience: Patience) -> Iterator[bytes]:
        """The objects of a series, one in memory at a time."""
        path = f"studies/{study.uid}/series/{series.uid}"
        with self._site.get(path, None, _OBJECTS, patience) as answer:
            if answer is not None:
                yield from parts_of(answer.read, answer.content_type, self._max, MAX_OBJECTS)

    def _rows(self, path: str, query: Mapping[str, str], patience: Patience) -> list[Mapping[str, Any]]:
        with self._site.get(path, query, _JSON, patience) as answer:
            if answer is None:
                return []
            text = answer.whole(_MAX_ANSWER)
        try:
            rows = json.loads(text or b"[]")
        except (ValueError, RecursionError) as error:
            raise NetworkError("pacs_no_web", name=self._node.name) from error
        if not isinstance(rows, list):
            raise NetworkError("pacs_no_web", name=self._node.name)
        return [row for row in rows if isinstance(row, dict)]


def _file(filing: Filing, content: bytes, fetched: Fetched) -> None:
    try:
        path = filing.file_unannounced(content)
    except NotFiled as refusal:
        fetched.reasons.append(refusal.code)
        return
    if path not in fetched.paths:
        fetched.paths.append(path)


def _study_of(row: Mapping[str, Any]) -> Study | None:
    uid = _text(row, _STUDY_UID)
    if not is_uid(uid):
        return None
    told = {name: shown(_text(row, tag)) for name, tag in _STUDY.items()}
    modalities = tuple(shown(str(one)) for one in _values(row, _MODALITIES) if isinstance(one, str))
    return Study(uid, **told, modalities=modalities, objects=_count(row, _STUDY_OBJECTS))


def _series_of(row: Mapping[str, Any]) -> Series | None:
    uid = _text(row, _SERIES_UID)
    return Series(uid, shown(_text(row, _MODALITY)), _count(row, _SERIES_OBJECTS)) if is_uid(uid) else None


def _values(row: Mapping[str, Any], tag: str) -> Sequence[Any]:
    element = row.get(tag)
    values = element.get("Value") if isinstance(element, dict) else None
    return values if isinstance(values, list) else []


def _text(row: Mapping[str, Any], tag: str) -> str:
    """The first value as text; of a name, the group in the letters that there are (PS3.18 F.2.2)."""
    value = next(iter(_values(row, tag)), "")
    if isinstance(value, dict):
        groups = (value.get(group) for group in ("Alphabetic", "Ideographic", "Phonetic"))
        return "=".join(one for one in groups if isinstance(one, str) and one)
    return str(value).strip() if isinstance(value, str | int) else ""


def _count(row: Mapping[str, Any], tag: str) -> int | None:
    text = _text(row, tag)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None
