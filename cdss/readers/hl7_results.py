"""What the OBX segments of HL7 v2 messages hold: vital signs with their units, and notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cdss.core.kinds import Modality
from cdss.readers.hl7_message import Message
from cdss.readers.measured import Measured, Standing, field_name, measured_number
from cdss.readers.part import Refused, refuse
from cdss.readers.table import number
from cdss.readers.vital_codes import CODES, PRESSURE_PANELS, consciousness_named
from cdss.readers.when import When

if TYPE_CHECKING:
    from hl7 import Segment

SYSTEMS = {"LN": "loinc", "LOINC": "loinc", "SCT": "snomed", "SNM": "snomed", "MDC": "mdc"}
"""Code systems of HL7 table 0396 as ``CODES`` calls them."""

_PRESSURE = "blood_pressure"
_NAMES = {
    "heart_rate": "hr heartrate pulse pulserate 맥박 맥박수 심박수",
    "resp_rate": "rr resp respiration respirations respiratoryrate resprate 호흡 호흡수",
    "sbp": "sbp systolic systolicbp systolicbloodpressure nibpsystolic nibpsys 수축기혈압",
    "dbp": "dbp diastolic diastolicbp diastolicbloodpressure nibpdiastolic nibpdia 이완기혈압",
    _PRESSURE: "bp nibp bloodpressure 혈압",
    "spo2": "spo2 o2sat oxygensaturation pulseox pulseoximetry 산소포화도",
    "temperature_c": "temp temperature bodytemperature bodytemp bt 체온",
    "consciousness": "avpu acvpu levelofconsciousness loc responsiveness 의식 의식수준",
    "pain": "pain painscore painscale nrs 통증 통증점수",
}
_LOCAL = {name: kind for kind, names in _NAMES.items() for name in names.split()}
"""Names that hospitals give vital signs where they send no public code."""

_WITHDRAWN = frozenset({"D", "W", "X"})
"""Status (HL7 table 0085) of what was sent before and must not count: deleted, of another patient, not to be had."""
_NOT_HELD = frozenset({"D", "W"})
_STANDINGS = {"P": Standing.PRELIMINARY, "R": Standing.PRELIMINARY, "S": Standing.PRELIMINARY, "C": Standing.CORRECTED}
_NOT_MADE = frozenset({"X", "N", "I", "O"})
_FINAL_TEXT = frozenset({"TX", "FT"})
_OTHER_CONTENT = frozenset({"ED", "RP", "NA", "MA", "AD"})
_WORDS = frozenset({"CE", "CWE", "CNE", "IS", "ID", "ST"})


@dataclass(frozen=True, slots=True)
class _Held:
    """What one OBX gave; ``of``: by which a later message may take it back or correct it (code, sub-ID, time)."""

    message: Message
    of: tuple[str, str, When | None]
    measured: tuple[Measured, ...] = ()
    line: str = ""


@dataclass(slots=True)
class Results:
    """What all messages hold, and what may not be used; ``unused`` counts other segments, ``replaced`` what was taken back."""

    refusals: list[Refused] = field(default_factory=list)
    unused: Counter[str] = field(default_factory=Counter)
    replaced: int = 0
    _held: list[_Held] = field(default_factory=list)

    @property
    def measured(self) -> list[Measured]:
        """The vital signs, in their order."""
        return [one for held in self._held for one in held.measured]

    @property
    def notes(self) -> list[tuple[str, When | None]]:
        """The lines of notes with their times, in their order."""
        return [(held.line, held.of[2]) for held in self._held if held.line]

    def take(self, held: _Held) -> None:
        """Add what an OBX gave."""
        self._held.append(held)

    def take_back(self, of: tuple[str, str, When | None], message: Message | None = None) -> None:
        """Drop what earlier OBX gave of the same; of other messages than ``message`` only, where it is given."""
        kept = [h for h in self._held if h.of != of or h.message is message]
        self.replaced += len(self._held) - len(kept)
        self._held = kept


def add_results(results: Results, message: Message, first: int) -> int:
    """Add every OBX of ``message``; ``first``: number of the one before. Returns the number of the last one."""
    ordered: When | None = None
    place = first
    for name, segment in message.all():
        if name == "OBR":
            ordered = message.when(segment, 7)
        elif name == "NTE":
            results.unused[name] += 1
        elif name == "OBX":
            place += 1
            _add(results, message, segment, place, ordered)
    return place


def _add(results: Results, message: Message, segment: Segment, place: int, ordered: When | None) -> None:
    kind, time = message.text(segment, 2).upper(), message.when(segment, 14) or ordered
    label = message.text(segment, 3, 2) or message.text(segment, 3)
    source = f"OBX {place} ({label[:40]})" if label else f"OBX {place}"
    status = message.text(segment, 11).upper()
    of = (message.text(segment, 3), message.text(segment, 4), time)
    if status in _WITHDRAWN:
        results.take_back(of)
    if status in _NOT_MADE and not message.text(segment, 5):
        return
    vital = _vital(message, segment)
    if kind not in _FINAL_TEXT and vital is None:
        if kind in _OTHER_CONTENT:
            results.refusals.append(refuse("hl7_value_type", None, source=source, kind=kind))
        else:
            results.unused["OBX"] += 1
        return
    try:
        if status in _NOT_HELD | _NOT_MADE:
            raise refuse("fhir_status", Modality.VITALS if vital else Modality.NOTE, source=source, status=status)
        held = _Held(message, of, line=_line(message, segment)) if vital is None else None
        if held is None:
            standing = _STANDINGS.get(status, Standing.FINAL)
            values = _values(message, segment, source, str(vital), kind, time)
            held = _Held(message, of, tuple(replace(one, standing=standing) for one in values))
    except Refused as refusal:
        results.refusals.append(refusal)
        return
    if status == "C":
        results.take_back(of, message)
    results.take(held)


def _vital(message: Message, segment: Segment) -> str | None:
    """The vital sign that OBX-3 names, by either of its two codes, else by its words."""
    for component in (1, 4):
        code = message.text(segment, 3, component)
        system = SYSTEMS.get(message.text(segment, 3, component + 2).upper())
        if system == "loinc" and code in PRESSURE_PANELS:
            return _PRESSURE
        if system and (found := CODES.get((system, code))):
            return found
    for component in (1, 2, 5):
        word = re.sub(r"[^a-z0-9가-힣]", "", message.text(segment, 3, component).lower())
        if word in _LOCAL:
            return _LOCAL[word]
    return None


def _line(message: Message, segment: Segment) -> str:
    """What a text says, whole: components are none in it, whatever signs it holds."""
    lines = (message.whole(segment, 5, place) for place in range(message.repetitions(segment, 5)))
    return "\n".join(line for line in lines if line)


def _values(
    message: Message, segment: Segment, source: str, vital: str, kind: str, time: When | None
) -> Iterator[Measured]:
    if not message.text(segment, 5) and not message.text(segment, 5, 2):
        return
    if message.repetitions(segment, 5) > 1:
        raise _unreadable(source, vital, str(segment[5]))
    if vital == "consciousness":
        yield _level(message, segment, source, time)
        return
    unit = message.text(segment, 6) or message.text(segment, 6, 2)
    shown = _numeral(message, segment, source, vital, kind)
    pair = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*", shown) if vital == _PRESSURE else None
    if pair is not None:
        for name, value in zip(("sbp", "dbp"), pair.groups(), strict=True):
            yield measured_number(source, name, float(value), unit, time)
        return
    try:
        value = number(shown)
    except ValueError as error:
        raise _unreadable(source, vital, shown) from error
    if value is None or vital == _PRESSURE:
        raise _unreadable(source, vital, shown)
    yield measured_number(source, vital, value, unit, time)


def _numeral(message: Message, segment: Segment, source: str, vital: str, kind: str) -> str:
    """The number as it is written; of a structured one (``SN``) the first, where no sign limits it."""
    if kind != "SN":
        return message.text(segment, 5)
    sign, first, between, second = (message.text(segment, 5, component) for component in range(1, 5))
    if sign not in ("", "="):
        shown = f"{sign} {first}"
        raise refuse("fhir_comparator", Modality.VITALS, source=source, field=field_name(vital), value=shown)
    return f"{first}{between}{second}"


def _level(message: Message, segment: Segment, source: str, time: When | None) -> Measured:
    said = [message.text(segment, 5, component) for component in (1, 2)]
    level = next((found for word in said if (found := consciousness_named(word)) is not None), None)
    if level is None:
        raise _unreadable(source, "consciousness", said[1] or said[0])
    return Measured(source, "consciousness", level, time)


def _unreadable(source: str, vital: str, value: str) -> Refused:
    name = "name_vital_blood_pressure" if vital == _PRESSURE else field_name(vital)
    return refuse("fhir_value", Modality.VITALS, source=source, field=name, value=value[:40])
